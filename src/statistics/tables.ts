/**
 * The tables of statistics. Rows are only added; of several rows with one key the newest release counts, and of one
 * release the row entered last.
 */
import { growingTable, type Migration } from '../platform/record.ts';
import { confidentialities, observationStatuses } from './model.ts';

const cited = 'citation INTEGER NOT NULL REFERENCES citation(id)';
const oneOf = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

export const migrations: readonly Migration[] = [
  {
    number: 40,
    name: 'statistics',
    sql: [
      growingTable(
        'indicator_field',
        `indicator TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, ${cited}`,
      ),
      growingTable(
        'statistics_code',
        `dimension TEXT NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL, parent TEXT, ${cited}`,
      ),
      growingTable(
        'observation',
        `indicator TEXT NOT NULL, state TEXT NOT NULL, period TEXT NOT NULL, breakdown TEXT NOT NULL,
         source TEXT NOT NULL, released TEXT NOT NULL,
         value TEXT NOT NULL CHECK (value IN
           ('number', 'zero', 'not available', 'not collected', 'not applicable', 'suppressed')),
         number REAL CHECK ((value = 'number') = (number IS NOT NULL)),
         lower REAL, upper REAL, unit TEXT NOT NULL,
         status TEXT NOT NULL CHECK (status IN (${oneOf(observationStatuses)})),
         confidentiality TEXT NOT NULL CHECK (confidentiality IN (${oneOf(confidentialities)})),
         footnotes TEXT NOT NULL, ${cited}`,
      ),
      'CREATE INDEX observation_key ON observation (indicator, state, period, breakdown, source, released);',
      'CREATE INDEX observation_state ON observation (state);',
    ].join('\n'),
  },
];
