import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { tabulate, type Dimension, type HierarchyRow } from './tabulate.ts';
import { personsByCode } from './tags.ts';

/** A tree: the parent of each further code is one that was there before. */
const tree = (least: number, most: number) =>
  fc
    .array(fc.nat(), { minLength: least, maxLength: most })
    .map((picks): HierarchyRow[] => [
      { code: 'c0', parent: null },
      ...picks.map((pick, at) => ({ code: `c${at + 1}`, parent: `c${pick % (at + 1)}` })),
    ]);

const bottomsOf = (rows: readonly HierarchyRow[]) =>
  rows.map(({ code }) => code).filter((code) => rows.every(({ parent }) => parent !== code));

/** In a second hierarchy, the same bottom codes in two other groups. */
const regrouped = (rows: readonly HierarchyRow[]): HierarchyRow[] => [
  { code: 'c0', parent: null },
  ...['even', 'odd'].map((code) => ({ code, parent: 'c0' })),
  ...bottomsOf(rows).map((code, at) => ({ code, parent: at % 2 === 0 ? 'even' : 'odd' })),
];

/** A dimension of one answer, with one hierarchy or, where there are enough codes, two. */
const ofOneAnswer = fc.tuple(tree(0, 5), fc.boolean()).map(([rows, twice]): Omit<Dimension, 'name'> => ({
  hierarchies: twice && bottomsOf(rows).length > 1 ? [rows, regrouped(rows)] : [rows],
}));
const ofSeveral = tree(1, 5).map((rows): Omit<Dimension, 'name'> => ({
  hierarchies: [rows],
  answers: 'several',
}));

const dimensions = fc
  .tuple(fc.array(ofOneAnswer, { minLength: 1, maxLength: 3 }), fc.option(ofSeveral, { nil: undefined }))
  .map(([ones, several]) =>
    [...ones, ...(several ? [several] : [])].map((one, d): Dimension => ({ ...one, name: `d${d}` })),
  );

interface Person {
  readonly codes: readonly (readonly string[])[];
  readonly organisation: string;
}

const survey = dimensions.chain((of) => {
  const person = fc.record({
    codes: fc.tuple(
      ...of.map(({ hierarchies, answers }) =>
        fc.subarray(bottomsOf(hierarchies[0] ?? []), {
          minLength: 1,
          ...(answers !== 'several' && { maxLength: 1 }),
        }),
      ),
    ),
    organisation: fc.constantFrom('A', 'B'),
  });
  return fc.record({
    of: fc.constant(of),
    persons: fc.array(person, { maxLength: 12 }),
    tables: fc.array(fc.shuffledSubarray(of.map(({ name }) => name)), { minLength: 1, maxLength: 4 }),
  });
});

const answersOf = (persons: readonly Person[]) =>
  [...Map.groupBy(persons, ({ codes }) => JSON.stringify(codes)).values()].map((alike) => ({
    codes: alike[0]?.codes ?? [],
    count: alike.length,
  }));

/** Whether a code is this one or above it, in any hierarchy. */
function isWithin({ hierarchies }: Dimension, code: string, above: string): boolean {
  return (
    code === above ||
    hierarchies
      .flat()
      .some(
        (row) =>
          row.code === code && row.parent !== null && isWithin({ name: '', hierarchies }, row.parent, above),
      )
  );
}

function* combinations(lists: readonly (readonly string[])[]): Generator<string[]> {
  const [first, ...others] = lists;
  if (!first) yield [];
  else for (const code of first) for (const rest of combinations(others)) yield [code, ...rest];
}

test('every cell of every table counts the persons with its codes, in all and of each organisation', () => {
  fc.assert(
    fc.property(survey, ({ of, persons, tables }) => {
      const reported = [...Map.groupBy(persons, ({ organisation }) => organisation)];
      const { problem, cellAt } = tabulate({
        dimensions: of,
        leaves: personsByCode(of, answersOf(persons)),
        tables,
        holdings: reported.map(([organisation, own]) => ({
          organisation,
          leaves: personsByCode(of, answersOf(own)),
        })),
      });
      const counted = (those: readonly Person[], codes: readonly string[]) =>
        those.filter((person) =>
          of.every((dimension, d) =>
            person.codes[d]?.some((code) => isWithin(dimension, code, codes[d] ?? '')),
          ),
        ).length;
      for (const table of tables)
        for (const codes of combinations(
          of.map(({ name, hierarchies }) =>
            table.includes(name) ? [...new Set(hierarchies.flat().map(({ code }) => code))] : ['c0'],
          ),
        )) {
          const cell = cellAt(codes) ?? -1;
          expect([codes, problem.cells[cell]?.value]).toEqual([codes, counted(persons, codes)]);
          reported.forEach(([, own], at) => {
            const held = new Map(problem.holdings[at]?.counts).get(cell) ?? 0;
            expect([codes, held]).toEqual([codes, counted(own, codes)]);
          });
        }
    }),
  );
});
