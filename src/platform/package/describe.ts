/**
 * What a package holds, told twice: for programs in `datapackage.json` (Frictionless Data Package with a Table Schema
 * for each table, https://specs.frictionlessdata.io), for people in `README.txt`. Both come from the database itself.
 */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { software } from '../product.ts';
import { growingTables } from '../record.ts';

export const types = { INTEGER: 'integer', REAL: 'number', TEXT: 'string', BLOB: 'string' } as const;

export interface Column {
  readonly name: string;
  readonly type: keyof typeof types;
  readonly need: 'required' | 'may be missing';
}

export interface Table {
  readonly name: string;
  /** By it rows are counted and ordered. */
  readonly key: 'id' | 'seq';
  readonly columns: readonly Column[];
  readonly references: readonly { readonly column: string; readonly table: string; readonly of: string }[];
}

/** What each table and column means, and which tables stay behind; English, as the columns' names are. */
export interface Words {
  readonly tables: { readonly [table: string]: string };
  /** By "table.column", or by the column's name where it means the same everywhere. */
  readonly columns: { readonly [column: string]: string };
  readonly leftOut: readonly { readonly table: string; readonly what: string }[];
}

/** The audit log and all growing tables, each after those it refers to. */
export function tablesOf(db: DatabaseSync): Table[] {
  const waiting = ['audit', ...growingTables(db)].map((name) => tableOf(db, name));
  const ordered: Table[] = [];
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ references }) =>
      references.every(({ table }) => !waiting.some(({ name }) => name === table)),
    );
    // Tables that refer to each other would need another way in; there are none.
    const [next] = waiting.splice(at, 1);
    if (at < 0 || !next) throw new Error('tables refer to each other in a circle');
    ordered.push(next);
  }
  return ordered;
}

function tableOf(db: DatabaseSync, name: string): Table {
  const columns = db.prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(name);
  const references = db
    .prepare('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?) ORDER BY "from"')
    .all(name);
  return {
    name,
    key: name === 'audit' ? 'seq' : 'id',
    columns: columns.map((column) => ({
      name: String(column['name']),
      type: String(column['type']) as Column['type'],
      need: column['notnull'] === 1 || column['pk'] === 1 ? 'required' : 'may be missing',
    })),
    references: references.map((row) => ({
      column: String(row['from']),
      table: String(row['table']),
      of: String(row['to']),
    })),
  };
}

/** In place of a value that is missing; an empty cell is an empty text. PostgreSQL and MySQL write it so. */
export const missing = String.raw`\N`;
export const descriptionFile = 'datapackage.json';
export const readmeFile = 'README.txt';
export const pathOf = (table: string): string => `tables/${table}.csv`;

/** What is known of a table's file once it is written. */
export interface Written {
  readonly table: Table;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The record as the package holds it: number of its schema, number and hash of its last change. */
export interface State {
  readonly schema: number;
  readonly head: { readonly seq: number; readonly hash: string };
  /** Time of the last change; nothing in a package depends on when it was made. */
  readonly at: string;
}

const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/);
/** The part of `datapackage.json` that is read back. What a column is, the program knows by the number of the schema. */
export const descriptionSchema = z.object({
  plumbline: z.object({
    format: z.literal(1),
    schema: z.int().positive(),
    head: z.object({ seq: z.int().nonnegative(), hash: z.string().regex(/^([0-9a-f]{64})?$/) }),
  }),
  resources: z.array(
    z.object({ name: z.string(), path: z.string(), bytes: z.int().nonnegative(), hash: sha256 }),
  ),
});
export type Description = z.infer<typeof descriptionSchema>;

export function descriptionText(state: State, written: readonly Written[], words: Words): string {
  const described = (text: string | undefined) => (text === undefined ? {} : { description: text });
  const description = {
    profile: 'tabular-data-package',
    name: 'plumbline-record',
    title: 'The whole record of an installation of Plumbline',
    description: `${howCellsAreWritten} ${leftOutSentence(words)}`,
    version: software.version,
    plumbline: { format: 1, schema: state.schema, head: state.head, lastChange: state.at },
    resources: written.map(({ table, rows, bytes, sha256: hash }) => ({
      profile: 'tabular-data-resource',
      name: table.name,
      path: pathOf(table.name),
      ...described(words.tables[table.name]),
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
      bytes,
      hash: `sha256:${hash}`,
      rows,
      schema: {
        fields: table.columns.map(({ name, type, need }) => ({
          name,
          type: types[type],
          ...(type === 'BLOB' ? { format: 'binary' } : {}),
          ...described(words.columns[`${table.name}.${name}`] ?? words.columns[name]),
          ...(need === 'required' ? { constraints: { required: true } } : {}),
        })),
        missingValues: [missing],
        primaryKey: table.key,
        foreignKeys: table.references.map(({ column, table: resource, of }) => ({
          fields: column,
          reference: { resource, fields: of },
        })),
      },
    })),
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}

const howCellsAreWritten = `A value that is missing is written ${missing}; an empty cell is an empty text. A text that would itself read as ${missing} has one more backslash in front. A text that a spreadsheet program would take for a formula (it begins with = + - @ or a control character) has an apostrophe in front, and one that begins with an apostrophe before such a sign has one more; take one away to have the text as it is.`;

function leftOutSentence({ leftOut }: Words): string {
  return `Not in the package: ${leftOut.map(({ what }) => what).join('; ')}.`;
}

export function readmeText(state: State, written: readonly Written[], words: Words): string {
  return [
    'THE WHOLE RECORD OF AN INSTALLATION OF PLUMBLINE',
    '',
    `State of the record: change ${state.head.seq}, made at ${state.at || 'no time yet'}.`,
    `Hash of that change: ${state.head.hash}`,
    '',
    'WHAT THIS IS',
    '',
    `A Frictionless Data Package (${descriptionFile} describes every table and column for programs) with a CSV file for each table of the record. Each row that was ever entered is here, also those that a later row replaced: nothing in a record is overwritten. The column "entry" of each table is the number of the change in tables/audit.csv that entered the row; it says who made it, when, why and on which source.`,
    '',
    'WHAT IS NOT IN IT',
    '',
    ...words.leftOut.map(({ table, what }) => `- ${what} (table ${table})`),
    '',
    'The names and addresses of the accounts are here, because the record says who changed what, and so are the sources held in confidence: keep this file as safe as the installation, and publish none of it unread. After the package has been taken in, nobody can sign in until invited again. The column key_hash of tables/coding_seat.csv holds hashes of random keys; nobody can find the keys by them, and without them the chain of changes could not be checked.',
    '',
    'HOW THE CELLS ARE WRITTEN',
    '',
    `UTF-8, lines end with CR LF, the first line names the columns. ${howCellsAreWritten}`,
    '',
    'HOW TO CHECK IT',
    '',
    `"plumbline audit verify FILE.zip" checks each file by its SHA-256, and all rows by the chain of changes. Without Plumbline: ${descriptionFile} gives the SHA-256 of each file.`,
    '',
    'HOW TO TAKE IT IN',
    '',
    `"plumbline import-all FILE.zip --data NEW-FOLDER" makes a new record of it, the same in every row and every change.`,
    '',
    'WHAT IS IN IT',
    '',
    ...written.map(
      ({ table: { name }, rows }) =>
        `- ${pathOf(name)}: ${rows} rows${words.tables[name] ? `. ${words.tables[name]}` : ''}`,
    ),
    '',
  ].join('\n');
}
