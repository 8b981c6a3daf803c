/** Alerts in the browser. Who may come: access.ts; an alert is found by its owner alone. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Account } from '../accounts/model.ts';
import { type Subscription, wantedFrom } from '../alerts/model.ts';
import {
  addAlert,
  alert,
  alerts,
  changeAlert,
  changesOf,
  entriesOf,
  markSeen,
  stopAlert,
} from '../alerts/store.ts';
import { alertPage, alertsPage, type Refused } from '../alerts/views/alerts.tsx';
import { Problem } from '../core/problem.ts';
import type { Record } from '../platform/record.ts';
import type { StateChanges } from '../platform/state-changes.ts';
import type { Turns } from '../platform/turns.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { watchedThemes } from '../recommendations/store/changes.ts';
import { type Fields, formOf } from './form.ts';
import type { Gate } from './visitor.ts';

interface AlertDoor {
  readonly record: Record;
  readonly gate: Gate;
  readonly turns: Turns;
  readonly pageFor: (c: Context) => PageContext;
}

/** Registers the addresses. */
export function alertRoutes(app: Hono, { record, gate, turns, pageFor }: AlertDoor): void {
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
  const changes = (page: PageContext, of: Subscription, after: number): StateChanges =>
    record.cached(
      `alert ${page.today} ${after} ${JSON.stringify([of.states, of.parts, of.themes, of.points])}`,
      (tx) => changesOf(tx, of, { after, upTo: record.head().seq, day: page.today }),
    );
  const show = (c: Context, drawn: { toString(): unknown }, status: 200 | 400 = 200) => {
    c.header('Cache-Control', 'no-store');
    return c.html(render(drawn), status);
  };
  const choices = (page: PageContext) => ({
    themes: watchedThemes(page.language),
    mailing: 'not set up' as const,
  });
  const all = (c: Context, refused?: Refused) => {
    const page = pageFor(c);
    const own = record.read((tx) => alerts(tx, owner(c).id));
    return alertsPage(page, {
      alerts: own.map((each) => ({ alert: each, news: changes(page, each, each.seen).total })),
      ...choices(page),
      ...(refused ? { refused } : {}),
    });
  };
  const one = (c: Context, refused?: Refused) => {
    const page = pageFor(c);
    const found = asked(c);
    const shown = changes(page, found, 0);
    const entries = record.read((tx) =>
      entriesOf(tx, [found.seen, ...shown.newest.map(({ entry }) => entry)]),
    );
    const seenAt = entries.get(found.seen)?.at;
    return alertPage(page, {
      alert: found,
      changes: shown,
      news: changes(page, found, found.seen).total,
      head: record.head().seq,
      entries,
      ...(seenAt ? { seenAt } : {}),
      ...choices(page),
      ...(refused ? { refused } : {}),
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
      if (!(error instanceof Problem) || error.code === 'not-found') throw error;
      return show(c, again({ problem: error, fields }), 400);
    }
  };
  const to = (c: Context, path: string) => c.redirect(pageFor(c).href(path), 303);

  app.get('/alerts', (c) => show(c, all(c)));
  app.post('/alerts', limit, (c) =>
    answered(
      c,
      (fields) => to(c, `/alerts/${addAlert(record, owner(c).id, wantedFrom(fields))}`),
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
            changeAlert(record, found, wantedFrom(fields));
            return to(c, `/alerts/${found.id}`);
          case 'seen':
            markSeen(record, found, Number(fields['entry']) || 0);
            return to(c, `/alerts/${found.id}`);
          case 'stop':
            stopAlert(record, found);
            return to(c, '/alerts');
          default:
            throw new Problem('form-unreadable');
        }
      },
      (refused) => one(c, refused),
    ),
  );
}
