/**
 * Reads a package of the whole record into a new database, in one transaction. A package comes from outside: its
 * parts must be those that its schema has and no more, each as long as it says and with its hash; its rows as many as
 * its audit log speaks of; and the chain of the log must hold over all of it.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import type { Finding } from '../audit.ts';
import { settle } from '../backup.ts';
import { syncFolder } from '../disk.ts';
import { holdFolder } from '../folder.ts';
import { emptyRecord, type Migration, newest, Record, recordFile, verifyDatabase } from '../record.ts';
import { type Archive, openArchive } from '../tables/archive.ts';
import { valueOf } from './cells.ts';
import {
  type Description,
  descriptionFile,
  descriptionSchema,
  pathOf,
  readmeFile,
  type Table,
  tablesOf,
} from './describe.ts';
import { mostBytes } from './write.ts';

const limits = { zipEntries: 1_000, inflatedBytes: mostBytes };
const longestDescription = 10_000_000;
/** Of a row in UTF-8; SQLite takes no longer text either. */
const longestRow = 1_000_000_000;

export interface Checked {
  readonly head: Description['plumbline']['head'];
  readonly rows: number;
  /** Where the rows are not what the audit log says. */
  readonly findings: readonly Finding[];
}

/** Told now and then how many rows have been read. */
export type OnRows = (rows: number) => void;

/**
 * Makes the record of a new data folder from a package: the same rows under the same chain of changes.
 * @throws Problem `package-invalid`, `package-row-invalid`, `package-altered`, `record-not-empty`, `record-newer`,
 *   `archive-damaged`, `archive-too-large`, `data-locked`; the folder is then as it was
 */
export async function importPackage(
  file: string,
  folder: string,
  migrations: readonly Migration[],
  onRows: OnRows,
): Promise<Checked> {
  const hold = holdFolder(folder);
  const incoming = `${recordFile(folder)}.incoming`;
  try {
    refuseUsed(folder, migrations);
    rmSync(incoming, { force: true });
    const checked = await fill(file, incoming, migrations, onRows);
    const [first] = checked.findings;
    if (first)
      throw new Problem('package-altered', {
        file,
        count: checked.findings.length,
        first: `${first.what}, ${first.seq}${'table' in first ? `, ${first.table}` : ''}`,
      });
    const written = openSync(incoming, 'r+');
    fsyncSync(written);
    closeSync(written);
    settle(recordFile(folder));
    renameSync(incoming, recordFile(folder));
    syncFolder(folder);
    return checked;
  } finally {
    rmSync(incoming, { force: true });
    hold.release();
  }
}

/** Checks a package without a record: all that `importPackage` checks. @throws Problem as there */
export async function checkPackage(
  file: string,
  migrations: readonly Migration[],
  onRows: OnRows,
): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-package-'));
  try {
    return await fill(file, recordFile(folder), migrations, onRows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function refuseUsed(folder: string, migrations: readonly Migration[]): void {
  if (!existsSync(recordFile(folder))) return;
  const record = Record.openBeside(folder, migrations);
  const { seq } = record.head();
  record.close();
  if (seq > 0) throw new Problem('record-not-empty', { folder });
}

async function fill(
  file: string,
  into: string,
  migrations: readonly Migration[],
  onRows: OnRows,
): Promise<Checked> {
  if (!existsSync(file)) throw new Problem('file-missing', { file });
  const archive = await openArchive({ path: file }, { file: basename(file) }, limits);
  let db: DatabaseSync | undefined;
  try {
    const { plumbline, resources } = await descriptionOf(file, archive);
    const { schema, head } = plumbline;
    if (schema > newest(migrations))
      throw new Problem('record-newer', { version: schema, known: newest(migrations) });
    // A record of an older schema is made as it was, and brought up to date when it is opened.
    const then = migrations.filter(({ number }) => number <= schema);
    if (newest(then) !== schema) throw invalid(file, `no version of the program writes schema ${schema}`);
    db = emptyRecord(into, then);
    const tables = tablesOf(db);
    expectParts(file, archive, tables, resources);
    db.exec('BEGIN IMMEDIATE');
    const expected = new Map<string, number>([['audit', head.seq]]);
    let rows = 0;
    for (const table of tables) {
      const resource = resources.find(({ name }) => name === table.name);
      if (!resource) throw invalid(file, `the table ${table.name} is not described`);
      rows += await fillTable({ file, archive, db, resource, table, expected }, (of) => onRows(rows + of));
      if (table.name === 'audit') expectRows(file, db, expected);
    }
    db.prepare('UPDATE audit_head SET seq = ?, hash = ?').run(head.seq, head.hash);
    db.exec('COMMIT');
    return { head, rows, findings: verifyDatabase(db) };
  } finally {
    db?.close();
    archive.close();
  }
}

function invalid(file: string, detail: string): Problem {
  return new Problem('package-invalid', { file, detail });
}

async function descriptionOf(file: string, archive: Archive): Promise<Description> {
  if (!archive.has(descriptionFile)) throw invalid(file, `it holds no ${descriptionFile}`);
  let text = '';
  for await (const piece of archive.text(descriptionFile)) {
    text += piece;
    if (text.length > longestDescription) throw invalid(file, `its ${descriptionFile} is too long`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(file, `its ${descriptionFile} is not JSON`);
  }
  const result = descriptionSchema.safeParse(json);
  const issue = result.error?.issues[0];
  if (!result.success)
    throw invalid(file, `its ${descriptionFile}, ${issue?.path.join('.')}: ${issue?.message}`);
  return result.data;
}

/** Exactly the parts that a package of this schema has: what else it holds nobody would have looked at. */
function expectParts(
  file: string,
  archive: Archive,
  tables: readonly Table[],
  resources: Description['resources'],
): void {
  const expected = new Set([descriptionFile, readmeFile, ...tables.map(({ name }) => pathOf(name))]);
  const extra = archive.names.find((name) => !expected.has(name));
  if (extra !== undefined)
    throw invalid(file, `it holds “${extra.slice(0, 100)}”, which is no part of a package`);
  const lacking = [...expected].find((name) => !archive.has(name));
  if (lacking !== undefined) throw invalid(file, `it lacks ${lacking}`);
  const odd = resources.find(
    ({ name, path }, at) =>
      path !== pathOf(name) || !expected.has(path) || resources.findIndex((each) => each.name === name) < at,
  );
  if (odd)
    throw invalid(file, `its ${descriptionFile} describes “${odd.name.slice(0, 100)}” wrongly or twice`);
}

const changesSchema = z.record(
  z.string(),
  z.object({ rows: z.int().positive(), digest: z.string().regex(/^[0-9a-f]{64}$/) }),
);

/** How many rows each table has, as the audit log says. */
function expectRows(file: string, db: DatabaseSync, expected: Map<string, number>): void {
  for (const { seq, changes } of db.prepare('SELECT seq, changes FROM audit').iterate()) {
    let json: unknown;
    try {
      json = JSON.parse(String(changes));
    } catch {
      // Told as what is no list of changes.
    }
    const result = changesSchema.safeParse(json);
    if (!result.success)
      throw new Problem(
        'package-row-invalid',
        { detail: 'it is no list of changes' },
        { file: `${file}, ${pathOf('audit')}`, row: Number(seq) + 1, column: 'changes' },
      );
    for (const [table, { rows }] of Object.entries(result.data))
      expected.set(table, (expected.get(table) ?? 0) + rows);
  }
}

interface Filling {
  readonly file: string;
  readonly archive: Archive;
  readonly db: DatabaseSync;
  readonly table: Table;
  readonly resource: Description['resources'][number];
  readonly expected: ReadonlyMap<string, number>;
}

async function fillTable(
  { file, archive, db, table, resource, expected }: Filling,
  onRows: OnRows,
): Promise<number> {
  const place = { file: `${file}, ${resource.path}` };
  const { columns } = table;
  const insert = db.prepare(
    `INSERT INTO ${table.name} (${columns.map(({ name }) => name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const most = expected.get(table.name) ?? 0;
  let rows = -1;
  const take = (cells: readonly string[]) => {
    rows += 1;
    const at = { ...place, row: rows + 1 };
    if (rows === 0) {
      if (columns.some(({ name }, index) => cells[index] !== name) || cells.length !== columns.length)
        throw invalid(file, `the columns of ${resource.path} are not those of its schema`);
      return;
    }
    if (rows > most)
      throw new Problem('package-row-invalid', { detail: `the audit log speaks of ${most} rows only` }, at);
    const values = columns.map((column, index) => {
      const found = valueOf(cells[index] ?? '', column);
      if ('wrong' in found)
        throw new Problem('package-row-invalid', { detail: found.wrong }, { ...at, column: column.name });
      return found.value;
    });
    try {
      insert.run(...values);
    } catch (error) {
      throw new Problem('package-row-invalid', { detail: (error as Error).message }, at);
    }
    if (rows % 10_000 === 0) onRows(rows);
  };
  await readRows(counted(archive.text(resource.path), file, resource), take, place);
  if (rows < 0) throw invalid(file, `${resource.path} is empty`);
  return rows;
}

/** The text of a part, which must be as long as its description says, and have the hash that it says. */
async function* counted(
  text: AsyncIterable<string>,
  file: string,
  { path, bytes, hash }: Filling['resource'],
): AsyncGenerator<string> {
  const sum = createHash('sha256');
  let length = 0;
  for await (const piece of text) {
    sum.update(piece, 'utf8');
    length += Buffer.byteLength(piece);
    if (length > bytes) break;
    yield piece;
  }
  if (length !== bytes) throw invalid(file, `${path} is not as long as it was written`);
  if (`sha256:${sum.digest('hex')}` !== hash) throw invalid(file, `${path} is not as it was written`);
}

async function readRows(
  text: AsyncIterable<string>,
  take: (cells: readonly string[]) => void,
  place: { readonly file: string },
): Promise<void> {
  try {
    await pipeline(
      Readable.from(text),
      parse({ record_delimiter: '\r\n', max_record_size: longestRow }),
      async (records: AsyncIterable<string[]>) => {
        for await (const cells of records) take(cells);
      },
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))) throw error;
    if (error instanceof Problem) throw error;
    const { lines } = error as { readonly lines?: number };
    throw new Problem('package-row-invalid', { detail: error.message }, { ...place, row: lines ?? 1 });
  }
}
