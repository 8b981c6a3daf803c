import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Codebook, parseCodebook } from './codebook.ts';
import { codesOf, type Columns } from './engine.ts';
import { openDuckDb } from './store/duckdb.ts';

const codes = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ code: `c${n}`, label: `code ${n}` }));
const codebook: Codebook = parseCodebook(
  {
    title: 'Made up',
    unit: 'case',
    period: { from: '2020-01-01', to: '2020-12-31' },
    source: 'test',
    legalBasis: 'none',
    completeness: 'complete',
    state: 'MUS',
    variables: [
      { name: 'few', label: 'few', answers: 'one', codes: codes(3) },
      { name: 'many', label: 'many', answers: 'one', codes: codes(1_000) },
      { name: 'tags', label: 'tags', answers: 'several', codes: codes(64) },
    ],
  },
  'codebook.json',
);

const record = fc.tuple(
  fc.nat(2),
  fc.constantFrom(0, 255, 256, 999),
  fc.constantFrom(1n, 3n, 1n << 63n, (1n << 63n) | 1n),
);
const groups = [['few'], ['many', 'few'], ['tags'], ['few', 'many', 'tags'], []];

/** The same count without a database. */
function counted({ records, columns }: Columns, group: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let row = 0; row < records; row += 1) {
    const name = group
      .map((one) => {
        const at = codebook.variables.findIndex((variable) => variable.name === one);
        const variable = codebook.variables[at];
        return variable ? codesOf(variable, columns[at]?.[row] ?? 0).join(';') : '';
      })
      .join();
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}

test('DuckDB counts as counting by hand does, tags of all 64 places too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5_000 }), async (rows) => {
      const data: Columns = {
        records: rows.length,
        columns: [
          Uint8Array.from(rows, ([few]) => few),
          Uint16Array.from(rows, ([, many]) => many),
          BigUint64Array.from(rows, ([, , tags]) => tags),
        ],
      };
      const engine = await openDuckDb(codebook, data);
      const tables = await engine.count(groups);
      expect(await engine.different()).toBe(counted(data, ['few', 'many', 'tags']).size);
      await engine.close();
      for (const [at, table] of tables.entries())
        expect(
          new Map(table.map((one) => [one.codes.map((own) => own.join(';')).join(), one.count])),
        ).toEqual(counted(data, groups[at] ?? []));
    }),
    { numRuns: 15 },
  );
});

test('only variables of the codebook get into a query', async () => {
  const engine = await openDuckDb(codebook, {
    records: 0,
    columns: [new Uint8Array(), new Uint16Array(), new BigUint64Array()],
  });
  await expect(engine.count([['few; DROP TABLE records']])).rejects.toThrow('known are few, many, tags');
  expect(await engine.count([['few'], []])).toEqual([[], [{ codes: [], count: 0 }]]);
  await engine.close();
});
