/**
 * What the rules of the codebook say of each text, worked out from the record (see `Derived`): which entries label
 * it, what it asks for, and how often that was asked of the same State. Only the names of entries are kept; the words
 * on which a label rests are found again where one text is shown.
 */
import type { DatabaseSync } from 'node:sqlite';
import { labelLists, type RuleLanguage, ruleLanguages } from './codebook.ts';
import { type Demand, demandsOf } from './demand.ts';
import { entryName } from './names.ts';
import type { Derived, Progress } from '../platform/record.ts';
import { shippedCoder, shippedVersion } from './reference.ts';
import { eachNewText } from './text-index.ts';

/** Raise it when the tables change, or the code that reads texts. */
const ownVersion = 1;

export const labelIndex: Derived = {
  name: 'labels and demands of recommendations',
  get version() {
    return Number.parseInt(shippedVersion().slice(0, 10), 16) * 1_000 + ownVersion;
  },
  create: `DROP TABLE IF EXISTS recommendation_label;
    DROP TABLE IF EXISTS recommendation_demand;
    CREATE TABLE recommendation_label (
      recommendation INTEGER PRIMARY KEY REFERENCES recommendation(id),
      ${labelLists.map((list) => `"${list}" TEXT NOT NULL`).join(', ')},
      asked INTEGER NOT NULL) STRICT;
    CREATE TABLE recommendation_demand (
      recommendation INTEGER NOT NULL REFERENCES recommendation(id), state TEXT NOT NULL, key TEXT NOT NULL,
      relevance TEXT NOT NULL,
      PRIMARY KEY (state, key, recommendation)) STRICT, WITHOUT ROWID;
    CREATE INDEX recommendation_demand_of ON recommendation_demand (recommendation);`,
  from: ['recommendation', 'recommendation_statement'],
  follow,
};

function follow(db: DatabaseSync, progress: Progress): void {
  const addLabels = db.prepare(
    `INSERT INTO recommendation_label VALUES (?${', ?'.repeat(labelLists.length)}, 1)`,
  );
  const addDemand = db.prepare('INSERT OR IGNORE INTO recommendation_demand VALUES (?, ?, ?, ?)');
  const done = eachNewText(db, 'recommendation_label', progress, ({ id, state, text, language: written }) => {
    const language = ruleLanguage(written);
    const labels = language ? shippedCoder().labels(text, language) : [];
    addLabels.run(
      id,
      ...labelLists.map((list) =>
        JSON.stringify(labels.filter((label) => label.list === list).map(({ entry }) => entry)),
      ),
    );
    for (const demand of language ? demandsOf(text, language, shippedCoder()) : [])
      if (demand.key && language) addDemand.run(id, state, demand.key, relevanceOf(demand, text, language));
  });
  if (done > 0) db.exec(countAsked);
}

/**
 * How a demand bears on the sexual exploitation of children: by the treaty it names, else by the part of the text it
 * was read in. A text that asks for several treaties is on the subject for one of them.
 */
function relevanceOf({ object, start, end }: Demand, text: string, language: RuleLanguage): string {
  const coder = shippedCoder();
  const labels =
    object?.list === 'instrument'
      ? coder.labels(entryName(object, 'en'), 'en')
      : coder.labels(text.slice(start, end), language);
  return labels.find(({ list }) => list === 'relevance')?.entry ?? '';
}

/** One time of asking, in SQL over a recommendation `r`: its mechanism, body and round. */
export const occasionSql =
  "ifnull(r.mechanism, 'UPR') || char(10) || ifnull(r.body, '') || char(10) || ifnull(r.round, r.cycle)";

/** How often the demand of a text that was asked most often was asked: rounds of a mechanism, not texts. */
const countAsked = `
  WITH occasion AS (
    SELECT d.state, d.key, count(DISTINCT ${occasionSql}) AS times
    FROM recommendation_demand d JOIN recommendation r ON r.id = d.recommendation
    WHERE r.kind = 'recommendation' GROUP BY d.state, d.key HAVING times > 1
  ), most AS (
    SELECT d.recommendation, max(o.times) AS times FROM occasion o
    JOIN recommendation_demand d ON d.state = o.state AND d.key = o.key GROUP BY d.recommendation
  )
  UPDATE recommendation_label SET asked = most.times FROM most
  WHERE most.recommendation = recommendation_label.recommendation AND asked <> most.times;`;

/** A language the rules know; undefined for any other. */
export function ruleLanguage(language: unknown): RuleLanguage | undefined {
  return ruleLanguages.find((each) => each === language);
}
