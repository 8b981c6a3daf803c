/** Primary suppression: which cells may not be shown as they are, and how much doubt each needs. */
import { Problem } from '../core/problem.ts';
import type { Knowledge, Sensitive, TableProblem } from './model.ts';

export interface PrimaryRules {
  /** Counts from 1 to threshold − 1 are sensitive, and a reader is left in doubt over at least this width. */
  readonly threshold: number;
  /** Whether a zero is itself something that may not be known. */
  readonly zeros?: 'open' | 'protected';
  /** Whether a row may tell that one category holds everybody, or everybody but one. */
  readonly groups?: 'open' | 'protected';
  /** Fewest organisations that must stand behind a cell (Hundepool et al. 2012, section 4.2.1). */
  readonly contributors?: number;
  /** (n, k) rule: the n largest contributors hold more than k percent. */
  readonly dominance?: { readonly largest: number; readonly percent: number };
  /** p % rule: the second largest contributor can estimate the largest to within p percent. */
  readonly pPercent?: number;
}

/** A cell shown although a rule speaks against it, for example because the person agreed. */
export interface Waiver {
  readonly cell: number;
  readonly reason: string;
}

/**
 * The sensitive cells, each once with the protection that all its rules together ask for, in order of cells.
 * Contributors are those of `problem.holdings`; without holdings their rules find nothing.
 * @throws Problem `parameter-invalid`
 */
export function primarySuppression(
  problem: TableProblem,
  rules: PrimaryRules,
  knowledge: Knowledge,
  waivers: readonly Waiver[] = [],
): Sensitive[] {
  checkRules(rules, knowledge);
  const waived = new Set(
    waivers.map(({ cell, reason }) => {
      if (reason.trim() === '')
        throw new Problem('parameter-invalid', { name: 'waiver', value: reason, detail: 'give the reason' });
      return cell;
    }),
  );
  const found = new Map<number, Sensitive>();
  const add = (cell: number, reason: Sensitive['reason'], lower: number, upper: number, sliding: number) => {
    if (waived.has(cell)) return;
    const before = found.get(cell);
    found.set(cell, {
      cell,
      reason: before?.reason ?? reason,
      protection: {
        lower: Math.max(lower, before?.protection.lower ?? 0),
        upper: Math.max(upper, before?.protection.upper ?? 0),
        sliding: Math.max(sliding, before?.protection.sliding ?? 0),
      },
    });
  };

  const { threshold } = rules;
  problem.cells.forEach(({ value }, cell) => {
    if (value > 0 && value < threshold) add(cell, 'small', 0, 0, threshold);
    if (value === 0 && rules.zeros === 'protected') add(cell, 'zero', 0, 0, threshold);
  });
  if (rules.groups === 'protected')
    for (const cell of emptyBesideGroups(problem)) add(cell, 'group', 0, 1, 1);

  const contributions = largestFirst(problem);
  problem.cells.forEach(({ value }, cell) => {
    const [first = 0, second = 0, ...others] = contributions.get(cell) ?? [];
    const count = contributions.get(cell)?.length ?? 0;
    if (count > 0 && count < (rules.contributors ?? 0)) add(cell, 'contributors', 0, 0, threshold);
    if (rules.dominance) {
      const { largest, percent } = rules.dominance;
      const top = [first, second, ...others].slice(0, largest).reduce((sum, part) => sum + part, 0);
      const level = Math.ceil((100 * top) / percent - value);
      if (level > 0) add(cell, 'dominance', Math.min(level, value), level, 0);
    }
    if (rules.pPercent !== undefined) {
      const level = Math.ceil((rules.pPercent * first) / 100 - (value - first - second));
      if (level > 0) add(cell, 'p-percent', Math.min(level, value), level, 0);
    }
  });
  return [...found.values()].sort((a, b) => a.cell - b.cell);
}

function checkRules(
  { threshold, zeros, groups, dominance, pPercent }: PrimaryRules,
  knowledge: Knowledge,
): void {
  const refuse = (name: string, value: string | number, detail: string) => {
    throw new Problem('parameter-invalid', { name, value, detail });
  };
  if (!Number.isSafeInteger(threshold) || threshold < 1)
    refuse('threshold', threshold, 'give a whole number of at least 1');
  if (knowledge.zeros !== 'withholdable' && (zeros === 'protected' || groups === 'protected'))
    refuse('zeros', knowledge.zeros, 'zeros and groups can be protected only where zeros may be withheld');
  if (dominance && !(dominance.largest >= 1 && dominance.percent > 0 && dominance.percent < 100))
    refuse(
      'dominance',
      `${dominance.largest}, ${dominance.percent}`,
      'give n from 1 and k between 0 and 100',
    );
  if (pPercent !== undefined && !(pPercent > 0)) refuse('pPercent', pPercent, 'give a percentage above 0');
}

/**
 * In each row where one category holds all, or all but one: the first empty category. While the reader must
 * reckon with somebody there, he cannot say that everybody is in one category.
 */
function emptyBesideGroups({ cells, relations }: TableProblem): Set<number> {
  const found = new Set<number>();
  for (const { cells: places, coefficients, constant } of relations) {
    const total = places.find((_, i) => (coefficients[i] ?? 0) < 0);
    const parts = places.filter((_, i) => coefficients[i] === 1);
    const sum = cells[total ?? -1]?.value ?? 0;
    if (constant !== 0 || total === undefined || parts.length !== places.length - 1 || sum === 0) continue;
    const empty = parts.find((part) => cells[part]?.value === 0 && cells[part].keep === undefined);
    const most = Math.max(...parts.map((part) => cells[part]?.value ?? 0));
    if (most >= sum - 1 && empty !== undefined) found.add(empty);
  }
  return found;
}

function largestFirst({ holdings }: TableProblem): Map<number, number[]> {
  const contributions = new Map<number, number[]>();
  for (const { counts } of holdings)
    for (const [cell, count] of counts)
      if (count > 0) contributions.set(cell, [...(contributions.get(cell) ?? []), count]);
  for (const list of contributions.values()) list.sort((a, b) => b - a);
  return contributions;
}
