/** What a custodian should know of the records before anything is made of them. Pure. */
import type { Answers } from '../disclosure/tags.ts';
import { codesUnder, type Codebook, type VariableCode } from './codebook.ts';
import type { Engine } from './engine.ts';

/** A number that may be shown: exact, or only that it is below the threshold (and not zero). */
export type Shown = number | { readonly fewerThan: number };

export interface Quality {
  readonly records: Shown;
  readonly missing: readonly {
    readonly variable: string;
    readonly notStated: Shown;
    readonly notApplicable: Shown;
  }[];
  /** For each combination that cannot occur, the records in which it does. */
  readonly impossible: readonly {
    readonly combination: Readonly<Record<string, string>>;
    readonly records: Shown;
  }[];
  /** Records that are in all variables like one before them. Without identifiers many may rightly be. */
  readonly alike: Shown;
  /** Periods with far more or fewer records than the others, and those between first and last without any. */
  readonly periods: readonly {
    readonly variable: string;
    readonly period: string;
    readonly records: Shown;
    readonly usual: Shown;
  }[];
}

/**
 * What the counts of an engine tell, wherever the records lie.
 * @param show `small` shows counts below the threshold too, because the custodian asked
 */
export async function qualityOf(
  codebook: Codebook,
  engine: Pick<Engine, 'count' | 'different'>,
  show: 'safe' | 'small',
): Promise<Quality> {
  const { variables, threshold, impossible } = codebook;
  const shown = (count: number): Shown =>
    show === 'small' || count === 0 || count >= threshold ? count : { fewerThan: threshold };
  const [all, ...rest] = await engine.count([
    [],
    ...variables.map(({ name }) => [name]),
    ...impossible.map((combination) => Object.keys(combination)),
  ]);
  const singly = rest.slice(0, variables.length);
  const combined = rest.slice(variables.length);
  const records = sum(all);
  const having = (at: number, isOne: (code: VariableCode) => boolean) => {
    const wanted = new Set(variables[at]?.codes.filter(isOne).map(({ code }) => code));
    return sum(singly[at]?.filter(({ codes }) => codes[0]?.some((code) => wanted.has(code))));
  };
  return {
    records: shown(records),
    missing: variables.map(({ name }, at) => ({
      variable: name,
      notStated: shown(having(at, ({ meaning }) => meaning === 'not stated')),
      notApplicable: shown(having(at, ({ meaning }) => meaning === 'not applicable')),
    })),
    impossible: impossible.map((combination, nth) => {
      const under = Object.entries(combination).map(([name, top]) => {
        const variable = variables.find((one) => one.name === name);
        return variable ? codesUnder(variable, top) : new Set<string>();
      });
      const isThere = ({ codes }: Answers) =>
        under.every((wanted, at) => codes[at]?.some((code) => wanted.has(code)) === true);
      return { combination, records: shown(sum(combined[nth]?.filter(isThere))) };
    }),
    alike: shown(records - (await engine.different())),
    periods: variables.flatMap((variable, at) => {
      if (!variable.days && variable.concept !== 'TIME_PERIOD') return [];
      const counts = variable.codes
        .filter(({ meaning }) => meaning === undefined)
        .map(({ code }) => ({ period: code, count: having(at, (one) => one.code === code) }))
        .toSorted((a, b) => a.period.localeCompare(b.period, 'en'));
      const { usual, odd } = outliers(counts);
      return odd.map(({ period, count }) => ({
        variable: variable.name,
        period,
        records: shown(count),
        usual: shown(Math.round(usual)),
      }));
    }),
  };
}

function sum(counted: readonly Answers[] = []): number {
  return counted.reduce((total, { count }) => total + count, 0);
}

/** Periods beyond three and a half (scaled) median deviations from the median of the logarithms (Iglewicz and Hoaglin). */
function outliers(counts: readonly { readonly period: string; readonly count: number }[]) {
  const median = (numbers: readonly number[]) => {
    const sorted = numbers.toSorted((a, b) => a - b);
    const half = sorted.length / 2;
    return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half) - 1] ?? 0)) / 2;
  };
  const logs = counts.map(({ count }) => Math.log1p(count));
  const middle = median(logs);
  const deviation = median(logs.map((log) => Math.abs(log - middle)));
  // Counts of events scatter at least by their square root, however equal the other periods are.
  const spread = Math.max(deviation / 0.6745, Math.exp(-middle / 2));
  const odd =
    counts.length < 4 ? [] : counts.filter((_, at) => Math.abs((logs[at] ?? 0) - middle) > 3.5 * spread);
  return { usual: Math.expm1(middle), odd };
}
