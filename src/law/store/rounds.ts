/** Rounds of coding on seats: opened, handed in, entered into the record, adjudicated. */
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { askedState, type Iso3 } from '../../core/state.ts';
import type { Read, Record, Write } from '../../platform/record.ts';
import { agreementByPoint, type AgreementByPoint, codedTwice, type DoubleCodings } from '../agreement.ts';
import { type Assessment, isStatement, type Round, type RoundKind, roundKinds } from '../assessment.ts';
import { askedChecklist, type Checklist, type Point, scorable } from '../checklist.ts';
import { type Provision, type ProvisionId, standingOn } from '../model.ts';
import { type Fault, type Paper, type PaperContext, placeWritten, readPaper } from '../paper.ts';
import {
  assessments,
  enterAssessment,
  enterLaw,
  enterProvision,
  laws,
  provisions,
  rounds,
} from '../store.ts';
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

/**
 * Hands in a seat: its papers are frozen. With the last seat of the round all papers enter the record, in one
 * command, and are removed.
 * @returns whether the round is revealed now
 * @throws Problem `seat-handed-in`, `paper-incomplete`, `paper-undecided`
 */
export function handIn(record: Record, key: string, at: string): 'waiting for others' | 'revealed' {
  const papers = new WorkingPapers(record);
  const { seat, owners } = record.read((tx) => {
    const own = openSeat(tx, key);
    const [undecided] = papers.undecided(own.owner);
    if (undecided !== undefined) throw new Problem('paper-undecided', { point: undecided });
    const faulty = faultsOf(papers.of(own.owner), contextOf(tx, own.round));
    if (faulty.size > 0) throw new Problem('paper-incomplete', { points: [...faulty.keys()].join(', ') });
    return { seat: own, owners: seatRows(tx).filter(({ round }) => round === own.round.id) };
  });
  const isLast = seat.round.seats.every(
    ({ number, handedIn }) => number === seat.number || handedIn === 'yes',
  );
  const command = {
    kind: 'coding',
    actor: `coder ${seat.coder}, on a seat`,
    reason: isLast ? 'handed in, the last of the round: all answers entered' : 'handed in',
    citation: `round ${seat.round.id}`,
    at,
  };
  record.command(command, (tx) => {
    tx.insert('coding_hand_in', { seat: seat.number });
    if (!isLast) return;
    for (const { coder, key_hash: owner } of owners)
      enterPapers(tx, { round: seat.round, coder, papers: papers.of(owner) });
    papers.remove(owners.map(({ key_hash: owner }) => owner));
  });
  return isLast ? 'revealed' : 'waiting for others';
}

interface ToEnter {
  readonly round: OwnSeat['round'];
  readonly coder: string;
  readonly papers: ReadonlyMap<string, StoredPaper>;
}

/** Enters the papers of one coder: every one that holds anything. */
function enterPapers(tx: Write, { round, coder, papers }: ToEnter): void {
  const order = checklist(tx, round.checklist).points.map(({ point }) => point);
  const sorted = [...papers].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  for (const [point, { paper }] of sorted) {
    if (isBlank(paper)) continue;
    const context = contextOf(tx, round);
    const { said, writtenOut } = readPaper(paper, context);
    const written = writtenOut.map((one) => enterWritten(tx, one, round));
    const known = provisions(tx, { state: round.state });
    const { id, state, checklist: of, asOf } = round;
    const assessment: Assessment = {
      ...said,
      state,
      checklist: of,
      point,
      round: id,
      coder,
      role: 'coder',
      asOf,
      // All that the coder chose, whatever became of it since; see `fitting`.
      provisions: [
        ...new Set([...(paper.provisions as ProvisionId[]), ...written.map(({ provision }) => provision.id)]),
      ],
      reasoning: [said.reasoning, ...written.flatMap(({ otherWords }) => otherWords ?? [])]
        .filter(Boolean)
        .join('\n\n'),
    };
    enterAssessment(tx, fitting(assessment, known), known);
  }
}

function isBlank(paper: Paper): boolean {
  const {
    answer,
    reasoning,
    provisions: ids,
    written,
    receipts,
    practice,
    practiceReasoning,
    practiceReceipts,
  } = paper;
  return (
    [answer, reasoning, receipts, practice, practiceReasoning, practiceReceipts].every(
      (text) => text === '',
    ) && ids.length + written.length === 0
  );
}

/** Enters a provision written out, and its law, unless they are there; other words for it than those there are told. */
function enterWritten(
  tx: Write,
  written: Parameters<typeof placeWritten>[0],
  round: OwnSeat['round'],
): { readonly provision: Provision; readonly otherWords?: string } {
  const { law, provision, isNew } = placeWritten(written, contextOf(tx, round));
  if (law) enterLaw(tx, law);
  if (isNew) enterProvision(tx, provision);
  const { text } = written.provision;
  return { provision, ...(text === provision.text ? {} : { otherWords: `${provision.article}: ${text}` }) };
}

/**
 * An assessment as the record takes it. Between handing in and the reveal somebody may have corrected the dates of a
 * provision on which it rests, so that this had ceased; it is left out then, and said. A refusal here would stop the
 * other coder, and tell that coder of an answer that is not theirs.
 */
function fitting(assessment: Assessment, known: ReadonlyMap<ProvisionId, Provision>): Assessment {
  const ceased = assessment.provisions.filter((id) => {
    const provision = known.get(id);
    return !provision || standingOn(provision, assessment.asOf) === 'no longer in force';
  });
  if (ceased.length === 0) return assessment;
  const left = assessment.provisions.filter((id) => !ceased.includes(id));
  const rests = left.length + assessment.receipts.length > 0 || !isStatement(assessment.answer);
  return {
    ...assessment,
    provisions: left,
    answer: rests ? assessment.answer : 'not yet assessed',
    reasoning: [
      assessment.reasoning,
      `Answered “${assessment.answer}”. When the round was revealed, the record said of ${ceased.join(', ')} that it was no longer in force on ${assessment.asOf}; look again.`,
    ]
      .filter(Boolean)
      .join('\n\n'),
  };
}

export interface Adjudication {
  readonly point: string;
  readonly adjudicator: string;
  readonly paper: Paper;
}

/**
 * Enters what an adjudicator decided on one point of a revealed round; the reasoning is needed, for it is the note
 * on why. Deciding again corrects it.
 * @throws Problem `round-unknown`, `adjudication-invalid`, `assessment-invalid`
 */
export function adjudicate(
  record: Record,
  round: string,
  { point, adjudicator, paper }: Adjudication,
  change: Change,
): void {
  const wrong = (field: string, detail: string) => new Problem('adjudication-invalid', { field, detail });
  record.command({ ...change, kind: 'adjudication', citation: `round ${round}` }, (tx) => {
    const of = askedRound(tx, round);
    if (of.stage === 'open') throw wrong('round', 'coders have not handed in yet');
    const said = assessments(tx, { state: of.state, checklist: of.checklist }).filter(
      (one) => one.round === of.id,
    );
    const asked = said.filter((one) => one.point === point);
    if (asked.length === 0) throw wrong('point', 'nobody answered it in this round');
    const coders = new Set(asked.filter(({ role }) => role === 'coder').map(({ coder }) => coder));
    if (adjudicator === '') throw wrong('adjudicator', 'write who decides');
    if (coders.has(adjudicator)) throw wrong('adjudicator', 'a coder of the point cannot decide on it');
    if (paper.reasoning === '') throw wrong('note', 'write why it was decided so');
    if (paper.answer === '') throw wrong('answer', 'choose one');
    const asOf = of.asOf ?? asked.map((one) => one.asOf).reduce((a, b) => (a > b ? a : b));
    const known = provisions(tx, { state: of.state });
    const { faults, said: found } = readPaper(paper, { ...contextOf(tx, { state: of.state, asOf }) });
    const [fault] = faults;
    if (fault) throw wrong('answer', `${fault.kind}${fault.value ? ` (${fault.value})` : ''}`);
    const last = asked.findLast((one) => one.role === 'adjudicator' && one.coder === adjudicator);
    enterAssessment(
      tx,
      {
        ...found,
        state: of.state,
        checklist: of.checklist,
        point,
        round: of.id,
        coder: adjudicator,
        role: 'adjudicator',
        asOf,
      },
      known,
      last,
    );
  });
}

export interface AgreementOn {
  readonly codings: DoubleCodings;
  readonly byKind: readonly AgreementByPoint[];
}

/** How far coders agree on a checklist, for each kind of round. */
export function agreementOn(tx: Read, of: string): AgreementOn {
  const codings = codedTwice(rounds(tx, { checklist: of }), assessments(tx, { checklist: of }));
  return { codings, byKind: roundKinds.map((kind: RoundKind) => agreementByPoint(kind, codings.pairs)) };
}
