/**
 * Differential privacy for tables of counts: one noisy measurement of the workload (`measurement.ts`), and from it
 * all tables, so that they agree with each other.
 */
import { type Axis, readAxis } from '../cube.ts';
import { withoutSlack } from '../model.ts';
import { type Tabulation, tabulate, type TableForm } from '../tabulate.ts';
import { withoutNegatives } from './consistency.ts';
import { measure, type Measurement, type NoiseParameters } from './measurement.ts';
import type { Protected, Randomness } from './model.ts';
import { shrunk } from './shrinkage.ts';
import { utility } from './utility.ts';
import { type Attributes, cellVariance, compose, distinctTables, sizeOf, type Workload } from './workload.ts';

/**
 * - `unbiased`: on average over the noise, each cell is its true value. Cells may be negative and are no whole numbers.
 * - `consistent`: no cell is negative, and the error is smaller, but the estimate is biased: cells are drawn towards
 *   what smaller tables let one expect (`shrinkage.ts`), and what is truly 0 comes out too high (`consistency.ts`).
 * In both, all tables add up.
 */
export type Estimate = 'unbiased' | 'consistent';

/**
 * Measures the tables of a form. This is the step that costs privacy (`rho` of the result); every estimate from it
 * is free. Attributes are the bottom codes of each dimension; a hierarchy's other codes are sums of them, not
 * measured by themselves. The codes must be a list that does not depend on the data: a code that is there only
 * because somebody has it gives that person away.
 * @throws Problem as `tabulate` and `measure`
 */
export function measureMargins(
  form: TableForm,
  parameters: NoiseParameters,
  randomness: Randomness,
): Measurement {
  // Before anything is spent on a form that cannot be published. In two halves, each much faster than the whole.
  tabulate({ ...form, tables: [] });
  tabulate({ ...form, leaves: [], holdings: [] });
  const layout = layoutOf(form);
  return measure(layout.workload, (set) => countOf(form, layout, set), parameters, randomness);
}

/** An estimate of all cells. Its `utility` compares with the true table: it is for the custodian, and secret. */
export interface NoisyMargins extends Protected<'noise', NoiseParameters & { readonly estimate: Estimate }> {
  readonly tabulation: Tabulation;
  /** The standard deviation of the noise of each cell in the unbiased estimate. Public. */
  readonly standardErrors: readonly number[];
}

/**
 * All cells of the tables of `tabulate(form)` from a measurement of the same form.
 * @throws Problem as `tabulate`
 */
export function estimateMargins(form: TableForm, measurement: Measurement, estimate: Estimate): NoisyMargins {
  const { problem, ...made } = tabulate(form);
  const tabulation = { ...made, problem: withoutSlack(problem) };
  const layout = layoutOf(form);
  const { workload, dimensions } = layout;
  const { sizes } = workload;
  const { parameters, variances } = measurement;
  const residuals =
    estimate === 'unbiased'
      ? measurement.residuals
      : withoutNegatives(workload, shrunk(workload, measurement.residuals, variances), variances);
  const values = new Float64Array(tabulation.problem.cells.length);
  const standardErrors = new Float64Array(values.length);
  const codes = dimensions.map(({ axis }) => axis.codes[axis.root] ?? '');
  for (const table of distinctTables(workload.tables)) {
    const bottom = compose(residuals, table, sizes);
    // What rounding left below 0.
    const cells = sumsOverCodes(
      estimate === 'unbiased' ? bottom : bottom.map((value) => Math.max(value, 0)),
      table,
      dimensions,
    );
    const known = new Map<string, number>();
    eachCombination(table, dimensions, (combination, at) => {
      const widths = combination.map((code, i) => dimensions[table[i] ?? -1]?.below[code]?.length ?? NaN);
      const key = widths.join();
      const error = known.get(key) ?? Math.sqrt(cellVariance(variances, table, widths, sizes));
      known.set(key, error);
      table.forEach((dimension, i) => {
        codes[dimension] = dimensions[dimension]?.axis.codes[combination[i] ?? -1] ?? '';
      });
      const cell = tabulation.cellAt(codes) ?? -1;
      values[cell] = cells[at] ?? NaN;
      standardErrors[cell] = error;
    });
    for (const dimension of table) {
      const axis = dimensions[dimension]?.axis;
      codes[dimension] = axis?.codes[axis.root] ?? '';
    }
  }
  return {
    method: 'noise',
    values: [...values],
    parameters: { ...parameters, estimate },
    utility: utility(tabulation.problem, [...values]),
    tabulation,
    standardErrors: [...standardErrors],
  };
}

interface MeasuredDimension {
  readonly axis: Axis;
  /** For each bottom code its place among the bottom codes. */
  readonly place: ReadonlyMap<string, number>;
  /** For each code the bottom codes under it. */
  readonly below: readonly (readonly number[])[];
}

interface Layout {
  readonly dimensions: readonly MeasuredDimension[];
  readonly workload: Workload;
}

function layoutOf({ dimensions, tables }: TableForm): Layout {
  const measured = dimensions.map(({ name, hierarchies }): MeasuredDimension => {
    const axis = readAxis(name, hierarchies);
    const bottoms = axis.codes.flatMap((_, code) => (axis.bottom[code] ? [code] : []));
    const place = new Map(bottoms.map((code, at) => [code, at]));
    const below = (code: number): number[] => {
      const family = axis.families.find((parents) => parents.has(code));
      return family ? (family.get(code) ?? []).flatMap(below) : [place.get(code) ?? -1];
    };
    return {
      axis,
      place: new Map(bottoms.map((code, at) => [axis.codes[code] ?? '', at])),
      below: axis.codes.map((_, code) => below(code)),
    };
  });
  const names = dimensions.map(({ name }) => name);
  return {
    dimensions: measured,
    workload: {
      sizes: measured.map(({ place }) => place.size),
      tables: tables.map((table) =>
        [...new Set(table.map((name) => names.indexOf(name)))].toSorted((a, b) => a - b),
      ),
    },
  };
}

/** The true table over all bottom codes of some dimensions. */
function countOf({ leaves }: TableForm, { dimensions, workload }: Layout, set: Attributes): Float64Array {
  const counts = new Float64Array(sizeOf(set, workload.sizes));
  for (const { codes, count } of leaves) {
    let at = 0;
    for (const dimension of set)
      at =
        at * (workload.sizes[dimension] ?? NaN) +
        (dimensions[dimension]?.place.get(codes[dimension] ?? '') ?? NaN);
    counts[at] = (counts[at] ?? 0) + count;
  }
  return counts;
}

/** From a table over bottom codes to one over all codes, each axis in turn. */
function sumsOverCodes(
  bottom: Float64Array,
  table: Attributes,
  dimensions: readonly MeasuredDimension[],
): Float64Array {
  let inner = 1;
  return table.toReversed().reduce((values, dimension) => {
    const { below = [], place } = dimensions[dimension] ?? {};
    const size = place?.size ?? 1;
    const sums = new Float64Array((values.length / size) * below.length);
    let at = 0;
    for (let block = 0; block < values.length; block += size * inner)
      for (const bottoms of below)
        for (let i = 0; i < inner; i += 1, at += 1)
          for (const code of bottoms) sums[at] = (sums[at] ?? 0) + (values[block + code * inner + i] ?? 0);
    inner *= below.length;
    return sums;
  }, bottom);
}

/** Visits all combinations of codes of a table, the last dimension running fastest. */
function eachCombination(
  table: Attributes,
  dimensions: readonly MeasuredDimension[],
  visit: (combination: readonly number[], at: number) => void,
): void {
  const widths = table.map((dimension) => dimensions[dimension]?.below.length ?? 0);
  const combination = widths.map(() => 0);
  const count = widths.reduce((product, width) => product * width, 1);
  for (let at = 0; at < count; at += 1) {
    visit(combination, at);
    for (let i = widths.length - 1; i >= 0; i -= 1) {
      combination[i] = ((combination[i] ?? 0) + 1) % (widths[i] ?? 1);
      if (combination[i] !== 0) break;
    }
  }
}
