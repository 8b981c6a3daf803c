/**
 * The cheapest patterns of small instances of `shared/bench/sdc`, each beside what the exact methods of other tools
 * were measured to need (`results.csv`, `results_csplib.csv`). Every pattern is checked by `verify`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Knowledge, readers, strongReader } from '../../src/disclosure/model.ts';
import { costOf } from '../../src/disclosure/optimum-cost.ts';
import { improve } from '../../src/disclosure/optimum.ts';
import { primarySuppression } from '../../src/disclosure/primary.ts';
import { type Cost, protect } from '../../src/disclosure/protect.ts';
import { verify } from '../../src/disclosure/verify.ts';
import { readCsv } from '../../src/platform/tables/csv.ts';
import { readPlainRequest } from '../../src/vault/intake/plain.ts';
import { readTableRequest } from '../../src/vault/intake/table.ts';

const weakReader: Knowledge = { zeros: 'withholdable', insider: 'none' };
interface Trial {
  readonly instance: string;
  readonly cost: Cost;
  /** Of counts with k = 5; amounts have the reader of `readPlainRequest`. */
  readonly knowledge?: Knowledge;
}
const trials: readonly Trial[] = [
  { instance: 't2_20x20', cost: 'cells', knowledge: weakReader },
  { instance: 't2_20x20', cost: 'cells', knowledge: strongReader },
  { instance: 't2_20x20', cost: 'sum', knowledge: weakReader },
  { instance: 't2_20x20', cost: 'sum', knowledge: strongReader },
  { instance: 't3_12x10x8', cost: 'cells', knowledge: weakReader },
  { instance: 't3_12x10x8', cost: 'sum', knowledge: weakReader },
  { instance: 't3_12x10x8', cost: 'cells', knowledge: strongReader },
  { instance: 't3_12x10x8', cost: 'sum', knowledge: strongReader },
  { instance: 'targus', cost: 'sum' },
  { instance: 'table8', cost: 'sum' },
  { instance: 'table7', cost: 'sum' },
];

/** @param chosen names of instances; all where none is named */
export async function benchOptimum(folder: string, chosen: readonly string[]): Promise<void> {
  const others = [...baselinesOf(folder, 'results.csv'), ...baselinesOf(folder, 'results_csplib.csv')];
  for (const trial of trials)
    if (chosen.length === 0 || chosen.includes(trial.instance)) await run(trial, folder, others);
}

interface Baseline {
  readonly instance: string;
  readonly line: string;
}

async function run(
  { instance, cost, knowledge }: Trial,
  from: string,
  others: readonly Baseline[],
): Promise<void> {
  const table = (file: string) => join(from, instance, file);
  const plain = (file: string) => join(from, 'csplib', instance, file);
  const request = knowledge
    ? readTableRequest(table('inner.csv'), table('spec.json'))
    : readPlainRequest(plain('cells.csv'), plain('relations.txt'));
  const { problem } = request;
  const reader = knowledge ?? request.knowledge;
  const sensitive = knowledge ? primarySuppression(problem, { threshold: 5 }, knowledge) : request.sensitive;
  say(`\n${instance}, least ${cost}, zeros ${reader.zeros}, insider ${reader.insider}`);
  for (const other of others) if (other.instance === instance) say(`  ${other.line}`);
  const unit = 10 ** (cost === 'sum' ? request.layout.decimals : 0);
  const began = performance.now();
  const incumbent = await protect(problem, sensitive, reader, { cost });
  if (incumbent.outcome !== 'protected') {
    say(`  ours: ${incumbent.outcome}`);
    return;
  }
  say(`  ours, protect: ${costOf(problem, incumbent.pattern, cost) / unit}, ${since(began)} s`);
  const improving = performance.now();
  const {
    pattern,
    certificate,
    cost: least,
    proof,
  } = await improve(problem, sensitive, reader, incumbent, {
    cost,
  });
  const seconds = since(improving);
  const faults = verify(problem, pattern, sensitive, readers(problem, reader), certificate).length;
  const gap = proof === 'optimal' ? 'optimal' : `at least ${proof.lowerBound / unit}`;
  const cells = costOf(problem, pattern, 'cells');
  const sum = costOf(problem, pattern, 'sum') / 10 ** request.layout.decimals;
  say(
    `  ours, improve: ${least / unit}, ${gap}, ${seconds} s; ${cells} further cells, sum ${sum}; ${faults} faults`,
  );
}

/** Exact methods of other tools: their patterns are the cheapest for their own idea of safe. */
function baselinesOf(folder: string, file: string): Baseline[] {
  const { header, rows } = readCsv(readFileSync(join(folder, file)), { file });
  const found = new Map<string, Baseline>();
  for (const { cells } of rows) {
    const of = (...names: readonly string[]) =>
      names.map((name) => cells[header.indexOf(name)]).find((cell) => cell) ?? '-';
    const [instance, method] = [of('instance'), of('method')];
    if (!/optimal|st_opt/.test(method)) continue;
    const line = `${method}: ${of('secondary')} further cells, sum ${of('sum_secondary', 'value_secondary')}, ${of('seconds_median', 'seconds')} s; narrower than needed: ${of('primary_width_lt_k', 'primary_below_protection_level')} (${of('attacker')})`;
    found.set(line, { instance, line });
  }
  return [...found.values()];
}

function since(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
