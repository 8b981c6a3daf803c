/** Handing in, and the reveal: with the last seat of a round all its working papers enter the record. */
import { Problem } from '../../core/problem.ts';
import type { Record, Write } from '../../platform/record.ts';
import { type Assessment, isStatement } from '../assessment.ts';
import { type Law, type Provision, type ProvisionId, standingOn } from '../model.ts';
import {
  emptyPaper,
  type Paper,
  type PaperContext,
  placeWritten,
  readPaper,
  type WrittenOut,
} from '../paper.ts';
import { enterAssessment, enterLaw, enterProvision } from '../store.ts';
import { checklist } from './checklists.ts';
import { contextOf, faultsOf, openSeat, type OwnSeat, seatsOfRound } from './rounds.ts';
import { type StoredPaper, WorkingPapers } from './working-papers.ts';

/**
 * Hands in a seat: its papers are frozen. With the last seat of the round all papers enter the record, in one
 * command, and are removed.
 * @returns whether the round is revealed now
 * @throws Problem as `openSeat`; `paper-incomplete`, `paper-undecided`
 */
export function handIn(record: Record, key: string, at: string): 'waiting for others' | 'revealed' {
  const papers = new WorkingPapers(record);
  const { seat, owners } = record.read((tx) => {
    const own = openSeat(tx, key);
    const [undecided] = papers.undecided(own.owner);
    if (undecided !== undefined) throw new Problem('paper-undecided', { point: undecided });
    const faulty = faultsOf(papers.of(own.owner), contextOf(tx, own.round));
    if (faulty.size > 0) throw new Problem('paper-incomplete', { points: [...faulty.keys()].join(', ') });
    return { seat: own, owners: seatsOfRound(tx, own.round.id) };
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
    const entering = new EnteringPapers(tx, seat.round);
    tx.insert('coding_hand_in', { seat: seat.number });
    if (!isLast) return;
    for (const { coder, key_hash: owner } of owners) entering.enter(coder, papers.of(owner));
    papers.remove(owners.map(({ key_hash: owner }) => owner));
  });
  return isLast ? 'revealed' : 'waiting for others';
}

/**
 * Enters the papers of a round. What is there is read before anything is entered, and what is entered is added to it:
 * inside a command, rows with a citation of the same command cannot be read.
 */
class EnteringPapers {
  readonly #tx: Write;
  readonly #round: OwnSeat['round'];
  readonly #order: readonly string[];
  readonly #laws: Law[];
  readonly #provisions: Map<ProvisionId, Provision>;

  constructor(tx: Write, round: OwnSeat['round']) {
    const { laws, provisions } = contextOf(tx, round);
    this.#tx = tx;
    this.#round = round;
    this.#order = checklist(tx, round.checklist).points.map(({ point }) => point);
    this.#laws = [...laws];
    this.#provisions = new Map(provisions);
  }

  /** Every paper that holds anything, in the order of the points. */
  enter(coder: string, papers: ReadonlyMap<string, StoredPaper>): void {
    const place = ([point]: readonly [string, StoredPaper]) => this.#order.indexOf(point);
    for (const [point, { paper }] of [...papers].toSorted((a, b) => place(a) - place(b)))
      if (!isBlank(paper)) this.#paper(coder, point, paper);
  }

  #paper(coder: string, point: string, paper: Paper): void {
    const { id, state, checklist: of, asOf } = this.#round;
    const { said, writtenOut } = readPaper(paper, this.#context());
    const written = writtenOut.map((one) => this.#written(one));
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
    enterAssessment(this.#tx, fitting(assessment, this.#provisions), this.#provisions);
  }

  /** Enters a provision written out, and its law, unless they are there; other words for it than those there are told. */
  #written(written: WrittenOut): { readonly provision: Provision; readonly otherWords?: string } {
    const { law, provision, isNew } = placeWritten(written, this.#context());
    if (law) {
      enterLaw(this.#tx, law);
      this.#laws.push(law);
    }
    if (isNew) {
      enterProvision(this.#tx, provision);
      this.#provisions.set(provision.id, provision);
    }
    const { text } = written.provision;
    return { provision, ...(text === provision.text ? {} : { otherWords: `${provision.article}: ${text}` }) };
  }

  #context(): PaperContext {
    const { state, asOf } = this.#round;
    return { state, asOf, laws: this.#laws, provisions: this.#provisions };
  }
}

function isBlank(paper: Paper): boolean {
  return JSON.stringify(paper) === JSON.stringify(emptyPaper(paper.wording));
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
