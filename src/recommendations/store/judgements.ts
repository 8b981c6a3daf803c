/**
 * What the model that an operator trained says of each English text, kept so that searches can be narrowed by it.
 * Judging takes too long to be done within a change, so it is done in parts afterwards; see `Derived.more`.
 */
import type { DatabaseSync } from 'node:sqlite';
import { Problem } from '../../core/problem.ts';
import { everything } from '../../platform/memory.ts';
import type { Derived, Read } from '../../platform/record.ts';
import type { Judgement } from '../classifier/classifier.ts';
import { shippedCoder } from '../reference.ts';
import { installedClassifier, type Trained } from '../trained.ts';

/** All of it comes from one model: another one begins anew. */
export const judgements: Derived = {
  name: 'judgements of the trained model',
  version: 1,
  create: `DROP TABLE IF EXISTS recommendation_judgement;
    DROP TABLE IF EXISTS recommendation_judge;
    CREATE TABLE recommendation_judgement (
      recommendation INTEGER PRIMARY KEY REFERENCES recommendation(id),
      kind TEXT NOT NULL, category INTEGER NOT NULL, probability REAL NOT NULL) STRICT;
    CREATE TABLE recommendation_judge (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      -- Version of the model; empty where there is none.
      model TEXT NOT NULL,
      -- The last recommendation gone through, and the last one when none was left.
      until INTEGER NOT NULL, whole INTEGER NOT NULL) STRICT;
    INSERT INTO recommendation_judge VALUES (1, '', 0, 0);`,
  from: everything,
  follow: () => undefined,
  more: judgeSome,
};

/** Texts judged in one go: about a second. */
const atOnce = 4_000;

/** @returns how many texts are left */
function judgeSome(db: DatabaseSync, folder: string): number {
  const trained = usable(folder);
  const version = trained.kind === 'ready' ? trained.version : '';
  const before = db.prepare('SELECT model, until FROM recommendation_judge').get();
  if (before?.['model'] !== version) {
    db.exec('DELETE FROM recommendation_judgement');
    db.prepare('UPDATE recommendation_judge SET model = ?, until = 0, whole = 0').run(version);
  }
  if (trained.kind !== 'ready') return 0;
  let until = before?.['model'] === version ? Number(before['until']) : 0;
  const add = db.prepare('INSERT INTO recommendation_judgement VALUES (?, ?, ?, ?)');
  const texts = db
    .prepare(
      `SELECT r.id, r.text, l.language FROM recommendation r
       JOIN recommendation_language l ON l.recommendation = r.id WHERE r.id > ? ORDER BY r.id LIMIT ${atOnce}`,
    )
    .all(until);
  for (const { id, text, language } of texts) {
    until = Number(id);
    // The texts it learnt from were English.
    if (language !== 'en') continue;
    const { kind, category, probability } = trained.judge(String(text));
    add.run(until, kind, category, probability);
  }
  const left = Number(db.prepare('SELECT count(*) AS n FROM recommendation WHERE id > ?').get(until)?.['n']);
  db.prepare('UPDATE recommendation_judge SET until = ?, whole = iif(?, whole, ?)').run(until, left, until);
  return left;
}

/** A model that cannot be read judges nothing; the page of a recommendation says what is wrong with it. */
function usable(folder: string): Trained {
  try {
    return installedClassifier(folder, shippedCoder());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { kind: 'none' };
  }
}

/** Changes whenever all texts there are have been judged anew. */
export function judgedStamp(tx: Read): string {
  const judged = tx.first<{ model: string; whole: number }>('SELECT model, whole FROM recommendation_judge');
  return `${judged?.model ?? ''} ${judged?.whole ?? 0}`;
}

/** On how many texts the model answers, and on how many it abstains. */
export interface JudgementTotals {
  /** Version of the model; empty where there is none. */
  readonly model: string;
  readonly answered: number;
  readonly abstained: number;
}

export function judgementTotals(tx: Read): JudgementTotals {
  const totals = tx.first<JudgementTotals>(
    `SELECT model,
       (SELECT count(*) FROM recommendation_judgement WHERE kind = 'category') AS answered,
       (SELECT count(*) FROM recommendation_judgement WHERE kind = 'abstains') AS abstained
     FROM recommendation_judge`,
  );
  return totals ?? { model: '', answered: 0, abstained: 0 };
}

/** What the model says of a text, without the words that spoke for it. */
export interface KeptJudgement extends Omit<Judgement, 'words'> {
  /** Version of the model. */
  readonly model: string;
}

/** By number of the recommendation; of those that the model has judged. */
export function judgementsOf(tx: Read, ids: readonly number[]): ReadonlyMap<number, KeptJudgement> {
  const rows = tx.all<KeptJudgement & { readonly id: number }>(
    `SELECT j.recommendation AS id, j.kind, j.category, j.probability, m.model
     FROM recommendation_judgement j, recommendation_judge m
     WHERE j.recommendation IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ id, ...judgement }) => [id, judgement]));
}
