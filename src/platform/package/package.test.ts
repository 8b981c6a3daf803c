/** Packages by a small schema of their own: values come back as they were, and hostile packages are refused. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/folder.ts';
import { type Command, growingTable, Record, recordFile } from '../record.ts';
import { formulaSafe } from '../tables/write.ts';
import { cellOf, valueOf } from './cells.ts';
import type { Column } from './describe.ts';
import { checkPackage, importPackage } from './read.ts';
import { exportPackage } from './write.ts';

const migrations = [
  {
    number: 2,
    name: 'notes',
    sql: `${growingTable('note', 'text TEXT NOT NULL, more TEXT, size INTEGER, weight REAL, picture BLOB')}
      ${growingTable('answer', "note INTEGER NOT NULL REFERENCES note(id), verdict TEXT NOT NULL CHECK (verdict IN ('yes', 'no'))")}
      CREATE TABLE secret (word TEXT) STRICT;`,
  },
  { number: 5, name: 'later', sql: 'ALTER TABLE note ADD COLUMN later TEXT;' },
];
const command: Command = { kind: 'test', actor: 'a', reason: 'b', citation: 'c', at: '2026-01-02T03:04:05Z' };
const words = { tables: {}, columns: {}, leftOut: [{ table: 'secret', what: 'secret words' }] };
const quiet = () => undefined;
const odd = [
  '',
  '\\N',
  '\\\\N',
  '=1+1',
  "'=1",
  "''@x",
  "'plain",
  '-3',
  ' a "b",\r\nc ',
  'حقوق',
  '\u0000',
  '"',
  '#',
];

function filled(
  known = migrations,
  folder = temporaryFolder(),
): { folder: string; file: string; head: { seq: number; hash: string } } {
  const record = Record.open(folder, known);
  record.database.exec("INSERT INTO secret VALUES ('open sesame')");
  for (const [at, text] of odd.entries())
    record.command(command, (tx) => {
      const note = tx.insert('note', {
        text,
        more: at % 2 ? null : text,
        size: at - 3,
        weight: at === 4 ? null : (at - 3) / 7,
        picture: at === 2 ? new Uint8Array([0, 255, 10]) : null,
      });
      tx.insert('answer', { note, verdict: 'no' });
    });
  const file = join(folder, 'all.zip');
  exportPackage(record, file, words, quiet);
  const { seq, hash } = record.head();
  record.close();
  return { folder, file, head: { seq, hash } };
}

type Files = { [name: string]: Uint8Array };
const filesOf = (file: string): Files => unzipSync(readFileSync(file));

/** Puts a package together again, its description saying of each file what it now is: only the chain can tell. */
function sealed(files: Files): Files {
  const description = JSON.parse(strFromU8(files['datapackage.json'] ?? new Uint8Array())) as {
    resources: { path: string; bytes: number; hash: string }[];
  };
  for (const resource of description.resources) {
    const content = files[resource.path] ?? new Uint8Array();
    resource.bytes = content.length;
    resource.hash = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  }
  return { ...files, 'datapackage.json': strToU8(JSON.stringify(description)) };
}

function written(files: Zippable): string {
  const file = join(temporaryFolder(), 'other.zip');
  writeFileSync(file, zipSync(files));
  return file;
}

const swap = (files: Files, name: string, from: string | RegExp, to: string): Files => {
  const before = strFromU8(files[name] ?? new Uint8Array());
  expect(before).toMatch(from);
  return { ...files, [name]: strToU8(before.replace(from, to)) };
};

describe('cells', () => {
  const column = (type: Column['type']): Column => ({ name: 'x', type, need: 'may be missing' });
  test('give back every value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...odd)), (text) => {
        expect(valueOf(formulaSafe(cellOf(text)), column('TEXT'))).toEqual({ value: text });
      }),
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.maxSafeInteger(), (number, whole) => {
        // SQL knows no negative zero that could be told from zero.
        expect(valueOf(formulaSafe(cellOf(number)), column('REAL'))).toEqual({ value: number + 0 });
        expect(valueOf(formulaSafe(cellOf(whole)), column('INTEGER'))).toEqual({ value: whole });
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(valueOf(formulaSafe(cellOf(bytes)), column('BLOB'))).toEqual({ value: Buffer.from(bytes) });
      }),
    );
    expect(valueOf(formulaSafe(cellOf(null)), column('TEXT'))).toEqual({ value: null });
  });
});

describe('a package', () => {
  test('makes the same record in an empty folder, byte for byte when it is written again', async () => {
    const { file, head } = filled();
    const folder = temporaryFolder();
    expect(await importPackage(file, folder, migrations, quiet)).toMatchObject({ head, findings: [] });
    const record = Record.open(folder, migrations);
    expect(record.verify()).toEqual([]);
    expect(record.head()).toMatchObject(head);
    const again = join(temporaryFolder(), 'again.zip');
    exportPackage(record, again, words, quiet);
    // It goes on growing.
    record.command(command, (tx) => tx.insert('note', { text: 'after' }));
    record.close();
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
  });

  test('holds what is described, nothing of other tables, and says so', () => {
    const files = filesOf(filled().file);
    expect(Object.keys(files).toSorted()).toEqual(
      [
        'README.txt',
        'datapackage.json',
        ...['answer', 'audit', 'note'].map((name) => `tables/${name}.csv`),
      ].toSorted(),
    );
    for (const content of Object.values(files)) expect(strFromU8(content)).not.toContain('sesame');
    expect(strFromU8(files['README.txt'] ?? new Uint8Array())).toContain('- secret words (table secret)');
    expect(JSON.parse(strFromU8(files['datapackage.json'] ?? new Uint8Array()))).toMatchObject({
      profile: 'tabular-data-package',
      plumbline: { format: 1, schema: 5, head: { seq: odd.length } },
      resources: [
        { name: 'audit', rows: odd.length, schema: { primaryKey: 'seq' } },
        { name: 'note', rows: odd.length },
        {
          name: 'answer',
          schema: {
            missingValues: ['\\N'],
            foreignKeys: [
              { fields: 'entry', reference: { resource: 'audit', fields: 'seq' } },
              { fields: 'note', reference: { resource: 'note', fields: 'id' } },
            ],
          },
        },
      ],
    });
  });

  test('holds no formula', () => {
    const note = strFromU8(filesOf(filled().file)['tables/note.csv'] ?? new Uint8Array());
    expect(note).toContain("'=1+1");
    expect(note).not.toMatch(/[,\n]"?=/);
  });

  test('of an older schema is taken in, and its record brought up to date', async () => {
    const { file, head } = filled(migrations.slice(0, 1));
    const folder = temporaryFolder();
    await importPackage(file, folder, migrations, quiet);
    const record = Record.open(folder, migrations);
    expect(record.verify()).toEqual([]);
    expect(record.head()).toMatchObject(head);
    expect(record.read((tx) => tx.first('SELECT later FROM note'))).toEqual({ later: null });
    record.close();
  });

  test('never mixes with what is there', async () => {
    const { file, folder, head } = filled();
    const before = readFileSync(recordFile(folder));
    await expect(importPackage(file, folder, migrations, quiet)).rejects.toMatchObject({
      code: 'record-not-empty',
    });
    expect(readFileSync(recordFile(folder)).equals(before)).toBe(true);
    const fresh = temporaryFolder();
    Record.open(fresh, migrations).close();
    expect(await importPackage(file, fresh, migrations, quiet)).toMatchObject({ head });
  });
});

const without = (files: Files, name: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([each]) => each !== name));

const hostile: readonly (readonly [string, (files: Files) => Zippable, object])[] = [
  ['without a description', (files) => without(files, 'datapackage.json'), { code: 'package-invalid' }],
  [
    'with a file more',
    (files) => ({ ...files, 'tables/more.csv': strToU8('id') }),
    { code: 'package-invalid' },
  ],
  [
    'with a path that leads out',
    (files) => ({ ...files, '../record.sqlite': strToU8('x') }),
    { code: 'archive-damaged' },
  ],
  ['with an absolute path', (files) => ({ ...files, '/etc/x': strToU8('x') }), { code: 'archive-damaged' }],
  ['without a table', (files) => without(files, 'tables/note.csv'), { code: 'package-invalid' }],
  [
    'from a newer program',
    (files) => swap(files, 'datapackage.json', '"schema": 5', '"schema": 6'),
    { code: 'record-newer' },
  ],
  [
    'of a schema nobody wrote',
    (files) => swap(files, 'datapackage.json', '"schema": 5', '"schema": 3'),
    { code: 'package-invalid' },
  ],
  [
    'of another form',
    (files) => swap(files, 'datapackage.json', '"format": 1', '"format": 2'),
    { code: 'package-invalid' },
  ],
  [
    'with a table described twice',
    (files) => swap(files, 'datapackage.json', '"name": "note"', '"name": "answer"'),
    { code: 'package-invalid' },
  ],
  [
    'with a cell changed',
    (files) => swap(files, 'tables/note.csv', 'حقوق', 'حقول'),
    { code: 'package-invalid' },
  ],
  [
    'cut',
    (files) => ({
      ...files,
      'tables/note.csv': (files['tables/note.csv'] ?? new Uint8Array()).subarray(0, -9),
    }),
    { code: 'package-invalid' },
  ],
  [
    'with a cell and its hash changed',
    (files) => sealed(swap(files, 'tables/note.csv', 'حقوق', 'حقول')),
    { code: 'package-altered' },
  ],
  [
    'with a row and its hash taken out',
    (files) => sealed(swap(files, 'tables/answer.csv', /13,13,.*\r\n/, '')),
    { code: 'package-altered' },
  ],
  [
    'with an author changed',
    (files) => sealed(swap(files, 'tables/audit.csv', ',a,test', ',b,test')),
    { code: 'package-altered' },
  ],
  [
    'with another end',
    (files) => swap(files, 'datapackage.json', /"hash": "[0-9a-f]{64}"/, `"hash": "${'0'.repeat(64)}"`),
    { code: 'package-altered' },
  ],
  [
    'with a word for a number',
    (files) => sealed(swap(files, 'tables/answer.csv', /\r\n3,3,3/, '\r\n3,3,three')),
    { code: 'package-row-invalid', place: { row: 4, column: 'note' } },
  ],
  [
    'with a missing value',
    (files) => sealed(swap(files, 'tables/answer.csv', '3,3,3,no', '3,3,3,\\N')),
    { code: 'package-row-invalid', place: { row: 4, column: 'verdict' } },
  ],
  [
    'with a value that is none of the allowed',
    (files) => sealed(swap(files, 'tables/answer.csv', '3,3,3,no', '3,3,3,maybe')),
    { code: 'package-row-invalid', place: { row: 4 } },
  ],
  [
    'that refers to what is not there',
    (files) => sealed(swap(files, 'tables/answer.csv', '3,3,3,no', '3,3,99,no')),
    { code: 'package-row-invalid', place: { row: 4 } },
  ],
  [
    'with a row twice',
    (files) => sealed(swap(files, 'tables/answer.csv', '3,3,3,no\r\n', '3,3,3,no\r\n3,3,3,no\r\n')),
    { code: 'package-row-invalid', place: { row: 5 } },
  ],
  [
    'with too many rows',
    (files) => sealed(swap(files, 'tables/answer.csv', /$/, '14,13,13,no\r\n')),
    { code: 'package-row-invalid', place: { row: 15 } },
  ],
  [
    'with an uneven row',
    (files) => sealed(swap(files, 'tables/answer.csv', '3,3,3,no', '3,3,3')),
    { code: 'package-row-invalid', place: { row: 4 } },
  ],
  [
    'with other columns',
    (files) => sealed(swap(files, 'tables/answer.csv', 'id,entry', 'entry,id')),
    { code: 'package-invalid' },
  ],
  [
    'with a log that is no list',
    (files) => sealed(swap(files, 'tables/audit.csv', '"{""', '"[""')),
    { code: 'package-row-invalid', place: { column: 'changes' } },
  ],
  [
    'that inflates a thousand times',
    (files) => sealed({ ...files, 'tables/answer.csv': new Uint8Array(20_000_000).fill(65) }),
    { code: 'archive-too-large' },
  ],
  [
    'with more parts than there are tables',
    (files) => ({
      ...files,
      ...Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`x${at}`, new Uint8Array()])),
    }),
    { code: 'archive-too-large' },
  ],
];

describe('a package from outside', () => {
  let file = '';
  let head = {};
  beforeAll(() => ({ file, head } = filled(migrations, mkdtempSync(join(tmpdir(), 'plumbline-test-')))));
  afterAll(() => rmSync(dirname(file), { recursive: true }));

  test('is refused, and the folder stays empty', async () => {
    for (const [what, change, problem] of hostile) {
      const folder = temporaryFolder();
      await expect(
        importPackage(written(change(filesOf(file))), folder, migrations, quiet),
        what,
      ).rejects.toMatchObject(problem);
      expect(readdirSync(folder).toSorted(), what).toEqual(['holder.txt', 'lock.sqlite']);
    }
  });

  test('with two parts of one name is refused', async () => {
    const bytes = Buffer.from(zipSync({ ...filesOf(file), 'tables/xote.csv': strToU8('id') }));
    for (let at = bytes.indexOf('tables/xote.csv'); at >= 0; at = bytes.indexOf('tables/xote.csv'))
      bytes.write('tables/note.csv', at);
    const twice = join(temporaryFolder(), 'twice.zip');
    writeFileSync(twice, bytes);
    await expect(checkPackage(twice, migrations, quiet)).rejects.toMatchObject({ code: 'archive-damaged' });
  });

  test('is told where it was altered, without a record', async () => {
    expect(await checkPackage(file, migrations, quiet)).toMatchObject({ head, findings: [] });
    const altered = written(sealed(swap(filesOf(file), 'tables/note.csv', 'حقوق', 'حقول')));
    expect((await checkPackage(altered, migrations, quiet)).findings).toEqual([
      { what: 'altered rows', seq: odd.indexOf('حقوق') + 1, table: 'note' },
    ]);
  });

  test('changed anywhere is noticed', async () => {
    const whole = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const broken = Buffer.from(whole);
        broken[at] = (broken[at] ?? 0) ^ by;
        const bad = join(temporaryFolder(), 'bad.zip');
        writeFileSync(bad, broken);
        // Whatever is taken is the same record: a bit of a time stamp or of the README says nothing of it.
        const found = await checkPackage(bad, migrations, quiet).catch(() => undefined);
        if (found) expect(found).toMatchObject({ head, findings: [] });
      }),
      { numRuns: 30 },
    );
  });
});
