/**
 * The index of words: for each text its language, its words as written, and their stems. It follows the record
 * (see `Derived`); what is looked up in it is in query.ts.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Derived, Progress, Read } from '../platform/record.ts';
import { languageOf } from './languages.ts';
import { indexColumns, indexed, matchExpression, type Query } from './query.ts';
import { words } from './words.ts';

/** Made anew when the rules of words.ts or languages.ts change: raise the version with them. */
export const textIndex: Derived = {
  name: 'words of recommendations',
  version: 1,
  // FTS5 gets words that are cut already; "ascii" leaves all other letters as they are.
  create: `DROP TABLE IF EXISTS recommendation_words;
    DROP TABLE IF EXISTS recommendation_language;
    CREATE VIRTUAL TABLE recommendation_words USING fts5(${indexColumns.join(', ')}, content='', tokenize='ascii');
    CREATE TABLE recommendation_language (
      recommendation INTEGER PRIMARY KEY REFERENCES recommendation(id), language TEXT NOT NULL) STRICT;`,
  from: ['recommendation'],
  follow,
};

const batch = 5000;

function follow(db: DatabaseSync, progress: Progress): void {
  const addLanguage = db.prepare('INSERT INTO recommendation_language VALUES (?, ?)');
  const addWords = db.prepare(
    `INSERT INTO recommendation_words (rowid, ${indexColumns.join(', ')}) VALUES (?${', ?'.repeat(indexColumns.length)})`,
  );
  eachNewText(db, 'recommendation_language', progress, ({ id, text }) => {
    const language = languageOf(text, words(text));
    const columns = indexed(text, language);
    addLanguage.run(id, language);
    addWords.run(id, ...indexColumns.map((column) => columns[column] ?? ''));
  });
}

/** A text to work something out from; its language is there once this index has followed. */
interface NewText {
  readonly id: number;
  readonly state: string;
  readonly text: string;
  readonly language: string | null;
}

/** Goes through the recommendations that came since the last row of a derived table, in batches. @returns how many */
export function eachNewText(
  db: DatabaseSync,
  derived: 'recommendation_language' | 'recommendation_label',
  progress: Progress,
  use: (text: NewText) => void,
): number {
  const last = Number(
    db.prepare(`SELECT ifnull(max(recommendation), 0) AS id FROM ${derived}`).get()?.['id'],
  );
  const of = Number(db.prepare('SELECT count(*) AS n FROM recommendation WHERE id > ?').get(last)?.['n']);
  const read = db.prepare(
    `SELECT r.id, r.state, r.text, l.language FROM recommendation r
     LEFT JOIN recommendation_language l ON l.recommendation = r.id WHERE r.id > ? ORDER BY r.id LIMIT ?`,
  );
  let done = 0;
  for (let after = last; done < of;) {
    for (const row of read.all(after, batch)) {
      const text = row as unknown as NewText;
      after = text.id;
      use(text);
      done += 1;
    }
    progress(done, of);
  }
  return done;
}

/** The numbers of all recommendations whose texts fit, in no order. */
export function fitting(tx: Read, query: Query): Uint32Array {
  const found = tx.first<{ ids: string }>(
    'SELECT json_group_array(rowid) AS ids FROM recommendation_words WHERE recommendation_words MATCH ?',
    matchExpression(query),
  );
  return numbersIn(found?.ids ?? '[]');
}

/** The numbers of a JSON array of whole numbers; of hundreds of thousands JSON.parse would leave megabytes behind. */
function numbersIn(json: string): Uint32Array {
  // Each takes two signs at least.
  const numbers = new Uint32Array(Math.floor(json.length / 2));
  let length = 0;
  let number: number | undefined;
  for (let at = 0; at < json.length; at += 1) {
    const digit = json.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) number = 10 * (number ?? 0) + digit;
    else if (number !== undefined) {
      numbers[length] = number;
      length += 1;
      number = undefined;
    }
  }
  return numbers.subarray(0, length);
}

/** Those of these recommendations whose texts fit, the best first (BM25). */
export function fittingBest(tx: Read, query: Query, among: Uint32Array): readonly number[] {
  // As a function and with a plus, so that SQLite reckons for these texts only and goes through the index once.
  const found = tx.first<{ ids: string }>(
    `SELECT json_group_array(rowid) AS ids FROM
       (SELECT rowid FROM recommendation_words
        WHERE recommendation_words MATCH ? AND +rowid IN (SELECT value FROM json_each(?))
        ORDER BY bm25(recommendation_words), rowid)`,
    matchExpression(query),
    JSON.stringify([...among]),
  );
  return JSON.parse(found?.ids ?? '[]') as number[];
}
