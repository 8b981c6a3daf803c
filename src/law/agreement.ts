/**
 * How far two coders agree: Cohen's kappa, unweighted, because the answers have no distances between them.
 *
 * J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960),
 * 37-46. Standard error for a kappa other than zero: J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard
 * errors of kappa and weighted kappa", Psychological Bulletin 72 (1969), 323-327; in the form of J. L. Fleiss,
 * B. Levin and M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), section 18.1.
 */
import type { Answer } from '../core/value.ts';
import type { Assessment, Round, RoundKind } from './assessment.ts';

/** What two coders answered to the same question. */
export type Pair<T extends string = Answer> = readonly [first: T, second: T];

/** Why there is no kappa. "one category": both used one answer throughout, so chance alone would agree as well. */
export type NoKappa = 'fewer than two pairs' | 'one category';

export type Kappa =
  | {
      readonly kind: 'known';
      /** From -1 to 1; 0 is what chance would give. */
      readonly value: number;
      /** 95 %. Absent where the standard error is 0, at full agreement: the formula then says nothing of how sure it is. */
      readonly interval?: { readonly low: number; readonly high: number };
      readonly standardError: number;
    }
  | { readonly kind: 'cannot tell'; readonly why: NoKappa };

export interface Agreement {
  readonly pairs: number;
  /** Pairs in which both answered the same. */
  readonly same: number;
  readonly kappa: Kappa;
}

/** The quantile of the normal distribution for 95 % on both sides. */
const z95 = 1.959963984540054;

/** Agreement over pairs; the first of each pair is by one coder, the second by the other. */
export function agreementOf<T extends string>(pairs: readonly Pair<T>[]): Agreement {
  const n = pairs.length;
  const same = pairs.filter(([first, second]) => first === second).length;
  return { pairs: n, same, kappa: kappaOf(pairs, same) };
}

function kappaOf<T extends string>(pairs: readonly Pair<T>[], same: number): Kappa {
  const n = pairs.length;
  if (n < 2) return { kind: 'cannot tell', why: 'fewer than two pairs' };
  const share = (side: 0 | 1) => {
    const counted = Map.groupBy(pairs, (pair) => pair[side]);
    return (category: T) => (counted.get(category)?.length ?? 0) / n;
  };
  const first = share(0);
  const second = share(1);
  const categories = [...new Set(pairs.flat())];
  if (categories.length === 1) return { kind: 'cannot tell', why: 'one category' };
  const byChance = categories.reduce((sum, one) => sum + first(one) * second(one), 0);
  const value = (same / n - byChance) / (1 - byChance);
  // The sums of the three terms A, B and C of Fleiss, Levin and Paik; each pair weighs 1/n.
  const a = pairs
    .filter(([one, other]) => one === other)
    .reduce((sum, [one]) => sum + (1 - (first(one) + second(one)) * (1 - value)) ** 2 / n, 0);
  // A cell (i, j) takes the first coder's share of j and the second's share of i.
  const b = pairs
    .filter(([one, other]) => one !== other)
    .reduce((sum, [one, other]) => sum + ((1 - value) * (second(one) + first(other))) ** 2 / n, 0);
  const c = (value - byChance * (1 - value)) ** 2;
  const standardError = Math.sqrt(Math.max(0, a + b - c) / n) / (1 - byChance);
  const reach = z95 * standardError;
  return {
    kind: 'known',
    value,
    standardError,
    ...(same < n ? { interval: { low: Math.max(-1, value - reach), high: Math.min(1, value + reach) } } : {}),
  };
}

/** What was coded twice on one point of one round, and by whom. */
export interface CodedTwice {
  readonly round: Round;
  readonly point: string;
  readonly pair: Pair;
}

/** The double codings of a checklist, and how many there are that cannot be compared. */
export interface DoubleCodings {
  readonly pairs: readonly CodedTwice[];
  /** Points with one coder only. */
  readonly single: number;
  /** Points on which one of the two says "not yet assessed". */
  readonly open: number;
  /** Points with more than two coders: kappa is of two. */
  readonly more: number;
}

/**
 * Puts the answers of two coders of a round beside each other, before anybody adjudicated. Coders stand in the order
 * of their names. "No data" is an answer; "not yet assessed" is none, and is not compared.
 * @param assessments in the order in which they were entered; the newest of a person counts
 */
export function codedTwice(rounds: readonly Round[], assessments: readonly Assessment[]): DoubleCodings {
  const known = new Map(rounds.map((round) => [round.id, round]));
  const byPoint = Map.groupBy(
    assessments.filter(({ role }) => role === 'coder'),
    ({ round, point }) => JSON.stringify([round, point]),
  );
  const pairs: CodedTwice[] = [];
  const left = { single: 0, open: 0, more: 0 };
  for (const all of byPoint.values()) {
    const newest = new Map(all.map((each) => [each.coder, each]));
    const [first, second, third] = [...newest.values()].toSorted((x, y) => (x.coder < y.coder ? -1 : 1));
    const round = first && known.get(first.round);
    if (!round) continue;
    if (!second) left.single += 1;
    else if (third) left.more += 1;
    else if (first.answer === 'not yet assessed' || second.answer === 'not yet assessed') left.open += 1;
    else pairs.push({ round, point: first.point, pair: [first.answer, second.answer] });
  }
  return { pairs, ...left };
}

/** Agreement over all pairs of one kind of round, and on each point that has any. */
export interface AgreementByPoint {
  readonly kind: RoundKind;
  readonly overall: Agreement;
  readonly points: ReadonlyMap<string, Agreement>;
}

/** Blind rounds and rounds by file are never added up: of the latter nobody here knows how they were coded. */
export function agreementByPoint(kind: RoundKind, pairs: readonly CodedTwice[]): AgreementByPoint {
  const of = pairs.filter(({ round }) => round.kind === kind);
  return {
    kind,
    overall: agreementOf(of.map(({ pair }) => pair)),
    points: new Map(
      [...Map.groupBy(of, ({ point }) => point)].map(([point, all]) => [
        point,
        agreementOf(all.map(({ pair }) => pair)),
      ]),
    ),
  };
}
