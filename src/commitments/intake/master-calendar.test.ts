import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Iso3 } from '../../core/state.ts';
import type { Record } from '../../platform/record.ts';
import { instruments, publishedDue } from '../store.ts';
import { at, closeAndRemove, referenceRecord } from '../testing.ts';
import { importDue, readMasterCalendar } from './master-calendar.ts';
import { readTable } from '../../platform/tables/read.ts';

let record: Record;
beforeEach(() => {
  record = referenceRecord();
});
afterEach(() => closeAndRemove(record));

const header = ['Region', 'Country', 'Treaty', 'Type of document', 'Due date'];
const lines = [
  ['Africa', 'Mauritius', 'CRC', 'Combined sixth and seventh periodic reports', '23 Aug 2026'],
  ['Africa', 'Mauritius', 'CRC-OP-SC', 'Initial report', '01/09/2027'],
  ['Asia', 'Bhutan', 'CEDAW', 'Tenth periodic report', '2026-11'],
  ['Asia', 'Bhutan', 'CMW', 'Initial report', '1 Jan 2027'],
  ['Asia', 'Atlantis', 'CRC', 'Initial report', '1 Jan 2027'],
  ['Asia', 'Nepal', 'CRC', 'Follow-up report', 'TBC'],
];
const cells = (row: readonly string[], tag: string) =>
  `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
const page = (rows: readonly (readonly string[])[]) =>
  `<html><body><table><tr><td>Search</td></tr></table><table><thead>${cells(header, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table></body></html>`;

async function load(content: string, asAt: string, file = 'MasterCalendar.html') {
  const tables = await readTable({ name: file, bytes: Buffer.from(content) });
  const parsed = readMasterCalendar(tables, {
    file,
    instruments: record.read(instruments),
    asAt,
  });
  const command = { kind: 'import', actor: 'steward', reason: 'calendar', citation: file, at };
  return record.command(command, (tx) => importDue(tx, parsed)).result;
}
const due = (state: string) =>
  record
    .read((tx) => publishedDue(tx, { state: state as Iso3 }))
    .map((one) => [one.instrument, one.document, one.due, one.asAt]);

describe('the master calendar', () => {
  it('gives due dates as published, and lists what cannot be placed', async () => {
    const report = await load(page(lines), '2026-05-31');
    expect(report).toMatchObject({ rows: 6, added: 3, changed: 0, unchanged: 0, refused: [] });
    expect(report.unmapped.map((note) => ('row' in note ? note.row : note))).toEqual([5, 6, 7]);
    expect(due('MUS')).toEqual([
      ['CRC', 'Combined sixth and seventh periodic reports', '2026-08-23', '2026-05-31'],
      ['OPSC', 'Initial report', '2027-09-01', '2026-05-31'],
    ]);
    expect(due('BTN')).toEqual([['CEDAW', 'Tenth periodic report', '2026-11', '2026-05-31']]);
  });

  it('changes nothing the second time', async () => {
    await load(page(lines), '2026-05-31');
    expect(await load(page(lines), '2026-05-31')).toMatchObject({ added: 0, changed: 0, unchanged: 3 });
  });

  it('lets a newer calendar move a date and drop a document', async () => {
    await load(page(lines), '2026-05-31');
    const moved = [
      'Africa',
      'Mauritius',
      'CRC',
      'Combined sixth and seventh periodic reports',
      '23 Aug 2027',
    ];
    expect(await load(page([moved]), '2026-12-31')).toMatchObject({ changed: 1, added: 0 });
    expect(due('MUS')).toEqual([
      ['CRC', 'Combined sixth and seventh periodic reports', '2027-08-23', '2026-12-31'],
      ['OPSC', 'Initial report', '2027-09-01', '2026-05-31'],
    ]);
    const other = ['Africa', 'Mauritius', 'CRC', 'Replies to the list of issues', '1 Mar 2028'];
    await load(page([other]), '2027-12-31');
    expect(due('MUS').map(([, document]) => document)).toEqual([
      'Initial report',
      'Replies to the list of issues',
    ]);
  });

  it('is refused whole for one date that does not exist', async () => {
    const report = await load(
      page([...lines, ['Asia', 'Nepal', 'CRC', 'Periodic report', '31 Feb 2027']]),
      '2026-05-31',
    );
    expect(report).toMatchObject({ added: 0, refused: [{ row: 8 }] });
    expect(record.read((tx) => publishedDue(tx))).toEqual([]);
  });

  it('is refused without its columns or its day', async () => {
    await expect(load('<html><table><tr><td>Country</td></tr></table></html>', '2026-05-31')).rejects.toThrow(
      'no table with the columns',
    );
    await expect(load(page(lines), '')).rejects.toThrow('Say for which day MasterCalendar.html speaks');
  });
});
