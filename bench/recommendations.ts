/**
 * `npm run bench:recommendations`: near-duplicates, import and search over 250,000 texts, beside their budgets. The
 * texts are the real ones of UPR Info, repeated with words changed; the program is the bundled one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { states } from '../src/core/state.ts';
import { writeCsv } from '../src/platform/tables/write.ts';
import { nearDuplicates } from '../src/recommendations/near.ts';
import { serve, timed } from './program.ts';
import { exactPairs } from './recommendations/exact.ts';
import { entriesToMeasure, seeded } from './recommendations/texts.ts';

const texts = 250_000;
const sample = 20_000;
const work = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
const data = join(work, 'data');
let missed = 0;

function row(what: string, measured: string, budget: string, met: boolean): void {
  if (!met) missed += 1;
  process.stdout.write(
    `${what.padEnd(66)}${measured.padStart(14)}${budget.padStart(12)}   ${met ? 'met' : 'NOT MET'}\n`,
  );
}

const seconds = (since: number) => (performance.now() - since) / 1000;
/** Pairs of the exact method that MinHash finds too, directly or as copies of one text. */
function recall(list: readonly string[]): { share: number; pairs: number } {
  const exact = exactPairs(list, 0.8);
  const { pairs } = nearDuplicates(list);
  const first = new Map(pairs.filter(({ jaccard }) => jaccard === 1).map(({ a, b }) => [b, a]));
  const found = new Set(pairs.map(({ a, b }) => `${a} ${b}`));
  const hit = [...exact].filter((pair) => {
    const [a, b] = pair.split(' ').map((text) => first.get(Number(text)) ?? Number(text));
    return a === b || found.has(`${a} ${b}`) || found.has(`${b} ${a}`);
  });
  return { share: hit.length / exact.size, pairs: exact.size };
}

/** Whole answers, one after the other. @returns the 95th percentile in milliseconds */
async function answers(addresses: readonly string[]): Promise<number> {
  const taken: number[] = [];
  for (const address of addresses) {
    const began = performance.now();
    const response = await fetch(address);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    taken.push(performance.now() - began);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.95)] ?? 0;
}

try {
  process.stdout.write(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}\n\n`);
  const entries = await entriesToMeasure(texts);
  const list = entries.map(({ text }) => text);

  const few = recall(list.filter((_, at) => at % Math.floor(texts / sample) === 0));
  row(
    `near-duplicates: recall at 0.8 among ${sample} texts, ${few.pairs} pairs`,
    few.share.toFixed(5),
    '>= 0.999',
    few.share >= 0.999,
  );
  let began = performance.now();
  const near = nearDuplicates(list);
  const nearTook = seconds(began);
  row(
    `near-duplicates among ${texts} texts, ${near.groups.length} groups`,
    `${nearTook.toFixed(1)} s`,
    '<= 60 s',
    nearTook <= 60,
  );
  const most = process.resourceUsage().maxRSS / 1024;
  row('largest memory until here, texts included', `${most.toFixed(0)} MB`, '<= 1024 MB', most <= 1024);

  const file = join(work, 'texts.csv');
  const header = [
    'To',
    'To-Rgrp',
    'To-Org',
    'Text',
    'From',
    'From-Rgrp',
    'From-Org',
    'Response',
    'Action',
    'Issue',
    'Session',
  ];
  writeFileSync(
    file,
    writeCsv(
      header,
      entries.map(({ state, text, statement }) => [
        states.find(({ iso3 }) => iso3 === state)?.names.en ?? '',
        '',
        '',
        text,
        statement.asker.name,
        '',
        '',
        statement.said,
        String(statement.action ?? ''),
        statement.issues.join(','),
        String(statement.session ?? 1),
      ]),
    ),
  );
  const importTook = (await timed(data, 'import', file)) / 1000;
  row(
    `import of ${texts} rows, with words and labels`,
    `${importTook.toFixed(1)} s`,
    '<= 180 s',
    importTook <= 180,
  );

  const server = await serve(data);
  const random = seeded(7);
  const any = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  // Words as often as they occur, so that the broad ones are asked for most.
  const word = () =>
    any(
      any(list)
        .split(' ')
        .filter((part) => /^[a-z]{3,}$/.test(part)),
    ) ?? 'children';
  const search = (parameters: { readonly [name: string]: string }) =>
    `${server.address}recommendations?lang=en&${new URLSearchParams(parameters).toString()}`;
  began = performance.now();
  await answers([search({})]);
  row('first search after the start', `${seconds(began).toFixed(2)} s`, '(once)', true);
  const withFilters = await answers(
    Array.from({ length: 200 }, () =>
      search({
        words: `${word()} ${word()}`,
        ...any([
          { state: any(entries).state },
          { response: 'noted' },
          { fromYear: '2010' },
          { group: 'African Group' },
        ]),
      }),
    ),
  );
  row(
    'page of two words with a filter, with all counts, p95 of 200',
    `${withFilters.toFixed(0)} ms`,
    '<= 60 ms',
    withFilters <= 60,
  );
  const anyQuery = await answers(
    Array.from({ length: 200 }, () =>
      search({
        words: any([
          () => word(),
          () => `${word()} OR ${word()}`,
          () => `${word()} NOT ${word()}`,
          () => `${word().slice(0, 3)}*`,
          () => `"${word()} ${word()}"`,
          () => `(${word()} OR ${word()}) ${word()}`,
          () => 'the',
          () => '"of the"',
          () => 'co*',
          () => '',
        ])(),
      }),
    ),
  );
  row(
    'page of any query, with all counts, p95 of 200',
    `${anyQuery.toFixed(0)} ms`,
    '<= 150 ms',
    anyQuery <= 150,
  );
  const megabytes = server.residentMegabytes();
  row(
    'server after these searches, resident memory',
    `${megabytes.toFixed(0)} MB`,
    '< 300 MB',
    megabytes < 300,
  );
  began = performance.now();
  await answers([`${server.address}recommendations/export.csv`]);
  row('all of it as CSV', `${seconds(began).toFixed(1)} s`, '(none)', true);
  row('server after that, resident memory', `${server.residentMegabytes().toFixed(0)} MB`, '(none)', true);
  await server.stop();
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}
