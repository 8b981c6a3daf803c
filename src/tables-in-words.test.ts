/** The whole record leaves as a package and comes back as it was. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { testDay, testInstallation } from '../test/installation.ts';
import { enterMadeUpLaw } from '../test/made-up-law.ts';
import { rightsFrom } from './accounts/model.ts';
import { addAccount, changeAccount, hasAdministrator } from './accounts/store.ts';
import { invite, setPassword, signIn } from './accounts/store/sessions.ts';
import { migrations, openInstallation } from './installation.ts';
import { growingTables, Record } from './platform/record.ts';
import { tablesOf } from './platform/package/describe.ts';
import { importPackage } from './platform/package/read.ts';
import { exportPackage } from './platform/package/write.ts';
import { bringInto, uprInfo } from './recommendations/testing.ts';
import { tablesInWords } from './tables-in-words.ts';

const at = new Date(`${testDay}T12:00:00Z`);
const quiet = () => undefined;
const password = 'seven lanterns by the quay';

describe('a package of an installation', () => {
  test('says in words what each table and column means, and what stays behind', () => {
    const record = Record.open(temporaryFolder(), migrations);
    const { tables, columns, leftOut } = tablesInWords;
    const told = tablesOf(record.database);
    // Whoever adds a table or a column says in tables-in-words.ts what it means, or that it stays behind.
    expect(Object.keys(tables).toSorted()).toEqual(told.map(({ name }) => name).toSorted());
    expect(
      told.flatMap(({ name, columns: of }) =>
        of
          .map((column) => `${name}.${column.name}`)
          .filter((column) => !columns[column] && !columns[column.slice(name.length + 1)]),
      ),
    ).toEqual([]);
    const all = record.database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .all();
    expect(
      [...growingTables(record.database), 'audit', ...leftOut.map(({ table }) => table)].toSorted(),
    ).toEqual(all.map(({ name }) => name));
    record.close();
  });

  test('makes the same record: each row, each change, the last hash, and the same bytes when it leaves again', async () => {
    const record = testInstallation();
    await bringInto(record)(
      'lanterns.csv',
      [uprInfo, 'Fiji,,,"=Count ""every"" lantern",Ghana,,,Accepted,4,Statistics,3', ''].join('\r'),
    );
    enterMadeUpLaw(record);
    const command = {
      kind: 'account',
      actor: 'test',
      reason: 'test',
      citation: 'test',
      at: at.toISOString(),
    };
    const ana = record.command(command, (tx) => {
      const rights = rightsFrom({ role: 'administrator', states: 'all', parts: 'all' });
      const { id } = addAccount(tx, { name: 'Ana', email: 'ana@example.org', ...rights });
      return changeAccount(tx, id, { standing: 'active' });
    }).result;
    setPassword(record, ana, password);
    const secrets = [
      signIn(record, { email: ana.email, password, browser: 'a browser' }, at),
      invite(record, ana.id, at),
      ...['credential', 'session', 'invitation'].flatMap((table) =>
        record.database
          .prepare(`SELECT * FROM ${table}`)
          .all()
          .flatMap((row) => Object.values(row)),
      ),
    ].filter((value): value is string => typeof value === 'string' && value.length > 30);
    expect(secrets.length).toBeGreaterThan(4);

    const file = join(temporaryFolder(), 'all.zip');
    const { state } = exportPackage(record, file, tablesInWords, quiet);
    const files = unzipSync(readFileSync(file));
    for (const [name, content] of Object.entries(files))
      for (const secret of secrets) expect(strFromU8(content).includes(secret), name).toBe(false);
    expect(strFromU8(files['README.txt'] ?? new Uint8Array())).toContain('hashes of passwords');

    const folder = temporaryFolder();
    await importPackage(file, folder, migrations, quiet);
    const other = openInstallation(folder, '2027-01-01T00:00:00Z');
    expect(other.verify()).toEqual([]);
    expect(other.head()).toEqual(state.head);
    // The package holds every row with every value, so that equal bytes are equal records.
    const again = join(temporaryFolder(), 'again.zip');
    exportPackage(other, again, tablesInWords, quiet);
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true);

    // Nobody can sign in, so that the one-time address lets the new operator in, who invites the others.
    expect(() => signIn(other, { email: ana.email, password, browser: '' }, at)).toThrow('not right');
    expect(hasAdministrator(other)).toBe(false);
    other.close();
  });
});
