import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { parseDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { migrations as evidence } from '../evidence/store.ts';
import { migrations as commitments } from '../commitments/store.ts';
import { type Command, Record } from '../platform/record.ts';
import { enterStatement, migrations, recommendation } from './store.ts';
import { search } from './search.ts';
import { labelIndex } from './label-index.ts';
import { judgements } from './store/judgements.ts';
import { textIndex } from './text-index.ts';

const all = [...evidence, ...commitments, ...migrations].toSorted((a, b) => a.number - b.number);
const command: Command = {
  kind: 'import',
  actor: 'test',
  reason: 'test',
  citation: 'a table',
  at: '2026-11-23T00:00:00Z',
};

test('a record from before other mechanisms keeps its rows, its audit log and its search', () => {
  const folder = temporaryFolder();
  const before = Record.open(
    folder,
    all.filter(({ number }) => number < 20),
  );
  before.command(command, (tx) => {
    const citation = tx.insert('citation', { title: 'an old table', standing: 'verified' });
    const text = { state: 'KEN', kind: 'recommendation', cycle: 1, text: 'Count the herons', text_key: 'k' };
    tx.insert('recommendation_statement', {
      recommendation: tx.insert('recommendation', text),
      asker: 'Chile',
      asker_state: 'CHL',
      response: 'noted',
      said: 'Noted',
      action: 4,
      issues: '["Justice"]',
      session: 8,
      year: 2010,
      row: 2,
      citation,
    });
  });
  before.close();

  const record = Record.open(folder, all, [textIndex, labelIndex, judgements]);
  expect(record.verify()).toEqual([]);
  expect(record.read((tx) => recommendation(tx, 1))).toMatchObject({
    state: 'KEN',
    round: { mechanism: 'UPR', cycle: 1 },
    text: 'Count the herons',
    statements: [{ asker: { state: 'CHL' }, response: 'noted', action: 4, issues: ['Justice'], session: 8 }],
  });
  record.command(command, (tx) =>
    enterStatement(tx, {
      state: 'KEN' as Iso3,
      kind: 'concern',
      round: { mechanism: 'treaty body', body: 'Committee of Herons', round: 'CHH/C/KEN/CO/1' },
      text: 'Herons are not counted',
      statement: {
        asker: { name: 'Committee of Herons' },
        response: 'none asked',
        said: '',
        issues: [],
        themes: ['Birds'],
        year: 2012,
        documentDate: parseDate('2012-05-04'),
        sourceId: 'heron-1',
        row: 3,
        citation: { title: 'an index', standing: 'verified' },
      },
    }),
  );
  expect(record.verify()).toEqual([]);
  const found = record.read((tx) => search(tx, { words: 'heron' }, { offset: 0, limit: 10 }));
  expect(found.items.map(({ round }) => round.mechanism)).toEqual(['treaty body', 'UPR']);
  expect(found.items[0]?.statements[0]).toMatchObject({
    themes: ['Birds'],
    documentDate: '2012-05-04',
    sourceId: 'heron-1',
  });
  expect(() => record.database.exec('DELETE FROM recommendation')).toThrow('never changed');
  expect(() => record.database.exec('UPDATE recommendation_statement SET row = 1')).toThrow('never changed');
  record.close();
});
