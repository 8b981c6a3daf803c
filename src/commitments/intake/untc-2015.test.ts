import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import type { ImportReport } from '../../platform/imports.ts';
import type { Record } from '../../platform/record.ts';
import { instruments, statusRows } from '../store.ts';
import { at, closeAndRemove, referenceRecord } from '../testing.ts';
import { readStatusFile } from './read.ts';
import { importStatus } from './status-file.ts';

const lists = shared('data/untc-2015/treaties');

describe.skipIf(!lists)(`seven real lists of March 2015 (${lists ? 'at hand' : noSharedFiles})`, () => {
  let record: Record;
  beforeAll(() => {
    record = referenceRecord();
  });
  afterAll(() => closeAndRemove(record));

  const load = async (): Promise<ImportReport[]> => {
    const reports: ImportReport[] = [];
    const folder = lists ?? '';
    for (const file of readdirSync(folder).toSorted()) {
      const options = { file, instruments: record.read(instruments), asAt: '2015-03-14' };
      const read = await readStatusFile(readFileSync(join(folder, file)), options);
      const command = { kind: 'import', actor: 'steward', reason: 'lists of 2015', citation: file, at };
      reports.push(record.command(command, (tx) => importStatus(tx, read)).result);
    }
    return reports;
  };

  it('add a row for each participant, take nothing newer out of use, and change nothing the second time', async () => {
    const before = record.read((tx) => statusRows(tx)).length;
    const first = await load();
    expect(first.map(({ file, rows }) => [file, rows])).toEqual([
      ['18-12-a.csv', 167],
      ['18-12.csv', 185],
      ['4-11-b.csv', 173],
      ['4-11-c.csv', 178],
      ['4-11-d.csv', 51],
      ['4-11.csv', 196],
      ['4-8.csv', 190],
    ]);
    expect(first.flatMap(({ refused, unmapped }) => [...refused, ...unmapped])).toEqual([]);
    expect(first.map(({ added, changed }) => [added, changed])).toEqual(first.map(({ rows }) => [rows, 0]));
    // Two of the 1,140 rows speak of the European Union.
    expect(record.read((tx) => statusRows(tx))).toHaveLength(before + 1138);
    const { seq } = record.head();
    expect((await load()).map(({ added, changed }) => added + changed)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(record.head().seq).toBe(seq);
  });

  it('contradict the rows in use only where a conflict is known', async () => {
    const reports = await load();
    expect(reports.flatMap(({ conflicting }) => conflicting.map(({ text }) => text.split(':')[0]))).toEqual([
      'ZWE, OPAC, action',
      'AUT, CRC, signed',
      'NLD, CRC, action',
      'KHM, CEDAW, action',
      'SRB, CEDAW, action',
    ]);
  });
});
