/**
 * Alters what nobody may alter: entries of the audit log, rows it covers, and backups; each alteration must be found.
 * One table, row, column and way of altering is drawn each time; what leaves the content as it was does not count.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Problem } from '../../src/core/problem.ts';
import { migrations } from '../../src/installation.ts';
import { backup, restore } from '../../src/platform/backup.ts';
import { type Progress, Record, recordFile, verifyDatabase } from '../../src/platform/record.ts';
import { furnish, inTemporaryFolder } from './installation.ts';
import type { Outcome } from './outcome.ts';

/** @param count how often the record is altered; backups are altered for each fiftieth of it, in two ways */
export function alteredRecords(count: number, progress: Progress): Promise<Outcome> {
  return inTemporaryFolder(async (work) => {
    const data = join(work, 'data');
    furnish(data);
    const saved = join(work, 'saved.backup');
    const record = Record.open(data, migrations);
    await backup(record, saved);
    record.close();

    const broken: string[] = [];
    const touched = alterRows(data, count, progress, broken);
    const backups = Math.ceil(count / 50);
    const to = join(work, 'restored');
    const whole = readFileSync(saved);
    const bad = join(work, 'bad.backup');
    for (let each = 0; each < 2 * backups; each += 1) {
      const at = Math.floor(Math.random() * whole.length);
      const bytes = Buffer.from(each < backups ? whole.subarray(0, at) : whole);
      if (each >= backups) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8));
      writeFileSync(bad, bytes);
      const what = each < backups ? `cut at byte ${at}` : `a bit of byte ${at} turned`;
      const said = await restore(bad, to, migrations).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(said instanceof Problem))
        broken.push(`a backup with ${what}: ${String(said ?? 'taken as whole')}`);
    }
    await restore(saved, to, migrations);
    return {
      did: [
        `${count} alterations, one at a time, of ${touched.size} tables: ${[...touched].toSorted().join(', ')}`,
        `${backups} backups cut short, ${backups} with a bit turned`,
      ],
      broken,
    };
  });
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly number[];
}

function alterRows(data: string, count: number, progress: Progress, broken: string[]): Set<string> {
  const db = new DatabaseSync(recordFile(data), { enableForeignKeyConstraints: false });
  // Who alters the file directly is held up by no trigger, index or check.
  for (const { name, type } of db
    .prepare("SELECT name, type FROM sqlite_schema WHERE type = 'trigger'")
    .all())
    db.exec(`DROP ${String(type)} "${String(name)}"`);
  db.exec('PRAGMA ignore_check_constraints = ON');
  const tables = coveredTables(db);
  const touched = new Set<string>();
  for (let done = 0; done < count;) {
    const table = any(tables);
    db.exec('BEGIN');
    let what: string | undefined;
    try {
      what = alter(db, table);
      if (what !== undefined && verifies(db)) broken.push(`${table.name}: ${what}`);
    } catch (error) {
      // A constraint of the table refuses what this would make of it: nothing was altered.
      if (!/constraint|cannot store|mismatch/i.test((error as Error).message)) throw error;
      what = undefined;
    } finally {
      db.exec('ROLLBACK');
    }
    if (what === undefined) continue;
    touched.add(table.name);
    done += 1;
    if (done % 100 === 0) progress(done, count);
  }
  if (!verifies(db)) broken.push('the record is not as it was after all was undone');
  db.close();
  return touched;
}

/** Whether the audit log finds nothing; what it cannot read it has found. */
function verifies(db: DatabaseSync): boolean {
  try {
    return verifyDatabase(db).length === 0;
  } catch {
    return false;
  }
}

/** The log, its recorded end, and every table whose rows it covers. */
function coveredTables(db: DatabaseSync): Table[] {
  const names = db
    .prepare(
      `SELECT DISTINCT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
       WHERE m.type = 'table' AND (c.name = 'entry' OR m.name IN ('audit', 'audit_head'))`,
    )
    .all()
    .map(({ name }) => String(name));
  return names.flatMap((name) => {
    // The number of the one row of the recorded end says nothing.
    const columns = db.prepare(`SELECT name FROM pragma_table_info('${name}') WHERE name <> 'only'`).all();
    const rows = db.prepare(`SELECT rowid AS at FROM "${name}"`).all();
    return rows.length === 0
      ? []
      : [
          {
            name,
            columns: columns.map((row) => String(row['name'])),
            rows: rows.map(({ at }) => Number(at)),
          },
        ];
  });
}

/** Alters one table in one place. @returns what was done; undefined where nothing came of it */
function alter(db: DatabaseSync, { name, columns, rows }: Table): string | undefined {
  const row = any(rows);
  const way = Math.random();
  if (way < 0.1) {
    db.prepare(`DELETE FROM "${name}" WHERE rowid = ?`).run(row);
    return `row ${row} removed`;
  }
  const key = columns.includes('id') ? 'id' : columns.includes('seq') ? 'seq' : undefined;
  if (way < 0.2 && key && name !== 'audit_head') {
    const others = columns.filter((column) => column !== key).map((column) => `"${column}"`);
    db.exec(
      `INSERT INTO "${name}" (${others.join(', ')}) SELECT ${others.join(', ')} FROM "${name}" WHERE rowid = ${row}`,
    );
    return `row ${row} added once more`;
  }
  if (way < 0.3 && rows.length > 1) {
    const other = any(rows);
    const column = any(columns.filter((each) => each !== key));
    const [a, b] = [row, other].map((at) => valueOf(db, name, column, at));
    if (a === b) return undefined;
    const set = db.prepare(`UPDATE "${name}" SET "${column}" = ? WHERE rowid = ?`);
    set.run(b ?? null, row);
    set.run(a ?? null, other);
    return `${column} of rows ${row} and ${other} exchanged`;
  }
  const column = any(columns);
  const before = valueOf(db, name, column, row);
  const after = another(before ?? null);
  if (after === before || (column === 'changes' && isSameJson(before, after))) return undefined;
  db.prepare(`UPDATE "${name}" SET "${column}" = ? WHERE rowid = ?`).run(after, row);
  return `${column} of row ${row}: ${String(before)} became ${String(after)}`.slice(0, 200);
}

function valueOf(db: DatabaseSync, name: string, column: string, row: number): SQLInputValue | undefined {
  return db.prepare(`SELECT "${column}" AS value FROM "${name}" WHERE rowid = ?`).get(row)?.['value'];
}

/** Near to what was there: one letter, one more, nothing. */
function another(value: SQLInputValue): SQLInputValue {
  if (value === null) return any(['', 'x', 0, 1]);
  if (typeof value === 'number') return any([value + 1, -value, value * 2, 0, null]);
  if (typeof value !== 'string') return null;
  const at = Math.floor(Math.random() * (value.length + 1));
  const letter = String.fromCodePoint(33 + Math.floor(Math.random() * 90));
  return any([
    value.slice(0, at) + letter + value.slice(at),
    value.slice(0, at) + letter + value.slice(at + 1),
    value.slice(0, at) + value.slice(at + 1),
    `${value} `,
    value.toUpperCase(),
    '',
    null,
  ]);
}

/** The log holds what an entry changed as JSON, where white space says nothing. */
function isSameJson(before: unknown, after: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(String(before))) === JSON.stringify(JSON.parse(String(after)));
  } catch {
    return false;
  }
}

function any<T>(values: readonly T[]): T {
  const value = values[Math.floor(Math.random() * values.length)];
  if (value === undefined) throw new Error('nothing to draw from');
  return value;
}
