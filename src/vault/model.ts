/**
 * A table on its way through disclosure control, with the names that its cells have in files. Amounts are kept in
 * whole units, as the proof needs them; `decimals` says how many of their digits stand behind the point.
 */
import { Problem } from '../core/problem.ts';
import { describeRelation, type Knowledge, type Sensitive, type TableProblem } from '../disclosure/model.ts';
import { obstacleOf } from '../disclosure/obstacle.ts';
import type { PrimaryRules, Waiver } from '../disclosure/primary.ts';
import type { Cost } from '../disclosure/protect.ts';

/** How a table stands in files: one row a cell, the columns that name it first. */
export interface Layout {
  /** The dimensions, or `id` in the plain form. */
  readonly columns: readonly string[];
  /** The column of the numbers. */
  readonly amount: 'freq' | 'value';
  readonly decimals: number;
  /** For each cell what stands in `columns`. */
  readonly labels: readonly (readonly string[])[];
}

/** Rules from which the sensitive cells follow; the plain form names these itself and has none. */
export interface Rules {
  readonly primary: PrimaryRules;
  readonly waivers: readonly Waiver[];
}

/** All that a person asks for when handing in a table. */
export interface Request {
  readonly layout: Layout;
  readonly problem: TableProblem;
  readonly sensitive: readonly Sensitive[];
  readonly rules?: Rules;
  readonly knowledge: Knowledge;
  readonly cost: Cost;
  /** What the person should know of how the files were read, a sentence each. */
  readonly notes: readonly string[];
}

/** A decimal number as it was written: 2.50 is 250 with two digits behind the point. */
export interface Decimal {
  readonly digits: bigint;
  readonly decimals: number;
}

/** "12", "12.50"; undefined for signs, exponents and anything else. */
export function parseDecimal(text: string): Decimal | undefined {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : { digits: BigInt(whole + fraction), decimals: fraction.length };
}

/**
 * The number in units of 10^−decimals.
 * @throws Problem `table-overflow` beyond 2^53
 */
export function inUnits(number: Decimal, decimals: number, rounding: 'nearest' | 'up'): number {
  const missing = number.decimals - decimals;
  const step = 10n ** BigInt(Math.max(missing, 0));
  const extra = rounding === 'up' ? step - 1n : step / 2n;
  const units = missing <= 0 ? number.digits * 10n ** BigInt(-missing) : (number.digits + extra) / step;
  if (units > BigInt(Number.MAX_SAFE_INTEGER)) throw new Problem('table-overflow', { relation: 'one cell' });
  return Number(units);
}

/** Units as people write the number: 250 with two decimals is "2.5"; Infinity is "". */
export function writtenAmount(units: number, decimals: number): string {
  if (units === Infinity) return '';
  if (decimals === 0) return String(units);
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return `${units < 0 ? '-' : ''}${digits.slice(0, -decimals)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Codes of cells for a sentence, shortened after twenty. */
export function nameCells({ cells }: TableProblem, places: readonly number[]): string {
  return shortened(places.map((cell) => `“${cells[cell]?.code ?? cell}”`));
}

/** Cells that nothing protects, each with the sums that give it away and the cells in them that must be shown. */
export function nameObstacles({ problem, sensitive, knowledge }: Request, places: readonly number[]): string {
  const wanted = sensitive.filter(({ cell }) => places.includes(cell));
  const named = wanted.slice(0, mostNamed).map((item) => {
    const { cell, through, shown } = obstacleOf(problem, item, knowledge);
    const sums = through.slice(0, 3).map((relation) => describeRelation(problem, relation));
    const known = shown.length > 0 ? [nameCells(problem, shown)] : [];
    return `${nameCells(problem, [cell])} (${[...sums, ...known].join('; ')})`;
  });
  return shortened([...named, ...wanted.slice(mostNamed).map(() => '')]);
}

const mostNamed = 20;

function shortened(names: readonly string[]): string {
  return (
    names.slice(0, mostNamed).join(', ') +
    (names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '')
  );
}
