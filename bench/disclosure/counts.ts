/**
 * Tables of counts of `shared/bench/sdc`, each figure beside what other tools were measured to need (`results.csv`
 * there). Every pattern is checked by `verify` and attacked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { attack, release } from '../../src/disclosure/attack.ts';
import { type Knowledge, readers, strongReader, type TableProblem } from '../../src/disclosure/model.ts';
import { primarySuppression } from '../../src/disclosure/primary.ts';
import { protect } from '../../src/disclosure/protect.ts';
import { verify } from '../../src/disclosure/verify.ts';
import { readCsv } from '../../src/platform/tables/csv.ts';
import { readTableRequest } from '../../src/vault/intake/table.ts';
import { eliminated } from './elimination.ts';

const threshold = 5;
const weakReader: Knowledge = { zeros: 'withholdable', insider: 'none' };
const files: { readonly [instance: string]: string } = {
  linked8_100k: 'microdata.csv',
  linked8_1m: 'microdata.csv',
};
export const all = [
  't2_20x20',
  't3_12x10x8',
  't2_100x100',
  'hier_small',
  'linked8_100k',
  // A million records of the same attributes, where somebody has made them.
  'linked8_1m',
  'hier_mid',
  'hier_full',
];
interface Baseline {
  readonly method: string;
  readonly secondary: string;
  readonly seconds: string;
}

/** @param chosen names of instances; all that are there where none is named */
export async function benchCounts(folder: string, chosen: readonly string[]): Promise<void> {
  const isThere = (name: string) => existsSync(join(folder, name, 'spec.json'));
  const unknown = chosen.filter((name) => !isThere(name));
  if (unknown.length > 0) return say(`There is no instance ${unknown.join(', ')} in ${folder}.`);
  const baselines = baselinesOf(join(folder, 'results.csv'));
  for (const instance of chosen.length > 0 ? chosen : all.filter(isThere)) {
    const path = (file: string) => join(folder, instance, file);
    const [began, before] = [performance.now(), process.cpuUsage()];
    const { problem } = readTableRequest(path(files[instance] ?? 'inner.csv'), path('spec.json'));
    say(
      `\n${instance}, k = ${threshold}: ${problem.cells.length} cells, read and tabulated in ${since(began)} s, ${processorSince(before)}`,
    );
    for (const { method, secondary, seconds } of baselines.get(instance) ?? [])
      say(`  ${method.padEnd(34)}${secondary.padStart(8)} further cells${seconds.padStart(10)} s`);
    const { further, seconds } = eliminated(problem);
    report('ours, elimination only (no width)', further, seconds.toFixed(2), '');
    await wholeChain(problem, 'zeros withholdable', weakReader);
    await wholeChain(problem, 'zeros published', strongReader);
  }
}

async function wholeChain(problem: TableProblem, name: string, knowledge: Knowledge): Promise<void> {
  const sensitive = primarySuppression(problem, { threshold }, knowledge);
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await protect(problem, sensitive, knowledge);
  const seconds = since(began);
  const processor = processorSince(before);
  if (result.outcome !== 'protected') {
    say(`  ours, ${name}: ${result.outcome}, ${result.cells.length} cells, ${seconds} s`);
    return;
  }
  const checking = performance.now();
  const faults = verify(problem, result.pattern, sensitive, readers(problem, knowledge), result.certificate);
  const notes = [processor, `verify ${since(checking)} s: ${faults.length} faults`];
  const further = result.pattern.filter((state) => state === 'secondary').length;
  const attacking = performance.now();
  const [reader] = readers(problem, knowledge);
  const start = problem.cells.map(({ value }) => value);
  const intervals = reader
    ? await attack(release(problem, result.pattern), reader, { wide: threshold, start })
    : [];
  const small = new Set(sensitive.map(({ cell }) => cell));
  const narrower = (width: number) =>
    intervals.filter(({ cell, min, max }) => small.has(cell) && max.value - min.value < width).length;
  notes.push(
    `attack ${since(attacking)} s: ${narrower(1)} known, ${narrower(3)} within ±1, ${narrower(threshold)} narrower than ${threshold}`,
  );
  notes.push(`${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  report(`ours, ${name}, proven`, further, seconds, notes.join('; '));
}

function report(what: string, further: number, seconds: string, notes: string): void {
  say(`  ${what.padEnd(34)}${String(further).padStart(8)} further cells${seconds.padStart(10)} s   ${notes}`);
}

function since(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(2);
}

/** On a machine that others use as well, it is the processor time that can be compared. */
function processorSince(before: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(before);
  return `${((user + system) / 1e6).toFixed(2)} s of processor time`;
}

/** The rows of results.csv, one for each method: it has one for each attacker. */
function baselinesOf(path: string): Map<string, Baseline[]> {
  const { header, rows } = readCsv(readFileSync(path), { file: 'results.csv' });
  const column = (name: string) => header.indexOf(name);
  const found = new Map<string, Map<string, Baseline>>();
  for (const { cells: line } of rows) {
    const [instance = '', method = ''] = [line[column('instance')], line[column('method')]];
    const known = found.get(instance) ?? new Map<string, Baseline>();
    known.set(method, {
      method,
      secondary: line[column('secondary')] || '-',
      seconds: line[column('seconds_median')] || '-',
    });
    found.set(instance, known);
  }
  return new Map([...found].map(([instance, methods]) => [instance, [...methods.values()]]));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
