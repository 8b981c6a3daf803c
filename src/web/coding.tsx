/**
 * Coding in the browser: the seats of coders, each at an address that is its key, and the forms of operators for
 * rounds and decisions.
 *
 * A key is 256 random bits, so wrong ones need no limit: nobody guesses one. Whoever has it may do all that the coder
 * may, and nothing is done on a cookie here, so another site can do no more by sending a form than by opening the
 * address; forms that a browser says come from elsewhere are refused all the same.
 */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { parseDay } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import { askedState, type Iso3 } from '../core/state.ts';
import { paperFromFields } from '../law/paper-form.ts';
import type { Paper } from '../law/paper.ts';
import { adjudicate } from '../law/store/adjudication.ts';
import { handIn } from '../law/store/reveal.ts';
import { askedRound, type Change, openRound, openSeat, savePaper } from '../law/store/rounds.ts';
import { closeRound, type Issued, reissueSeat, replaceCoder, type SeatOf } from '../law/store/seats.ts';
import { newSeatKey, type Saving, WorkingPapers } from '../law/store/working-papers.ts';
import { autosave } from '../law/views/autosave.ts';
import { codingPage, deskOf, handInPage, worksheetPage } from '../law/views/coding.tsx';
import { codingPointPage, neighbours } from '../law/views/coding-point.tsx';
import { roundPage } from '../law/views/round.tsx';
import { issuedPage, openedPage, roundsPage } from '../law/views/rounds.tsx';
import { pointPath, seatPath } from '../law/views/seat.ts';
import { scriptHeaders } from '../platform/browser-script.ts';
import { problemKey } from '../platform/messages.ts';
import type { Record } from '../platform/record.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import { addressOf } from './address.ts';
import { type Fields, formOf } from './form.ts';
import type { Turns } from '../platform/turns.ts';
import type { Gate } from './visitor.ts';

interface CodingDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly gate: Gate;
  readonly turns: Turns;
  readonly pageFor: (c: Context) => PageContext;
}

/** Room for all texts of a paper in any writing, and no more. */
const mostBytes = 1_000_000;

/** Registers the addresses of seats and the forms of operators; the pages for everyone stand in `app.tsx`. */
export function codingRoutes(app: Hono, door: CodingDoor): void {
  app.get(autosave.path, (c) => c.body(autosave.text, 200, scriptHeaders));
  seatRoutes(app, door);
  operatorRoutes(app, door);
}

const limited = bodyLimit({
  maxSize: mostBytes,
  onError: () => {
    throw new Problem('form-unreadable');
  },
});

function seatRoutes(app: Hono, { record, now, pageFor, turns }: CodingDoor): void {
  const key = (c: Context) => c.req.param('key') ?? '';
  const name = (c: Context) => c.req.param('point') ?? '';

  app.get('/coding/:key', (c) => c.html(render(codingPage(pageFor(c), record, key(c)))));
  app.get('/coding/:key/worksheet', (c) => c.html(render(worksheetPage(pageFor(c), record, key(c)))));
  app.get('/coding/:key/hand-in', (c) => c.html(render(handInPage(pageFor(c), record, key(c)))));
  app.get('/coding/:key/points/:point', (c) =>
    c.html(render(codingPointPage(pageFor(c), record, { key: key(c), name: name(c) }))),
  );

  app.post('/coding/:key/hand-in', limited, async (c) => {
    refuseElsewhere(c);
    try {
      await turns.take(() => handIn(record, key(c), now().toISOString()));
    } catch (error) {
      if (!(error instanceof Problem) || isNoSeat(error)) throw error;
      return c.html(render(handInPage(pageFor(c), record, key(c), error)), 400);
    }
    return c.redirect(pageFor(c).href(seatPath(key(c))), 303);
  });

  app.post('/coding/:key/points/:point/choose', limited, async (c) => {
    refuseElsewhere(c);
    const { fields } = await formOf(c);
    const { owner } = record.read((tx) => openSeat(tx, key(c)));
    const chosen = fields['chosen'] ? { chosen: Number(fields['chosen']) } : {};
    const seen = { version: Number(fields['version']), newest: Number(fields['newest']) };
    await turns.take(() =>
      new WorkingPapers(record).choose(owner, name(c), { ...chosen, seen }, now().toISOString()),
    );
    return c.redirect(pageFor(c).href(pointPath(key(c), name(c))), 303);
  });

  app.post('/coding/:key/points/:point', limited, async (c) => {
    refuseElsewhere(c);
    const byScript = c.req.header('Accept') === 'application/json';
    const page = pageFor(c);
    let paper: Paper | undefined;
    try {
      const { fields } = await formOf(c);
      paper = paperFromFields(fields);
      const draft = { paper, ...basisOf(fields) };
      const saving = await turns.take(() => savePaper(record, key(c), name(c), draft, now().toISOString()));
      return byScript ? c.json({ ...saving, said: '' }) : c.redirect(nextAddress(c, fields, saving), 303);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (byScript)
        return c.json(
          { outcome: 'refused', version: 0, said: page.t(problemKey(error), error.details) },
          409,
        );
      if (isNoSeat(error) || error.code === 'checklist-point-unknown') throw error;
      const refused = { problem: error, ...(paper ? { paper } : {}) };
      return c.html(render(codingPointPage(page, record, { key: key(c), name: name(c) }, refused)), 409);
    }
  });

  /** Where a button leads: to a neighbouring point, or to the same one where texts wait to be chosen from. */
  function nextAddress(c: Context, fields: Fields, { outcome }: Saving): string {
    const { before, after } = neighbours(deskOf(record, key(c)).points, name(c));
    const go = outcome === 'set aside' ? 'stay' : fields['go'];
    const to = go === 'previous' ? before?.point : go === 'next' ? after?.point : name(c);
    return pageFor(c).href(to === undefined ? seatPath(key(c)) : pointPath(key(c), to));
  }
}

function basisOf(fields: Fields): { readonly base: number; readonly tab: string; readonly turn: number } {
  const number = (field: string) => {
    const value = Number(fields[field] ?? 0);
    if (!Number.isSafeInteger(value) || value < 0) throw new Problem('form-unreadable');
    return value;
  };
  return { base: number('version'), tab: (fields['tab'] ?? '').slice(0, 64), turn: number('turn') };
}

function isNoSeat({ code }: Problem): boolean {
  return code === 'seat-unknown' || code === 'seat-reissued';
}

function refuseElsewhere(c: Context): void {
  if (c.req.header('Sec-Fetch-Site') === 'cross-site') throw new Problem('not-allowed');
  // Pages that send no referrer send the origin "null" with their forms.
  const origin = c.req.header('Origin') ?? 'null';
  if (origin !== 'null' && URL.parse(origin)?.host !== c.req.header('Host')) throw new Problem('not-allowed');
}

function operatorRoutes(app: Hono, { record, now, gate, pageFor, turns }: CodingDoor): void {
  /** A member organisation opens and decides the rounds of its own country. @throws Problem `not-allowed` */
  const change = (c: Context, state: Iso3, reason: string) => {
    if (gate.visitor(c).may('law', state) !== 'directly') throw new Problem('not-allowed');
    return { actor: gate.actor(c), reason, at: now().toISOString() };
  };

  app.post('/law/rounds', limited, async (c) => {
    let fields: Fields = {};
    try {
      fields = (await formOf(c)).fields;
      const toOpen = {
        state: fields['state'] ?? '',
        checklist: fields['checklist'] ?? '',
        coders: [fields['first'] ?? '', fields['second'] ?? ''],
        asOf: parseDay(fields['asOf'] ?? ''),
        ...(fields['name'] ? { name: fields['name'] } : {}),
      };
      const by = change(c, askedState(toOpen.state).iso3, 'round opened');
      const opened = await turns.take(() => openRound(record, toOpen, newSeatKey, by));
      const { origin } = addressOf(c);
      return c.html(render(openedPage(pageFor(c), opened, origin)), 200, {
        'Cache-Control': 'no-store',
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'not-allowed') throw error;
      return c.html(render(roundsPage(pageFor(c), record, { problem: error, fields })), 400);
    }
  });

  app.post('/law/rounds/:round', limited, async (c) => {
    const round = c.req.param('round');
    let fields: Fields = {};
    let paper: Paper | undefined;
    try {
      fields = (await formOf(c)).fields;
      paper = paperFromFields(fields);
      const { point = '', adjudicator = '' } = fields;
      const { state } = record.read((tx) => askedRound(tx, round));
      const by = change(c, state, 'two coders differed');
      const decision = { point, adjudicator, paper };
      await turns.take(() => adjudicate(record, round, decision, by));
    } catch (error) {
      if (!(error instanceof Problem) || ['round-unknown', 'not-allowed'].includes(error.code)) throw error;
      const { point = '', adjudicator = '' } = fields;
      const refused = { problem: error, point, adjudicator, ...(paper ? { paper } : {}) };
      return c.html(render(roundPage(pageFor(c), record, round, refused)), 400);
    }
    return c.redirect(pageFor(c).href(`/law/rounds/${encodeURIComponent(round)}`), 303);
  });

  /** Mends a round as the form asks; a refusal is told on the page of the round. */
  const mend = async (
    c: Context,
    work: (fields: Fields, by: (reason: string) => Change) => Promise<Issued | undefined>,
  ) => {
    const round = c.req.param('round') ?? '';
    const { state } = record.read((tx) => askedRound(tx, round));
    try {
      const { fields } = await formOf(c);
      const issued = await work(fields, (reason) => change(c, state, reason));
      if (!issued) return c.redirect(pageFor(c).href(`/law/rounds/${encodeURIComponent(round)}`), 303);
      const { origin } = addressOf(c);
      return c.html(render(issuedPage(pageFor(c), issued, origin)), 200, { 'Cache-Control': 'no-store' });
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'not-allowed') throw error;
      return c.html(render(roundPage(pageFor(c), record, round, { problem: error })), 400);
    }
  };
  const seatOf = (c: Context): SeatOf => ({
    round: c.req.param('round') ?? '',
    seat: Number(c.req.param('seat')),
  });

  app.post('/law/rounds/:round/close', limited, (c) =>
    mend(c, async ({ reason = '' }, by) => {
      const change = by(reason);
      await turns.take(() => closeRound(record, c.req.param('round'), change));
      return undefined;
    }),
  );
  app.post('/law/rounds/:round/seats/:seat/reissue', limited, (c) =>
    mend(c, async ({ reason = '' }, by) => {
      const change = by(reason);
      return turns.take(() => reissueSeat(record, seatOf(c), newSeatKey, change));
    }),
  );
  app.post('/law/rounds/:round/seats/:seat/replace', limited, (c) =>
    mend(c, async ({ reason = '', coder = '' }, by) => {
      const change = by(reason);
      return turns.take(() => replaceCoder(record, { ...seatOf(c), coder }, newSeatKey, change));
    }),
  );
}
