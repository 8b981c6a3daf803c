/** Rounds of coding on seats: opened, coded, and who has which seat. Handing in: `reveal.ts`. */
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
}

/** A blind round is "revealed" when all its seats have handed in. */
export interface CodingRound extends Round {
  /** The day for which the law is looked at; a round by file names one with each answer. */
  readonly asOf?: Day;
  readonly stage: 'open' | 'revealed';
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
  readonly key_hash: SeatHash;
  readonly handed_in: number;
}

/** All rounds, the newest first. */
export function codingRounds(tx: Read): CodingRound[] {
  const seats = Map.groupBy(seatRows(tx), ({ round }) => round);
  return tx
    .all<{ round: string; state: Iso3; checklist: string; kind: RoundKind; as_of: Day | null }>(
      'SELECT * FROM coding_round ORDER BY id DESC',
    )
    .map(({ round, as_of: asOf, state, checklist: of, kind }): CodingRound => {
      const own = seats.get(round) ?? [];
      return {
        id: round,
        state,
        checklist: of,
        kind,
        ...(asOf ? { asOf } : {}),
        stage: own.every((seat) => seat.handed_in === 1) ? 'revealed' : 'open',
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

/** The seat to which a key belongs. @throws Problem `seat-unknown` */
export function seatByKey(tx: Read, key: string): OwnSeat {
  const owner = seatHash(key);
  const row = seatRows(tx).find((one) => one.key_hash === owner);
  if (!row) throw new Problem('seat-unknown');
  const round = askedRound(tx, row.round);
  const { asOf } = round;
  if (!asOf) throw new Error(`the round ${round.id} has seats and no day`);
  return { ...seatOf(row), owner, round: { ...round, asOf } };
}

function seatRows(tx: Read): SeatRow[] {
  return tx.all<SeatRow>(
    `SELECT s.id, s.round, s.coder, s.key_hash, h.id IS NOT NULL AS handed_in
     FROM coding_seat s LEFT JOIN coding_hand_in h ON h.seat = s.id ORDER BY s.id`,
  );
}

/** The seats of a round with the hashes of their keys; for the reveal. */
export function seatsOfRound(tx: Read, round: string): readonly Pick<SeatRow, 'coder' | 'key_hash'>[] {
  return seatRows(tx).filter((row) => row.round === round);
}

function seatOf({ id, coder, handed_in: handedIn }: SeatRow): Seat {
  return { number: id, coder, handedIn: handedIn === 1 ? 'yes' : 'no' };
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
  const coders = toOpen.coders.map((coder) => coder.trim()).filter((coder) => coder !== '');
  if (coders.length < 1 || coders.length > 2) throw wrong('coders', 'name one or two');
  if (new Set(coders).size < coders.length) throw wrong('coders', 'the two have the same name');
  if (coders.some((coder) => coder.length > 100)) throw wrong('coders', 'a name is longer than 100 letters');
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

function freeName(name: string, taken: ReadonlySet<string>): string {
  const names = [name, ...Array.from({ length: taken.size }, (_, at) => `${name}-${at + 2}`)];
  return names.find((one) => !taken.has(one)) ?? name;
}

/**
 * Saves what a coder typed on a point, as far as `WorkingPapers.save` lets it.
 * @throws Problem `seat-unknown`, `seat-handed-in`, `checklist-point-unknown`, `paper-undecided`
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

/** The seat of a key, if it has not handed in. @throws Problem `seat-unknown`, `seat-handed-in` */
export function openSeat(tx: Read, key: string): OwnSeat {
  const own = seatByKey(tx, key);
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
