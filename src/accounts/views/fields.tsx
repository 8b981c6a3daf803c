/** What the forms of accounts are made of. */
import type { Child } from 'hono/jsx';
import type { Problem } from '../../core/problem.ts';
import { type MessageKey, problemKey } from '../../platform/messages.ts';
import { Notice, type OnPage } from '../../platform/ui.tsx';
import { leastPassword } from '../store/secrets.ts';

/** What a form was sent with and why it was refused. */
export interface Refused {
  readonly problem: Problem;
  readonly fields: { readonly [name: string]: string };
}

interface FormProps {
  readonly action: string;
  readonly button: MessageKey;
  readonly children: Child;
}

/** Forms of accounts are never filled in again with secrets, and never kept by the browser's history. */
export function Form({ page, action, button, children }: OnPage & FormProps) {
  return (
    <form method="post" action={page.href(action)} class="stacked">
      {children}
      <button>{page.text(button)}</button>
    </form>
  );
}

interface FieldProps {
  readonly label: MessageKey;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password';
  /** What password managers go by. */
  readonly fill: 'name' | 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'off';
  readonly value?: string;
  readonly note?: Child;
}

export function Field({ page, label, name, type = 'text', fill, value, note }: OnPage & FieldProps) {
  const id = page.newId('field');
  return (
    <label>
      <span>{page.text(label)}</span>
      <input
        name={name}
        type={type}
        required
        autocomplete={fill}
        {...(value === undefined ? {} : { value })}
        {...(note ? { 'aria-describedby': id } : {})}
        {...(fill === 'new-password' ? { minlength: leastPassword } : {})}
        {...(fill === 'one-time-code' ? { inputmode: 'text' } : {})}
      />
      {note && (
        <small id={id} class="quiet">
          {note}
        </small>
      )}
    </label>
  );
}

export function NewPassword({ page }: OnPage) {
  return (
    <Field
      page={page}
      label="account.newPassword"
      name="newPassword"
      type="password"
      fill="new-password"
      note={page.text('account.passwordNote', { least: leastPassword })}
    />
  );
}

export function Refusal({ page, refused }: OnPage & { readonly refused: Problem | undefined }) {
  return refused ? (
    <Notice title={page.text('import.refused')}>
      <p role="alert">{page.text(problemKey(refused), refused.details)}</p>
    </Notice>
  ) : null;
}

/** Name and address of an account that is made: one's own, or that of somebody else, which no browser fills in. */
export function NameFields({
  page,
  of,
  refused,
}: OnPage & { readonly of: 'oneself' | 'another'; readonly refused: Refused | undefined }) {
  return (
    <>
      <Field
        page={page}
        label="account.name"
        name="name"
        fill={of === 'oneself' ? 'name' : 'off'}
        value={refused?.fields['name'] ?? ''}
      />
      <EmailField page={page} fill={of === 'oneself' ? 'username' : 'off'} refused={refused} />
    </>
  );
}

export function EmailField({
  page,
  fill,
  refused,
}: OnPage & { readonly fill: 'username' | 'off'; readonly refused: Refused | undefined }) {
  return (
    <Field
      page={page}
      label="account.email"
      name="email"
      type="email"
      fill={fill}
      value={refused?.fields['email'] ?? ''}
    />
  );
}

/** The password there is: at signing in, and once more before what cannot be taken back. */
export function Password({ page }: OnPage) {
  return (
    <Field page={page} label="account.password" name="password" type="password" fill="current-password" />
  );
}

/** To the minute, in the form everyone reads. */
export function Time({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} dir="ltr">
      {at.slice(0, 16).replace('T', ' ')} UTC
    </time>
  );
}
