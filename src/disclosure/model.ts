/**
 * Tables as a problem of disclosure control: cells, the linear relations between them, what the reader of the
 * published table knows, and what each hidden cell needs. Pure types and rules; every other file builds on them.
 */
import { Problem } from '../core/problem.ts';

/** One number that could be published. Cells are known by their place in `TableProblem.cells`. */
export interface Cell {
  /** Unique name, for example "Region 1 × F". */
  readonly code: string;
  /** Whole number, at least 0. Magnitudes are given in their smallest unit (cents). */
  readonly value: number;
  /** A cell that must be shown whatever happens, because it is known elsewhere. */
  readonly keep?: 'published';
  /** What the cell is, if not an ordinary number. */
  readonly kind?: CellKind;
  /** What hiding it costs beside the others: 1 unless said; below 1 it is hidden sooner. */
  readonly weight?: number;
}

/**
 * - `structural`: a combination that cannot occur. Its 0 is shown, known to everybody, and tells of nobody.
 * - `others`: the persons of a whole who are not in one of its parts.
 * - `surplus`: codes beyond the first of each person, where a person may have several.
 * - `room`: how far a count is from the bound that a rounded or perturbed number sets to it. Counts nobody.
 * - `combination`: persons with one code of each dimension of several tables, though none of these crosses them all.
 *
 * All but the first are slack: cells of no table, never shown, that make an equation of what readers know as an
 * inequality (a part is no more than its whole; whoever is counted has at least one code; no combination has fewer
 * persons than none).
 */
export type CellKind = 'structural' | 'others' | 'surplus' | 'room' | 'combination';

/** Whether a cell stands in no table and is never shown. */
export function isSlack({ kind }: { readonly kind?: CellKind | undefined }): boolean {
  return kind !== undefined && kind !== 'structural';
}

/** Sum of coefficient × cell = constant. Known to every reader. */
export interface Relation {
  readonly cells: readonly number[];
  readonly coefficients: readonly number[];
  readonly constant: number;
}

/** What one reporting organisation put into the cells: it can subtract its own cases. */
export interface Holding {
  readonly organisation: string;
  readonly counts: readonly (readonly [cell: number, count: number])[];
}

/** The plain form. A cell that stands in several linked tables is one cell here. */
export interface TableProblem {
  readonly cells: readonly Cell[];
  readonly relations: readonly Relation[];
  readonly holdings: readonly Holding[];
}

/** What becomes of a cell. Readers see one symbol for primary and secondary: two would tell which are small. */
export type CellState = 'published' | 'primary' | 'secondary';
export type Pattern = readonly CellState[];

/**
 * What the reader knows beside the published cells and the relations.
 *
 * `zeros`:
 * - `published`: every zero is shown, so a hidden cell is at least 1. The strong reader, and the default.
 * - `withholdable`: a zero may be hidden as well, so a hidden cell is at least 0.
 * - `structural`: zeros are combinations that cannot occur; they are shown and say nothing about other cells,
 *   so a hidden cell is at least 0. Right only if *every* zero of the table is of this kind.
 *
 * `insider`:
 * - `contributor`: the reader is counted somewhere and knows that this cell is not 0. Proven against the
 *   stronger reader who knows this of all contributors at once (of each cell that could be shown; not of combinations
 *   that no table crosses, of which the tables alone tell much more to a reader who knew all that are not empty).
 * - `organisation`: the reader is any one of the organisations in `holdings` and knows its own cases.
 * - `both`: any one of the organisations, which also knows what contributors know. Stands for the other two.
 */
export interface Knowledge {
  readonly zeros: 'published' | 'withholdable' | 'structural';
  readonly insider: 'none' | 'contributor' | 'organisation' | 'both';
}

export const strongReader: Knowledge = { zeros: 'published', insider: 'contributor' };

/** One reader: the least value each cell can have as far as this reader knows. */
export interface Reader {
  readonly name: string;
  readonly atLeast: readonly number[];
}

/**
 * What a hidden cell needs (Fischetti & Salazar-González 2001): the reader's interval [min, max] must reach
 * `lower` below and `upper` above the true value, and be at least `sliding` wide. For counts under a
 * threshold k the default is sliding = k.
 */
export interface Protection {
  readonly lower: number;
  readonly upper: number;
  readonly sliding: number;
}

/** A cell that may not be shown, why, and what the reader must be left in doubt about. */
export interface Sensitive {
  readonly cell: number;
  readonly reason: 'small' | 'zero' | 'group' | 'contributors' | 'dominance' | 'p-percent';
  readonly protection: Protection;
}

/** A table as differences from the true one: cells, and by how much each differs. What is not named is as it is. */
export interface Deviation {
  readonly cells: ArrayLike<number>;
  readonly by: ArrayLike<number>;
}

/** For one sensitive cell and one reader: two tables that this reader cannot tell from the true one. */
export interface Proof {
  readonly reader: string;
  readonly cell: number;
  /** Places in `Certificate.witnesses`. */
  readonly low: number;
  readonly high: number;
}

/** Secret: it holds true values. `verify` checks it by addition alone. */
export interface Certificate {
  readonly witnesses: readonly Deviation[];
  readonly proofs: readonly Proof[];
}

/** The problem without its slack: what stands in tables. Utility is told on it. */
export function withoutSlack({ cells, relations }: TableProblem): TableProblem {
  const shown = cells.filter((cell) => !isSlack(cell));
  return {
    cells: shown,
    relations: relations.filter((relation) => relation.cells.every((cell) => cell < shown.length)),
    holdings: [],
  };
}

/**
 * A checked problem.
 * @throws Problem `table-value-invalid`, `table-zero-impossible`, `table-code-twice`, `table-relation-invalid`,
 *   `table-not-additive`, `table-overflow`, `table-holding-invalid`
 */
export function tableProblem(
  cells: readonly Cell[],
  relations: readonly Relation[],
  holdings: readonly Holding[] = [],
): TableProblem {
  const codes = new Set<string>();
  for (const { code, value, kind } of cells) {
    if (!isCount(value)) throw new Problem('table-value-invalid', { cell: code, value });
    if (kind === 'structural' && value > 0) throw new Problem('table-zero-impossible', { cell: code, value });
    if (codes.has(code)) throw new Problem('table-code-twice', { code });
    codes.add(code);
  }
  const problem: TableProblem = { cells, relations, holdings };
  for (const relation of relations) checkRelation(problem, relation);
  for (const { organisation, counts } of holdings)
    for (const [cell, count] of counts)
      if (!isCount(count) || !(count <= (cells[cell]?.value ?? -1)))
        throw new Problem('table-holding-invalid', {
          organisation,
          count,
          cell: cells[cell]?.code ?? `number ${cell}`,
        });
  return problem;
}

function checkRelation(problem: TableProblem, relation: Relation): void {
  const { cells, coefficients, constant } = relation;
  const name = describeRelation(problem, relation);
  const sound =
    cells.length === coefficients.length &&
    new Set(cells).size === cells.length &&
    cells.every((cell) => problem.cells[cell] !== undefined) &&
    coefficients.every((coefficient) => Number.isSafeInteger(coefficient) && coefficient !== 0) &&
    Number.isSafeInteger(constant);
  if (!sound) throw new Problem('table-relation-invalid', { relation: name });
  let sum = 0;
  let size = Math.abs(constant);
  cells.forEach((cell, i) => {
    const term = (coefficients[i] ?? 0) * (problem.cells[cell]?.value ?? 0);
    sum += term;
    size += Math.abs(term);
  });
  // While the sum of absolute values is a safe integer, every partial sum was exact.
  if (!Number.isSafeInteger(size)) throw new Problem('table-overflow', { relation: name });
  if (sum !== constant)
    throw new Problem('table-not-additive', { relation: name, difference: sum - constant });
}

/** "F + M − Total = 0", shortened after six cells. */
export function describeRelation(problem: TableProblem, { cells, coefficients, constant }: Relation): string {
  const terms = cells.slice(0, 6).map((cell, i) => {
    const coefficient = coefficients[i] ?? 0;
    const size = Math.abs(coefficient) === 1 ? '' : `${Math.abs(coefficient)} `;
    const sign = coefficient < 0 ? '− ' : i === 0 ? '' : '+ ';
    return `${sign}${size}${problem.cells[cell]?.code ?? `number ${cell}`}`;
  });
  return `${terms.join(' ')}${cells.length > 6 ? ' + …' : ''} = ${constant}`;
}

/**
 * The readers a release must stand up to.
 * @throws Problem `parameter-invalid` where organisations are to be guarded against and none is given
 */
export function readers(problem: TableProblem, { zeros, insider }: Knowledge): readonly Reader[] {
  const isCounted = insider === 'contributor' || insider === 'both';
  const floor = problem.cells.map((cell) =>
    (isCounted && cell.kind !== 'room' && cell.kind !== 'combination') ||
    (zeros === 'published' && !isSlack(cell))
      ? Math.min(cell.value, 1)
      : 0,
  );
  if (isCounted) knowOwnCodes(problem, floor);
  if (insider === 'none') return [{ name: 'public', atLeast: floor }];
  if (insider === 'contributor') return [{ name: insider, atLeast: floor }];
  if (problem.holdings.length === 0)
    throw new Problem('parameter-invalid', {
      name: 'insider',
      value: insider,
      detail: 'say what each organisation holds',
    });
  return problem.holdings.map(({ organisation, counts }) => {
    const atLeast = [...floor];
    for (const [cell, count] of counts) atLeast[cell] = Math.max(atLeast[cell] ?? 0, count);
    return { name: organisation, atLeast };
  });
}

/**
 * Who has several codes knows how many, so that this many less one are surplus. No one has more than there are codes
 * with somebody in them.
 */
function knowOwnCodes({ cells, relations }: TableProblem, floor: number[]): void {
  for (const { cells: of } of relations)
    for (const cell of of)
      if (cells[cell]?.kind === 'surplus') {
        const counted = of.filter((other) => other !== cell && (cells[other]?.value ?? 0) > 0).length;
        floor[cell] = Math.min(cells[cell].value, Math.max(counted - 2, 0));
      }
}

/** Whether a cell may be hidden: zeros only where the reader is not told that all zeros are shown. */
export function mayHide(cell: Cell, { zeros }: Knowledge): boolean {
  if (isSlack(cell)) return true;
  return (
    cell.keep === undefined && cell.kind !== 'structural' && (cell.value > 0 || zeros === 'withholdable')
  );
}

/** Whether every reader knows that a cell is 0. */
export function isKnownZero(cell: Cell, zeros: 'shown' | 'withheld'): boolean {
  return cell.kind === 'structural' || (zeros === 'shown' && cell.value === 0 && !isSlack(cell));
}

/** Whether the interval [min, max] leaves the reader in enough doubt about the value. */
export function protects(
  interval: { readonly min: number; readonly max: number },
  value: number,
  { lower, upper, sliding }: Protection,
): boolean {
  return (
    interval.min <= value - lower && interval.max >= value + upper && interval.max - interval.min >= sliding
  );
}

/** Whole, not negative, and exact in a double. */
function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
