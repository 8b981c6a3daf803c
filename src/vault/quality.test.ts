import { describe, expect, test } from 'vitest';
import { parseCodebook } from './codebook.ts';
import type { Columns } from './engine.ts';
import { qualityOf } from './quality.ts';
import { openDuckDb } from './store/duckdb.ts';

const years = Array.from({ length: 10 }, (_, n) => String(2010 + n));
const codebook = parseCodebook(
  {
    title: 'Reports',
    unit: 'report',
    period: { from: '2010-01-01', to: '2019-12-31' },
    source: 'hotline',
    legalBasis: 'mandate',
    completeness: 'complete',
    state: 'MUS',
    threshold: 5,
    variables: [
      {
        name: 'year',
        label: 'Year',
        answers: 'one',
        concept: 'TIME_PERIOD',
        codes: years.map((code) => ({ code, label: code })),
      },
      {
        name: 'sex',
        label: 'Sex',
        answers: 'one',
        codes: [
          { code: 'female', label: 'female' },
          { code: 'male', label: 'male' },
          { code: 'ns', label: 'not stated', meaning: 'not stated' },
          { code: 'na', label: 'not applicable', meaning: 'not applicable' },
        ],
      },
    ],
    impossible: [{ year: '2010', sex: 'na' }],
  },
  'codebook.json',
);

/** So many records of each year; the last `other` of each are of the sex in this place. */
function data(counts: readonly number[], other: number, sex: number) {
  const records = counts.reduce((sum, count) => sum + count, 0);
  const columns = [new Uint8Array(records), new Uint8Array(records)] as const;
  let row = 0;
  for (const [year, count] of counts.entries())
    for (let nth = 0; nth < count; nth += 1, row += 1) {
      columns[0][row] = year;
      columns[1][row] = nth >= count - other ? sex : nth % 2;
    }
  return { records, columns };
}

const even = [100, 104, 96, 110, 92, 101, 99, 105, 98, 103];

async function told(counted: Columns, show: 'safe' | 'small') {
  const engine = await openDuckDb(codebook, counted);
  try {
    return await qualityOf(codebook, engine, show);
  } finally {
    await engine.close();
  }
}

describe('quality', () => {
  test('finds the periods unlike the others, and those without any record', async () => {
    const found = async (counts: readonly number[]) =>
      (await told(data(counts, 0, 0), 'safe')).periods.map(({ period, records }) => [period, records]);
    expect(await found(even)).toEqual([]);
    expect(await found(even.with(4, 900))).toEqual([['2014', 900]]);
    expect(await found(even.with(4, 0))).toEqual([['2014', 0]]);
    expect(await found(even.with(9, 3))).toEqual([['2019', { fewerThan: 5 }]]);
  });

  test('keeps not stated and not applicable apart, and small counts back', async () => {
    expect((await told(data(even, 1, 2), 'safe')).missing[1]).toEqual({
      variable: 'sex',
      notStated: 10,
      notApplicable: 0,
    });
    const few = data([4, 0, 0, 0, 0, 0, 0, 0, 0, 0], 4, 3);
    expect(await told(few, 'safe')).toMatchObject({
      records: { fewerThan: 5 },
      missing: [{}, { notApplicable: { fewerThan: 5 } }],
      impossible: [{ records: { fewerThan: 5 } }],
      alike: { fewerThan: 5 },
    });
    expect(await told(few, 'small')).toMatchObject({
      records: 4,
      impossible: [{ records: 4 }],
      alike: 3,
    });
  });

  test('counts records alike to one before them exactly', async () => {
    const { alike } = await told(data(even, 2, 2), 'small');
    expect(alike).toBe(even.reduce((sum, count) => sum + count, 0) - 10 * 3);
  });
});
