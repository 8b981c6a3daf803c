/**
 * The record: one SQLite file that only grows. There is one way to write, `command`: it hands out a `Write`,
 * whose only verb is `insert`, and closes with an audit entry in the same transaction. A correction is a new
 * row; triggers refuse UPDATE and DELETE.
 */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../core/problem.ts';
import { type AuditEntry, type Finding, hashEntry, rowDigest, verifyChain } from './audit.ts';
import { problemOfDisk } from './disk.ts';
import { holdFolder, type Hold } from './folder.ts';
import { type everything, Memory } from './memory.ts';

export type Row = { readonly [column: string]: SQLInputValue };

/** A reading transaction: sees one state of the record. */
export interface Read {
  /** All rows of a query. The caller names their shape; the query is our own SQL, so it is known. */
  all<T>(sql: string, ...values: SQLInputValue[]): T[];
  first<T>(sql: string, ...values: SQLInputValue[]): T | undefined;
  /** What the work makes of the record, remembered under a name. See `Record.cached`. */
  cached<T>(name: string, work: (tx: Read) => T, stamp?: string): T;
}

/** A writing transaction, handed out by `command` alone: what is written through it is audited. */
export interface Write extends Read {
  /** Adds a row and returns its id. The column `entry` is filled in. */
  insert(table: string, row: Row): number;
}

/** What a change must say of itself. */
export interface Command {
  readonly kind: string;
  readonly actor: string;
  readonly reason: string;
  /** On what the change rests: a file with its hash, a document. */
  readonly citation: string;
  /** ISO 8601 time; handed in so that everything can be replayed. */
  readonly at: string;
}

/** A change of the schema. Numbers ascend; some may be left out, so that parts can be built side by side. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Tables worked out from the rows of others, such as an index of words. They hold nothing that is not in the
 * record already, so they are not audited, and they are made anew whenever the way of working them out changes.
 */
export interface Derived {
  readonly name: string;
  /** Raise it when `create` changes, or what `follow` would write. */
  readonly version: number;
  /** SQL that drops the tables if they are there, and makes them, empty. */
  readonly create: string;
  /** The growing tables that it is worked out from; `everything` where these alone do not tell when it changes. */
  readonly from: readonly string[] | typeof everything;
  /** Writes what rows say that came since it ran last; inside a transaction, after each change of the record. */
  readonly follow: (db: DatabaseSync, progress: Progress) => void;
  /**
   * Works out a part of what takes too long for a change, and says how many rows are left; in a transaction of its
   * own, see `Record.deriveMore`.
   */
  readonly more?: (db: DatabaseSync, folder: string) => number;
}

/** Told from time to time how far a long piece of work has come. */
export type Progress = (done: number, of: number) => void;

/** SQL of a table that only grows: `id` and `entry` are added, and UPDATE and DELETE are refused. */
export function growingTable(name: string, columns: string): string {
  const refuse = (verb: string) =>
    `CREATE TRIGGER ${name}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${name}
     BEGIN SELECT RAISE(ABORT, 'rows of ${name} are never changed; add a new one'); END;`;
  return `CREATE TABLE ${name} (
      id INTEGER PRIMARY KEY,
      entry INTEGER NOT NULL REFERENCES audit(seq) DEFERRABLE INITIALLY DEFERRED,
      ${columns}) STRICT;
    CREATE INDEX ${name}_entry ON ${name}(entry);
    ${refuse('UPDATE')} ${refuse('DELETE')}`;
}

const ground: Migration = {
  number: 1,
  name: 'audit log',
  sql: `CREATE TABLE audit (
      seq INTEGER PRIMARY KEY,
      at TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, citation TEXT NOT NULL,
      changes TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
    CREATE TABLE audit_head (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
    INSERT INTO audit_head VALUES (1, 0, '');`,
};

/** The file of the record inside its data folder. */
export function recordFile(folder: string): string {
  return join(folder, 'record.sqlite');
}

/** What a change needs of the record, so that it can be carried out or only rehearsed. */
export type Recorder = Pick<Record, 'command'>;

export class Record {
  readonly folder: string;
  readonly #db: DatabaseSync;
  readonly #hold: Hold | undefined;
  readonly #statements = new Map<
    string,
    ReturnType<Memory['tablesOf']> & { readonly prepared: StatementSync }
  >();
  readonly #memory: Memory;
  readonly #derived: readonly Derived[];
  readonly #read: Read;

  private constructor(folder: string, db: DatabaseSync, derived: readonly Derived[], hold: Hold | undefined) {
    this.folder = folder;
    this.#db = db;
    this.#derived = derived;
    this.#hold = hold;
    this.#memory = new Memory(db, { growing: growingTables(db), derived, head: headOf(db).seq });
    this.#read = {
      all: <T>(sql: string, ...values: SQLInputValue[]) => this.#asked(sql).all(...values) as T[],
      first: <T>(sql: string, ...values: SQLInputValue[]) => this.#asked(sql).get(...values) as T | undefined,
      cached: (name, work, stamp) => this.cached(name, work, stamp),
    };
  }

  /**
   * Opens the record for writing, creating and migrating it as needed.
   * @throws Problem `data-locked`, `data-not-writable`, `record-newer`, `record-damaged`, `disk-full`, `disk-failed`
   */
  static open(
    folder: string,
    migrations: readonly Migration[],
    derived: readonly Derived[] = [],
    progress: Progress = () => undefined,
  ): Record {
    const hold = holdFolder(folder);
    try {
      const db = connect(recordFile(folder), 'write');
      migrate(db, [ground, ...migrations]);
      derive(db, derived, progress);
      return new Record(folder, db, derived, hold);
    } catch (error) {
      hold.release();
      throw problemOfDisk(error);
    }
  }

  /**
   * Opens an existing record for reading, beside a server that may be writing to it.
   * @throws Problem `record-missing`, `record-newer`, `record-older`, `record-damaged`
   */
  static openToRead(
    folder: string,
    migrations: readonly Migration[],
    derived: readonly Derived[] = [],
  ): Record {
    if (!existsSync(recordFile(folder))) throw new Problem('record-missing', { folder });
    const db = connect(recordFile(folder), 'read');
    const known = newest(migrations);
    if (versionOf(db) < known || !derived.every((each) => derivedVersion(db, each) === each.version)) {
      db.close();
      throw new Problem('record-older', { folder });
    }
    refuseNewer(db, known);
    return new Record(folder, db, derived, undefined);
  }

  /**
   * Opens the record for writing in a further thread of the process that holds the folder. It must not write while
   * another thread does: whoever comes second waits, and everything else in its thread with it.
   */
  static openBeside(
    folder: string,
    migrations: readonly Migration[],
    derived: readonly Derived[] = [],
  ): Record {
    const db = connect(recordFile(folder), 'write');
    refuseNewer(db, newest(migrations));
    return new Record(folder, db, derived, undefined);
  }

  /** Runs a query, or several in one consistent reading. */
  read<T>(work: (tx: Read) => T): T {
    if (this.#db.isTransaction) return work(this.#read);
    this.#db.exec('BEGIN');
    try {
      return work(this.#read);
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  /**
   * As `read`, remembered under a name until a table that it reads changes; the longest unused are forgotten first.
   * The name says all that the work takes from elsewhere.
   * @param stamp what the value depends on instead: it is worked out anew when that is another
   */
  cached<T>(name: string, work: (tx: Read) => T, stamp?: string): T {
    return this.#memory.value(name, { head: this.head().seq, stamp }, () => this.read(work));
  }

  /**
   * Makes one change: all of it with its audit entry, or nothing. A command that inserts nothing leaves no entry.
   * @returns what the work returned, and the number of the audit entry if there is one
   * @throws Problem `disk-full`, `disk-failed`; whatever the work throws
   */
  command<T>(command: Command, work: (tx: Write) => T): { result: T; entry: number | undefined } {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const head = this.head();
      const seq = head.seq + 1;
      const digests = new Map<string, ReturnType<typeof rowDigest>>();
      const insert = (table: string, row: Row): number => {
        const whole = { ...row, entry: seq };
        const columns = Object.keys(whole);
        const sql = `INSERT INTO ${identifier(table)} (${columns.map(identifier).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
        const id = Number(this.#prepare(sql).prepared.run(...Object.values(whole)).lastInsertRowid);
        let digest = digests.get(table);
        if (!digest) digests.set(table, (digest = rowDigest()));
        digest.add({ ...whole, id });
        return id;
      };
      // What was remembered before says nothing of the rows of this change.
      const tx: Write = { ...this.#read, cached: (_, inside) => inside(tx), insert };
      const result = work(tx);
      if (digests.size === 0) {
        this.#db.exec('ROLLBACK');
        return { result, entry: undefined };
      }
      for (const { follow } of this.#derived) follow(this.#db, () => undefined);
      const changes = Object.fromEntries([...digests].map(([table, digest]) => [table, digest.change()]));
      const { kind, actor, reason, citation, at } = command;
      const content = { kind, actor, reason, citation, at, changes, previous: head.hash };
      const hash = hashEntry(content);
      this.#prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').prepared.run(
        seq,
        at,
        actor,
        kind,
        reason,
        citation,
        JSON.stringify(changes),
        head.hash,
        hash,
      );
      this.#prepare('UPDATE audit_head SET seq = ?, hash = ?').prepared.run(seq, hash);
      this.#db.exec('COMMIT');
      return { result, entry: seq };
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw problemOfDisk(error);
    }
  }

  /** Works out a part of what takes too long for a change. @returns how many rows are left */
  deriveMore(): number {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const left = this.#derived.map(({ more }) => more?.(this.#db, this.folder) ?? 0);
      this.#db.exec('COMMIT');
      return left.reduce((sum, rows) => sum + rows, 0);
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Runs a command to see what it would do, and undoes it. */
  rehearse<T>(work: (tx: Write) => T): T {
    const undo = new Undo();
    let result: { value: T } | undefined;
    try {
      this.command({ kind: 'rehearsal', actor: '', reason: '', citation: '', at: '' }, (tx) => {
        result = { value: work(tx) };
        throw undo;
      });
    } catch (error) {
      if (error !== undo) throw error;
    }
    return (result as { value: T }).value;
  }

  /** Takes changes as the record does, and undoes each: what would be refused is refused. */
  rehearsal(): Recorder {
    return { command: (_, work) => ({ result: this.rehearse(work), entry: undefined }) };
  }

  /** Number and hash of the last audit entry; the state of the record has no other name. */
  head(): { seq: number; hash: string } {
    return this.#prepare('SELECT seq, hash FROM audit_head').prepared.get() as { seq: number; hash: string };
  }

  entries(): AuditEntry[] {
    return entriesOf(this.#db);
  }

  /** Checks the audit log and every row it speaks of. An empty list means: whole. */
  verify(): Finding[] {
    return this.read(() => verifyDatabase(this.#db));
  }

  /** The open connection's file, for a backup that is consistent while others write. */
  get database(): DatabaseSync {
    return this.#db;
  }

  get isOpen(): boolean {
    return this.#db.isOpen;
  }

  close(): void {
    this.#db.close();
    this.#hold?.release();
  }

  #prepare(sql: string) {
    let statement = this.#statements.get(sql);
    if (!statement)
      this.#statements.set(sql, (statement = this.#memory.tablesOf(sql, () => this.#db.prepare(sql))));
    return statement;
  }

  /** A statement that is about to be run for what it says. */
  #asked(sql: string): StatementSync {
    const { prepared, tables } = this.#prepare(sql);
    this.#memory.note(tables);
    return prepared;
  }
}

class Undo extends Error {}

/** Checks the audit log of a database and every row it speaks of; also for a file that is not in use yet. */
export function verifyDatabase(db: DatabaseSync): Finding[] {
  return verifyChain(entriesOf(db), headOf(db), digestsNow(db));
}

function headOf(db: DatabaseSync): { seq: number; hash: string } {
  return db.prepare('SELECT seq, hash FROM audit_head').get() as { seq: number; hash: string };
}

function entriesOf(db: DatabaseSync): AuditEntry[] {
  return db
    .prepare('SELECT * FROM audit ORDER BY seq')
    .all()
    .map((row) => ({ ...row, changes: JSON.parse(String(row['changes'])) }) as unknown as AuditEntry);
}

function digestsNow(db: DatabaseSync): Map<number, AuditEntry['changes']> {
  const byEntry = new Map<number, { [table: string]: ReturnType<typeof rowDigest> }>();
  for (const table of growingTables(db)) {
    for (const row of db.prepare(`SELECT * FROM ${identifier(table)} ORDER BY entry, id`).iterate()) {
      const entry = Number(row['entry']);
      const tables = byEntry.get(entry) ?? {};
      byEntry.set(entry, tables);
      (tables[table] ??= rowDigest()).add(row as { [column: string]: SQLOutputValue });
    }
  }
  return new Map(
    [...byEntry].map(([entry, tables]) => [
      entry,
      Object.fromEntries(Object.entries(tables).map(([table, digest]) => [table, digest.change()])),
    ]),
  );
}

/**
 * A new and empty record in a file, as it is after these migrations, for whoever fills it from outside. Nothing makes
 * it survive a power failure until its maker has it written to the disk.
 */
export function emptyRecord(file: string, migrations: readonly Migration[]): DatabaseSync {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true });
  db.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF;');
  migrate(db, [ground, ...migrations]);
  return db;
}

function connect(file: string, mode: 'read' | 'write'): DatabaseSync {
  try {
    const db = new DatabaseSync(file, {
      readOnly: mode === 'read',
      enableForeignKeyConstraints: true,
      timeout: 5000,
    });
    // 16 MB: the index of words of a large record is read again and again.
    db.exec('PRAGMA cache_size = -16000');
    if (mode === 'write') {
      db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;`);
    }
    versionOf(db);
    return db;
  } catch (error) {
    const problem = problemOfDisk(error);
    if (problem instanceof Problem) throw problem;
    throw new Problem('record-damaged', { file, detail: (error as Error).message });
  }
}

function migrate(db: DatabaseSync, migrations: readonly Migration[]): void {
  refuseNewer(db, newest(migrations));
  for (const [index, migration] of migrations.entries()) {
    if (migration.number <= (migrations[index - 1]?.number ?? 0))
      throw new Error(`migration ${migration.number} stands after a later one`);
    if (migration.number <= versionOf(db)) continue;
    db.exec(`BEGIN IMMEDIATE; ${migration.sql}; PRAGMA user_version = ${migration.number}; COMMIT;`);
  }
}

function derive(db: DatabaseSync, derived: readonly Derived[], progress: Progress): void {
  if (derived.length === 0) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec('CREATE TABLE IF NOT EXISTS derived (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT');
    for (const each of derived) {
      if (derivedVersion(db, each) !== each.version) {
        db.exec(each.create);
        db.prepare('INSERT OR REPLACE INTO derived VALUES (?, ?)').run(each.name, each.version);
      }
      each.follow(db, progress);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Undefined where the record has no such tables yet. */
function derivedVersion(db: DatabaseSync, { name }: Derived): number | undefined {
  const there = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'derived'").get() !== undefined;
  const row = there ? db.prepare('SELECT version FROM derived WHERE name = ?').get(name) : undefined;
  return row && Number(row['version']);
}

/** The number of the last migration: the version of a record that is up to date. */
export function newest(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.number ?? ground.number;
}

function refuseNewer(db: DatabaseSync, known: number): void {
  const version = versionOf(db);
  if (version <= known) return;
  db.close();
  throw new Problem('record-newer', { version, known });
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** The names of the tables whose rows are only added, in the order of the alphabet. */
export function growingTables(db: DatabaseSync): string[] {
  return db
    .prepare(
      `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'entry'
       WHERE m.type = 'table' ORDER BY m.name`,
    )
    .all()
    .map((row) => String(row['name']));
}

/** Names of tables and columns come from our own code, never from outside; this keeps it so. */
function identifier(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`not an identifier: ${name}`);
  return name;
}
