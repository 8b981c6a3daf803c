/**
 * What was made of the record, remembered until a table that it was made of changes. Nobody has to say which tables
 * those are: SQLite tells it of each statement as it is prepared, and the audit log of each change.
 */
import { constants, type DatabaseSync } from 'node:sqlite';
/** Stands for all tables: what rests on it is forgotten after each change. */
export const everything = '*';

type Tables = ReadonlySet<string>;

/** Tables worked out from others. */
interface WorkedOut {
  /** The SQL that makes them. */
  readonly create: string;
  /** The growing tables that their rows follow. */
  readonly from: readonly string[] | typeof everything;
}

interface Remembered {
  readonly value: unknown;
  readonly tables: Tables;
  readonly stamp: string | undefined;
}

/** How many values are remembered. */
const most = 300;

export class Memory {
  readonly #db: DatabaseSync;
  readonly #tables: ReturnType<typeof tablesKnown>;
  /** By name, the longest unused first. */
  readonly #values = new Map<string, Remembered>();
  /** The tables that the value being worked out was read from, for each of the values within one another. */
  readonly #reading: Set<string>[] = [];
  #preparing: Set<string> | undefined;
  /** The last entry of the audit log whose tables were forgotten. */
  #followed: number;

  constructor(
    db: DatabaseSync,
    { growing, derived, head }: { growing: readonly string[]; derived: readonly WorkedOut[]; head: number },
  ) {
    this.#db = db;
    this.#tables = tablesKnown(db, growing, derived);
    this.#followed = head;
    db.setAuthorizer((action, table) => {
      if (action === constants.SQLITE_READ && table !== null) this.#preparing?.add(table);
      return constants.SQLITE_OK;
    });
  }

  /** Prepares a statement. @returns what `prepare` returns, and the tables that running it says something of */
  tablesOf<T>(sql: string, prepare: () => T): { readonly prepared: T; readonly tables: Tables } {
    const found = new Set<string>();
    this.#preparing = found;
    try {
      const prepared = prepare();
      return { prepared, tables: new Set([...found].flatMap((table) => this.#meaning(table, sql))) };
    } finally {
      this.#preparing = undefined;
    }
  }

  /** Notes that a statement on these tables was run. */
  note(tables: Tables): void {
    const reading = this.#reading.at(-1);
    if (reading) for (const table of tables) reading.add(table);
  }

  /**
   * The value of a name: as remembered, or as the work makes it now.
   * @param stamp what the value depends on instead of its tables
   */
  value<T>(name: string, { head, stamp }: { head: number; stamp: string | undefined }, work: () => T): T {
    this.#follow(head);
    const old = this.#values.get(name);
    const found = old && old.stamp === stamp ? old : this.#made(work, stamp);
    this.#values.delete(name);
    this.#values.set(name, found);
    const [oldest] = this.#values.keys();
    if (this.#values.size > most && oldest !== undefined) this.#values.delete(oldest);
    this.note(found.tables);
    return found.value as T;
  }

  #made(work: () => unknown, stamp: string | undefined): Remembered {
    const tables = new Set<string>();
    this.#reading.push(tables);
    try {
      const value = work();
      // Who asked no statement has what it says from elsewhere.
      if (tables.size === 0) tables.add(everything);
      return { value, tables, stamp };
    } finally {
      this.#reading.pop();
      // Also of work that failed: that it did is something the value around it may rest on.
      this.note(tables);
    }
  }

  /** Forgets what rests on a table that changed since. */
  #follow(head: number): void {
    if (head === this.#followed) return;
    const changed = new Set([everything]);
    const changes = this.#db.prepare('SELECT changes FROM audit WHERE seq > ?').all(this.#followed);
    for (const { changes: of } of changes)
      for (const table of Object.keys(JSON.parse(String(of)) as object)) changed.add(table);
    for (const [name, { tables, stamp }] of this.#values)
      if (stamp === undefined && [...tables].some((table) => changed.has(table))) this.#values.delete(name);
    this.#followed = head;
  }

  /** The growing tables that a table of a statement stands for. */
  #meaning(table: string, sql: string): readonly string[] {
    if (this.#tables.growing.has(table)) return [table];
    // Rows of the log never change: who reaches them from rows of a growing table depends on that table alone.
    if (table === 'audit' && !sql.replaceAll(entryOfRow, '').includes('audit')) return [];
    return this.#tables.derived.get(table) ?? (this.#tables.held.has(table) ? [everything] : []);
  }
}

const entryOfRow = /JOIN audit (\w+) ON \1\.seq = \w+\.entry/g;

/** The tables of a record: those that grow; of the derived ones, from which; and all that hold rows. */
function tablesKnown(db: DatabaseSync, growing: readonly string[], derived: readonly WorkedOut[]) {
  const held = db.prepare("SELECT name FROM pragma_table_list WHERE type <> 'shadow'").all();
  return {
    growing: new Set(growing),
    derived: new Map(
      derived.flatMap(({ create, from }) =>
        from === everything
          ? []
          : [...create.matchAll(/CREATE (?:VIRTUAL )?TABLE (\w+)/g)].map(
              ([, table = '']) => [table, from] as const,
            ),
      ),
    ),
    held: new Set(held.map(({ name }) => String(name))),
  };
}
