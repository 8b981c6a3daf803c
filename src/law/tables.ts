/** The tables of law. Rows are only added; of several rows with one key the last one counts. */
import { answers } from '../core/value.ts';
import { growingTable, type Migration } from '../platform/record.ts';
import { roles, roundKinds } from './assessment.ts';
import { billStages, endings, lawKinds, translations } from './model.ts';

const cited = 'citation INTEGER NOT NULL REFERENCES citation(id)';
const oneOf = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

export const migrations: readonly Migration[] = [
  {
    number: 47,
    name: 'law',
    sql: [
      growingTable(
        'law',
        `law TEXT NOT NULL, state TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL, title_english TEXT,
         number TEXT, kind TEXT NOT NULL CHECK (kind IN (${oneOf(lawKinds)})), date TEXT, address TEXT,
         translation TEXT NOT NULL CHECK (translation IN (${oneOf(translations)})), ${cited}`,
      ),
      'CREATE INDEX law_key ON law (law); CREATE INDEX law_state ON law (state);',
      growingTable(
        'law_stage',
        `law TEXT NOT NULL, stage TEXT NOT NULL CHECK (stage IN (${oneOf(billStages)})), date TEXT, ${cited}`,
      ),
      'CREATE INDEX law_stage_key ON law_stage (law, stage);',
      growingTable(
        'provision',
        `provision TEXT NOT NULL, law TEXT NOT NULL, article TEXT NOT NULL, text TEXT NOT NULL,
         text_is TEXT NOT NULL CHECK (text_is IN ('quotation', 'paraphrase')),
         in_force_from TEXT, in_force_to TEXT, ended TEXT CHECK (ended IN (${oneOf(endings)})), enacted TEXT, brought_by TEXT, ${cited}`,
      ),
      'CREATE INDEX provision_key ON provision (provision); CREATE INDEX provision_law ON provision (law);',
      growingTable(
        'coding_round',
        `round TEXT NOT NULL UNIQUE, state TEXT NOT NULL, checklist TEXT NOT NULL,
         kind TEXT NOT NULL CHECK (kind IN (${oneOf(roundKinds)}))`,
      ),
      growingTable(
        'assessment',
        `state TEXT NOT NULL, checklist TEXT NOT NULL, point TEXT NOT NULL, wording INTEGER NOT NULL,
         round TEXT NOT NULL REFERENCES coding_round(round), coder TEXT NOT NULL,
         role TEXT NOT NULL CHECK (role IN (${oneOf(roles)})), as_of TEXT NOT NULL,
         answer TEXT NOT NULL CHECK (answer IN (${oneOf(answers)})), reasoning TEXT NOT NULL,
         practice TEXT CHECK (practice IN (${oneOf(answers)})), practice_reasoning TEXT NOT NULL`,
      ),
      'CREATE INDEX assessment_key ON assessment (checklist, state, point);',
      growingTable(
        'assessment_provision',
        `assessment INTEGER NOT NULL REFERENCES assessment(id), provision TEXT NOT NULL`,
      ),
      'CREATE INDEX assessment_provision_of ON assessment_provision (assessment);',
      growingTable(
        'assessment_receipt',
        `assessment INTEGER NOT NULL REFERENCES assessment(id),
         side TEXT NOT NULL CHECK (side IN ('law', 'practice')), ${cited}`,
      ),
      'CREATE INDEX assessment_receipt_of ON assessment_receipt (assessment);',
      growingTable('legal_family', `state TEXT NOT NULL, family TEXT NOT NULL, ${cited}`),
      `CREATE TABLE working_paper (
         owner TEXT NOT NULL, item TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL,
         PRIMARY KEY (owner, item)) STRICT;`,
      growingTable(
        'coding_seat',
        `round TEXT NOT NULL REFERENCES coding_round(round), coder TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE`,
      ),
    ].join('\n'),
  },
];
