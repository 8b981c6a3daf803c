/** What surrounds the facts: notices, empty places, the reckoning behind a date, the meaning of a term. */
import type { Child } from 'hono/jsx';
import type { Iso3 } from '../../core/state.ts';
import type { WrittenPart } from '../rights.ts';
import type { OnPage } from './context.tsx';

/** A remark that must not be missed. */
export function Notice({ title, children }: { readonly title?: Child; readonly children?: Child }) {
  return (
    <div class="notice" role="note">
      {title && <strong>{title}</strong>}
      {children}
    </div>
  );
}

/** Before the button of a form whose change waits for a reviewer. */
export function ReviewNote({
  page,
  part,
  states,
}: OnPage & { readonly part: WrittenPart; readonly states: Iso3 | 'all' }) {
  return page.visitor.may(part, states) === 'proposal' ? (
    <p class="quiet">{page.text('review.willWait')}</p>
  ) : null;
}

/** An empty place: what is missing, and how to add it. */
export function EmptyState({
  page,
  missing,
  how,
}: OnPage & { readonly missing: Child; readonly how: Child }) {
  return (
    <div class="empty-state">
      <p class="empty-title">{page.text('empty.title')}</p>
      <dl>
        <dt>{page.text('empty.missing')}</dt>
        <dd>{missing}</dd>
        <dt>{page.text('empty.how')}</dt>
        <dd>{how}</dd>
      </dl>
    </div>
  );
}

/** The reckoning of a computed date. */
export interface Reckoning {
  readonly rule: Child;
  readonly article: Child;
  /** The dates it starts from, each with its source. */
  readonly inputs: readonly { readonly label: Child; readonly value: Child }[];
  readonly steps: readonly Child[];
}

/** "Why this date?": opens to the rule, the article, the dates it starts from and each step. Printed open. */
export function WhyThisDate({ page, reckoning }: OnPage & { readonly reckoning: Reckoning }) {
  const { rule, article, inputs, steps } = reckoning;
  return (
    <details class="why">
      <summary>{page.text('why.summary')}</summary>
      <dl>
        <dt>{page.text('why.rule')}</dt>
        <dd>{rule}</dd>
        <dt>{page.text('why.article')}</dt>
        <dd>{article}</dd>
        <dt>{page.text('why.inputs')}</dt>
        {inputs.map(({ label, value }) => (
          <dd>
            {label}: {value}
          </dd>
        ))}
        <dt>{page.text('why.steps')}</dt>
        <dd>
          <ol>
            {steps.map((step) => (
              <li>{step}</li>
            ))}
          </ol>
        </dd>
      </dl>
    </details>
  );
}

/**
 * A term with its meaning. A button opens the meaning without script, by mouse, touch and keyboard, and
 * Escape closes it; on paper, and in a browser without popovers, the meaning follows the term.
 */
export function Definition({
  page,
  term,
  children,
}: OnPage & { readonly term: Child; readonly children?: Child }) {
  const id = page.newId('definition');
  return (
    <span class="definition">
      <button type="button" popovertarget={id}>
        {term}
      </button>
      <span id={id} popover="auto" class="meaning">
        {children}
      </span>
    </span>
  );
}
