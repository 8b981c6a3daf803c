/**
 * What an editor may mend in an open round: give a seat a new address, give it to another coder, give up the round.
 *
 * None of it reads what coders typed. It depends on who has handed in, which everybody sees, and on nothing else, so
 * that neither success nor refusal tells anything of an answer.
 */
import { type Day, dayOf } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { Read, Record } from '../../platform/record.ts';
import {
  askedRound,
  type Change,
  checkedCoders,
  type CodingRound,
  type Seat,
  seatsOfRound,
} from './rounds.ts';
import { type SeatHash, seatHash, WorkingPapers } from './working-papers.ts';

/** A seat with its new key, which is shown once and kept nowhere. */
export interface Issued {
  readonly round: string;
  readonly coder: string;
  readonly key: string;
}

/** A seat is named by its number or, within the round, by its coder. */
export interface SeatOf {
  readonly round: string;
  readonly seat: number | string;
}

/**
 * Gives a seat a new key. The old one opens nothing any more; what the coder typed stays with the seat.
 * @param newKey draws a key as for `openRound`
 * @throws Problem `round-unknown`, `round-closed`, `round-finished`, `seat-number-unknown`, `seat-is-frozen`,
 *   `seat-change-invalid` without a reason
 */
export function reissueSeat(record: Record, asked: SeatOf, newKey: () => string, change: Change): Issued {
  return issue(record, asked, { newKey, change }, (seat, papers) => {
    papers.handOver(seat.old, seat.owner);
    return seat.coder;
  });
}

/**
 * Gives a seat to another coder, who begins anew: what the first one typed is removed, unread.
 * @throws Problem as `reissueSeat`; `seat-change-invalid` also where the name will not do
 */
export function replaceCoder(
  record: Record,
  asked: SeatOf & { readonly coder: string },
  newKey: () => string,
  change: Change,
): Issued {
  return issue(record, asked, { newKey, change }, (seat, papers) => {
    const coder = asked.coder.trim();
    if (coder === '') throw wrong('write the name of the new coder');
    if (coder === seat.coder) throw wrong(`${coder} has the seat already; give it a new address instead`);
    checkedCoders([...seat.others, coder], wrong);
    papers.remove([seat.old]);
    return coder;
  });
}

/**
 * Gives up an open round: its papers are removed, and nothing enters the record but the reason.
 * @throws Problem `round-unknown`, `round-closed`, `round-finished`, `seat-change-invalid` without a reason
 */
export function closeRound(record: Record, id: string, change: Change): void {
  const owners = record.read((tx) => {
    openOf(tx, id, change);
    return seatsOfRound(tx, id).map(({ key_hash: owner }) => owner);
  });
  record.command({ ...change, kind: 'coding', citation: `round ${id}` }, (tx) => {
    tx.insert('coding_close', { round: id, reason: change.reason, day: dayIn(change) });
    new WorkingPapers(record).remove(owners);
  });
}

interface SeatInHand {
  readonly coder: string;
  readonly others: readonly string[];
  readonly old: SeatHash;
  readonly owner: SeatHash;
}

/** `settle` moves or removes the papers, inside the command, and says who has the seat from now on. */
function issue(
  record: Record,
  asked: SeatOf,
  { newKey, change }: { readonly newKey: () => string; readonly change: Change },
  settle: (seat: SeatInHand, papers: WorkingPapers) => string,
): Issued {
  const { seat, others, old } = record.read((tx) => {
    const round = openOf(tx, asked.round, change);
    const found = seatIn(round, asked);
    return {
      seat: found,
      others: round.seats.filter((one) => one !== found).map(({ coder }) => coder),
      old: seatsOfRound(tx, round.id).find(({ id }) => id === found.number)?.key_hash,
    };
  });
  if (old === undefined) throw new Error(`seat ${seat.number} has no key`);
  if (seat.handedIn === 'yes') throw new Problem('seat-is-frozen', { coder: seat.coder });
  const key = newKey();
  const inHand = { coder: seat.coder, others, old, owner: seatHash(key) };
  const issued = record.command({ ...change, kind: 'coding', citation: `round ${asked.round}` }, (tx) => {
    const coder = settle(inHand, new WorkingPapers(record));
    tx.insert('coding_reissue', {
      seat: seat.number,
      coder,
      key_hash: inHand.owner,
      day: dayIn(change),
    });
    return { round: asked.round, coder, key };
  });
  return issued.result;
}

function openOf(tx: Read, id: string, change: Change): CodingRound {
  const round = askedRound(tx, id);
  if (round.stage === 'closed') throw new Problem('round-closed', { value: id });
  if (round.stage === 'revealed') throw new Problem('round-finished', { value: id });
  if (change.reason.trim() === '') throw wrong('write why');
  return round;
}

function seatIn(round: CodingRound, { seat }: SeatOf): Seat {
  const found = round.seats.find(({ number, coder }) => number === seat || coder === seat);
  if (!found) throw new Problem('seat-number-unknown', { round: round.id, value: seat });
  return found;
}

function wrong(detail: string): Problem {
  return new Problem('seat-change-invalid', { detail });
}

function dayIn({ at }: Change): Day {
  return dayOf(at.slice(0, 10));
}
