/**
 * Differential privacy for all three-way tables of `linked8_100k` beside what
 * other methods were measured to lose there.
 *
 * "ε = 1" is ε = 1 and δ = 1 / (n ln n), the default δ of Synthetic Data Showcase, for neighbours that differ by one
 * record. It becomes ρ by `rhoOf`. Plain Gaussian noise on the 56 three-way tables then has the mean absolute error
 * √(2/π) √(56 / 2ρ) = 27.2, the reference figure.
 */
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { NoiseParameters } from '../../src/disclosure/alternatives/measurement.ts';
import { estimateMargins, measureMargins } from '../../src/disclosure/alternatives/noise.ts';
import type { Randomness } from '../../src/disclosure/alternatives/model.ts';
import { rhoOf } from '../../src/disclosure/alternatives/privacy.ts';
import type { LeafCount, TableForm } from '../../src/disclosure/tabulate.ts';
import { readCsv } from '../../src/platform/tables/csv.ts';

/** Mean absolute errors of a cell at ε = 1 measured for others. */
const references = [
  ['Synthetic Data Showcase', 50.9],
  ['plain Gaussian', 27.2],
] as const;

/** The mean absolute error of the bottom cells of the three-way tables. */
interface Figure {
  readonly method: string;
  readonly error: number;
  readonly notes: string;
}

export function benchNoise(folder: string): void {
  say('\nlinked8_100k, ε = 1: mean absolute error of the bottom cells of the 56 three-way tables');
  for (const [method, error] of references) say(line({ method, error, notes: '' }));
  for (const figure of noiseFigures(join(folder, 'linked8_100k'), secure())) say(line(figure));
}

/** What our noise loses, for the workload of the 56 three-way tables and for that with the 28 two-way ones beside. */
export function* noiseFigures(folder: string, randomness: Randomness): Generator<Figure> {
  const { dimensions, leaves, records } = readMicrodata(join(folder, 'microdata.csv'));
  const names = dimensions.map(({ name }) => name);
  const threeWay = choose(names, 3);
  const delta = 1 / (records * Math.log(records));
  const rho = rhoOf(1, delta);
  yield {
    method: 'plain Gaussian, by formula',
    error: Math.sqrt((2 / Math.PI) * (threeWay.length / (2 * rho))),
    notes: `δ = ${delta.toExponential(2)}, ρ = ${rho.toFixed(5)}`,
  };
  const gaussian: NoiseParameters = { noise: { kind: 'gaussian', rho }, recordsPerPerson: 1 };
  const laplace: NoiseParameters = { noise: { kind: 'laplace', epsilon: 1 }, recordsPerPerson: 1 };
  for (const [name, tables, parameters] of [
    // The two-way tables are sums of the three-way ones, and published with them.
    ['56 tables', threeWay, gaussian],
    ['84 tables', [...choose(names, 2), ...threeWay], gaussian],
    ['56 tables, Laplace, δ = 0', threeWay, laplace],
  ] as const) {
    const form: TableForm = { dimensions, leaves, tables };
    const began = performance.now();
    const measurement = measureMargins(form, parameters, randomness);
    const measured = since(began);
    for (const estimate of ['unbiased', 'consistent'] as const) {
      const estimating = performance.now();
      const errors = threeWayErrors(estimateMargins(form, measurement, estimate), dimensions, threeWay);
      const notes = [`measuring ${measured} s`, `estimating ${since(estimating)} s`];
      if (estimate === 'unbiased' && parameters === gaussian)
        notes.unshift(`expected ${errors.expected.toFixed(2)}`);
      yield { method: `ours, ${name}, ${estimate}`, error: errors.measured, notes: notes.join(', ') };
    }
  }
}

function threeWayErrors(
  { tabulation, values, standardErrors }: ReturnType<typeof estimateMargins>,
  dimensions: TableForm['dimensions'],
  tables: readonly (readonly string[])[],
): { readonly measured: number; readonly expected: number } {
  const bottoms = dimensions.map(
    ({ hierarchies: [rows = []] }) =>
      new Set(rows.flatMap(({ code, parent }) => (parent === null ? [] : [code]))),
  );
  const wanted = new Set(
    tables.map((table) => dimensions.map(({ name }) => (table.includes(name) ? '1' : '0')).join('')),
  );
  let cells = 0;
  let error = 0;
  let deviation = 0;
  tabulation.problem.cells.forEach(({ code, value }, cell) => {
    const shape = code
      .split(' × ')
      .map((part, d) => (bottoms[d]?.has(part) ? '1' : '0'))
      .join('');
    if (!wanted.has(shape)) return;
    cells += 1;
    error += Math.abs((values[cell] ?? NaN) - value);
    deviation += standardErrors[cell] ?? NaN;
  });
  return { measured: error / cells, expected: (Math.sqrt(2 / Math.PI) * deviation) / cells };
}

function readMicrodata(path: string) {
  const { header, rows } = readCsv(readFileSync(path), { file: 'microdata.csv' });
  const counts = new Map<string, { codes: readonly string[]; count: number }>();
  for (const { cells } of rows) {
    const key = cells.join('\0');
    counts.set(key, { codes: cells, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const leaves: LeafCount[] = [...counts.values()];
  const dimensions = header.map((name, d) => {
    const codes = [...new Set(leaves.map(({ codes }) => codes[d] ?? ''))].toSorted();
    return {
      name,
      hierarchies: [[{ code: 'Total', parent: null }, ...codes.map((code) => ({ code, parent: 'Total' }))]],
    };
  });
  return { dimensions, leaves, records: rows.length };
}

function choose(names: readonly string[], size: number): string[][] {
  return size === 0
    ? [[]]
    : names.flatMap((name, at) => choose(names.slice(at + 1), size - 1).map((rest) => [name, ...rest]));
}

function secure(): Randomness {
  const words = new Uint32Array(4096);
  let next = words.length;
  return () => {
    if (next === words.length) {
      randomFillSync(words);
      next = 0;
    }
    return words[next++] ?? 0;
  };
}

function line({ method, error, notes }: Figure): string {
  return `  ${method.padEnd(48)}${error.toFixed(2).padStart(8)}   ${notes}`.trimEnd();
}

function since(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
