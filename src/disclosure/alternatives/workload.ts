/**
 * A workload of tables taken apart into residuals. The residual of a set of attributes is what their table says
 * beyond all smaller tables: its counts with the mean over each axis taken off. Residuals of different sets are
 * orthogonal in every table, and each table is the sum of the residuals of its subsets (Xiao, He, Zhang & Kifer 2023,
 * "An optimal and scalable matrix mechanism for noisy marginals under convex loss functions", ResidualPlanner).
 * Noise is put on residuals, so that what many tables have in common is measured once.
 *
 * Tables here are dense arrays over the bottom codes, the last attribute running fastest.
 */

/** An attribute is a dimension's place; a set of attributes is in rising order. */
export type Attributes = readonly number[];

export interface Workload {
  /** For each attribute, how many bottom codes it has. */
  readonly sizes: readonly number[];
  readonly tables: readonly Attributes[];
}

/** Something for each set of attributes. */
export type BySet<T> = ReadonlyMap<string, T>;

export function keyOf(attributes: Attributes): string {
  return attributes.join();
}

/** How many combinations of bottom codes these attributes have. */
export function sizeOf(attributes: Attributes, sizes: readonly number[]): number {
  return attributes.reduce((product, attribute) => product * (sizes[attribute] ?? NaN), 1);
}

/** The sets with a residual: all subsets of tables. An attribute with one code has none, it says nothing. */
export function residualSets({ sizes, tables }: Workload): Attributes[] {
  const found = new Map<string, Attributes>();
  for (const table of tables)
    for (const set of subsets(table.filter((attribute) => sizes[attribute] !== 1)))
      found.set(keyOf(set), set);
  return [...found.values()];
}

function subsets(attributes: Attributes): Attributes[] {
  const sets: Attributes[] = [[]];
  for (const attribute of attributes) sets.push(...sets.map((set) => [...set, attribute]));
  return sets;
}

export function distinctTables(tables: readonly Attributes[]): Attributes[] {
  return [...new Map(tables.map((table) => [keyOf(table), table])).values()];
}

/** The tables that no other contains, each once; the others are their sums. */
export function largestTables({ tables }: Workload): Attributes[] {
  const distinct = distinctTables(tables);
  return distinct.filter(
    (table) =>
      !distinct.some((other) => other !== table && table.every((attribute) => other.includes(attribute))),
  );
}

/** Π (1 − 1/n): the share of a record's unit count that falls into the residual of these attributes. */
export function residualShare(set: Attributes, sizes: readonly number[]): number {
  return set.reduce((share, attribute) => share * (1 - 1 / (sizes[attribute] ?? NaN)), 1);
}

/**
 * The variance of one cell that is a sum of bottom cells: of the codes chosen along each attribute of its table.
 * Σ over subsets A of the table of v_A Π_{i∈A} (k_i − k_i²/n_i) Π_{j∉A} (k_j/n_j)², which for bottom cells (k = 1)
 * is the formula of ResidualPlanner.
 * @param variances v_A: the residual of A is known with the covariance v_A × its projection
 * @param chosen k: how many bottom codes the cell takes together along each attribute of the table
 */
export function cellVariance(
  variances: BySet<number>,
  table: Attributes,
  chosen: readonly number[],
  sizes: readonly number[],
): number {
  const add = (at: number, set: Attributes, factor: number): number => {
    if (factor === 0) return 0;
    const attribute = table[at];
    if (attribute === undefined) return factor * (variances.get(keyOf(set)) ?? 0);
    const size = sizes[attribute] ?? NaN;
    const codes = chosen[at] ?? NaN;
    return (
      add(at + 1, set, factor * (codes / size) ** 2) +
      add(at + 1, [...set, attribute], factor * (codes - codes ** 2 / size))
    );
  };
  return add(0, [], 1);
}

/** The residuals of a table, unscaled: summed over the attributes outside the set, centred along those inside. */
export function decompose(
  values: Float64Array,
  table: Attributes,
  sizes: readonly number[],
): Map<string, Float64Array> {
  const residuals = new Map<string, Float64Array>();
  const split = (at: number, set: Attributes, part: Float64Array): void => {
    const attribute = table[at];
    if (attribute === undefined) {
      residuals.set(keyOf(set), part);
      return;
    }
    const size = sizes[attribute] ?? NaN;
    const inner = sizeOf(table.slice(at + 1), sizes);
    const sums = sumAlong(part, size, inner);
    split(at + 1, set, sums);
    if (size > 1) split(at + 1, [...set, attribute], addAlong(part, sums, size, inner, -1 / size));
  };
  split(0, [], values);
  return residuals;
}

/** The inverse of `decompose`: the table whose residuals these are; those that are not given are 0. */
export function compose(
  residuals: BySet<Float64Array>,
  table: Attributes,
  sizes: readonly number[],
): Float64Array {
  const join = (at: number, set: Attributes): Float64Array | undefined => {
    const attribute = table[at];
    if (attribute === undefined) return residuals.get(keyOf(set));
    const size = sizes[attribute] ?? NaN;
    const sums = join(at + 1, set);
    const inside = join(at + 1, [...set, attribute]);
    if (!sums) return inside;
    const inner = sizeOf(table.slice(at + 1), sizes);
    return addAlong(inside ?? new Float64Array(sums.length * size), sums, size, inner, 1 / size);
  };
  return join(0, []) ?? new Float64Array(sizeOf(table, sizes));
}

/** Sums over one axis of `size` codes, each `inner` apart. */
export function sumAlong(values: Float64Array, size: number, inner: number): Float64Array {
  const sums = new Float64Array(values.length / size);
  for (let at = 0, block = 0; at < values.length; block += inner)
    for (let code = 0; code < size; code += 1)
      for (let i = 0; i < inner; i += 1, at += 1)
        sums[block + i] = (sums[block + i] ?? 0) + (values[at] ?? 0);
  return sums;
}

/** Adds to every cell its sum along the axis, times the factor. */
export function addAlong(
  values: Float64Array,
  sums: Float64Array,
  size: number,
  inner: number,
  factor: number,
): Float64Array {
  const added = new Float64Array(values.length);
  for (let at = 0, block = 0; at < values.length; block += inner)
    for (let code = 0; code < size; code += 1)
      for (let i = 0; i < inner; i += 1, at += 1)
        added[at] = (values[at] ?? 0) + factor * (sums[block + i] ?? 0);
  return added;
}
