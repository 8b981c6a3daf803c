/** Records of every schema that was released are opened by the program as it is. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { derived, migrations, openInstallation } from '../../src/installation.ts';
import { growingTables, newest, Record, recordFile } from '../../src/platform/record.ts';
import { webApp } from '../../src/web/app.tsx';
import { temporaryFolder } from '../folder.ts';
import hashes from './migrations.json' with { type: 'json' };

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.sqlite.gz'));
const unpack = (name: string, folder: string) =>
  writeFileSync(recordFile(folder), gunzipSync(readFileSync(join(import.meta.dirname, name))));

test('there is a kept record, and none is large', () => {
  expect(files.length).toBeGreaterThan(0);
  for (const name of files)
    expect(readFileSync(join(import.meta.dirname, name)).length).toBeLessThan(300_000);
});

describe.each(files)('%s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  let record: Record;
  let before: ReadonlyMap<string, unknown>;

  beforeAll(() => {
    unpack(name, folder);
    const then = Record.openBeside(folder, migrations);
    before = new Map(
      growingTables(then.database).map((table) => [
        table,
        then.read((tx) => tx.first<{ id: number; entry: number }>(`SELECT id, entry FROM ${table}`)),
      ]),
    );
    then.close();
    record = openInstallation(folder, '2026-11-23T00:00:00Z');
  });
  afterAll(() => {
    record.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('held a row of each table, and holds it still, under a whole audit log', () => {
    for (const [table, row] of before) {
      expect(row, table).toBeDefined();
      expect(
        record.read((tx) => tx.first(`SELECT id, entry FROM ${table} WHERE id = 1`)),
        table,
      ).toEqual(row);
    }
    expect(record.verify()).toEqual([]);
  });

  test('has the tables of a new record', () => {
    const fresh = Record.open(temporaryFolder(), migrations, derived);
    const schema = 'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name';
    expect(record.database.prepare(schema).all()).toEqual(fresh.database.prepare(schema).all());
    fresh.close();
  });

  test('is shown on the pages', async () => {
    const app = webApp({ record, now: () => new Date('2026-11-23T12:00:00Z'), operatorKey: 'k'.repeat(32) });
    const pages = [
      '/',
      '/states/MUS',
      '/states/MUS/follow-up',
      '/states/MUS/demands',
      '/states/MUS/law',
      '/states/MUS/numbers',
      '/instruments/OPSC',
      '/calendar',
      '/recommendations',
      '/recommendations/1',
      '/checklists',
      '/law/laws/MUS-lantern',
      '/law/rounds',
      '/sources',
      '/sources/1',
      '/changes',
      '/search?words=lantern',
    ];
    for (const path of pages) expect([path, (await app.request(path)).status]).toEqual([path, 200]);
    const page = await (await app.request('/recommendations?words=lanterns&lang=en')).text();
    expect(page).toContain('protocol on');
  });
});

test('a record of a newer program is refused, with what to do', () => {
  const folder = temporaryFolder();
  unpack(files.at(-1) ?? '', folder);
  const record = Record.open(folder, migrations);
  record.database.exec(`PRAGMA user_version = ${newest(migrations) + 1}`);
  record.close();
  for (const open of [() => Record.open(folder, migrations), () => Record.openToRead(folder, migrations)])
    expect(open).toThrow(/written by a newer version of Plumbline .* Install the newer version/);
});

test('no migration that was released has been changed', () => {
  // A list of allowed words within an old migration counts too: a record that has them would never learn the new ones.
  const now = new Map(
    migrations.map(({ number, sql }) => [String(number), createHash('sha256').update(sql).digest('hex')]),
  );
  expect(Object.fromEntries(Object.keys(hashes).map((number) => [number, now.get(number)]))).toEqual(hashes);
});
