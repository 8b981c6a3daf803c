/**
 * Backup and restore. A backup is one file: a first line that says what follows, and the record itself.
 * It is taken consistently while a server writes, and checked before it replaces anything.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync, backup as copyDatabase } from 'node:sqlite';
import { z } from 'zod';
import { Problem } from '../core/problem.ts';
import { syncFolder } from './disk.ts';
import { holdFolder } from './folder.ts';
import { growingTables, type Migration, newest, Record, recordFile, verifyDatabase } from './record.ts';

const magic = 'plumbline backup 1 ';
const headerSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().positive(),
  entries: z.number().int().nonnegative(),
  head: z.string(),
});
export type BackupHeader = z.infer<typeof headerSchema>;

/** Writes a backup of the record to a new file. @throws Problem `backup-exists` */
export async function backup(record: Record, file: string): Promise<BackupHeader> {
  if (existsSync(file)) throw new Problem('backup-exists', { file });
  const copy = `${resolve(file)}.copy`;
  const unfinished = `${resolve(file)}.unfinished`;
  try {
    await copyDatabase(record.database, copy);
    const { entries, head } = endOf(copy);
    const header = { sha256: await hashFrom(copy, 0), bytes: statSync(copy).size, entries, head };
    const to = openSync(unfinished, 'w');
    writeSync(to, `${magic}${JSON.stringify(header)}\n`);
    await pour(copy, 0, to);
    fsyncSync(to);
    closeSync(to);
    renameSync(unfinished, file);
    syncFolder(dirname(resolve(file)));
    return header;
  } finally {
    for (const end of ['', '-journal']) rmSync(`${copy}${end}`, { force: true });
    rmSync(unfinished, { force: true });
  }
}

/**
 * Replaces the record of a folder by a backup, after checking the backup whole: length, hash, database,
 * audit chain. What was there stays as it was when anything is wrong.
 * @throws Problem `backup-damaged`, `data-locked`, `record-newer`
 */
export async function restore(
  file: string,
  folder: string,
  migrations: readonly Migration[],
): Promise<BackupHeader> {
  const { header, start } = readHeader(file);
  if (statSync(file).size !== start + header.bytes)
    throw new Problem('backup-damaged', { file, detail: 'its length is not the recorded one' });
  if ((await hashFrom(file, start)) !== header.sha256)
    throw new Problem('backup-damaged', { file, detail: 'its content is not the recorded one' });

  const hold = holdFolder(folder);
  const incoming = `${recordFile(folder)}.incoming`;
  try {
    const to = openSync(incoming, 'w');
    await pour(file, start, to);
    fsyncSync(to);
    closeSync(to);
    checkWhole(incoming, file, header, newest(migrations));
    settle(recordFile(folder));
    // Were the old log still there after a loss of power, it would be played into the new record.
    syncFolder(folder);
    renameSync(incoming, recordFile(folder));
    syncFolder(folder);
  } finally {
    rmSync(incoming, { force: true });
    hold.release();
  }
  return header;
}

export interface Drilled extends BackupHeader {
  readonly rows: number;
}

/**
 * A restore drill: restores a backup into a folder of its own, brings it up to date as an upgrade would, checks it, and
 * takes the folder away. It needs as much room among the temporary files as the record takes.
 * @throws Problem as `restore`; `record-altered`
 */
export async function drill(file: string, migrations: readonly Migration[]): Promise<Drilled> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-drill-'));
  try {
    const header = await restore(file, folder, migrations);
    const record = Record.open(folder, migrations);
    try {
      const findings = record.verify();
      if (findings.length > 0) throw new Problem('record-altered', { count: findings.length });
      const rows = growingTables(record.database).reduce(
        (sum, table) =>
          sum + Number(record.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']),
        0,
      );
      return { ...header, rows };
    } finally {
      record.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a backup that has its name only once a drill has shown that it can be restored.
 * @throws Problem as `backup` and `drill`; then there is no such file
 */
export async function provenBackup(
  record: Record,
  file: string,
  migrations: readonly Migration[],
): Promise<Drilled> {
  if (existsSync(file)) throw new Problem('backup-exists', { file });
  const unproven = `${file}${unfinishedEnds[0]}`;
  try {
    await backup(record, unproven);
    const found = await drill(unproven, migrations);
    renameSync(unproven, file);
    syncFolder(dirname(resolve(file)));
    return found;
  } finally {
    rmSync(unproven, { force: true });
  }
}

/** What a process that was killed may leave behind of a `provenBackup`. */
export const unfinishedEnds = [
  '.unproven',
  '.unproven.copy',
  '.unproven.copy-journal',
  '.unproven.unfinished',
] as const;

function readHeader(file: string): { header: BackupHeader; start: number } {
  if (!existsSync(file)) throw new Problem('backup-missing', { file });
  const fd = openSync(file, 'r');
  const first = Buffer.alloc(1024);
  const length = readSync(fd, first, 0, first.length, 0);
  closeSync(fd);
  const line = first.subarray(0, length).toString('latin1').split('\n', 1)[0] ?? '';
  try {
    if (!line.startsWith(magic)) throw new Error('it does not begin as a backup does');
    return { header: headerSchema.parse(JSON.parse(line.slice(magic.length))), start: line.length + 1 };
  } catch {
    throw new Problem('backup-damaged', { file, detail: 'it does not begin as a backup does' });
  }
}

function checkWhole(copy: string, file: string, header: BackupHeader, known: number): void {
  const db = new DatabaseSync(copy, { readOnly: true });
  try {
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > known) throw new Problem('record-newer', { version, known });
    const answer = db.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    if (answer !== 'ok') throw new Problem('backup-damaged', { file, detail: String(answer) });
    const end = db.prepare('SELECT seq, hash FROM audit_head').get();
    if (end?.['seq'] !== header.entries || end['hash'] !== header.head) {
      throw new Problem('backup-damaged', { file, detail: 'its audit log ends elsewhere than recorded' });
    }
    const findings = verifyDatabase(db);
    if (findings.length > 0) throw new Problem('record-altered', { count: findings.length });
  } finally {
    db.close();
  }
}

/** Brings a record's write-ahead log home, so that no old log can follow the file that replaces it. */
export function settle(file: string): void {
  if (!existsSync(file)) return;
  try {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
  } catch {
    // A record too damaged to open is what a restore is for.
  }
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
}

function endOf(copy: string): { entries: number; head: string } {
  const db = new DatabaseSync(copy);
  db.exec('PRAGMA journal_mode = DELETE');
  const row = db.prepare('SELECT seq, hash FROM audit_head').get();
  db.close();
  return { entries: Number(row?.['seq']), head: String(row?.['hash']) };
}

async function hashFrom(file: string, start: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { start })) hash.update(part as Buffer);
  return hash.digest('hex');
}

async function pour(from: string, start: number, to: number): Promise<void> {
  for await (const part of createReadStream(from, { start })) {
    let written = 0;
    const buffer = part as Buffer;
    while (written < buffer.length) written += writeSync(to, buffer, written);
  }
}

/** SHA-256 of a file's bytes, for citing it. */
export function fileHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
