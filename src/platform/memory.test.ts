import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { everything } from './memory.ts';
import { type Command, type Derived, growingTable, type Migration, type Read, Record } from './record.ts';

const tables = ['note', 'mark', 'place'] as const;

const migrations: readonly Migration[] = [
  {
    number: 2,
    name: 'all',
    sql: tables.map((table) => growingTable(table, 'text TEXT NOT NULL')).join(' '),
  },
];

/** The number of rows of a table; brought up to date by other changes too where only `everything` tells. */
const counted = (name: string, from: Derived['from']): Derived => ({
  name,
  version: 1,
  create: `DROP TABLE IF EXISTS ${name}; CREATE TABLE ${name} (n INTEGER NOT NULL) STRICT;
    INSERT INTO ${name} VALUES (0)`,
  from,
  follow: (db) => db.exec(`UPDATE ${name} SET n = (SELECT count(*) FROM mark)`),
});

const command: Command = { kind: 'test', actor: 'a', reason: 'b', citation: 'c', at: '2026-01-02T03:04:05Z' };

function opened(): Record {
  const record = Record.open(temporaryFolder(), migrations, [
    counted('marks_counted', ['mark']),
    counted('marks_and_more', everything),
  ]);
  onTestFinished(() => record.close());
  return record;
}

const add = (record: Record, table: string) =>
  record.command(command, (tx) => tx.insert(table, { text: 'x' }));

const rows = (sql: string) => (tx: Read) => tx.all(sql);

/** What pages ask, and after a change of which tables it is worked out anew. */
const asked: readonly { readonly of: (tx: Read) => unknown; readonly anew: readonly string[] }[] = [
  { of: rows('SELECT count(*) AS n FROM note'), anew: ['note'] },
  { of: rows('SELECT 1 FROM note, place'), anew: ['note', 'place'] },
  {
    of: rows('SELECT text FROM note UNION ALL SELECT text FROM (SELECT * FROM mark)'),
    anew: ['note', 'mark'],
  },
  { of: rows('SELECT n.id, a.at FROM note n JOIN audit a ON a.seq = n.entry'), anew: ['note'] },
  { of: rows('SELECT value FROM json_each((SELECT json_group_array(id) FROM mark))'), anew: ['mark'] },
  { of: rows('SELECT n FROM marks_counted'), anew: ['mark'] },
  // Rows of the log that no row of another table leads to.
  { of: rows('SELECT max(seq) AS n FROM audit'), anew: tables },
  {
    of: rows(
      'SELECT a.seq FROM note n JOIN audit a ON a.seq = n.entry WHERE a.seq < (SELECT max(seq) FROM audit)',
    ),
    anew: tables,
  },
  { of: rows('SELECT n FROM marks_and_more'), anew: tables },
  { of: () => 'asks nothing', anew: tables },
  {
    of: (tx) => [tx.cached('inner', rows('SELECT id FROM mark')), tx.first('SELECT max(id) AS n FROM place')],
    anew: ['mark', 'place'],
  },
];

describe('what is remembered', () => {
  test.for(asked.flatMap(({ of, anew }, at) => tables.map((table) => ({ at, of, anew, table }))))(
    'question $at is worked out anew after a change of $table only if it has to be',
    ({ of, anew, table }) => {
      const record = opened();
      for (const each of tables) add(record, each);
      let times = 0;
      const ask = () =>
        record.cached('question', (tx) => {
          times += 1;
          return of(tx);
        });
      ask();
      ask();
      expect(times).toBe(1);
      add(record, table);
      const after = ask();
      expect(times).toBe(anew.includes(table) ? 2 : 1);
      expect(after).toEqual(record.read(of));
    },
  );

  test('a value within another makes that depend on its tables, also where it was remembered already', () => {
    const record = opened();
    const inner = () => record.cached('inner', rows('SELECT count(*) AS n FROM mark'));
    const outer = () => record.cached('outer', (tx) => [inner(), tx.all('SELECT count(*) AS n FROM note')]);
    inner();
    outer();
    add(record, 'mark');
    expect(outer()).toEqual([[{ n: 1 }], [{ n: 0 }]]);
  });

  test('a value under a stamp stays until that is another, and who rests on it sees its tables', () => {
    const record = opened();
    const inner = (stamp: string) => record.cached('inner', rows('SELECT count(*) AS n FROM mark'), stamp);
    const outer = (stamp: string) => record.cached('outer', () => inner(stamp));
    expect(outer('a')).toEqual([{ n: 0 }]);
    add(record, 'mark');
    expect([outer('a'), outer('b')]).toEqual([[{ n: 0 }], [{ n: 0 }]]);
    add(record, 'mark');
    expect(outer('b')).toEqual([{ n: 2 }]);
  });

  test('a change by another connection is seen', () => {
    const record = opened();
    const count = () => record.cached('count', rows('SELECT count(*) AS n FROM note'));
    expect(count()).toEqual([{ n: 0 }]);
    const beside = Record.openBeside(record.folder, migrations);
    add(beside, 'note');
    beside.close();
    expect(count()).toEqual([{ n: 1 }]);
  });

  test('work that fails is not remembered, and the value around it rests on its tables', () => {
    const record = opened();
    const marked = (tx: Read) => {
      if (tx.all('SELECT 1 FROM mark').length === 0) throw new Error('not yet');
      return 'marked';
    };
    const outer = () =>
      record.cached('outer', (tx) => {
        try {
          return tx.cached('inner', marked);
        } catch (error) {
          return (error as Error).message;
        }
      });
    expect(outer()).toBe('not yet');
    add(record, 'mark');
    expect(outer()).toBe('marked');
  });

  test('is always what would be worked out now', () => {
    const step = fc.oneof(
      fc.record({ add: fc.constantFrom(...tables) }),
      fc.record({ ask: fc.nat(asked.length - 1) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const record = opened();
        for (const each of steps)
          if ('add' in each) add(record, each.add);
          else {
            const of = asked[each.ask]?.of ?? (() => undefined);
            expect(record.cached(`question ${each.ask}`, of)).toEqual(record.read(of));
          }
      }),
      { numRuns: 25 },
    );
  });
});
