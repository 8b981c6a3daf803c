import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { migrations, openInstallation } from './installation.ts';
import { Record } from './platform/record.ts';

const at = '2026-11-23T00:00:00Z';

function schemaOf(record: Record): unknown[] {
  return record.database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}

describe('migrations', () => {
  test.each(migrations.map((_, known) => [known] as const))(
    'a record that knows %i of them becomes what a new one is',
    (known) => {
      const fresh = Record.open(temporaryFolder(), migrations);
      const folder = temporaryFolder();
      Record.open(folder, migrations.slice(0, known)).close();
      const record = Record.open(folder, migrations);
      expect(schemaOf(record)).toEqual(schemaOf(fresh));
      fresh.close();
      record.close();
    },
  );

  test('stand in the order of their numbers, after the audit log', () => {
    const numbers = migrations.map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    expect(numbers[0]).toBe(2);
  });
});

describe('an installation', () => {
  test('opens with the reference data, whole, and again without news', () => {
    const folder = temporaryFolder();
    const first = openInstallation(folder, at);
    const head = first.head();
    expect(first.verify()).toEqual([]);
    // Of the 40 conflicts two are in one row: Germany and CERD, kind and date of the act.
    expect(first.read((tx) => tx.first('SELECT count(*) AS n FROM treaty_status'))).toMatchObject({
      n: 2522 + 39,
    });
    first.close();
    const second = openInstallation(folder, '2027-01-01T00:00:00Z');
    expect(second.head()).toEqual(head);
    second.close();
  });

  test('every row that states something rests on a citation', () => {
    const record = openInstallation(temporaryFolder(), at);
    const tables = record.read((tx) =>
      tx.all<{ name: string }>(
        "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'citation' AND c.type = 'INTEGER' WHERE m.type = 'table'",
      ),
    );
    expect(tables.length).toBeGreaterThan(8);
    for (const { name } of tables) {
      expect(
        record.read((tx) =>
          tx.first(`SELECT count(*) AS n FROM ${name} WHERE citation NOT IN (SELECT id FROM citation)`),
        ),
      ).toMatchObject({ n: 0 });
    }
    record.close();
  });
});
