/**
 * The tables of checklists. Rows are only added; of several rows with one key the last counts. The number of the
 * row of a point names its wording, to which assessments refer.
 */
import { growingTable, type Migration } from '../platform/record.ts';
import { origins } from './checklist.ts';

const cited = 'citation INTEGER NOT NULL REFERENCES citation(id)';
const oneOf = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

export const migrations: readonly Migration[] = [
  {
    number: 46,
    name: 'checklists of law',
    sql: [
      growingTable(
        'checklist',
        `checklist TEXT NOT NULL, version TEXT NOT NULL, origin TEXT NOT NULL CHECK (origin IN (${oneOf(origins)})),
         title TEXT NOT NULL, publisher TEXT NOT NULL, address TEXT NOT NULL, ${cited}`,
      ),
      growingTable(
        'checklist_fact',
        `checklist TEXT NOT NULL, fact TEXT NOT NULL, statement TEXT NOT NULL, ${cited}`,
      ),
      // An empty text is one that is not known. "grouped" is the heading: GROUP is a word of SQL.
      growingTable(
        'checklist_point',
        `checklist TEXT NOT NULL, point TEXT NOT NULL, position INTEGER NOT NULL, grouped TEXT NOT NULL,
         subject TEXT NOT NULL, requirement TEXT NOT NULL, yes TEXT NOT NULL, partly TEXT NOT NULL,
         no TEXT NOT NULL, evidence TEXT NOT NULL, status TEXT NOT NULL, ${cited}`,
      ),
      'CREATE INDEX checklist_point_key ON checklist_point (checklist, point);',
      growingTable(
        'checklist_hook',
        `checklist TEXT NOT NULL, point TEXT NOT NULL, instrument TEXT NOT NULL, article TEXT NOT NULL,
         standing TEXT NOT NULL CHECK (standing IN ('stands', 'taken out')), ${cited}`,
      ),
      'CREATE INDEX checklist_hook_key ON checklist_hook (checklist, point);',
      // A translation is of a text, not of a place: of other words it is none.
      growingTable(
        'checklist_word',
        `checklist TEXT NOT NULL, original TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, ${cited}`,
      ),
      'CREATE INDEX checklist_word_key ON checklist_word (checklist, original);',
      growingTable(
        'treaty_article',
        `instrument TEXT NOT NULL, last INTEGER NOT NULL, between_them TEXT NOT NULL, ${cited}`,
      ),
    ].join('\n'),
  },
];
