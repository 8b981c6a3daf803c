/** Writes the whole record to a package, row by row: the memory it takes does not grow with the record. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { Problem } from '../../core/problem.ts';
import { syncFolder } from '../disk.ts';
import type { Progress, Record } from '../record.ts';
import { csvLine } from '../tables/write.ts';
import { cellOf } from './cells.ts';
import {
  descriptionFile,
  descriptionText,
  pathOf,
  readmeFile,
  readmeText,
  type State,
  type Table,
  tablesOf,
  type Words,
  type Written,
} from './describe.ts';

/** A ZIP without its 64-bit form holds no more; a record of this size should leave as a backup. */
export const mostBytes = 4_000_000_000;
const pieceLength = 250_000;

export interface Packed {
  readonly state: State;
  readonly tables: readonly Written[];
}

/**
 * Writes the package to a new file: all of it, or nothing. The same record gives the same bytes, whenever and wherever
 * it is written.
 * @param progress hears of rows
 * @throws Problem `backup-exists`, `package-too-large`
 */
export function exportPackage(record: Record, file: string, words: Words, progress: Progress): Packed {
  if (existsSync(file)) throw new Problem('backup-exists', { file });
  const unfinished = `${resolve(file)}.unfinished`;
  const to = openSync(unfinished, 'wx', 0o600);
  try {
    const packed = record.read(() => pack(record, to, words, progress));
    fsyncSync(to);
    renameSync(unfinished, file);
    syncFolder(dirname(resolve(file)));
    return packed;
  } finally {
    closeSync(to);
    rmSync(unfinished, { force: true });
  }
}

function pack(record: Record, to: number, words: Words, progress: Progress): Packed {
  const db = record.database;
  const head = record.head();
  const state: State = {
    schema: Number(db.prepare('PRAGMA user_version').get()?.['user_version']),
    head: { seq: head.seq, hash: head.hash },
    at: String(db.prepare('SELECT at FROM audit WHERE seq = ?').get(head.seq)?.['at'] ?? ''),
  };
  const tables = tablesOf(db);
  const all = tables.reduce(
    (sum, { name }) => sum + Number(db.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.['n']),
    0,
  );
  let packedBytes = 0;
  let bytes = 0;
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    for (let at = 0; at < piece.length;) at += writeSync(to, piece, at);
    packedBytes += piece.length;
  });
  const part = (name: string) => {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    return (content: Uint8Array, ending: 'more follows' | 'end') => {
      bytes += content.length;
      if (bytes > mostBytes || packedBytes > mostBytes)
        throw new Problem('package-too-large', { most: mostBytes / 1_000_000_000 });
      entry.push(content, ending === 'end');
    };
  };

  let done = 0;
  const written = tables.map((table) => {
    const of = writeTable(table, rowsOf(record, table), part(pathOf(table.name)), (rows) =>
      progress(done + rows, all),
    );
    done += of.rows;
    return of;
  });
  part(readmeFile)(strToU8(readmeText(state, written, words)), 'end');
  part(descriptionFile)(strToU8(descriptionText(state, written, words)), 'end');
  zip.end();
  return { state, tables: written };
}

function* rowsOf({ database }: Record, { name, key, columns }: Table): Generator<string[]> {
  for (const row of database.prepare(`SELECT * FROM ${name} ORDER BY ${key}`).iterate())
    yield columns.map((column) => cellOf(row[column.name]));
}

function writeTable(
  table: Table,
  rows: Iterable<readonly string[]>,
  push: (content: Uint8Array, ending: 'more follows' | 'end') => void,
  progress: (rows: number) => void,
): Written {
  const hash = createHash('sha256');
  let bytes = 0;
  let count = 0;
  let piece = csvLine(table.columns.map(({ name }) => name));
  const flush = (ending: 'more follows' | 'end') => {
    const content = strToU8(piece);
    hash.update(content);
    bytes += content.length;
    push(content, ending);
    piece = '';
  };
  for (const cells of rows) {
    count += 1;
    piece += csvLine(cells);
    if (piece.length < pieceLength) continue;
    flush('more follows');
    progress(count);
  }
  flush('end');
  return { table, rows: count, bytes, sha256: hash.digest('hex') };
}
