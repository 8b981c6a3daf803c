/**
 * Assessments: what coders found that a State's law says on a point of a checklist, and which of their findings
 * holds on a day. An answer rests on provisions, and holds on no day on which one of these is not in force.
 */
import type { Citation } from '../core/citation.ts';
import type { Day } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import type { Iso3 } from '../core/state.ts';
import type { Answer } from '../core/value.ts';
import { isRetroactive, type LawId, newsOf, type Provision, type ProvisionId, standingOn } from './model.ts';

/** Coders assess; an adjudicator decides where two coders differ. */
export const roles = ['coder', 'adjudicator'] as const;
export type Role = (typeof roles)[number];

/**
 * How a round was coded. "blind": each coder worked on a seat of the installation and saw the other's answers only
 * after both had handed in. "by file": the answers came in a file, so how they were made is not known here.
 */
export const roundKinds = ['blind', 'by file'] as const;
export type RoundKind = (typeof roundKinds)[number];

/** One piece of coding: a State, a checklist, and who codes it; named by whoever opens it. */
export interface Round {
  readonly id: string;
  readonly state: Iso3;
  readonly checklist: string;
  readonly kind: RoundKind;
}

/** What one person found. The newest of a person on a point in a round counts. */
export interface Assessment {
  readonly state: Iso3;
  readonly checklist: string;
  readonly point: string;
  /** The wording of the point that was assessed: the number of its row. */
  readonly wording: number;
  readonly round: string;
  readonly coder: string;
  readonly role: Role;
  /** The day for which the law was looked at. */
  readonly asOf: Day;
  /** On paper. */
  readonly answer: Answer;
  readonly provisions: readonly ProvisionId[];
  readonly reasoning: string;
  /** Documents beside the provisions on which the answer rests. */
  readonly receipts: readonly Citation[];
  readonly practice?: Practice;
}

/** What is done, apart from what is written. */
export interface Practice {
  readonly answer: Answer;
  readonly reasoning: string;
  readonly receipts: readonly Citation[];
}

/** Answers that say something of the State; these need a source. */
export function isStatement(answer: Answer): boolean {
  return answer === 'yes' || answer === 'partly' || answer === 'no';
}

/**
 * Refuses an assessment that rests on nothing, or on provisions that had ceased when it was made.
 * @param provisions those of the record, by their names
 * @throws Problem `assessment-invalid`, whose detail `about` says which part of the assessment is meant
 */
export function checkAssessment(
  assessment: Assessment,
  provisions: ReadonlyMap<ProvisionId, Provision>,
): void {
  const wrong = (about: 'answer' | 'provisions' | 'practice', detail: string) =>
    new Problem('assessment-invalid', {
      what: `${assessment.state}, ${assessment.checklist} ${assessment.point}`,
      about,
      detail,
    });
  if (
    isStatement(assessment.answer) &&
    assessment.provisions.length === 0 &&
    assessment.receipts.length === 0
  )
    throw wrong('answer', `“${assessment.answer}” needs a provision or a document on which it rests`);
  for (const id of assessment.provisions) {
    const provision = provisions.get(id);
    if (!provision) throw wrong('provisions', `there is no provision “${id}”; enter it first`);
    if (standingOn(provision, assessment.asOf) === 'no longer in force')
      throw wrong('provisions', `the provision “${id}” was no longer in force on ${assessment.asOf}`);
  }
  const { practice } = assessment;
  if (practice && isStatement(practice.answer) && practice.receipts.length === 0)
    throw wrong('practice', `“${practice.answer}” in practice needs a document on which it rests`);
}

/** How a finding came about. */
export const bases = ['single', 'agreed', 'adjudicated', 'disputed'] as const;
export type Basis = (typeof bases)[number];

/** What a round found on one point: one coder's answer, two that agree, an adjudicator's, or two that differ. */
export interface Finding {
  readonly basis: Basis;
  /** Of a disputed finding: "not yet assessed". */
  readonly answer: Answer;
  readonly asOf: Day;
  readonly provisions: readonly Provision[];
  /** All that was found in the round on this point, coders first. */
  readonly assessments: readonly Assessment[];
}

/**
 * Puts together what a round found on one point. Where coders agree, the finding rests on the provisions of both,
 * so that it lapses with the first of them.
 * @param assessments of one State, point and round, oldest first; not empty
 */
export function findingOf(
  assessments: readonly Assessment[],
  provisions: ReadonlyMap<ProvisionId, Provision>,
): Finding {
  const newest = new Map(assessments.map((each) => [`${each.role} ${each.coder}`, each]));
  const all = [...newest.values()].toSorted((a, b) => roles.indexOf(a.role) - roles.indexOf(b.role));
  const adjudicated = assessments.findLast(({ role }) => role === 'adjudicator');
  const coders = all.filter(({ role }) => role === 'coder');
  const counted = adjudicated ? [adjudicated] : coders;
  const found = [...new Set(counted.map(({ answer }) => answer))];
  const disputed = found.length > 1;
  return {
    basis: adjudicated ? 'adjudicated' : disputed ? 'disputed' : counted.length > 1 ? 'agreed' : 'single',
    answer: (disputed ? undefined : found[0]) ?? 'not yet assessed',
    asOf: counted.map(({ asOf }) => asOf).reduce((a, b) => (a > b ? a : b)),
    provisions: [...new Set(counted.flatMap((each) => each.provisions))].flatMap(
      (id) => provisions.get(id) ?? [],
    ),
    assessments: all,
  };
}

/** Findings by State and point; see `findingKey`. One for each round that found something, oldest round first. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

export function findingKey(state: Iso3, point: string): string {
  return `${state} ${point}`;
}

/** Why an answer is what it is on a day. */
export const grounds = [
  'in force',
  'stated',
  'retroactive',
  'nothing assessed',
  'assessed later',
  'lapsed',
  'not yet in force',
  'cannot tell',
  'disputed',
  'not scored',
] as const;
export type Ground = (typeof grounds)[number];

export interface AnswerOn {
  readonly answer: Answer;
  readonly ground: Ground;
  /** The finding that answers, or that would if its provisions were in force. */
  readonly finding?: Finding;
}

/**
 * What a State's law says on a point on a day, from all that was found on it.
 *
 * The last look on or before the day answers, as long as every provision it rests on is in force on the day. A
 * later look speaks for an earlier day only through provisions that were in force then: when the law had changed
 * since the last look in a way the later one knows of, or when the last look lapsed. A look that rests on a
 * document alone says nothing of days before it. Everything else is "not yet assessed", with the reason.
 */
export function answerOn(findings: readonly Finding[], day: Day): AnswerOn {
  const looks = findings
    .map((finding, order) => ({ finding, order, holds: holdsOn(finding, day) }))
    .toSorted((a, b) => a.finding.asOf.localeCompare(b.finding.asOf) || a.order - b.order);
  const until = looks.filter(({ finding }) => finding.asOf <= day);
  const base = until.findLast(({ holds }) => holds !== 'not yet in force');
  const after = looks.filter(
    ({ finding, holds }) => finding.asOf > day && finding.provisions.length > 0 && holds === 'in force',
  );
  const later =
    base?.holds === 'in force'
      ? after.find(({ finding }) =>
          finding.provisions.some((provision) => (newsOf(provision) ?? day) > base.finding.asOf),
        )
      : after[0];
  const look = later ?? base ?? until.at(-1) ?? looks.find(({ finding }) => finding.provisions.length > 0);
  if (!look)
    return { answer: 'not yet assessed', ground: looks.length > 0 ? 'assessed later' : 'nothing assessed' };
  const { finding, holds } = look;
  if (holds !== 'in force') {
    const ground = holds === 'no longer in force' ? 'lapsed' : holds;
    return { answer: 'not yet assessed', ground, finding };
  }
  if (finding.basis === 'disputed') return { answer: 'not yet assessed', ground: 'disputed', finding };
  if (finding.provisions.length === 0) return { answer: finding.answer, ground: 'stated', finding };
  const back = finding.provisions.some(
    (provision) => isRetroactive(provision) && (newsOf(provision) ?? day) > day,
  );
  return { answer: finding.answer, ground: back ? 'retroactive' : 'in force', finding };
}

/** Whether all provisions of a finding are in force on a day; if not, what keeps it from holding. */
function holdsOn(
  finding: Finding,
  day: Day,
): 'in force' | 'no longer in force' | 'not yet in force' | 'cannot tell' {
  const standings = new Set(finding.provisions.map((provision) => standingOn(provision, day)));
  if (standings.has('no longer in force')) return 'no longer in force';
  if (standings.has('not yet in force') || standings.has('draft')) return 'not yet in force';
  return standings.has('cannot tell') ? 'cannot tell' : 'in force';
}

export interface PracticeOn {
  readonly answer: Answer;
  readonly ground: Extract<Ground, 'stated' | 'disputed' | 'nothing assessed'>;
  /** What the coders of the last look said, each with receipts. */
  readonly said: readonly Practice[];
  /** The day of that look. */
  readonly asOf?: Day;
}

/** What is done in practice on a day: the last look on or before it. Two coders who differ are "disputed". */
export function practiceOn(findings: readonly Finding[], day: Day): PracticeOn {
  const looks = findings
    .flatMap(({ assessments, asOf }) => {
      const adjudicated = assessments.filter(({ role, practice }) => role === 'adjudicator' && practice);
      const said = (adjudicated.length > 0 ? adjudicated : assessments).flatMap(
        ({ practice }) => practice ?? [],
      );
      return said.length > 0 && asOf <= day ? [{ asOf, said }] : [];
    })
    .toSorted((a, b) => a.asOf.localeCompare(b.asOf));
  const last = looks.at(-1);
  if (!last) return { answer: 'not yet assessed', ground: 'nothing assessed', said: [] };
  const [first, ...others] = new Set(last.said.map(({ answer }) => answer));
  return others.length > 0
    ? { ...last, answer: 'not yet assessed', ground: 'disputed' }
    : { ...last, answer: first ?? 'not yet assessed', ground: 'stated' };
}

/** The findings as they would be if the drafts of a law came into force on a day: for "what if?". */
export function asIfEnacted(findings: readonly Finding[], law: LawId, day: Day): Finding[] {
  return findings.map((finding) => ({
    ...finding,
    provisions: finding.provisions.map((provision) =>
      provision.law === law && provision.from === undefined ? { ...provision, from: day } : provision,
    ),
  }));
}
