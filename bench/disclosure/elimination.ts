/**
 * Elimination alone: which cells can be shown so that no small count can be worked out exactly, whatever width is left.
 * GaussSuppression (with its singleton method, 2 cores) took 3.3, 31, 48 and 498 s for these tables.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { showableRows } from '../../src/disclosure/eliminate.ts';
import { leafForm } from '../../src/disclosure/leaves.ts';
import type { TableProblem } from '../../src/disclosure/model.ts';
import { readTableRequest } from '../../src/vault/intake/table.ts';

const threshold = 5;

/** Seconds that others took, and that are asked of us. */
const instances: { readonly [name: string]: { readonly others: number; readonly asked: number } } = {
  hier_small: { others: 3.3, asked: 0.3 },
  t2_100x100: { others: 31, asked: 0.3 },
  hier_mid: { others: 48, asked: 3 },
  hier_full: { others: 498, asked: 20 },
};

/** Runs, of which the median is given for quick instances: the first is slower, as code is compiled. */
const runs = 3;

/** @param chosen names of instances; all where none is named */
export async function benchElimination(folder: string, chosen: readonly string[]): Promise<void> {
  for (const instance of chosen.length > 0 ? chosen : Object.keys(instances)) {
    const { problem } = readTableRequest(
      join(folder, instance, 'inner.csv'),
      join(folder, instance, 'spec.json'),
    );
    const { others, asked } = instances[instance] ?? { others: NaN, asked: NaN };
    const measured = Array.from({ length: asked > 5 ? 1 : runs }, () => eliminated(problem)).toSorted(
      (a, b) => a.seconds - b.seconds,
    );
    const { further, seconds, processor } = measured[measured.length >> 1] ?? eliminated(problem);
    process.stdout.write(
      `${instance}: ${problem.cells.length} cells, elimination only: ${further} further cells, ${seconds.toFixed(2)} s (${processor.toFixed(2)} s of processor time); asked ${asked} s; GaussSuppression ${others} s\n`,
    );
  }
}

/** Elimination of a table of counts: the further cells it hides, and what it took. */
export function eliminated(problem: TableProblem): {
  readonly further: number;
  readonly seconds: number;
  readonly processor: number;
} {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const form = leafForm(problem, (cell) => problem.cells[cell]?.value === 0);
  const value = new Map<number, number>();
  problem.cells.forEach((cell, at) => value.set(form.rowOf[at] ?? -1, cell.value));
  value.delete(-1);
  const rows = [...value.keys()];
  const shown = showableRows(
    form,
    rows.filter((row) => (value.get(row) ?? 0) < threshold),
    rows
      .filter((row) => (value.get(row) ?? 0) >= threshold)
      .toSorted((a, b) => (value.get(b) ?? 0) - (value.get(a) ?? 0) || a - b),
  );
  const seconds = (performance.now() - began) / 1000;
  const processor = process.cpuUsage(before).user / 1e6;
  const further = problem.cells.filter(
    (cell, at) => cell.value >= threshold && shown[form.rowOf[at] ?? -1] !== 1,
  ).length;
  return { further, seconds, processor };
}
