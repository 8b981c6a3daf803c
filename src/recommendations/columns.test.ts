import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Coding, type Columns, select, type Value } from './columns.ts';

interface Text {
  readonly state: string;
  readonly statements: readonly { readonly year: number; readonly issues: readonly string[] }[];
}

const issue = fc.constantFrom('law', 'school', 'work');
const texts = fc.array(
  fc.record({
    state: fc.constantFrom('KEN', 'FJI', 'MUS'),
    statements: fc.array(
      fc.record({ year: fc.integer({ min: 2008, max: 2011 }), issues: fc.uniqueArray(issue) }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  { maxLength: 12 },
);

function columnsOf(list: readonly Text[]): Columns<'state' | 'year' | 'issue'> {
  const rows = list.flatMap(({ statements }, place) => statements.map((said) => ({ ...said, place })));
  const side = (
    of: 'text' | 'statement',
    cells: readonly unknown[],
    valuesOf: (cell: unknown) => Value[],
  ) => {
    const coding = new Coding(cells.length);
    for (const [at, cell] of cells.entries()) coding.set(at, cell);
    return coding.dimension(
      of,
      valuesOf,
      Uint32Array.from(cells, (_, at) => at),
    );
  };
  const first = new Uint32Array(list.length + 1);
  for (const [at, { statements }] of list.entries()) first[at + 1] = (first[at] ?? 0) + statements.length;
  return {
    ids: Uint32Array.from(list, (_, at) => at + 1),
    places: Uint32Array.from([0, ...list.map((_, at) => at)]),
    first,
    about: Uint32Array.from(rows, ({ place }) => place),
    dimensions: {
      state: side(
        'text',
        list.map(({ state }) => state),
        (cell) => [cell as string],
      ),
      year: side(
        'statement',
        rows.map(({ year }) => year),
        (cell) => [cell as number],
      ),
      issue: side(
        'statement',
        rows.map(({ issues }) => issues.join()),
        (cell) =>
          String(cell)
            .split(',')
            .filter((each) => each !== ''),
      ),
    },
  };
}

interface Asked {
  readonly state?: string | undefined;
  readonly year?: number | undefined;
  readonly issue?: string | undefined;
}

/** The rule as it is meant: everything asked of statements holds of one of them. */
const passes = ({ state, statements }: Text, asked: Asked) =>
  (asked.state === undefined || state === asked.state) &&
  statements.some(
    (said) =>
      (asked.year === undefined || said.year === asked.year) &&
      (asked.issue === undefined || said.issues.includes(asked.issue)),
  );

test('what is selected and counted is what one would select and count by hand', () => {
  const asked = fc.record({
    state: fc.option(fc.constantFrom('KEN', 'FJI'), { nil: undefined }),
    year: fc.option(fc.integer({ min: 2008, max: 2011 }), { nil: undefined }),
    issue: fc.option(issue, { nil: undefined }),
  });
  fc.assert(
    fc.property(texts, asked, fc.array(fc.boolean(), { maxLength: 12 }), (list, wanted, some) => {
      const among = Uint8Array.from(list, (_, at) => (some[at] === false ? 0 : 1));
      const tests = Object.fromEntries(
        Object.entries(wanted)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [name, (other: Value) => other === value]),
      );
      const { places, counts } = select(columnsOf(list), tests, among, ['state', 'year', 'issue']);
      const inReach = list.filter((_, at) => among[at] === 1);
      expect([...places]).toEqual(
        list.flatMap((one, at) => (among[at] === 1 && passes(one, wanted) ? [at] : [])),
      );
      for (const [name, values] of [
        ['state', ['KEN', 'FJI', 'MUS']],
        ['year', [2008, 2009, 2010, 2011]],
        ['issue', ['law', 'school', 'work']],
      ] as const) {
        for (const value of values) {
          const expected = inReach.filter((one) => passes(one, { ...wanted, [name]: value })).length;
          expect(counts[name].find((each) => each.value === value)?.count ?? 0).toBe(expected);
        }
      }
    }),
    { numRuns: 500 },
  );
});
