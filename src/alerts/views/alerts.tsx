/** The pages of alerts, each for its owner alone: /alerts, and what is new of one. */
import { parseDay } from '../../core/date.ts';
import { stateName, stateOf } from '../../core/state.ts';
import { direction } from '../../core/text.ts';
import type { Problem } from '../../core/problem.ts';
import { type MessageKey, problemKey } from '../../platform/messages.ts';
import type { StateChange, StateChanges } from '../../platform/state-changes.ts';
import {
  DataTable,
  EmptyState,
  KeySentence,
  Notice,
  type OnPage,
  Page,
  type PageContext,
} from '../../platform/ui.tsx';
import { type Delivery, isStopped } from '../delivery.ts';
import { type Subscription, type Wanted, written } from '../model.ts';
import { AlertFields, type Fields, type FormProps } from './form.tsx';

/** What a form was sent with and why it was refused. */
export interface Refused {
  readonly problem: Problem;
  readonly fields: Fields;
}

type Choices = Pick<FormProps, 'themes' | 'mailing'>;

export interface AllAlerts extends Choices {
  readonly alerts: readonly { readonly alert: Subscription; readonly news: number }[];
  readonly refused?: Refused;
}

/** /alerts */
export function alertsPage(page: PageContext, { alerts, refused, ...choices }: AllAlerts) {
  const prefilled = Object.fromEntries(
    ['name', 'states', 'parts', 'themes', 'points'].map((name) => [name, page.query.get(name) ?? undefined]),
  );
  return (
    <Page page={page} title={page.t('alerts.title')}>
      <Refusal page={page} refused={refused?.problem} />
      <p>{page.text('alerts.note')}</p>
      {alerts.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('alerts.title')}
          columns={[
            {
              heading: page.text('alerts.name'),
              cell: ({ alert }) => (
                <a href={page.href(`/alerts/${alert.id}`)}>
                  <bdi>{alert.name}</bdi>
                </a>
              ),
            },
            {
              heading: page.text('alerts.what'),
              cell: ({ alert }) => <What page={page} wanted={alert} themes={choices.themes} />,
            },
            {
              heading: page.text('alerts.mail'),
              cell: ({ alert }) => page.text(`alerts.mail.${alert.mail}`),
            },
            { heading: page.text('alerts.new'), kind: 'figure', cell: ({ news }) => page.t.number(news) },
          ]}
          rows={alerts}
        />
      ) : (
        <EmptyState page={page} missing={page.text('alerts.none')} how={page.text('alerts.how')} />
      )}
      <section aria-labelledby="add">
        <h2 id="add">{page.text('alerts.add')}</h2>
        <form method="post" action={page.href('/alerts')} class="stacked">
          <AlertFields page={page} filled={refused?.fields ?? prefilled} {...choices} />
          <button>{page.text('alerts.add')}</button>
        </form>
      </section>
    </Page>
  );
}

export interface OneAlert extends Choices {
  readonly alert: Subscription;
  /** The newest of all, and how many came since the owner last looked. */
  readonly changes: StateChanges;
  readonly news: number;
  /** The last entry of the audit log that `changes` knows. */
  readonly head: number;
  /** When an entry was made, and on what it rests. */
  readonly entries: ReadonlyMap<number, { readonly at: string; readonly citation: string }>;
  /** The last time that is seen: of the entry up to which the owner looked. */
  readonly seenAt?: string;
  readonly deliveries: readonly Delivery[];
  /** Where its webhook leads; absent where the owner may not have one. */
  readonly webhook?: { readonly address?: string };
  /** The secret of a webhook that was just set: shown once. */
  readonly secret?: string;
  /** Private addresses that were just made: shown once. */
  readonly addresses?: readonly { readonly what: MessageKey; readonly address: string }[];
  readonly refused?: Refused;
}

/** /alerts/ID: what is new of it, marked, and how to change or stop it. */
export function alertPage(page: PageContext, one: OneAlert) {
  const { alert, changes, news, head, refused } = one;
  const action = page.href(`/alerts/${alert.id}`);
  const changing = refused?.fields['do'] === 'change' ? refused.fields : undefined;
  return (
    <Page
      page={page}
      title={alert.name}
      breadcrumb={[{ label: page.text('alerts.title'), href: '/alerts' }]}
      sentence={
        <KeySentence page={page} citations={[]}>
          {page.text('alerts.sentence', {
            count: news,
            date: page.date(parseDay((one.seenAt ?? `${page.today}`).slice(0, 10))),
          })}
        </KeySentence>
      }
    >
      <Refusal page={page} refused={refused?.problem} />
      <p class="quiet">
        <What page={page} wanted={alert} themes={one.themes} />
      </p>
      {news > 0 && (
        <form method="post" action={action}>
          <input type="hidden" name="do" value="seen" />
          <input type="hidden" name="entry" value={head} />
          <button>{page.text('alerts.markSeen')}</button>
        </form>
      )}
      {changes.newest.length > 0 ? (
        <DataTable
          page={page}
          caption={page.t('alerts.changes')}
          columns={[
            {
              heading: page.text('changes.what'),
              cell: (change) => <ChangeLine page={page} change={change} seen={alert.seen} />,
            },
            {
              heading: page.text('changes.at'),
              cell: ({ entry }) => {
                const at = one.entries.get(entry)?.at ?? '';
                return <time dateTime={at}>{page.date(parseDay(at.slice(0, 10)))}</time>;
              },
            },
            {
              heading: page.text('changes.citation'),
              cell: ({ entry }) => <bdi class="long-words">{one.entries.get(entry)?.citation}</bdi>,
            },
          ]}
          rows={changes.newest}
        />
      ) : (
        <p>{page.text('alerts.nothing')}</p>
      )}
      {changes.total > changes.newest.length && (
        <p>{page.text('alerts.more', { count: changes.total - changes.newest.length })}</p>
      )}
      <Troubles page={page} deliveries={one.deliveries} action={action} />
      <Addresses page={page} one={one} action={action} />
      {one.webhook && <WebhookOf page={page} one={one} action={action} />}
      <details open={changing ? true : undefined}>
        <summary>{page.text('alerts.change')}</summary>
        <form method="post" action={action} class="stacked">
          <input type="hidden" name="do" value="change" />
          <AlertFields
            page={page}
            filled={changing ?? written(alert)}
            themes={one.themes}
            mailing={one.mailing}
          />
          <button>{page.text('alerts.change')}</button>
        </form>
      </details>
      <details>
        <summary>{page.text('alerts.stop')}</summary>
        <p>{page.text('alerts.stopNote')}</p>
        <DoButton page={page} action={action} what="stop" label="alerts.stop" />
      </details>
    </Page>
  );
}

/** What could not be sent, why, and when it is tried again. */
function Troubles({
  page,
  deliveries,
  action,
}: OnPage & { readonly deliveries: readonly Delivery[]; readonly action: string }) {
  return deliveries
    .filter(({ trouble }) => trouble !== '')
    .map((delivery) => (
      <Notice title={page.text(`alerts.trouble.${delivery.way}`)}>
        <p>
          {page.text('alerts.troubleWhy', { trouble: delivery.trouble, failures: delivery.failures })}{' '}
          {isStopped(delivery)
            ? page.text('alerts.troubleStopped')
            : page.text('alerts.troubleNext', { time: delivery.next.slice(0, 16).replace('T', ' ') })}
        </p>
        <form method="post" action={action}>
          <input type="hidden" name="do" value="again" />
          <input type="hidden" name="way" value={delivery.way} />
          <button>{page.text('alerts.tryAgain')}</button>
        </form>
      </Notice>
    ));
}

/** The private addresses: made, shown once, made anew, taken away. */
function Addresses({ page, one, action }: OnPage & { readonly one: OneAlert; readonly action: string }) {
  const since = one.alert.addressSince;
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{page.text('alerts.addresses')}</h2>
      <p>{page.text('alerts.addressesNote')}</p>
      {one.addresses && (
        <Notice title={page.text('alerts.addressesOnce')}>
          <dl>
            {one.addresses.map(({ what, address }) => (
              <>
                <dt>{page.text(what)}</dt>
                <dd dir="ltr">
                  <code class="long-words">{address}</code>
                </dd>
              </>
            ))}
          </dl>
        </Notice>
      )}
      {since && (
        <p>{page.text('alerts.addressesSince', { date: page.date(parseDay(since.slice(0, 10))) })}</p>
      )}
      <div class="buttons">
        <DoButton
          page={page}
          action={action}
          what="address"
          label={since ? 'alerts.addressesAgain' : 'alerts.addressesMake'}
        />
        {since && <DoButton page={page} action={action} what="revoke" label="alerts.addressesRevoke" />}
      </div>
    </section>
  );
}

/** The webhook: set with a new secret, or taken away. */
function WebhookOf({ page, one, action }: OnPage & { readonly one: OneAlert; readonly action: string }) {
  const known = one.webhook?.address;
  return (
    <section aria-labelledby="webhook">
      <h2 id="webhook">{page.text('alerts.webhook')}</h2>
      <p>{page.text('alerts.webhookNote')}</p>
      {one.secret && (
        <Notice title={page.text('alerts.webhookSecret')}>
          <p dir="ltr">
            <code class="long-words">{one.secret}</code>
          </p>
        </Notice>
      )}
      <form method="post" action={action} class="stacked">
        <input type="hidden" name="do" value="webhook" />
        <label>
          <span>{page.text('alerts.webhookAddress')}</span>
          <input
            name="address"
            type="url"
            dir="ltr"
            required
            value={one.refused?.fields['address'] ?? known ?? ''}
            autocomplete="off"
          />
        </label>
        <button>{page.text('alerts.webhookSet')}</button>
      </form>
      {known && <DoButton page={page} action={action} what="no webhook" label="alerts.webhookRemove" />}
    </section>
  );
}

/** A form that is one button. */
function DoButton({
  page,
  action,
  what,
  label,
}: OnPage & { readonly action: string; readonly what: string; readonly label: MessageKey }) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="do" value={what} />
      <button>{page.text(label)}</button>
    </form>
  );
}

function ChangeLine({
  page,
  change,
  seen,
}: OnPage & { readonly change: StateChange; readonly seen: number }) {
  const { text, language } = stateName(stateOf(change.state), page.language, 'short');
  return (
    <>
      {change.entry > seen && <strong class="new">{page.text('alerts.isNew')}</strong>}{' '}
      <a href={page.href(change.address)}>
        <span lang={language}>{text}</span>: <bdi dir={direction(page.language)}>{change.line(page.t)}</bdi>
      </a>
    </>
  );
}

/** /unsubscribe/KEY: for whoever has the letter, without signing in. */
export function unsubscribePage(page: PageContext, state: 'asked' | 'done') {
  return (
    <Page page={page} title={page.t('alerts.unsubscribe')}>
      {state === 'done' ? (
        <p role="status">{page.text('alerts.unsubscribed')}</p>
      ) : (
        <form method="post" action={page.href(page.path)}>
          <button>{page.text('alerts.unsubscribe')}</button>
        </form>
      )}
    </Page>
  );
}

/** What an alert watches, in words. */
function What({
  page,
  wanted,
  themes,
}: OnPage & { readonly wanted: Wanted; readonly themes: Choices['themes'] }) {
  const { states, parts, points } = wanted;
  const named = new Map(themes.map(({ value, label }) => [value, label]));
  const list = (items: readonly string[]) => items.join(page.language === 'ar' ? '، ' : ', ');
  return (
    <>
      {states === 'all'
        ? page.text('alerts.allStates')
        : list(states.map((each) => stateName(stateOf(each), page.language, 'short').text))}{' '}
      ·{' '}
      {parts.length === 0
        ? page.text('alerts.allParts')
        : list(parts.map((part) => page.t(`alerts.part.${part}`)))}
      {wanted.themes.length > 0 && <> · {list(wanted.themes.map((name) => named.get(name) ?? name))}</>}
      {points.length > 0 && (
        <>
          {' '}
          · <bdi>{list(points)}</bdi>
        </>
      )}
    </>
  );
}

function Refusal({ page, refused }: OnPage & { readonly refused: Problem | undefined }) {
  return refused ? (
    <Notice title={page.text('import.refused')}>
      <p role="alert">{page.text(problemKey(refused), refused.details)}</p>
    </Notice>
  ) : null;
}
