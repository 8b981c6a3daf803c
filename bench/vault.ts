/**
 * `npm run bench:vault [records]`: made-up records (10 million of eight variables, if not said otherwise) from CSV into a
 * vault and out of it into all 56 tables of three variables, beside plain SQL on the same DuckDB.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Codebook, parseCodebook } from '../src/vault/codebook.ts';
import type { Answers } from '../src/disclosure/tags.ts';
import type { Columns } from '../src/vault/engine.ts';
import { joined, readRecords } from '../src/vault/intake/load.ts';
import { openRecords } from '../src/vault/intake/records.ts';
import { createVault, openVault } from '../src/vault/store.ts';
import { openClickHouse } from '../src/vault/store/clickhouse.ts';
import { openDuckDb } from '../src/vault/store/duckdb.ts';
import type { Key } from '../src/vault/store/key.ts';
import { noClickHouse, startServers } from '../src/vault/testing/clickhouse.ts';

/** How many codes each variable has. */
const sizes = [17, 3, 8, 6, 12, 5, 4, 10];
const records = Number(process.argv[2] ?? 10_000_000);
const triples = sizes.flatMap((_, a) =>
  sizes.flatMap((_, b) => sizes.flatMap((_, c) => (a < b && b < c ? [[a, b, c]] : []))),
);

const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
try {
  say(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
  );
  const csv = join(folder, 'records.csv');
  writeRecords(csv);
  say(`${records} × ${sizes.length} records, ${Math.round(statSync(csv).size / 1e6)} MB of CSV`);
  await measure(csv, join(folder, 'bench.vault'));
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(csv: string, path: string): Promise<void> {
  const key: Key = { kind: 'file', bytes: randomBytes(32) };
  const vault = createVault(path, key, codebookOf());
  await timed('load from CSV into the vault', '60 s', async () => {
    const own = await readRecords(vault.codebook, await openRecords(csv));
    vault.save({ columns: joined(vault.codebook, vault.columns, own) });
  });
  const { codebook, columns } = await timed('open the vault', '', async () => openVault(path, key));
  const engine = await timed('bring it into DuckDB', '', () => openDuckDb(codebook, columns));
  const names = triples.map((triple) => triple.map((at) => `v${at}`));
  await engine.count(names);
  const tables = await timed(`all ${triples.length} tables of three`, '1.5 s', () => engine.count(names));
  await engine.close();
  say(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB (budget 4000 MB)`);
  const cells = await plain(columns);
  const same = tables.every(
    (table, nth) =>
      table.length === cells[nth]?.size &&
      table.every(({ codes, count }) => cells[nth]?.get(codes.flat().join()) === count),
  );
  say(same ? 'the same cells as plain SQL' : 'NOT the same cells as plain SQL');
  const alike = noClickHouse === undefined ? await onServers(codebook, columns, names, tables) : true;
  if (noClickHouse !== undefined) say(`ClickHouse left out: ${noClickHouse}`);
  if (!same || !alike) process.exitCode = 1;
}

/** The same tables through two ClickHouse servers on this machine, one shard each. */
async function onServers(
  codebook: Codebook,
  columns: Columns,
  names: readonly (readonly string[])[],
  expected: readonly (readonly Answers[])[],
): Promise<boolean> {
  const servers = await startServers(join(folder, 'clickhouse'));
  const engine = await openClickHouse(codebook, { ...servers, vault: 'bench', batches: [1] });
  try {
    await timed('bring it into ClickHouse, two shards', '', () => engine.add(columns, 1));
    await engine.count(names);
    const found = await timed(`all ${names.length} tables there`, '3 s', () => engine.count(names));
    const cells = (table: readonly Answers[] | undefined) =>
      new Map(table?.map(({ codes, count }) => [codes.flat().join(), count]));
    const same = expected.every((table, nth) => {
      const other = cells(found[nth]);
      return (
        other.size === table.length && [...cells(table)].every(([code, count]) => other.get(code) === count)
      );
    });
    say(same ? 'the same cells as DuckDB' : 'NOT the same cells as DuckDB');
    return same;
  } finally {
    await engine.close();
    await servers.stop();
  }
}

/** The same tables by SQL over codes in text, as a person would write it. */
async function plain(columns: Columns): Promise<Map<string, number>[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await fill(connection, columns);
  const query = (triple: readonly number[]) => {
    const list = triple.map((at) => `v${at}`).join(', ');
    return connection.runAndReadAll(`SELECT ${list}, count(*) FROM records GROUP BY ${list}`);
  };
  await query(triples[0] ?? []);
  return timed('the same by plain SQL, a query each', '', async () => {
    const found: Map<string, number>[] = [];
    for (const triple of triples)
      found.push(
        new Map(
          (await query(triple)).getRows().map((row) => [
            row
              .slice(0, 3)
              .map((at) => `c${Number(at)}`)
              .join(),
            Number(row[3]),
          ]),
        ),
      );
    return found;
  });
}

async function fill(connection: DuckDBConnection, columns: Columns): Promise<void> {
  const { DuckDBDataChunk, UTINYINT } = await import('@duckdb/node-api');
  await connection.run(`CREATE TABLE records (${sizes.map((_, at) => `v${at} UTINYINT`).join(', ')})`);
  const appender = await connection.createAppender('records');
  for (let from = 0; from < columns.records; from += 2_048) {
    const chunk = DuckDBDataChunk.create(
      sizes.map(() => UTINYINT),
      Math.min(2_048, columns.records - from),
    );
    for (const [at, column] of columns.columns.entries())
      chunk.setColumnValues(at, [...column.subarray(from, from + chunk.rowCount)].map(Number));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function codebookOf(): Codebook {
  return parseCodebook(
    {
      title: 'Made up',
      unit: 'case',
      period: { from: '2020-01-01', to: '2020-12-31' },
      source: 'bench',
      legalBasis: 'none needed',
      completeness: 'complete',
      state: 'MUS',
      variables: sizes.map((size, at) => ({
        name: `v${at}`,
        label: `variable ${at}`,
        answers: 'one',
        codes: Array.from({ length: size }, (_, code) => ({ code: `c${code}`, label: `code ${code}` })),
      })),
    },
    'bench',
  );
}

/** Small codes are more frequent; the same records each time. */
function writeRecords(path: string): void {
  const file = openSync(path, 'w');
  let state = 88_172_645;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  writeSync(file, `${sizes.map((_, at) => `v${at}`).join(',')}\n`);
  for (let done = 0; done < records; done += 100_000) {
    let piece = '';
    for (let row = done; row < Math.min(records, done + 100_000); row += 1)
      piece += `${sizes.map((size) => `c${Math.floor(size * random() ** 1.5)}`).join(',')}\n`;
    writeSync(file, piece);
  }
  closeSync(file);
}

async function timed<T>(what: string, budget: string, work: () => Promise<T>): Promise<T> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  say(
    `${what}: ${seconds(performance.now() - began)} (processor ${seconds((user + system) / 1000)})${budget && `, budget ${budget}`}`,
  );
  return result;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
