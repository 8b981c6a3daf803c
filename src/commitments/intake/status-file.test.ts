import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseDay } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import type { ImportReport } from '../../platform/imports.ts';
import type { Record } from '../../platform/record.ts';
import type { Instrument, InstrumentId } from '../model.ts';
import { instruments, organisationRows, standingsOf, statusRows } from '../store.ts';
import { at, closeAndRemove, referenceFolder, referenceRecord } from '../testing.ts';
import { readStatusFile } from './read.ts';
import { importStatus, type StatusFile } from './status-file.ts';

const command = { kind: 'import', actor: 'steward', reason: 'status lists', citation: 'a file', at };

let record: Record;
let known: readonly Instrument[];
const open = () => {
  record = referenceRecord();
  known = record.read(instruments);
};
const close = () => closeAndRemove(record);

const read = (file: string, content: string, asAt = '2026-05-31', instrument?: string): Promise<StatusFile> =>
  readStatusFile(Buffer.from(content), {
    file,
    instruments: known,
    asAt,
    ...(instrument ? { instrument } : {}),
  });
const store = async (reading: Promise<StatusFile>): Promise<ImportReport> => {
  const file = await reading;
  return record.command(command, (tx) => importStatus(tx, file)).result;
};
const standing = (state: string, instrument: string, day = '2026-06-01') =>
  record.read((tx) => standingsOf(tx, state as Iso3, parseDay(day))).get(instrument as InstrumentId);

const tr = (cells: string[], tag: string) =>
  `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
const untcHeader = 'Participant,Signature,"Ratification, Acceptance(A), Accession(a), Succession(d)"\n';

describe('a newer list of the Treaty Collection', () => {
  beforeEach(open);
  afterEach(close);

  const newer = `${untcHeader}Solomon Islands,24 Sep 2009,5 May 2022\nSingapore,25 Nov 2025,3 Mar 2026\nAustria,6 Sep 2000,6 May 2004\nBelize,6 Sep 2000,1 Dec 2003\nAtlantis,,1 Jan 2001 a\nEuropean Union,,2 Feb 2026 c\n`;

  it('adds dated rows, takes the newest into use and shows what differs', async () => {
    const report = await store(read('4-11-c.csv', newer));
    expect(report).toMatchObject({ rows: 6, added: 3, changed: 2, unchanged: 0, refused: [] });
    expect(report.unmapped).toEqual([{ row: 6, text: '“Atlantis” is not a known State' }]);
    expect(report.conflicting).toEqual([]);
    expect(standing('SLB', 'OPSC')).toMatchObject({
      kind: 'party',
      row: { acted: '2022-05-05', asAt: '2026-05-31' },
    });
    expect(standing('SGP', 'OPSC', '2026-03-02')?.kind).toBe('signed');
    expect(standing('SGP', 'OPSC')?.kind).toBe('party');
    expect(record.read(organisationRows)).toContainEqual(
      expect.objectContaining({ instrument: 'OPSC', organisation: 'European Union', acted: '2026-02-02' }),
    );
  });

  it('changes nothing when it comes a second time', async () => {
    await store(read('4-11-c.csv', newer));
    const { seq } = record.head();
    const again = await store(read('4-11-c.csv', newer));
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 5 });
    expect(record.head().seq).toBe(seq);
  });

  it('is the same in a preview, which stores nothing', async () => {
    const file = await read('4-11-c.csv', newer);
    const { seq } = record.head();
    const preview = record.rehearse((tx) => importStatus(tx, file));
    expect(record.head().seq).toBe(seq);
    expect(standing('SGP', 'OPSC')?.kind).toBe('signed');
    expect(await store(Promise.resolve(file))).toEqual(preview);
  });

  it('is refused whole for one malformed row, with all of them named', async () => {
    const wrong = `${newer}Tonga,31 Feb 2020,\nPalau,,1 Jan 2020 z\n`;
    const before = record.read((tx) => statusRows(tx)).length;
    const report = await store(read('4-11-c.csv', wrong));
    expect(report).toMatchObject({ added: 0, changed: 0 });
    expect(report.refused.map((note) => ('row' in note ? note.row : note))).toEqual([8, 9]);
    expect(report.refused[0]?.text).toContain('31 Feb 2020');
    expect(report.refused[1]?.text).toContain('“z”');
    expect(record.read((tx) => statusRows(tx))).toHaveLength(before);
  });

  it('replaces what the same list said before for the same day', async () => {
    await store(read('4-11-c.csv', `${untcHeader}Tonga,,1 Feb 2026 a\n`));
    const report = await store(read('4-11-c.csv', `${untcHeader}Tonga,,2 Feb 2026 a\n`));
    expect(report).toMatchObject({ changed: 1, added: 0, conflicting: [] });
    expect(standing('TON', 'OPSC')).toMatchObject({ row: { acted: '2026-02-02' }, differences: [] });
  });

  it('shows the row it replaced when the two disagree', async () => {
    const report = await store(read('4-11-c.csv', `${untcHeader}Austria,6 Sep 2000,7 May 2004\n`));
    expect(report.conflicting).toEqual([
      { row: 2, text: 'AUT, OPSC, acted: “2004-05-06” in use (as at 2023-09-28), “2004-05-07” in this file' },
    ]);
    expect(standing('AUT', 'OPSC')).toMatchObject({
      row: { acted: '2004-05-07' },
      differences: [{ field: 'acted', used: '2004-05-07', other: '2004-05-06' }],
    });
  });

  it('makes silence mean "no step" only when every name was placed', async () => {
    await store(
      read(
        '18-12-a.csv',
        `${untcHeader}Albania,12 Dec 2000,21 Aug 2002\nAtlantis,,1 Jan 2001 a\n`,
        '2026-05-31',
      ),
    );
    expect(standing('PLW', 'TIP-PROTOCOL')?.row?.asAt).toBe('2015-03-14');
    await store(read('18-12-a.csv', `${untcHeader}Albania,12 Dec 2000,21 Aug 2002\n`, '2026-05-30'));
    expect(standing('PLW', 'TIP-PROTOCOL')).toMatchObject({ kind: 'none', row: { asAt: '2026-05-30' } });
    expect(standing('FRA', 'TIP-PROTOCOL')?.kind).toBe('party');
  });

  it('reads a State that stands in two rows once', async () => {
    const report = await store(
      read('4-11-c.csv', `${untcHeader}Türkiye,,1 Feb 2026 a\nTurkey,,2 Feb 2026 a\n`),
    );
    expect(report.unmapped).toEqual([{ row: 3, text: 'TUR stands in row 2 already; that row was read' }]);
  });
});

describe('what must be said of a file', () => {
  beforeAll(open);
  afterAll(close);
  const list = `${untcHeader}Albania,12 Dec 2000,21 Aug 2002\n`;

  it.each([
    ['iv-11-c.en.csv', undefined, 'OPSC'],
    ['18-12-a.csv', undefined, 'TIP-PROTOCOL'],
    ['18-12.csv', undefined, 'UNTOC'],
    ['4-11.csv', undefined, 'CRC'],
    ['list.csv', 'op-crc-sc', 'OPSC'],
    ['4-11.csv', 'OPAC', 'OPAC'],
  ])('%s, told %s, lists %s', async (file, told, instrument) => {
    const { states } = await read(file, list, '2026-05-31', told);
    expect(states[0]?.said.instrument).toBe(instrument);
  });

  it.each<[string, string, string, string | undefined, string]>([
    ['no instrument', 'list.csv', '2026-05-31', undefined, 'Say which instrument list.csv lists'],
    ['an unknown instrument', 'list.csv', '2026-05-31', 'OPXX', '“OPXX” is not an instrument'],
    ['no day', '4-11.csv', '', undefined, 'Say for which day 4-11.csv speaks'],
    ['a day that is none', '4-11.csv', '31 Feb 2026', undefined, 'not a date'],
  ])('refuses %s', async (_, file, asAt, told, sentence) => {
    await expect(read(file, list, asAt, told)).rejects.toThrow(sentence);
  });

  it('refuses a file without a status table', async () => {
    await expect(read('4-11.csv', 'Name,Age\nx,1\n')).rejects.toThrow('no table with the columns');
  });
});

const expectOhchr = async (file: Promise<StatusFile>) => {
  expect(await store(file)).toMatchObject({
    rows: 4,
    added: 1,
    changed: 1,
    conflicting: [],
    unmapped: [{ text: '“CMW” is not an instrument of the record (2 rows)' }],
  });
  expect(standing('PLW', 'OPSC')).toMatchObject({
    kind: 'party',
    row: { action: 'accession', asAt: '2026-05-31' },
  });
  expect(standing('TUV', 'OPSC')).toMatchObject({ kind: 'none', row: { asAt: '2026-05-31' } });
};

describe('the other forms', () => {
  beforeEach(open);
  afterEach(close);

  const ohchr = [
    [
      'COUNTRY',
      'Treaty Description',
      'Treaty Name',
      'Signature Date',
      'Ratification Date, Accession(a), Succession(d) Date',
    ],
    ['Command item', 'Unnamed: 1_level_1', '', '', ''],
    ['Palau', 'on the sale of children', 'CRC-OP-SC', '', '09 Jan 2026 (a)'],
    ['Tuvalu', 'on the sale of children', 'CRC-OP-SC', '', ''],
    ['Tuvalu', 'on migrant workers', 'CMW', '', ''],
    ['Palau', 'on migrant workers', 'CMW', '20 Sep 2011', ''],
    ['Command item  |', '', '', '', ''],
  ];
  it('reads the tables of OHCHR saved as CSV', async () => {
    await expectOhchr(
      read('table_31.csv', ohchr.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n')),
    );
  });

  it('reads the tables of OHCHR saved as HTML', async () => {
    const [head = [], ...rows] = ohchr;
    const table = `<table><thead>${tr(head, 'th')}</thead><tbody>${rows.map((row) => tr(row, 'td')).join('')}</tbody></table>`;
    await expectOhchr(
      read('status.html', `<html><body><table><tr><td>menu</td></tr></table>${table}</body></html>`),
    );
  });

  it('reads the plain form, each row with its own date and source', async () => {
    const header = 'instrument,iso3,status,signature_date,action,action_date,as_at,verified,source\n';
    const report = await store(
      read(
        'own.csv',
        `${header}OPSC,TON,signed,2026-01-05,,,2026-02-01,true,"Gazette of Tonga, no. 3"\nLANZAROTE,TUN,party,,accession,2019-10-15,2024,false,somebody said so\nLANZAROTE,ZZZ,party,,,,2024,false,x\nNOPE,TUN,party,,,,2024,false,x\n`,
      ),
    );
    expect(report).toMatchObject({ rows: 4, added: 1, changed: 1, refused: [] });
    expect(report.unmapped.map((note) => ('row' in note ? note.row : note))).toEqual([4, 5]);
    expect(standing('TON', 'OPSC')).toMatchObject({
      kind: 'signed',
      row: { citation: { title: 'Gazette of Tonga, no. 3', standing: 'verified', asAt: '2026-02-01' } },
    });
    expect(standing('TUN', 'LANZAROTE')).toMatchObject({
      kind: 'party',
      row: { citation: { standing: 'unverified' } },
    });
  });

  it.each([
    ['OPSC,TON,joined,,,,2026,true,x', '“joined” is not a status'],
    ['OPSC,TON,party,,blessing,2026,2026,true,x', '“blessing” is not a kind of act'],
    ['OPSC,TON,party,,,2026-02-31,2026,true,x', '2026-02-31'],
    ['OPSC,TON,party,,,2026,2026,true,', 'without a source'],
  ])('refuses the plain row %s', async (line, sentence) => {
    const header = 'instrument,iso3,status,signature_date,action,action_date,as_at,verified,source\n';
    const { refused } = await read('own.csv', `${header}${line}\n`);
    expect(refused).toMatchObject([{ row: 2 }]);
    expect(refused[0]?.text).toContain(sentence);
  });

  it('reads back what ships, and finds nothing new in it', async () => {
    const shipped = readFileSync(join(referenceFolder, 'ratifications.csv'), 'utf8');
    expect(await store(read('ratifications.csv', shipped))).toMatchObject({
      rows: 2522,
      added: 0,
      changed: 0,
      unchanged: 2522,
      unmapped: [],
    });
  });
});
