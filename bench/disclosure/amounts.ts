/**
 * Tables of amounts (`shared/bench/sdc/csplib`, public instances of cell suppression), each beside what other tools
 * were measured to hide (`results_csplib.csv`), and how many sensitive cells these left below their protection.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readers } from '../../src/disclosure/model.ts';
import { protect } from '../../src/disclosure/protect.ts';
import { verify } from '../../src/disclosure/verify.ts';
import { readCsv } from '../../src/platform/tables/csv.ts';
import { readPlainRequest } from '../../src/vault/intake/plain.ts';

const all = [
  'targus',
  'table8',
  'table7',
  'table1',
  'hier13',
  'table3',
  'osorio',
  'dale',
  'hier16',
  'two5in6',
  'nine12',
];

/** @param chosen names of instances; all where none is named */
export async function benchAmounts(folder: string, chosen: readonly string[]): Promise<void> {
  const baselines = readCsv(readFileSync(join(folder, 'results_csplib.csv')), { file: 'results_csplib.csv' });
  const column = (name: string) => baselines.header.indexOf(name);
  for (const instance of chosen.length > 0 ? chosen : all) {
    const path = (file: string) => join(folder, 'csplib', instance, file);
    const { problem, sensitive, knowledge, cost, layout } = readPlainRequest(
      path('cells.csv'),
      path('relations.txt'),
    );
    say(`\n${instance}: ${problem.cells.length} cells, ${sensitive.length} sensitive`);
    for (const { cells: line } of baselines.rows)
      if (line[column('instance')] === instance)
        say(
          row(
            line[column('method')] ?? '',
            line[column('secondary')] ?? '',
            line[column('value_secondary')] ?? '',
            `${line[column('seconds')]} s, ${line[column('primary_below_protection_level')]} below`,
          ),
        );
    const began = performance.now();
    const result = await protect(problem, sensitive, knowledge, { cost });
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    if (result.outcome !== 'protected') {
      say(row(`ours: ${result.outcome}`, '', '', `${seconds} s, ${result.cells.length} cells`));
      continue;
    }
    const hidden = problem.cells.filter((_, cell) => result.pattern[cell] === 'secondary');
    const value = hidden.reduce((sum, cell) => sum + cell.value, 0) / 10 ** layout.decimals;
    const faults = verify(
      problem,
      result.pattern,
      sensitive,
      readers(problem, knowledge),
      result.certificate,
    );
    say(row('ours, proven', String(hidden.length), String(value), `${seconds} s, ${faults.length} below`));
  }
}

function row(what: string, cells: string, value: string, notes: string): string {
  return `  ${what.padEnd(34)}${cells.padStart(8)} further cells, value ${value.padStart(14)}   ${notes}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
