/**
 * The tables of translations: what was proposed, what became of it, and what was approved. Rows are only added. Which
 * collections and languages there are is checked before, because a list in a released table can never grow.
 */
import { growingTable, type Migration } from '../platform/record.ts';
import { verdicts } from './model.ts';

const translation = `collection TEXT NOT NULL, thing TEXT NOT NULL, field TEXT NOT NULL, language TEXT NOT NULL,
  original TEXT NOT NULL, text TEXT NOT NULL`;

export const migrations: readonly Migration[] = [
  {
    number: 69,
    name: 'translators, and translations',
    sql: [
      // NULL counts nothing in the digest of a row, so that rows from before keep theirs.
      'ALTER TABLE account ADD COLUMN languages TEXT;',
      growingTable('translation_proposal', `${translation}, author TEXT NOT NULL`),
      growingTable(
        'translation_decision',
        `proposal INTEGER NOT NULL UNIQUE REFERENCES translation_proposal(id),
         verdict TEXT NOT NULL CHECK (verdict IN (${verdicts.map((verdict) => `'${verdict}'`).join(', ')})),
         note TEXT NOT NULL`,
      ),
      growingTable(
        'translation',
        `${translation}, proposal INTEGER NOT NULL UNIQUE REFERENCES translation_proposal(id),
         citation INTEGER NOT NULL REFERENCES citation(id)`,
      ),
    ].join('\n'),
  },
];
