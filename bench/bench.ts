/**
 * `npm run bench`: what the program needs, beside its budgets. Each figure is measured on the bundled program as
 * people run it, on this machine, with the outside files of `shared` where they are (else with made-up ones).
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { productFolder } from '../src/platform/product.ts';
import { program, serve, timed } from './program.ts';
import { shared } from '../test/shared.ts';
import { longestWait } from './waiting.ts';

const work = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
const data = join(work, 'data');
const lines: string[] = [];

function row(what: string, measured: string, budget: string, met: boolean): void {
  lines.push(`${what.padEnd(64)}${measured.padStart(14)}${budget.padStart(14)}   ${met ? 'met' : 'NOT MET'}`);
}

/** First byte of many requests, one after the other. @returns the 95th percentile in milliseconds, and bytes over the wire */
async function firstByte(
  addresses: readonly string[],
  times: number,
): Promise<{ p95: number; bytes: number }> {
  const taken: number[] = [];
  let bytes = 0;
  for (let time = 0; time < times; time += 1) {
    const address = addresses[time % addresses.length] ?? '';
    const began = performance.now();
    const response = await fetch(address, { headers: { 'Accept-Encoding': 'gzip' } });
    const reader = response.body?.getReader();
    await reader?.read();
    taken.push(performance.now() - began);
    await reader?.cancel();
  }
  for (const address of addresses.slice(0, 5)) bytes = Math.max(bytes, await wireBytes(address));
  return { p95: taken.toSorted((a, b) => a - b)[Math.floor(times * 0.95)] ?? 0, bytes };
}

/** Size of a compressed answer: `fetch` unpacks it, so it is packed again as the server does (gzip). */
async function wireBytes(address: string): Promise<number> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(address, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      let size = 0;
      response.on('data', (part: Buffer) => (size += part.length));
      response.on('end', () => resolve(size));
    }).on('error', reject);
  });
}

function uprFiles(): string[] {
  const folder = shared('data/upr-info/csv');
  if (folder) return ['1-5', '6-9', '10-13', '14-17'].map((name) => join(folder, `${name}.csv`));
  const file = join(work, 'made-up.csv');
  const rows = Array.from(
    { length: 33_000 },
    (_, at) =>
      `Mauritius,,,Made-up text ${at} on the rights of the child,Uruguay,,,Accepted,5,Justice,${1 + (at % 17)}`,
  );
  writeFileSync(
    file,
    `To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session\n${rows.join('\n')}\n`,
  );
  return [file];
}

try {
  if (!existsSync(program)) throw new Error('the program is not built; run this as “npm run bench”');
  const first = await serve(data);
  await first.stop();
  const files = uprFiles();
  const importing = await timed(data, 'import', ...files);
  row(
    `import of ${files.length} UPR Info file(s), 33,082 rows`,
    `${(importing / 1000).toFixed(1)} s`,
    '<= 20 s',
    importing <= 20_000,
  );

  const server = await serve(data);
  row(
    'start of the server with that record',
    `${(server.readyAfter / 1000).toFixed(2)} s`,
    '< 3 s',
    server.readyAfter < 3000,
  );
  const listed = (await (await fetch(`${server.address}api/v1/states?size=1000`)).json()) as {
    items: { iso3: string }[];
  };
  const states = listed.items.map(({ iso3 }) => `${server.address}states/${iso3}?lang=en`);
  const page = await firstByte(states, states.length);
  row(
    'State page of each State once, first byte, 95th percentile',
    `${page.p95.toFixed(1)} ms`,
    '<= 50 ms',
    page.p95 <= 50,
  );
  row(
    'State page over the wire (gzip), largest of five',
    `${(page.bytes / 1000).toFixed(1)} kB`,
    '<= 50 kB',
    page.bytes <= 50_000,
  );
  const home = await wireBytes(`${server.address}?lang=en`);
  row(
    'home page over the wire (gzip), with world map and table',
    `${(home / 1000).toFixed(1)} kB`,
    '<= 50 kB',
    home <= 50_000,
  );
  const words = [
    'sexual exploitation',
    'trafficking',
    '"rights of the child"',
    'child* OR women',
    'data collection',
  ];
  const search = await firstByte(
    words.map((query) => `${server.address}recommendations?lang=en&words=${encodeURIComponent(query)}`),
    100,
  );
  row(
    'search page with facets, first byte, 95th percentile of 100',
    `${search.p95.toFixed(1)} ms`,
    '<= 60 ms',
    search.p95 <= 60,
  );
  const began = performance.now();
  await (await fetch(`${server.address}states/MUS/overview.pdf?lang=en`)).arrayBuffer();
  const overview = performance.now() - began;
  row(
    'Country Overview as PDF through the server, first one',
    `${(overview / 1000).toFixed(2)} s`,
    '<= 3 s',
    overview <= 3000,
  );
  row(
    'server after all this, resident memory',
    `${server.residentMegabytes().toFixed(0)} MB`,
    '(<= 150 at rest)',
    true,
  );
  const handedIn = [
    ['a report of 27 pages (PDF) is read', shared('data/upr-wg-reports-pdf/pdfs/srilanka2012.pdf')],
    ['a table of some 10,000 rows is read', files.at(-1)],
  ] as const;
  for (const [what, file] of handedIn) {
    if (!file) continue;
    // The engine for PDF is loaded once.
    await longestWait(server.address, server.operator(), file);
    const { longest } = await longestWait(server.address, server.operator(), file);
    row(`longest wait of others while ${what}`, `${longest.toFixed(0)} ms`, '<= 100 ms', longest <= 100);
  }
  await server.stop();
  const resting = await serve(data);
  // The columns of the search are read after the start.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const rest = resting.residentMegabytes();
  row('server at rest, resident memory', `${rest.toFixed(0)} MB`, '<= 150 MB', rest <= 150);
  await resting.stop();
  const command = await timed(data, 'overview', 'MUS', '--out', join(work, 'mauritius.pdf'));
  row(
    'plumbline overview MUS --out mauritius.pdf, whole command',
    `${(command / 1000).toFixed(2)} s`,
    '<= 3 s',
    command <= 3000,
  );

  const { version } = JSON.parse(readFileSync(join(productFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  process.stdout.write(
    `Plumbline ${version}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB\n\n` +
      `${''.padEnd(64)}${'measured'.padStart(14)}${'budget'.padStart(14)}\n${lines.join('\n')}\n`,
  );
  process.exitCode = lines.some((line) => line.endsWith('NOT MET')) ? 1 : 0;
} finally {
  rmSync(work, { recursive: true, force: true });
}
