/**
 * `npm run bench:documents`: how much of the tables of UPR Info and the Danish Institute is found in the reports
 * they were made from, and how long a page takes. `--differences` prints everything that differs.
 */
import { performance } from 'node:perf_hooks';
import { compare, reports, splitFile, tableRows, total } from '../test/documents.ts';
import { noSharedFiles, shared } from '../test/shared.ts';

const rows = await tableRows();
if (!rows) {
  process.stdout.write(`${noSharedFiles}\n`);
  process.exit(0);
}
const files = reports.map((path) => shared(path)).filter((path) => path !== undefined);
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
const line = (cells: readonly (string | number)[]) =>
  `${cells.map((cell, at) => (at === 0 ? String(cell).padEnd(14) : String(cell).padStart(10))).join('')}\n`;

process.stdout.write(
  line(['report', 'pages', 'rows', 'numbers', 'same text', 'nearly', 'made', 'precise', 'findings']),
);
const comparisons = [];
for (const file of files) {
  const document = await splitFile(file);
  const found = compare(document, rows);
  comparisons.push(found);
  process.stdout.write(
    line([
      document.symbol ?? '',
      document.pages ?? '',
      found.rows,
      found.numbers,
      found.texts,
      found.nearly,
      found.made,
      found.precise,
      document.findings.length,
    ]),
  );
  if (process.argv.includes('--differences'))
    for (const difference of found.differences) process.stdout.write(`  ${difference}\n`);
}
const all = total(comparisons);
const row = (what: string, measured: string, target: string, met: boolean) =>
  process.stdout.write(
    `${what.padEnd(64)}${measured.padStart(14)}${target.padStart(14)}   ${met ? 'met' : 'NOT MET'}\n`,
  );
row(
  'paragraph numbers of the tables that were found',
  percent(all.numbers, all.rows),
  '>= 98 %',
  all.numbers >= 0.98 * all.rows,
);
row(
  'texts of the tables that were found word for word',
  percent(all.texts, all.rows),
  '>= 96 %',
  all.texts >= 0.96 * all.rows,
);
row('  with nearly the same words', percent(all.nearly, all.rows), '>= 96 %', all.nearly >= 0.96 * all.rows);
row(
  'what was found and is in the tables',
  percent(all.precise, all.made),
  '>= 98 %',
  all.precise >= 0.98 * all.made,
);

/** All reports once, from bytes to recommendations. @returns milliseconds a page */
async function perPage(): Promise<number> {
  let pages = 0;
  const began = performance.now();
  for (const file of files) pages += (await splitFile(file)).pages ?? 0;
  return (performance.now() - began) / pages;
}
const rounds = [];
for (let round = 0; round < 5; round += 1) rounds.push(await perPage());
const median = rounds.toSorted((a, b) => a - b)[2] ?? 0;
row('a page, all reports, median of five rounds', `${median.toFixed(1)} ms`, '<= 20 ms', median <= 20);
