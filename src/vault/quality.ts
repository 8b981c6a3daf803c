/** What a custodian should know of the records before anything is made of them. Pure. */
import { codesUnder, type Codebook } from './codebook.ts';
import type { Column, Columns } from './engine.ts';

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

/** @param show `small` shows counts below the threshold too, because the custodian asked */
export function qualityOf(codebook: Codebook, data: Columns, show: 'safe' | 'small'): Quality {
  const { variables, threshold, impossible } = codebook;
  const shown = (count: number): Shown =>
    show === 'small' || count === 0 || count >= threshold ? count : { fewerThan: threshold };
  const entriesOf = (at: number, isOne: (code: string) => boolean) => {
    const variable = variables[at];
    const places = (variable?.codes ?? []).flatMap(({ code }, place) => (isOne(code) ? [place] : []));
    return places.reduce((mask, place) => mask | (1n << BigInt(place)), 0n);
  };
  const countOf = (conditions: readonly { readonly at: number; readonly mask: bigint }[]) => {
    const tests = conditions.map(({ at, mask }) => testOf(data.columns[at], mask));
    let count = 0;
    for (let row = 0; row < data.records; row += 1) if (tests.every((test) => test(row))) count += 1;
    return count;
  };
  const withMeaning = (at: number, meaning: string) => {
    const codes = new Set(
      variables[at]?.codes.filter((one) => one.meaning === meaning).map(({ code }) => code),
    );
    return codes.size === 0 ? 0 : countOf([{ at, mask: entriesOf(at, (code) => codes.has(code)) }]);
  };
  return {
    records: shown(data.records),
    missing: variables.map(({ name }, at) => ({
      variable: name,
      notStated: shown(withMeaning(at, 'not stated')),
      notApplicable: shown(withMeaning(at, 'not applicable')),
    })),
    impossible: impossible.map((combination) => ({
      combination,
      records: shown(
        countOf(
          Object.entries(combination).map(([name, top]) => {
            const at = variables.findIndex((one) => one.name === name);
            const variable = variables[at];
            const under = variable ? codesUnder(variable, top) : new Set();
            return { at, mask: entriesOf(at, (code) => under.has(code)) };
          }),
        ),
      ),
    })),
    alike: shown(alikeIn(data)),
    periods: variables.flatMap((variable, at) => {
      if (!variable.days && variable.concept !== 'TIME_PERIOD') return [];
      const counts = variable.codes
        .map(({ code, meaning }, place) => ({
          period: code,
          count: meaning ? -1 : countOf([{ at, mask: 1n << BigInt(place) }]),
        }))
        .filter(({ count }) => count >= 0)
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

/** Whether a row has one of the codes of a mask. */
function testOf(column: Column | undefined, mask: bigint): (row: number) => boolean {
  if (!column) return () => false;
  if (column instanceof BigUint64Array) return (row) => ((column[row] ?? 0n) & mask) !== 0n;
  const chosen = new Uint8Array(65_536);
  for (let place = 0, left = mask; left > 0n; place += 1, left >>= 1n) if (left & 1n) chosen[place] = 1;
  return (row) => chosen[column[row] ?? 0] === 1;
}

/** Records like an earlier one in everything, told by a hash of 52 bits: wrong for about one pair in 10^15. */
function alikeIn({ records, columns }: Columns): number {
  const hashes = new Float64Array(records);
  const high = new Uint32Array(records).fill(0x9e3779b9);
  const low = new Uint32Array(records).fill(0x85ebca6b);
  const mix = (into: Uint32Array, row: number, value: number, by: number) => {
    let hash = Math.imul((into[row] ?? 0) ^ value, by);
    hash ^= hash >>> 15;
    into[row] = Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 13);
  };
  for (const [at, column] of columns.entries())
    for (let row = 0; row < records; row += 1) {
      const entry = column[row] ?? 0;
      const first = typeof entry === 'bigint' ? Number(entry & 0xffffffffn) : entry + at * 65_537;
      const second = typeof entry === 'bigint' ? Number(entry >> 32n) : 0;
      mix(high, row, first, 0x27d4eb2f);
      mix(low, row, first ^ 0x5bd1e995, 0x165667b1);
      mix(low, row, second, 0x27d4eb2f);
    }
  for (let row = 0; row < records; row += 1)
    hashes[row] = ((high[row] ?? 0) & 0xfffff) * 4_294_967_296 + (low[row] ?? 0);
  hashes.sort();
  let alike = 0;
  for (let at = 1; at < records; at += 1) if (hashes[at] === hashes[at - 1]) alike += 1;
  return alike;
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
