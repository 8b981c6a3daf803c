/**
 * Unbiased choice of a rounding: from the true table, a fair random walk within all fractional roundings to one of
 * their corners. Cox (1987) walks along cycles of a two-way table; here the cycles are found by elimination, so
 * that any relations will do. Where all corners are whole (two-way tables and others whose relations form a
 * network) each cell's expected value is its true value.
 */
import type { Randomness } from './model.ts';

/** Σ coefficient × unknown = a whole number, for unknowns between 0 and 1. */
export interface UnitEquation {
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
}

/** Beyond this the square matrix of the elimination takes too much memory and time. */
const mostEquations = 1_000;

const tolerance = 1e-7;

/**
 * 0 or 1 for each unknown, so that all equations still hold and the expected value is `start`; undefined where
 * the walk ends in a corner that is not whole, or there are too many equations.
 */
export function walkToCorner(
  start: Float64Array,
  equations: readonly UnitEquation[],
  randomness: Randomness,
): Uint8Array | undefined {
  if (equations.length > mostEquations) return undefined;
  const columns: (readonly [row: number, coefficient: number])[][] = Array.from(start, () => []);
  equations.forEach((equation, row) =>
    equation.columns.forEach((column, i) => columns[column]?.push([row, equation.coefficients[i] ?? 0])),
  );
  const basis = new Basis(equations.length);
  const at = start.slice();
  const moves = (unknown: number) => !isWhole(at[unknown] ?? 0);

  for (let column = 0; column < at.length; column += 1) {
    if (!moves(column)) continue;
    const coordinates = basis.coordinates(columns[column] ?? []);
    let free = basis.free(coordinates);
    if (free < 0) {
      // Raising this unknown by 1 and lowering the owner of each row by its coordinate keeps all equations.
      const slopes = new Map([[column, 1]]);
      for (const [row, coordinate] of coordinates) slopes.set(basis.owner(row), -coordinate);
      const ahead = reach(at, slopes, 1);
      const back = reach(at, slopes, -1);
      // Distance × chance is the same both ways, so the expected value stays.
      const step = randomness() / 2 ** 32 < back / (ahead + back) ? ahead : -back;
      for (const [unknown, slope] of slopes) {
        const value = (at[unknown] ?? 0) + step * slope;
        at[unknown] = isWhole(value) ? Math.round(value) : value;
      }
      for (const [row] of coordinates) if (!moves(basis.owner(row))) basis.release(row);
      if (!moves(column)) continue;
      free = basis.free(coordinates);
    }
    basis.take(free, column, coordinates);
  }
  return at.every(isWhole) ? Uint8Array.from(at) : undefined;
}

/**
 * Independent columns, each the owner of a row, in which others are expressed: `transform` takes the column of the
 * owner of a row to the unit vector of that row.
 */
class Basis {
  readonly #transform: readonly Float64Array[];
  readonly #owner: Int32Array;

  constructor(size: number) {
    this.#owner = new Int32Array(size).fill(-1);
    this.#transform = Array.from({ length: size }, (_, row) => {
      const line = new Float64Array(size);
      line[row] = 1;
      return line;
    });
  }

  owner(row: number): number {
    return this.#owner[row] ?? -1;
  }

  /** What is not 0 of the transformed column. */
  coordinates(column: readonly (readonly [row: number, coefficient: number])[]): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    this.#transform.forEach((line, row) => {
      let sum = 0;
      for (const [from, coefficient] of column) sum += (line[from] ?? 0) * coefficient;
      if (Math.abs(sum) > tolerance) found.set(row, sum);
    });
    return found;
  }

  /** A row without an owner in which the column is not 0; −1 where the column depends on the owners. */
  free(coordinates: ReadonlyMap<number, number>): number {
    for (const row of coordinates.keys()) if (this.owner(row) < 0) return row;
    return -1;
  }

  release(row: number): void {
    this.#owner[row] = -1;
  }

  take(row: number, column: number, coordinates: ReadonlyMap<number, number>): void {
    const head = coordinates.get(row) ?? NaN;
    const line = (this.#transform[row] ?? new Float64Array()).map((value) => value / head);
    this.#transform[row]?.set(line);
    for (const [other, factor] of coordinates)
      if (other !== row) {
        const target = this.#transform[other] ?? new Float64Array();
        for (let i = 0; i < line.length; i += 1) target[i] = (target[i] ?? 0) - factor * (line[i] ?? 0);
      }
    this.#owner[row] = column;
  }
}

/**
 * Whether all corners are whole by the rule of Heller & Tompkins (1956): each unknown stands in two equations at
 * most, with coefficient 1 or −1, and the equations fall into two classes so that equal signs are in different
 * classes and unequal signs in the same one. A sufficient rule: false proves nothing.
 */
export function isNetwork(equations: readonly UnitEquation[]): boolean {
  const uses = new Map<number, [row: number, coefficient: number][]>();
  equations.forEach(({ columns, coefficients }, row) =>
    columns.forEach((column, i) => {
      const list = uses.get(column);
      const use: [number, number] = [row, coefficients[i] ?? 0];
      if (list) list.push(use);
      else uses.set(column, [use]);
    }),
  );
  const neighbours = equations.map((): [row: number, sameClass: boolean][] => []);
  for (const list of uses.values()) {
    if (list.length > 2 || list.some(([, coefficient]) => Math.abs(coefficient) !== 1)) return false;
    const [one, other] = list;
    if (!one || !other) continue;
    neighbours[one[0]]?.push([other[0], one[1] !== other[1]]);
    neighbours[other[0]]?.push([one[0], one[1] !== other[1]]);
  }
  const classOf = new Map<number, boolean>();
  for (let first = 0; first < equations.length; first += 1) {
    if (classOf.has(first)) continue;
    classOf.set(first, true);
    const open = [first];
    for (let row = open.pop(); row !== undefined; row = open.pop())
      for (const [next, sameClass] of neighbours[row] ?? []) {
        const wanted = sameClass === classOf.get(row);
        if (!classOf.has(next)) {
          classOf.set(next, wanted);
          open.push(next);
        } else if (classOf.get(next) !== wanted) return false;
      }
  }
  return true;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < tolerance;
}

/** How far all unknowns can go before one of them is 0 or 1. */
function reach(at: Float64Array, slopes: ReadonlyMap<number, number>, sign: 1 | -1): number {
  let most = Infinity;
  for (const [unknown, slope] of slopes) {
    const value = at[unknown] ?? 0;
    most = Math.min(most, (slope * sign > 0 ? 1 - value : value) / Math.abs(slope));
  }
  return most;
}
