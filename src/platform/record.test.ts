import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { Problem } from '../core/problem.ts';
import {
  type Command,
  type Derived,
  growingTable,
  type Migration,
  type Progress,
  Record,
  recordFile,
} from './record.ts';

const migrations: readonly Migration[] = [
  { number: 2, name: 'notes', sql: growingTable('note', 'text TEXT NOT NULL, place TEXT') },
  {
    number: 3,
    name: 'marks',
    sql: growingTable('mark', 'note INTEGER NOT NULL REFERENCES note(id), weight REAL'),
  },
];

const command: Command = {
  kind: 'test',
  actor: 'a tester',
  reason: 'to try',
  citation: 'none',
  at: '2026-01-02T03:04:05Z',
};

function open(folder: string, known = migrations): Record {
  const record = Record.open(folder, known);
  onTestFinished(() => record.close());
  return record;
}

function filled(folder: string, entries: number): Record {
  const record = open(folder);
  for (let entry = 1; entry <= entries; entry += 1) {
    record.command({ ...command, reason: `change ${entry}` }, (tx) => {
      const note = tx.insert('note', { text: `note ${entry}`, place: null });
      tx.insert('mark', { note, weight: entry / 3 });
    });
  }
  return record;
}

function problemOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
}

describe('one writing path', () => {
  test('a command stores its rows and its audit entry together', () => {
    const record = filled(temporaryFolder(), 2);
    expect(record.read((tx) => tx.all('SELECT text, entry FROM note'))).toEqual([
      { text: 'note 1', entry: 1 },
      { text: 'note 2', entry: 2 },
    ]);
    expect(record.entries().map((entry) => [entry.seq, entry.reason, entry.changes['note']?.rows])).toEqual([
      [1, 'change 1', 1],
      [2, 'change 2', 1],
    ]);
    expect(record.verify()).toEqual([]);
  });

  test('a failing command leaves nothing', () => {
    const record = filled(temporaryFolder(), 1);
    expect(() =>
      record.command(command, (tx) => {
        tx.insert('note', { text: 'half', place: null });
        throw new Error('wrong row');
      }),
    ).toThrow('wrong row');
    expect(record.read((tx) => tx.all('SELECT text FROM note'))).toEqual([{ text: 'note 1' }]);
    expect(record.head().seq).toBe(1);
  });

  test('a command that inserts nothing leaves no entry', () => {
    const record = filled(temporaryFolder(), 1);
    expect(record.command(command, () => 'nothing')).toEqual({ result: 'nothing', entry: undefined });
    expect(record.head().seq).toBe(1);
  });

  test('a rehearsal tells and undoes', () => {
    const record = filled(temporaryFolder(), 1);
    expect(record.rehearse((tx) => tx.insert('note', { text: 'only tried', place: null }))).toBe(2);
    expect(record.read((tx) => tx.all('SELECT text FROM note'))).toHaveLength(1);
  });

  test('rows are never changed or deleted', () => {
    const record = filled(temporaryFolder(), 1);
    expect(() => record.database.exec("UPDATE note SET text = 'other'")).toThrow('never changed');
    expect(() => record.database.exec('DELETE FROM mark')).toThrow('never changed');
  });

  test('what is remembered goes when the record changes', () => {
    const record = filled(temporaryFolder(), 1);
    const count = () =>
      record.cached('count', (tx) => tx.first<{ n: number }>('SELECT count(*) AS n FROM note')?.n);
    expect(count()).toBe(1);
    record.command(command, (tx) => tx.insert('note', { text: 'more', place: null }));
    expect(count()).toBe(2);
  });

  test('what is remembered under a stamp goes when that is another, and not before', () => {
    const record = filled(temporaryFolder(), 1);
    const count = (stamp: string) =>
      record.cached('stamped', (tx) => tx.first<{ n: number }>('SELECT count(*) AS n FROM note')?.n, stamp);
    expect(count('a')).toBe(1);
    record.command(command, (tx) => tx.insert('note', { text: 'more', place: null }));
    expect([count('a'), count('b'), count('b')]).toEqual([1, 2, 2]);
  });

  test('a second connection of the process that holds the folder writes too, and is seen at once', () => {
    const folder = temporaryFolder();
    const record = filled(folder, 1);
    const beside = Record.openBeside(folder, migrations);
    beside.command(command, (tx) => tx.insert('note', { text: 'from beside', place: null }));
    beside.close();
    expect(record.read((tx) => tx.all('SELECT text FROM note'))).toHaveLength(2);
    record.command(command, (tx) => tx.insert('note', { text: 'and here', place: null }));
    expect(record.verify()).toEqual([]);
  });
});

describe('audit verify', () => {
  const tamper = (folder: string, sql: string) => {
    const db = new DatabaseSync(recordFile(folder), { enableForeignKeyConstraints: false });
    for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all())
      db.exec(`DROP TRIGGER ${String(name)}`);
    db.exec(sql);
    db.close();
  };

  test.each<[string, string, string]>([
    ['an altered reason', "UPDATE audit SET reason = 'other' WHERE seq = 3", 'altered entry 3'],
    ['an altered actor', "UPDATE audit SET actor = 'other' WHERE seq = 5", 'altered entry 5'],
    ['a removed entry', 'DELETE FROM audit WHERE seq = 3', 'missing entry 3'],
    ['a removed last entry', 'DELETE FROM audit WHERE seq = 5', 'missing entry 5'],
    [
      'two entries exchanged',
      'UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99',
      'entry out of order 2',
    ],
    ['an altered row', "UPDATE note SET text = 'other' WHERE id = 4", 'altered rows 4'],
    ['a removed row', 'DELETE FROM mark WHERE id = 2', 'altered rows 2'],
    ['a row without a command', "INSERT INTO note (entry, text) VALUES (4, 'smuggled')", 'altered rows 4'],
    ['a row moved to another entry', 'UPDATE mark SET entry = 1 WHERE id = 2', 'altered rows 2'],
  ])('finds %s', (_, sql, expected) => {
    const folder = temporaryFolder();
    filled(folder, 5).verify();
    tamper(folder, sql);
    const db = Record.openToRead(folder, migrations);
    const findings = db.verify().map((finding) => `${finding.what} ${finding.seq}`);
    db.close();
    expect(findings).toContain(expected);
  });

  test('finds any single changed byte of any text in the log', () => {
    const folder = temporaryFolder();
    filled(folder, 4);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('at', 'actor', 'kind', 'reason', 'citation', 'changes', 'previous', 'hash'),
        fc.nat(500),
        (seq, column, at) => {
          const db = new DatabaseSync(recordFile(folder));
          const text = String(
            db.prepare(`SELECT ${column} AS text FROM audit WHERE seq = ?`).get(seq)?.['text'],
          );
          if (!text) {
            db.close();
            return;
          }
          const position = at % text.length;
          const other = text[position] === '1' ? '2' : '1';
          const set = db.prepare(`UPDATE audit SET ${column} = ? WHERE seq = ?`);
          set.run(text.slice(0, position) + other + text.slice(position + 1), seq);
          let findings: unknown[];
          try {
            const record = Record.openToRead(folder, migrations);
            try {
              findings = record.verify();
            } finally {
              record.close();
            }
          } catch {
            findings = ['unreadable'];
          }
          set.run(text, seq);
          db.close();
          expect(findings).not.toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('opening', () => {
  test('every earlier version is brought up to date with its rows', () => {
    const folder = temporaryFolder();
    const first = Record.open(folder, migrations.slice(0, 1));
    first.command(command, (tx) => tx.insert('note', { text: 'early', place: null }));
    first.close();
    const record = open(folder);
    expect(record.read((tx) => tx.all('SELECT text FROM note'))).toEqual([{ text: 'early' }]);
    record.command(command, (tx) => tx.insert('mark', { note: 1, weight: 2 }));
    expect(record.verify()).toEqual([]);
  });

  test('a record of a newer version is refused', () => {
    const folder = temporaryFolder();
    Record.open(folder, migrations).close();
    expect(problemOf(() => Record.open(folder, migrations.slice(0, 1)))).toBe('record-newer');
  });

  test('a folder in use is refused, for writing only', () => {
    const folder = temporaryFolder();
    filled(folder, 1);
    expect(problemOf(() => Record.open(folder, migrations))).toBe('data-locked');
    const reader = Record.openToRead(folder, migrations);
    expect(reader.head().seq).toBe(1);
    reader.close();
  });

  test('a folder is free again after its process was killed', async () => {
    const folder = temporaryFolder();
    const code = `import { DatabaseSync } from 'node:sqlite';
      const lock = new DatabaseSync(${JSON.stringify(join(folder, 'lock.sqlite'))}); lock.exec('BEGIN EXCLUSIVE');
      process.stdout.write('held'); setInterval(() => lock, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(problemOf(() => Record.open(folder, migrations))).toBe('data-locked');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(problemOf(() => open(folder))).toBeUndefined();
  });

  test('a file where the folder should be, and a file that is no record, are refused', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'text');
    expect(problemOf(() => Record.open(join(folder, 'file'), migrations))).toBe('data-not-writable');
    writeFileSync(
      recordFile(folder),
      'this is not a database, whatever its name says, and it is long enough',
    );
    expect(problemOf(() => Record.open(folder, migrations))).toBe('record-damaged');
  });

  test.skipIf(process.getuid?.() === 0)(
    'a folder without the right to write is refused (skipped as root, who may write anywhere)',
    () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o500);
      expect(problemOf(() => Record.open(folder, migrations))).toBe('data-not-writable');
    },
  );

  test('reading before there is a record says what to do', () => {
    expect(problemOf(() => Record.openToRead(temporaryFolder(), migrations))).toBe('record-missing');
  });
});

describe('tables worked out from the rows', () => {
  /** The capital form of each note. */
  const capitals = (version: number): Derived => ({
    name: 'capitals',
    version,
    create: 'DROP TABLE IF EXISTS capital; CREATE TABLE capital (note INTEGER PRIMARY KEY, text TEXT) STRICT',
    from: ['note'],
    follow: (db, progress) => {
      db.exec(
        `INSERT INTO capital SELECT id, upper(text) || '${version}' FROM note
         WHERE id > (SELECT ifnull(max(note), 0) FROM capital)`,
      );
      progress(1, 1);
    },
  });
  const opened = (folder: string, version: number, progress?: Progress) => {
    const record = Record.open(folder, migrations, [capitals(version)], progress);
    onTestFinished(() => record.close());
    return record;
  };
  const texts = (record: Record) =>
    record
      .read((tx) => tx.all<{ text: string }>('SELECT text FROM capital ORDER BY note'))
      .map(({ text }) => text);
  const note = (text: string) => (tx: Parameters<Parameters<Record['command']>[1]>[0]) =>
    tx.insert('note', { text, place: null });

  test('follow each change, and are no part of the audit', () => {
    const record = opened(temporaryFolder(), 1);
    record.command(command, note('a'));
    record.command(command, note('b'));
    expect(texts(record)).toEqual(['A1', 'B1']);
    expect(record.verify()).toEqual([]);
    expect(Object.keys(record.entries().at(-1)?.changes ?? {})).toEqual(['note']);
  });

  test('keep nothing of a change that was rehearsed or failed', () => {
    const record = opened(temporaryFolder(), 1);
    record.rehearse(note('a'));
    expect(() =>
      record.command(command, (tx) => {
        note('b')(tx);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(texts(record)).toEqual([]);
  });

  test('are filled from the rows of an older record, and made anew in a new version, which is told', () => {
    const folder = temporaryFolder();
    const before = Record.open(folder, migrations);
    before.command(command, note('a'));
    before.close();
    const told: string[] = [];
    const first = Record.open(folder, migrations, [capitals(1)], (done, of) => told.push(`${done} of ${of}`));
    expect([texts(first), told]).toEqual([['A1'], ['1 of 1']]);
    first.close();
    expect(texts(opened(folder, 2))).toEqual(['A2']);
  });

  test('are asked for before a record is only read', () => {
    const folder = temporaryFolder();
    Record.open(folder, migrations).close();
    expect(problemOf(() => Record.openToRead(folder, migrations, [capitals(1)]))).toBe('record-older');
    opened(folder, 1);
    const reader = Record.openToRead(folder, migrations, [capitals(1)]);
    expect(texts(reader)).toEqual([]);
    reader.close();
    expect(problemOf(() => Record.openToRead(folder, migrations, [capitals(2)]))).toBe('record-older');
  });

  test('what is remembered is not shown inside a change', () => {
    const record = opened(temporaryFolder(), 1);
    const count = (tx: { first<T>(sql: string): T | undefined }) =>
      tx.first<{ n: number }>('SELECT count(*) AS n FROM note')?.n;
    expect(record.read((tx) => tx.cached('count', count))).toBe(0);
    const { result } = record.command(command, (tx) => {
      note('a')(tx);
      return tx.cached('count', count);
    });
    expect(result).toBe(1);
    expect(record.read((tx) => tx.cached('count', count))).toBe(1);
  });
});
