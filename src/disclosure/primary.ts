/** Primary suppression: which cells may not be shown as they are, and how much doubt each needs. */
import { Problem } from '../core/problem.ts';
import { groupsOf } from './groups.ts';
import { isSlack, readers, type Knowledge, type Sensitive, type TableProblem } from './model.ts';

export interface PrimaryRules {
  /** Counts from 1 to threshold − 1 are sensitive, and a reader is left in doubt over at least this width. */
  readonly threshold: number;
  /** Whether a zero is itself something that may not be known. */
  readonly zeros?: 'open' | 'protected';
  /**
   * Whether a row may tell that one category holds everybody, or everybody but one. Where it may not, the problem
   * must have gone through `withOthers`.
   */
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

/** How far a cell of too few contributors stays open, in percent of the largest, where no p % rule says it. */
const contributorsPercent = 10;

/**
 * The sensitive cells, each once with the protection that all its rules together ask for, in order of cells.
 * Contributors are those of `problem.holdings`; without holdings their rules find nothing. Levels of protection are
 * those of Hundepool et al. (2012), section 4.2.2: so far above the cell that, after the contributors of the rule
 * take away what they know, the estimate of the largest is no longer too close; and as far below, unless a reader
 * knows that it cannot be so little.
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
  problem.cells.forEach((each, cell) => {
    if (isSlack(each)) return;
    if (each.value > 0 && each.value < threshold) add(cell, 'small', 0, 0, threshold);
    if (each.value === 0 && each.kind !== 'structural' && rules.zeros === 'protected')
      add(cell, 'zero', 0, 0, threshold);
  });
  if (rules.groups === 'protected')
    for (const { others, part, whole } of groupsOf(problem, knowledge)) {
      if (others === undefined)
        throw new Problem('parameter-invalid', {
          name: 'groups',
          value: 'protected',
          detail: 'the problem does not say how many others there are; see withOthers',
        });
      // Whoever waives the part or the whole says that this row may be shown.
      if (!waived.has(part) && !waived.has(whole))
        add(others, 'group', 0, 2 - (problem.cells[others]?.value ?? 0), 0);
    }

  const contributions = largestFirst(problem);
  if (contributions.size === 0) return inOrder(found);
  const known = problem.cells.map(() => 0);
  for (const { atLeast } of readers(problem, knowledge))
    atLeast.forEach((least, cell) => (known[cell] = Math.max(known[cell] ?? 0, least)));
  problem.cells.forEach((each, cell) => {
    if (isSlack(each)) return;
    const { value } = each;
    const [first = 0, second = 0, ...others] = contributions.get(cell) ?? [];
    const count = contributions.get(cell)?.length ?? 0;
    const guard = (reason: Sensitive['reason'], level: number, sliding: number) =>
      add(cell, reason, Math.max(Math.min(level, value - (known[cell] ?? 0)), 0), level, sliding);
    if (count > 0 && count < (rules.contributors ?? 0))
      guard('contributors', Math.ceil(((rules.pPercent ?? contributorsPercent) * first) / 100), threshold);
    if (rules.dominance) {
      const { largest, percent } = rules.dominance;
      const top = [first, second, ...others].slice(0, largest).reduce((sum, part) => sum + part, 0);
      const level = Math.ceil((100 * top) / percent - value);
      if (level > 0) guard('dominance', level, 0);
    }
    if (rules.pPercent !== undefined) {
      const level = Math.ceil((rules.pPercent * first) / 100 - (value - first - second));
      if (level > 0) guard('p-percent', level, 0);
    }
  });
  return inOrder(found);
}

function inOrder(found: ReadonlyMap<number, Sensitive>): Sensitive[] {
  return [...found.values()].sort((a, b) => a.cell - b.cell);
}

function checkRules(
  { threshold, zeros, dominance, pPercent, contributors }: PrimaryRules,
  knowledge: Knowledge,
): void {
  const refuse = (name: string, value: string | number, detail: string) => {
    throw new Problem('parameter-invalid', { name, value, detail });
  };
  if (!Number.isSafeInteger(threshold) || threshold < 1)
    refuse('threshold', threshold, 'give a whole number of at least 1');
  if (knowledge.zeros !== 'withholdable' && zeros === 'protected')
    refuse('zeros', knowledge.zeros, 'zeros can be protected only where zeros may be withheld');
  if (dominance && !(dominance.largest >= 1 && dominance.percent > 0 && dominance.percent < 100))
    refuse(
      'dominance',
      `${dominance.largest}, ${dominance.percent}`,
      'give n from 1 and k between 0 and 100',
    );
  if (pPercent !== undefined && !(pPercent > 0)) refuse('pPercent', pPercent, 'give a percentage above 0');
  if (contributors !== undefined && !(Number.isSafeInteger(contributors) && contributors >= 1))
    refuse('contributors', contributors, 'give a whole number of at least 1');
}

function largestFirst({ cells, holdings }: TableProblem): Map<number, number[]> {
  const contributions = new Map<number, number[]>();
  for (const { counts } of holdings)
    for (const [cell, count] of counts)
      if (count > 0 && !isSlack(cells[cell] ?? {})) {
        const list = contributions.get(cell);
        if (list) list.push(count);
        else contributions.set(cell, [count]);
      }
  for (const list of contributions.values()) list.sort((a, b) => b - a);
  return contributions;
}
