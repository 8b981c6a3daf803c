/**
 * First choice of secondaries by elimination (after Langsrud 2024, "Secondary cell suppression by Gaussian
 * elimination"): cells are shown in order of their worth as long as no sensitive cell becomes a combination of
 * shown ones. Arithmetic is modulo a prime: a combination over the whole numbers is one modulo the prime too, so
 * a chance zero can only hide more. Widths are not looked at here.
 */
import type { TableProblem } from './model.ts';

/** Below 2^26, so that products stay exact in doubles. */
const prime = 67_108_859;

type Vector = Map<number, number>;

/**
 * Which cells to show. Cells in `order` are tried one after the other; all that are neither sensitive nor in
 * `order` count as shown before the first.
 */
export function showableCells(
  problem: TableProblem,
  sensitive: readonly number[],
  order: readonly number[],
): ReadonlySet<number> {
  const vectors = overFreeCells(problem);
  const pivots = new Map<number, { readonly rank: number; readonly vector: Vector }>();
  const targets = sensitive.map((cell) => new Map(vectors[cell]));
  const targetsAt = new Map<number, Set<number>>();
  targets.forEach((target, t) => note(targetsAt, target.keys(), t));

  const show = (vector: Vector): boolean => {
    const [first] = vector.keys();
    if (first === undefined) return true;
    const touching = [...(targetsAt.get(first) ?? [])];
    if (touching.some((t) => parallel(targets[t] ?? new Map(), vector, first))) return false;
    pivots.set(first, { rank: pivots.size, vector });
    for (const t of touching) {
      const target = targets[t] ?? new Map<number, number>();
      subtract(target, vector, first);
      note(targetsAt, vector.keys(), t);
    }
    targetsAt.delete(first);
    return true;
  };

  const tried = new Set([...sensitive, ...order]);
  const shown = new Set<number>();
  problem.cells.forEach((_, cell) => {
    if (!tried.has(cell) && show(reduce(vectors[cell] ?? new Map(), pivots))) shown.add(cell);
  });
  for (const cell of order) if (show(reduce(vectors[cell] ?? new Map(), pivots))) shown.add(cell);
  return shown;
}

function note(index: Map<number, Set<number>>, keys: Iterable<number>, item: number): void {
  for (const key of keys) {
    const set = index.get(key);
    if (set) set.add(item);
    else index.set(key, new Set([item]));
  }
}

/** Every cell as a combination of the cells that the relations leave free. */
function overFreeCells({ cells, relations }: TableProblem): readonly Vector[] {
  const largest = (relation: { cells: readonly number[] }) =>
    relation.cells.reduce((most, cell) => Math.max(most, cells[cell]?.value ?? 0), 0);
  // Small sums first, each solved for its total: totals are then put together from the bottom up.
  const ordered = relations
    .filter(({ constant }) => constant === 0)
    .map((relation) => ({ relation, size: largest(relation) }))
    .sort((a, b) => a.size - b.size);
  const solved = new Map<number, { readonly rank: number; readonly vector: Vector }>();
  for (const { relation } of ordered) {
    const raw: Vector = new Map(relation.cells.map((cell, i) => [cell, mod(relation.coefficients[i] ?? 0)]));
    const row = reduce(raw, solved);
    let pivot = -1;
    for (const cell of row.keys())
      if (pivot < 0 || (cells[cell]?.value ?? 0) > (cells[pivot]?.value ?? 0)) pivot = cell;
    if (pivot < 0) continue;
    solved.set(pivot, { rank: solved.size, vector: row });
  }
  return cells.map((_, cell) => reduce(new Map([[cell, 1]]), solved));
}

/** What is left of a vector after taking out all pivots, in the order in which they were made. */
function reduce(
  vector: Vector,
  pivots: ReadonlyMap<number, { readonly rank: number; readonly vector: Vector }>,
): Vector {
  const rest: Vector = new Map(vector);
  for (;;) {
    let next = -1;
    let rank = Infinity;
    for (const key of rest.keys()) {
      const found = pivots.get(key)?.rank ?? Infinity;
      if (found < rank) [next, rank] = [key, found];
    }
    const pivot = pivots.get(next);
    if (!pivot) return rest;
    subtract(rest, pivot.vector, next);
  }
}

/** vector −= row × (what makes the entry at `pivot` vanish) */
function subtract(vector: Vector, row: Vector, pivot: number): void {
  const factor = (mod(-(vector.get(pivot) ?? 0)) * inverse(row.get(pivot) ?? 1)) % prime;
  for (const [key, value] of row) {
    const sum = ((vector.get(key) ?? 0) + factor * value) % prime;
    if (sum === 0) vector.delete(key);
    else vector.set(key, sum);
  }
}

function parallel(a: Vector, b: Vector, common: number): boolean {
  if (a.size !== b.size || !a.has(common)) return false;
  const factor = ((a.get(common) ?? 0) * inverse(b.get(common) ?? 1)) % prime;
  for (const [key, value] of b) if (a.get(key) !== (factor * value) % prime) return false;
  return true;
}

function mod(value: number): number {
  return ((value % prime) + prime) % prime;
}

function inverse(value: number): number {
  if (value === 1) return 1;
  let [r, s, a, b] = [prime, value, 0, 1];
  while (s !== 0) {
    const quotient = Math.floor(r / s);
    [r, s] = [s, r - quotient * s];
    [a, b] = [b, a - quotient * b];
  }
  return mod(a);
}
