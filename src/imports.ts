/**
 * One door for outside files: what a file is, is told by its content. The same reading is rehearsed for a
 * preview and carried out for an import.
 */
import { basename } from 'node:path';
import { Problem } from './core/problem.ts';
import { importDue, isMasterCalendar, readMasterCalendar } from './commitments/intake/master-calendar.ts';
import { readStatusFile } from './commitments/intake/read.ts';
import type { StatusOptions } from './commitments/intake/source.ts';
import { importStatus } from './commitments/intake/status-file.ts';
import { instruments } from './commitments/store.ts';
import { fileHash } from './platform/backup.ts';
import type { ImportReport } from './platform/imports.ts';
import type { Record, Write } from './platform/record.ts';
import { type OutsideFile, readTable } from './platform/tables/read.ts';
import type { Table } from './platform/tables/table.ts';
import { importRecommendations } from './recommendations/intake/import.ts';
import { readRecommendations } from './recommendations/intake/read.ts';

/** What a person says of a file when handing it in; see `StatusOptions`. */
export type ImportOptions = Pick<StatusOptions, 'instrument' | 'asAt' | 'address'>;

/** A file that was read and is ready to be stored, or to be rehearsed. */
export interface ReadyFile {
  readonly name: string;
  readonly sha256: string;
  readonly store: (tx: Write) => ImportReport;
}

/**
 * Reads an outside file.
 * @throws Problem of the readers: unknown form, hostile or damaged file, with file, row and column
 */
export async function readOutside(
  record: Record,
  file: OutsideFile,
  options: ImportOptions,
): Promise<ReadyFile> {
  const name = basename(file.name);
  if (options.address && !/^https?$/.test(URL.parse(options.address)?.protocol.slice(0, -1) ?? '')) {
    throw new Problem('parameter-invalid', {
      name: 'address',
      value: options.address,
      detail: 'give an address that begins with http:// or https://',
    });
  }
  const ready = (store: ReadyFile['store']): ReadyFile => ({ name, sha256: fileHash(file.bytes), store });
  const known = { ...options, file: name, instruments: record.cached('instruments', instruments) };
  const tables = await tablesOf({ name, bytes: file.bytes });
  const recommendations = tables[0] && readRecommendations(tables[0]);
  if (recommendations) return ready((tx) => importRecommendations(tx, recommendations));
  if (isMasterCalendar(tables)) {
    const calendar = readMasterCalendar(tables, known);
    return ready((tx) => importDue(tx, calendar));
  }
  const status = await readStatusFile(file.bytes, known);
  return ready((tx) => importStatus(tx, status));
}

/** XML of the Treaty Collection holds no tables of this kind; its own reader takes it. */
async function tablesOf(file: OutsideFile): Promise<readonly Table[]> {
  try {
    return await readTable(file);
  } catch (error) {
    if (error instanceof Problem && error.code === 'table-format-unknown') return [];
    throw error;
  }
}

/** Stores a file that was read: one command, all of it or nothing. */
export function storeOutside(
  record: Record,
  file: ReadyFile,
  who: { readonly actor: string; readonly reason: string; readonly at: string },
): ImportReport {
  const command = { kind: 'import', ...who, citation: `${file.name}, SHA-256 ${file.sha256}` };
  return record.command(command, file.store).result;
}
