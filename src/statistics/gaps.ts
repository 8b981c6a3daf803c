/**
 * What nobody knows: for each question about children whether a State has a figure that answers it. Pure.
 *
 * A figure answers a question when it is a number or a true zero, of an indicator that counts children (or of a
 * breakdown that holds children only), and not older than asked.
 */
import type { Iso3 } from '../core/state.ts';
import { type Indicator, isChildAge, type Observation, yearOf } from './model.ts';

export const questions = ['any', 'girls', 'boys', 'age', 'disability', 'manifestation'] as const;

/**
 * - `any`: any figure on children at all;
 * - `girls`, `boys`: for one sex alone;
 * - `age`: by more than one age;
 * - `disability`: by disability;
 * - `manifestation`: by the form of exploitation.
 */
export type Question = (typeof questions)[number];

/** How many years back a figure still answers, where nobody says otherwise. */
export const fresh = 10;
/** The choices: the last two years, the last five … */
export const spans = [2, 5, 10, 20] as const;

/** @returns the years asked for; `fresh` for anything that is no choice */
export function askedSpan(text: string | null): number {
  return spans.find((years) => String(years) === text) ?? fresh;
}

/** For each State and indicator the questions that are answered in the years looked at. */
export type Known = ReadonlyMap<Iso3, ReadonlyMap<string, ReadonlySet<Question>>>;

export function known(
  indicators: readonly Indicator[],
  observations: readonly Observation[],
  { year, years = fresh }: { readonly year: number; readonly years?: number },
): Known {
  const about = new Map(indicators.map(({ id, about: whom }) => [id as string, whom]));
  const ages = new Map<string, Set<string>>();
  const found = new Map<Iso3, Map<string, Set<Question>>>();
  for (const { indicator, state, period, breakdown, value } of observations) {
    const { AGE: age, SEX: sex } = breakdown;
    const children = about.get(indicator) === 'children' || (age !== undefined && isChildAge(age));
    if (!children || (value.state !== 'number' && value.state !== 'zero') || yearOf(period) <= year - years)
      continue;
    const of = found.get(state) ?? new Map<string, Set<Question>>();
    found.set(state, of);
    const answered = of.get(indicator) ?? new Set<Question>();
    of.set(indicator, answered);
    answered.add('any');
    if (sex === 'F') answered.add('girls');
    if (sex === 'M') answered.add('boys');
    if (breakdown['DISABILITY'] !== undefined) answered.add('disability');
    if (breakdown['MANIFESTATION'] !== undefined) answered.add('manifestation');
    if (age !== undefined) {
      const key = `${state} ${indicator} ${period}`;
      const seen = ages.get(key) ?? new Set();
      ages.set(key, seen.add(age));
      if (seen.size > 1) answered.add('age');
    }
  }
  return found;
}

/** How many States have an answer to a question by any of these indicators. */
export function statesWith(of: Known, question: Question, indicator?: string): Iso3[] {
  return [...of].flatMap(([state, byIndicator]) =>
    [...byIndicator].some(
      ([id, answered]) => (indicator === undefined || id === indicator) && answered.has(question),
    )
      ? [state]
      : [],
  );
}

/** One thing to ask a State for. */
export interface Wanted {
  readonly state: Iso3;
  readonly indicator: Indicator;
  readonly missing: readonly Question[];
}

/**
 * What to ask States for: of each indicator that counts children the questions without an answer. Where there is no
 * figure at all, that is the one thing to ask for.
 */
export function wanted(of: Known, indicators: readonly Indicator[], states: readonly Iso3[]): Wanted[] {
  return states.flatMap((state) =>
    indicators
      .filter(({ about }) => about === 'children')
      .flatMap((indicator) => {
        const answered = of.get(state)?.get(indicator.id) ?? new Set<Question>();
        const missing = questions.filter((question) => !answered.has(question));
        if (missing.length === 0) return [];
        return [{ state, indicator, missing: missing.includes('any') ? (['any'] as const) : missing }];
      }),
  );
}
