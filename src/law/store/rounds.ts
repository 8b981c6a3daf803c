/** Rounds of coding on seats: opened, coded, and who has which seat. Handing in: `reveal.ts`; mending: `seats.ts`. */
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { askedState, type Iso3 } from '../../core/state.ts';
import type { Read, Record } from '../../platform/record.ts';
import type { Round, RoundKind } from '../assessment.ts';
import { askedChecklist, type Checklist, type Point, scorable } from '../checklist.ts';
import { type Fault, type PaperContext, readPaper } from '../paper.ts';
import { laws, provisions, rounds } from '../store.ts';
import { checklist, checklists } from './checklists.ts';
import {
  type Draft,
  type Saving,
  type SeatHash,
  seatHash,
  type StoredPaper,
  WorkingPapers,
} from './working-papers.ts';

/** Who makes a change, why and when. */
export interface Change {
  readonly actor: string;
  readonly reason: string;
  readonly at: string;
}

export interface Seat {
  /** Counts the seats of the installation; no secret. */
  readonly number: number;
  readonly coder: string;
  readonly handedIn: 'yes' | 'no';
  /** The days on which it got a new address; the oldest first. */
  readonly reissued: readonly Reissued[];
}

/** A seat got a new address, and with it perhaps another coder. */
export interface Reissued {
  readonly coder: string;
  readonly day: Day;
}

/** "closed": given up before all had handed in; nothing of it entered the record. */
export const roundStages = ['open', 'revealed', 'closed'] as const;

/** A blind round is "revealed" when all its seats have handed in. */
export interface CodingRound extends Round {
  /** The day for which the law is looked at; a round by file names one with each answer. */
  readonly asOf?: Day;
  readonly stage: (typeof roundStages)[number];
  /** Of a round that was closed without result. */
  readonly closed?: { readonly day: Day; readonly reason: string };
  /** None in a round by file. */
  readonly seats: readonly Seat[];
}

/** A seat as its coder sees it. */
export interface OwnSeat extends Seat {
  readonly owner: SeatHash;
  readonly round: CodingRound & { readonly asOf: Day };
}

interface SeatRow {
  readonly id: number;
  readonly round: string;
  readonly coder: string;
  /** Of the key that opens it now. */
  readonly key_hash: SeatHash;
  readonly handed_in: number;
  readonly reissued: readonly Reissued[];
}

/** All rounds, the newest first. */
export function codingRounds(tx: Read): CodingRound[] {
  const seats = Map.groupBy(seatRows(tx), ({ round }) => round);
  const closed = new Map(
    tx
      .all<{ round: string; day: Day; reason: string }>('SELECT round, day, reason FROM coding_close')
      .map(({ round, ...rest }) => [round, rest]),
  );
  return tx
    .all<{ round: string; state: Iso3; checklist: string; kind: RoundKind; as_of: Day | null }>(
      'SELECT * FROM coding_round ORDER BY id DESC',
    )
    .map(({ round, as_of: asOf, state, checklist: of, kind }): CodingRound => {
      const own = seats.get(round) ?? [];
      const end = closed.get(round);
      return {
        id: round,
        state,
        checklist: of,
        kind,
        ...(asOf ? { asOf } : {}),
        stage: end ? 'closed' : own.every((seat) => seat.handed_in === 1) ? 'revealed' : 'open',
        ...(end ? { closed: end } : {}),
        seats: own.map(seatOf),
      };
    });
}

/** @throws Problem `round-unknown` */
export function askedRound(tx: Read, id: string): CodingRound {
  const found = codingRounds(tx).find((round) => round.id === id);
  if (!found) throw new Problem('round-unknown', { value: id });
  return found;
}

/** The seat to which a key belongs. @throws Problem `seat-unknown`, `seat-reissued` where it once did */
export function seatByKey(tx: Read, key: string): OwnSeat {
  const owner = seatHash(key);
  const row = seatRows(tx).find((one) => one.key_hash === owner);
  if (!row) {
    const once =
      tx.first('SELECT 1 FROM coding_seat WHERE key_hash = ?', owner) ??
      tx.first('SELECT 1 FROM coding_reissue WHERE key_hash = ?', owner);
    throw new Problem(once ? 'seat-reissued' : 'seat-unknown');
  }
  const round = askedRound(tx, row.round);
  const { asOf } = round;
  if (!asOf) throw new Error(`the round ${round.id} has seats and no day`);
  return { ...seatOf(row), owner, round: { ...round, asOf } };
}

function seatRows(tx: Read): SeatRow[] {
  const again = Map.groupBy(
    tx.all<{ seat: number; coder: string; key_hash: SeatHash; day: Day }>(
      'SELECT seat, coder, key_hash, day FROM coding_reissue ORDER BY id',
    ),
    ({ seat }) => seat,
  );
  return tx
    .all<Omit<SeatRow, 'reissued'>>(
      `SELECT s.id, s.round, s.coder, s.key_hash, h.id IS NOT NULL AS handed_in
       FROM coding_seat s LEFT JOIN coding_hand_in h ON h.seat = s.id ORDER BY s.id`,
    )
    .map((row) => {
      const of = again.get(row.id) ?? [];
      const { coder, key_hash } = of.at(-1) ?? row;
      return { ...row, coder, key_hash, reissued: of.map(({ coder: to, day }) => ({ coder: to, day })) };
    });
}

/** The seats of a round with the hashes of their keys; for the reveal and for `seats.ts`. */
export function seatsOfRound(tx: Read, round: string): readonly Pick<SeatRow, 'id' | 'coder' | 'key_hash'>[] {
  return seatRows(tx).filter((row) => row.round === round);
}

function seatOf({ id, coder, handed_in: handedIn, reissued }: SeatRow): Seat {
  return { number: id, coder, handedIn: handedIn === 1 ? 'yes' : 'no', reissued };
}

/** The points of a checklist on which a State may be scored, in their order. */
export function scoredPoints(of: Checklist): readonly Point[] {
  return of.points.filter((point) => scorable(point) === 'scored');
}

export interface ToOpen {
  readonly state: string;
  readonly checklist: string;
  /** One or two. */
  readonly coders: readonly string[];
  readonly asOf: Day;
  /** Given where the name made of State, checklist and day would not do. */
  readonly name?: string;
}

/** A round just opened, with the keys of its seats: they are shown once and kept nowhere. */
export interface Opened {
  readonly round: string;
  readonly seats: readonly { readonly coder: string; readonly key: string }[];
}

/**
 * Opens a round with a seat for each coder.
 * @param newKey draws a key of 256 random bits that can stand in an address
 * @throws Problem `round-invalid`, `state-unknown`, `checklist-unknown`
 */
export function openRound(record: Record, toOpen: ToOpen, newKey: () => string, change: Change): Opened {
  const wrong = (field: string, detail: string) => new Problem('round-invalid', { field, detail });
  const state = askedState(toOpen.state).iso3;
  const of = askedChecklist(record.cached('checklists', checklists), toOpen.checklist);
  if (scoredPoints(of).length === 0) throw wrong('checklist', `no point of ${of.id} can be scored yet`);
  const coders = checkedCoders(toOpen.coders, (detail) => wrong('coders', detail));
  const name = toOpen.name?.trim();
  if (name && !/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(name))
    throw wrong('name', 'write letters, digits, spaces, points and hyphens, at most 100');
  const taken = new Set(record.read((tx) => rounds(tx).map(({ id }) => id)));
  if (name && taken.has(name)) throw wrong('name', `there is a round ${name}`);
  const round = name || freeName(`${state}-${of.id}-${toOpen.asOf}`, taken);
  const seats = coders.map((coder) => ({ coder, key: newKey() }));
  record.command({ ...change, kind: 'coding', citation: `round ${round}` }, (tx) => {
    tx.insert('coding_round', { round, state, checklist: of.id, kind: 'blind', as_of: toOpen.asOf });
    for (const { coder, key } of seats) tx.insert('coding_seat', { round, coder, key_hash: seatHash(key) });
  });
  return { round, seats };
}

/** Names of the coders of a round, one or two, of which none is empty. @throws what `wrong` makes of the reason */
export function checkedCoders(
  names: readonly string[],
  wrong: (detail: string) => Problem,
): readonly string[] {
  const coders = names.map((coder) => coder.trim()).filter((coder) => coder !== '');
  if (coders.length < 1 || coders.length > 2) throw wrong('name one or two');
  if (new Set(coders).size < coders.length) throw wrong('the two have the same name');
  if (coders.some((coder) => coder.length > 100)) throw wrong('a name is longer than 100 letters');
  return coders;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const names = [name, ...Array.from({ length: taken.size }, (_, at) => `${name}-${at + 2}`)];
  return names.find((one) => !taken.has(one)) ?? name;
}

/**
 * Saves what a coder typed on a point, as far as `WorkingPapers.save` lets it.
 * @throws Problem as `openSeat`; `checklist-point-unknown`, `paper-undecided`
 */
export function savePaper(record: Record, key: string, point: string, draft: Draft, at: string): Saving {
  const seat = record.read((tx) => {
    const own = openSeat(tx, key);
    const words = tx.first(
      'SELECT 1 FROM checklist_point WHERE id = ? AND checklist = ? AND point = ?',
      draft.paper.wording,
      own.round.checklist,
      point,
    );
    const points = scoredPoints(checklist(tx, own.round.checklist));
    if (!words || !points.some((one) => one.point === point))
      throw new Problem('checklist-point-unknown', { checklist: own.round.checklist, value: point });
    return own;
  });
  return new WorkingPapers(record).save(seat.owner, point, draft, at);
}

/** The seat of a key, if it can be coded on. @throws Problem `seat-unknown`, `seat-reissued`, `seat-handed-in`, `round-closed` */
export function openSeat(tx: Read, key: string): OwnSeat {
  const own = seatByKey(tx, key);
  if (own.round.closed) throw new Problem('round-closed', { value: own.round.id });
  if (own.handedIn === 'yes') throw new Problem('seat-handed-in');
  return own;
}

/** What a paper of a seat is read against. */
export function contextOf(
  tx: Read,
  { state, asOf }: { readonly state: Iso3; readonly asOf: Day },
): PaperContext {
  return { state, asOf, laws: laws(tx, { state }), provisions: provisions(tx, { state }) };
}

/** What keeps the papers of a seat from being handed in, by point; empty where nothing does. */
export function faultsOf(
  papers: ReadonlyMap<string, StoredPaper>,
  context: PaperContext,
): ReadonlyMap<string, readonly Fault[]> {
  return new Map(
    [...papers].flatMap(([point, { paper }]) => {
      const { faults } = readPaper(paper, context);
      return faults.length > 0 ? [[point, faults] as const] : [];
    }),
  );
}
