/** Alerts in the browser. Who may come: access.ts; an alert is found by its owner alone. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Account } from '../accounts/model.ts';
import { feedOf } from '../alerts/feed.ts';
import { mayHaveWebhook, type Subscription, wantedFrom } from '../alerts/model.ts';
import {
  addAlert,
  alert,
  alertOfKey,
  alertOfLetter,
  alerts,
  changeAlert,
  changesOf,
  entriesOf,
  issueKey,
  markSeen,
  revokeKey,
  stopAlert,
  stopLetters,
} from '../alerts/store.ts';
import { webhookAddress } from '../alerts/outbound/reachable.ts';
import { deliveries, removeWebhook, setWebhook, tryAgain, webhookOf } from '../alerts/store/deliveries.ts';
import { ways } from '../alerts/delivery.ts';
import {
  alertPage,
  alertsPage,
  type OneAlert,
  type Refused,
  unsubscribePage,
} from '../alerts/views/alerts.tsx';
import { schedule } from '../commitments/schedule.ts';
import { type Day, dayOf } from '../core/date.ts';
import type { Sending } from '../alerts/outbound/settings.ts';
import { Problem } from '../core/problem.ts';
import { atomFeed, jsonFeed } from '../platform/feed.ts';
import { translator } from '../platform/messages.ts';
import type { Record } from '../platform/record.ts';
import type { StateChanges } from '../platform/state-changes.ts';
import type { Turns } from '../platform/turns.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { watchedThemes } from '../recommendations/store/changes.ts';
import { addressOf } from './address.ts';
import { calendarFile } from './calendar-file.ts';
import { type Fields, formOf } from './form.ts';
import type { Gate } from './visitor.ts';

interface AlertDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly sending: Sending;
  readonly gate: Gate;
  readonly turns: Turns;
  readonly pageFor: (c: Context) => PageContext;
}

/** So many entries of the audit log stand in a feed; readers come often. */
const mostEntries = 20;

/** Registers the addresses. */
export function alertRoutes(app: Hono, { record, now, sending, gate, turns, pageFor }: AlertDoor): void {
  const limit = bodyLimit({
    maxSize: 30_000,
    onError: () => {
      throw new Problem('form-unreadable');
    },
  });
  const owner = (c: Context): Account => {
    const account = gate.session(c)?.account;
    // Who opened the one-time address has no account yet, and nothing that could be theirs.
    if (!account || account.email === '') throw new Problem('not-allowed');
    return account;
  };
  const asked = (c: Context) =>
    record.read((tx) => alert(tx, owner(c).id, Number(c.req.param('id') ?? Number.NaN)));
  /** What came after an entry, remembered until the record changes. */
  const changes = (day: Day, of: Subscription, after: number): StateChanges => {
    const upTo = record.head().seq;
    return record.cached(
      `alert ${day} ${after} ${JSON.stringify([of.states, of.parts, of.themes, of.points])}`,
      (tx) => changesOf(tx, of, { after, upTo, day }),
      String(upTo),
    );
  };
  const show = (c: Context, drawn: { toString(): unknown }, status: 200 | 400 = 200) => {
    c.header('Cache-Control', 'no-store');
    return c.html(render(drawn), status);
  };
  const choices = (page: PageContext) => ({
    themes: watchedThemes(page.language),
    mailing: sending.mail ? ('set up' as const) : ('not set up' as const),
  });
  const all = (c: Context, refused?: Refused) => {
    const page = pageFor(c);
    const own = record.read((tx) => alerts(tx, owner(c).id));
    return alertsPage(page, {
      alerts: own.map((each) => ({ alert: each, news: changes(page.today, each, each.seen).total })),
      ...choices(page),
      ...(refused ? { refused } : {}),
    });
  };
  const one = (c: Context, more: Pick<OneAlert, 'refused' | 'addresses' | 'secret'> = {}) => {
    const page = pageFor(c);
    const found = asked(c);
    const shown = changes(page.today, found, 0);
    const entries = record.read((tx) =>
      entriesOf(tx, [found.seen, ...shown.newest.map(({ entry }) => entry)]),
    );
    const webhook = record.read((tx) => webhookOf(tx, found.id));
    const seenAt = entries.get(found.seen)?.at;
    return alertPage(page, {
      alert: found,
      changes: shown,
      news: changes(page.today, found, found.seen).total,
      deliveries: record.read((tx) => deliveries(tx, found.id)),
      head: record.head().seq,
      entries,
      ...(seenAt ? { seenAt } : {}),
      ...(sending.origin && mayHaveWebhook(owner(c))
        ? { webhook: webhook ? { address: webhook.address } : {} }
        : {}),
      ...choices(page),
      ...more,
    });
  };
  /** Answers a form; where it is refused, with its page once more. */
  const answered = async (
    c: Context,
    work: (fields: Fields) => Response,
    again: (refused: Refused) => { toString(): unknown },
  ) => {
    const { fields } = await formOf(c);
    try {
      return await turns.take(() => work(fields));
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'not-found' || error.code === 'not-allowed')
        throw error;
      return show(c, again({ problem: error, fields }), 400);
    }
  };
  const originOf = (c: Context) => sending.origin ?? addressOf(c).origin;
  const to = (c: Context, path: string) => c.redirect(pageFor(c).href(path), 303);

  app.get('/alerts', (c) => show(c, all(c)));
  app.post('/alerts', limit, (c) =>
    answered(
      c,
      (fields) => to(c, `/alerts/${addAlert(record, owner(c).id, wantedFrom(fields), now())}`),
      (refused) => all(c, refused),
    ),
  );
  app.get('/alerts/:id{[0-9]+}', (c) => show(c, one(c)));
  app.post('/alerts/:id{[0-9]+}', limit, (c) =>
    answered(
      c,
      (fields) => {
        const found = asked(c);
        switch (fields['do']) {
          case 'change':
            changeAlert(record, found, wantedFrom(fields), now());
            return to(c, `/alerts/${found.id}`);
          case 'seen':
            markSeen(record, found, Number(fields['entry']) || 0);
            return to(c, `/alerts/${found.id}`);
          case 'address': {
            const key = issueKey(record, found, now());
            return show(c, one(c, { addresses: addressesOf(found, `${originOf(c)}/feed/${key}`) }));
          }
          case 'revoke':
            revokeKey(record, found);
            return to(c, `/alerts/${found.id}`);
          case 'webhook': {
            if (!mayHaveWebhook(owner(c))) throw new Problem('not-allowed');
            const address = webhookAddress(fields['address'] ?? '', sending.webhookHosts ?? []);
            const secret = setWebhook(record, found.id, address.href, now());
            return show(c, one(c, { secret }));
          }
          case 'no webhook':
            removeWebhook(record, found.id);
            return to(c, `/alerts/${found.id}`);
          case 'again': {
            const way = ways.find((each) => each === fields['way']);
            if (!way) throw new Problem('form-unreadable');
            tryAgain(record, found.id, way, now());
            return to(c, `/alerts/${found.id}`);
          }
          case 'stop':
            stopAlert(record, found);
            return to(c, '/alerts');
          default:
            throw new Problem('form-unreadable');
        }
      },
      (refused) => one(c, { refused }),
    ),
  );

  const letters = (c: Context) => record.read((tx) => alertOfLetter(tx, c.req.param('key') ?? ''));
  app.get('/unsubscribe/:key', (c) => {
    letters(c);
    return show(c, unsubscribePage(pageFor(c), 'asked'));
  });
  app.post('/unsubscribe/:key', limit, async (c) => {
    await turns.take(() => stopLetters(record, letters(c)));
    return show(c, unsubscribePage(pageFor(c), 'done'));
  });

  const today = (): Day => dayOf(now().toISOString().slice(0, 10));
  const keyed = (c: Context) => record.read((tx) => alertOfKey(tx, c.req.param('key') ?? ''));
  const feed = (c: Context) => {
    const found = keyed(c);
    const day = today();
    const byEntry = Map.groupBy(changes(day, found, 0).newest, ({ entry }) => entry);
    const entries = record.read((tx) => {
      const told = entriesOf(tx, [...byEntry.keys()]);
      return [...byEntry].slice(0, mostEntries).map(([entry, own]) => ({
        entry,
        at: told.get(entry)?.at ?? '',
        citation: told.get(entry)?.citation ?? '',
        // Of the oldest entry more may have come than is told one by one.
        count: changesOf(tx, found, { after: entry - 1, upTo: entry, day }).total,
        changes: own,
      }));
    });
    return feedOf(found, entries, originOf(c));
  };
  app.get('/feed/:key/changes.atom', (c) =>
    c.body(atomFeed(feed(c), `${today()}T00:00:00Z`), 200, {
      'Content-Type': 'application/atom+xml; charset=utf-8',
    }),
  );
  app.get('/feed/:key/changes.json', (c) =>
    c.body(jsonFeed(feed(c)), 200, { 'Content-Type': 'application/feed+json' }),
  );
  app.get('/feed/:key/deadlines.ics', (c) => {
    const { states, wording, language } = keyed(c);
    // Every deadline names its State.
    if (wording === 'counts') throw new Problem('not-found', { what: '/feed/…' });
    const day = today();
    const items = record.cached(`schedule ${day} all`, (tx) => schedule(tx, day));
    return c.body(
      calendarFile(
        items.filter(({ state }) => states === 'all' || states.includes(state)),
        { t: translator(language), today: day },
      ),
      200,
      { 'Content-Type': 'text/calendar; charset=utf-8' },
    );
  });
}

/** The files of a private address that an alert has. */
function addressesOf({ wording }: Subscription, base: string): NonNullable<OneAlert['addresses']> {
  return [
    { what: 'alerts.address.atom', address: `${base}/changes.atom` },
    { what: 'alerts.address.json', address: `${base}/changes.json` },
    ...(wording === 'full'
      ? [{ what: 'alerts.address.calendar', address: `${base}/deadlines.ics` } as const]
      : []),
  ];
}
