import { describe, expect, test } from 'vitest';
import { mostCells, sizeOf } from './size.ts';
import { tabulate, type Dimension } from './tabulate.ts';
import { flat } from './testing.ts';

const region: Dimension = {
  name: 'region',
  hierarchies: [
    [
      { code: 'Total', parent: null },
      { code: 'N', parent: 'Total' },
      { code: 'S', parent: 'Total' },
      { code: 'n1', parent: 'N' },
      { code: 'n2', parent: 'N' },
      { code: 's1', parent: 'S' },
    ],
    [
      { code: 'Total', parent: null },
      { code: 'coast', parent: 'Total' },
      { code: 'inland', parent: 'Total' },
      { code: 'n1', parent: 'coast' },
      { code: 's1', parent: 'coast' },
      { code: 'n2', parent: 'inland' },
    ],
  ],
};
const sex = flat('sex', ['F', 'M']);
const harm: Dimension = {
  name: 'harm',
  hierarchies: [
    [
      { code: 'Total', parent: null },
      { code: 'g', parent: 'Total' },
      { code: 'a', parent: 'g' },
      { code: 'b', parent: 'g' },
      { code: 'c', parent: 'Total' },
    ],
  ],
  answers: 'several',
};

describe('the size told beforehand', () => {
  test.each<[string, Dimension[], string[][]]>([
    ['one table', [region, sex], [['region', 'sex']]],
    ['persons with several codes', [region, harm], [['region', 'harm']]],
    ['a table of one dimension', [harm], [['harm']]],
  ])('%s: is what tabulating makes', (_, dimensions, tables) => {
    const { cells, relations } = tabulate({ dimensions, leaves: [], tables }).problem;
    const size = sizeOf(dimensions, tables);
    expect(size.cells).toBe(cells.length);
    expect(size.terms).toBe(relations.reduce((sum, relation) => sum + relation.cells.length, 0));
  });

  test('linked tables: is no less', () => {
    const tables = [
      ['region', 'sex'],
      ['region', 'harm'],
    ];
    const { problem } = tabulate({ dimensions: [region, sex, harm], leaves: [], tables });
    expect(sizeOf([region, sex, harm], tables).cells).toBeGreaterThanOrEqual(problem.cells.length);
  });

  test('is known at once for dimensions that no memory could hold', () => {
    const many = Array.from({ length: 40 }, (_, d) => flat(`d${d}`, ['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    const table = many.map(({ name }) => name);
    expect(sizeOf(many, [table]).cells).toBeGreaterThan(mostCells);
    expect(() => tabulate({ dimensions: many, leaves: [], tables: [table] })).toThrow(
      expect.objectContaining({ code: 'table-too-large' }) as Error,
    );
  });
});
