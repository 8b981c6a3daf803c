/** The tables of recommendations, as migrations. */
import { growingTable, type Migration } from '../platform/record.ts';

const search = `CREATE TRIGGER recommendation_searched AFTER INSERT ON recommendation
         BEGIN INSERT INTO recommendation_search (rowid, text) VALUES (new.id, new.text); END;`;

const drop = (kind: 'TRIGGER' | 'INDEX', names: readonly string[]) =>
  names.map((name) => `DROP ${kind} ${name};`).join('\n');

/**
 * The tables made anew with all their rows, because SQLite cannot loosen a column. Columns without a value do
 * not count in the audit log, so every row is still what its entry says; hence a text of the Universal Periodic
 * Review has its cycle and no mechanism.
 */
const everyMechanism: Migration = {
  number: 20,
  name: 'recommendations of every mechanism',
  sql: [
    drop('TRIGGER', [
      'recommendation_no_update',
      'recommendation_no_delete',
      'recommendation_searched',
      'recommendation_statement_no_update',
      'recommendation_statement_no_delete',
    ]),
    drop('INDEX', [
      'recommendation_entry',
      'recommendation_same',
      'recommendation_statement_entry',
      'recommendation_statement_of',
      'recommendation_statement_asker',
    ]),
    'ALTER TABLE recommendation_statement RENAME TO statement_before;',
    'ALTER TABLE recommendation RENAME TO recommendation_before;',
    growingTable(
      'recommendation',
      `state TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('recommendation', 'concern', 'voluntary pledge')),
       cycle INTEGER,
       mechanism TEXT CHECK (mechanism IN ('treaty body', 'special procedure', 'regional body', 'other body')),
       body TEXT CHECK (body <> ''), round TEXT CHECK (round <> ''),
       text TEXT NOT NULL CHECK (text <> ''), text_key TEXT NOT NULL,
       CHECK ((cycle IS NULL) = (mechanism IS NOT NULL)),
       CHECK ((mechanism IS NULL) = (body IS NULL) AND (body IS NULL) = (round IS NULL))`,
    ),
    growingTable(
      'recommendation_statement',
      `recommendation INTEGER NOT NULL REFERENCES recommendation(id),
       asker TEXT NOT NULL, asker_state TEXT,
       response TEXT NOT NULL CHECK (response IN ('supported', 'noted', 'pledged', 'not known', 'none asked')),
       said TEXT NOT NULL, action INTEGER CHECK (action BETWEEN 1 AND 5), issues TEXT NOT NULL,
       session INTEGER, year INTEGER NOT NULL, symbol TEXT, paragraph TEXT, row INTEGER NOT NULL,
       citation INTEGER NOT NULL REFERENCES citation(id),
       themes TEXT, affected_persons TEXT, sdgs TEXT, document_date TEXT, source_id TEXT`,
    ),
    `INSERT INTO recommendation (id, entry, state, kind, cycle, text, text_key)
       SELECT id, entry, state, kind, cycle, text, text_key FROM recommendation_before ORDER BY id;
     INSERT INTO recommendation_statement (id, entry, recommendation, asker, asker_state, response, said, action,
         issues, session, year, symbol, paragraph, row, citation)
       SELECT id, entry, recommendation, asker, asker_state, response, said, action,
         issues, session, year, symbol, paragraph, row, citation FROM statement_before ORDER BY id;
     DROP TABLE statement_before;
     DROP TABLE recommendation_before;`,
    // The text comes first: it tells more texts apart than the rest, which is NULL for one or the other mechanism.
    `CREATE UNIQUE INDEX recommendation_same ON recommendation
       (text_key, state, kind, ifnull(cycle, 0), ifnull(mechanism, ''), ifnull(body, ''), ifnull(round, ''));
     CREATE INDEX recommendation_of_state ON recommendation (state, cycle);
     CREATE INDEX recommendation_statement_of ON recommendation_statement (recommendation, citation, asker);
     CREATE INDEX recommendation_statement_asker ON recommendation_statement (asker_state);`,
    search,
  ].join('\n'),
};

export const migrations: readonly Migration[] = [
  {
    number: 4,
    name: 'recommendations',
    sql: [
      growingTable(
        'recommendation',
        `state TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('recommendation', 'voluntary pledge')),
         cycle INTEGER NOT NULL, text TEXT NOT NULL CHECK (text <> ''), text_key TEXT NOT NULL`,
      ),
      'CREATE UNIQUE INDEX recommendation_same ON recommendation (state, cycle, kind, text_key);',
      growingTable(
        'recommendation_statement',
        `recommendation INTEGER NOT NULL REFERENCES recommendation(id),
         asker TEXT NOT NULL, asker_state TEXT,
         response TEXT NOT NULL CHECK (response IN ('supported', 'noted', 'pledged', 'not known')),
         said TEXT NOT NULL, action INTEGER CHECK (action BETWEEN 1 AND 5), issues TEXT NOT NULL,
         session INTEGER, year INTEGER NOT NULL, symbol TEXT, paragraph TEXT, row INTEGER NOT NULL,
         citation INTEGER NOT NULL REFERENCES citation(id)`,
      ),
      'CREATE INDEX recommendation_statement_of ON recommendation_statement (recommendation, citation, asker);',
      'CREATE INDEX recommendation_statement_asker ON recommendation_statement (asker_state);',
      `CREATE VIRTUAL TABLE recommendation_search USING fts5(
         text, content='recommendation', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2");
       ${search}`,
    ].join('\n'),
  },
  everyMechanism,
  {
    number: 25,
    name: 'search over words that are cut and stemmed here (text-index.ts)',
    sql: 'DROP TRIGGER recommendation_searched; DROP TABLE recommendation_search;',
  },
  {
    number: 28,
    name: 'pages of recommendations in documents',
    sql: 'ALTER TABLE recommendation_statement ADD COLUMN page INTEGER CHECK (page > 0);',
  },
  {
    number: 30,
    name: 'follow-up of demands',
    sql: [
      growingTable(
        'follow_up',
        `state TEXT NOT NULL, demand TEXT NOT NULL CHECK (demand <> ''),
         ledger TEXT NOT NULL CHECK (ledger IN ('State', 'civil society', 'national human rights institution')),
         status TEXT NOT NULL CHECK (status IN
           ('not started', 'in progress', 'partly', 'done', 'no longer relevant', 'cannot tell')),
         said TEXT NOT NULL CHECK (said <> ''), date TEXT NOT NULL,
         citation INTEGER NOT NULL REFERENCES citation(id)`,
      ),
      'CREATE INDEX follow_up_of ON follow_up (state, demand);',
      `CREATE TRIGGER follow_up_receipt BEFORE INSERT ON follow_up
         WHEN (SELECT place FROM citation WHERE id = new.citation) IS NULL
         BEGIN SELECT RAISE(ABORT, 'a status rests on a passage, not on a whole document'); END;`,
      growingTable(
        'follow_up_action',
        `state TEXT NOT NULL, lead TEXT CHECK (lead <> ''), text TEXT NOT NULL CHECK (text <> ''),
         starts TEXT, ends TEXT, citation INTEGER NOT NULL REFERENCES citation(id)`,
      ),
      'CREATE INDEX follow_up_action_of ON follow_up_action (state);',
      growingTable(
        'follow_up_action_demand',
        `action INTEGER NOT NULL REFERENCES follow_up_action(id), demand TEXT NOT NULL CHECK (demand <> '')`,
      ),
      'CREATE UNIQUE INDEX follow_up_action_demand_once ON follow_up_action_demand (action, demand);',
    ].join('\n'),
  },
  {
    number: 41,
    name: 'decisions on links between demands',
    sql: [
      growingTable(
        'demand_link_decision',
        `state TEXT NOT NULL, first TEXT NOT NULL CHECK (first <> ''), second TEXT NOT NULL CHECK (second > first),
         verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'refused')), note TEXT CHECK (note <> '')`,
      ),
      'CREATE INDEX demand_link_decision_on ON demand_link_decision (state, first, second);',
    ].join('\n'),
  },
];
