import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../test/shared.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { merged, suggest, type Merge } from './design.ts';
import { withoutSlack } from './model.ts';
import { tabulate, type HierarchyRow, type TableForm } from './tabulate.ts';

const rows = (text: string): HierarchyRow[] =>
  text.split(' ').map((pair) => {
    const [code = '', parent] = pair.split('<');
    return { code, parent: parent ?? null };
  });

const region = rows('Total North<Total N1<North N2<North N3<North South<Total S1<South S2<South S3<South');
const health = rows('Total East<Total N1<East N2<East S1<East West<Total N3<West S2<West S3<West');
const age = rows('Total 0-5<Total 6-10<Total 11-13<Total 14-17<Total unknown<Total');
const form = rows('Total A<Total B<Total C<Total');
const zones = ['N1', 'N2', 'N3', 'S1', 'S2', 'S3'];
const ages = ['0-5', '6-10', '11-13', '14-17', 'unknown'];

/** Two linked tables; one place of `counts` for each combination of zone, age and form. */
function linked(counts: readonly number[], hierarchies: readonly HierarchyRow[][]): TableForm {
  return {
    dimensions: [
      { name: 'region', hierarchies },
      { name: 'age', hierarchies: [age] },
      { name: 'form', hierarchies: [form] },
    ],
    leaves: zones.flatMap((zone, z) =>
      ages.flatMap((band, a) =>
        ['A', 'B', 'C'].map((kind, f) => ({
          codes: [zone, band, kind],
          count: counts[(z * 5 + a) * 3 + f] ?? 0,
        })),
      ),
    ),
    tables: [
      ['region', 'age'],
      ['region', 'form'],
      ['age', 'form'],
    ],
  };
}

const someForm = fc
  .tuple(
    fc.array(fc.constantFrom(0, 0, 0, 1, 2, 4), { minLength: 90, maxLength: 90 }),
    fc.constantFrom<readonly HierarchyRow[][]>([region], [region, health]),
  )
  .map(([counts, hierarchies]) => linked(counts, hierarchies));
const question = { threshold: 5, most: 4, ordered: ['age'], notStated: ['unknown'] };

function smallCells(at: TableForm, threshold: number) {
  const held = withoutSlack(tabulate(at).problem).cells.filter(({ value }) => value > 0);
  return { cells: held.length, small: held.filter(({ value }) => value < threshold).length };
}

describe('on any form', () => {
  test('what is counted, and what each merge is said to save, is what tabulating finds', () => {
    fc.assert(
      fc.property(someForm, fc.integer({ min: 2, max: 40 }), (at, threshold) => {
        const advice = suggest(at, { ...question, threshold, most: 40 });
        expect(advice.standing).toMatchObject(smallCells(at, threshold));
        for (const { merge, before, after, saves, costs } of advice.single) {
          expect(before).toEqual(advice.standing);
          expect(after).toMatchObject(smallCells(merged(at, merge), threshold));
          expect(saves).toBe(before.small - after.small);
          expect(saves).toBeGreaterThan(0);
          expect(costs).toBeGreaterThanOrEqual(-1e-9);
        }
        let step = at;
        for (const { merge, after } of advice.sequence) {
          step = merged(step, merge);
          expect(after).toMatchObject(smallCells(step, threshold));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('nobody is lost or counted twice by a merge', () => {
    fc.assert(
      fc.property(someForm, (at) => {
        const total = ({ leaves }: TableForm) => leaves.reduce((all, { count }) => all + count, 0);
        for (const { merge } of suggest(at, question).single)
          expect(total(merged(at, merge))).toBe(total(at));
      }),
      { numRuns: 20 },
    );
  });

  test('only what may be merged is merged', () => {
    const merges: Merge[] = [];
    fc.assert(
      fc.property(someForm, (at) => {
        const found = suggest(at, { ...question, most: 60 }).single.map(({ merge }) => merge);
        merges.push(...found);
        const parents = at.dimensions[0]?.hierarchies ?? [];
        for (const merge of found) {
          if (merge.merge === 'lowest-level') {
            expect(merge.dimension).toBe('region');
            expect(parents).toHaveLength(1);
          }
          if (merge.merge !== 'siblings') continue;
          const [a, b] = merge.codes;
          expect(merge.codes).not.toContain('unknown');
          if (merge.dimension === 'age') expect(ages.indexOf(b) - ages.indexOf(a)).toBe(1);
          if (merge.dimension === 'region')
            for (const hierarchy of parents) {
              const parent = (code: string) => hierarchy.find((row) => row.code === code)?.parent;
              expect(parent(a)).toBe(parent(b));
            }
        }
      }),
      { numRuns: 30 },
    );
    expect(new Set(merges.map(({ merge }) => merge))).toEqual(
      new Set(['siblings', 'lowest-level', 'dimension']),
    );
  });
});

describe('a form by hand', () => {
  const flat: TableForm = {
    dimensions: [
      { name: 'place', hierarchies: [rows('Total P<Total Q<Total R<Total')] },
      { name: 'form', hierarchies: [rows('Total A<Total B<Total')] },
    ],
    leaves: [
      { codes: ['P', 'A'], count: 4 },
      { codes: ['P', 'B'], count: 4 },
      { codes: ['Q', 'A'], count: 4 },
      { codes: ['Q', 'B'], count: 4 },
      { codes: ['R', 'A'], count: 50 },
      { codes: ['R', 'B'], count: 60 },
    ],
    tables: [['place', 'form']],
  };
  const advice = suggest(flat, { threshold: 5, most: 3 });

  test('the best merge is of the two small places: four small cells for sixteen bits', () => {
    expect(advice.single[0]).toMatchObject({
      merge: { merge: 'siblings', dimension: 'place', codes: ['P', 'Q'], into: 'P + Q' },
      saves: 4,
      costs: 16,
      before: { cells: 12, small: 4, smallValue: 16, alone: 0 },
      after: { cells: 9, small: 0, smallValue: 0, alone: 0 },
    });
    expect(advice.sequence).toHaveLength(1);
  });

  test('two codes that are all of their parent stay apart: together they are the parent', () => {
    const merges = suggest(flat, { threshold: 99, most: 60 }).single.map(({ merge }) => merge);
    expect(merges.length).toBeGreaterThan(2);
    expect(merges.filter(({ merge, dimension }) => merge === 'siblings' && dimension === 'form')).toEqual([]);
  });

  test('the shares say where the small cells are', () => {
    expect(advice.dimensions[0]).toMatchObject({ name: 'place', cells: 9, small: 4 });
    expect(advice.dimensions[0]?.codes.find(({ code }) => code === 'P')).toEqual({
      code: 'P',
      cells: 3,
      small: 2,
    });
    expect(advice.dimensions[0]?.codes.find(({ code }) => code === 'R')?.small).toBe(0);
  });

  test('a small cell that stands alone in its sums is counted in each of them', () => {
    const leaves = flat.leaves.map((leaf) =>
      leaf.codes.join() === 'P,A' || leaf.codes[0] === 'R' ? leaf : { ...leaf, count: 9 },
    );
    expect(suggest({ ...flat, leaves }, { threshold: 5, most: 0 }).standing).toMatchObject({
      small: 1,
      alone: 2,
    });
  });

  test('the merged form keeps the parts of organisations and takes a name of the person', () => {
    const held = { ...flat, holdings: [{ organisation: 'Hotline', leaves: flat.leaves.slice(0, 4) }] };
    const after = merged(held, {
      merge: 'siblings',
      dimension: 'place',
      codes: ['P', 'Q'],
      into: 'Elsewhere',
    });
    expect(after.holdings?.[0]?.leaves).toEqual([
      { codes: ['Elsewhere', 'A'], count: 8 },
      { codes: ['Elsewhere', 'B'], count: 8 },
    ]);
    const { problem, cellAt } = tabulate(after);
    expect(problem.cells[cellAt(['Elsewhere', 'Total']) ?? -1]?.value).toBe(16);
  });

  test.each([
    [{ merge: 'lowest-level', dimension: 'sex' }, 'sex'],
    [{ merge: 'siblings', dimension: 'place', codes: ['P', 'Z'], into: 'P + Z' }, 'Z'],
    [{ merge: 'dimension', dimension: 'place', table: ['place'] }, 'place'],
  ] as const)('a merge of what is not there is refused: %o', (merge, name) => {
    expect(() => merged(flat, merge)).toThrow(name);
  });

  test('a threshold of 0 is refused', () => {
    expect(() => suggest(flat, { threshold: 0, most: 1 })).toThrow('threshold');
  });
});

describe('real instances', () => {
  const folder = shared('bench/sdc/hier_small');
  test.skipIf(!folder)(
    `hier_small: 2,042 small cells, and fewer with each step (${folder ? 'as it is' : noSharedFiles})`,
    () => {
      const read = (file: string) =>
        readCsv(readFileSync(`${folder ?? ''}/${file}.csv`), { file }).rows.map(({ cells }) => cells);
      const names = ['region', 'age', 'sex', 'manifestation'];
      const { standing, sequence } = suggest(
        {
          dimensions: names.map((name) => ({
            name,
            hierarchies: [
              read(`hier_${name}`).map(([code = '', parent = '']) => ({ code, parent: parent || null })),
            ],
          })),
          leaves: read('inner').map((cells) => ({ codes: cells.slice(0, -1), count: Number(cells.at(-1)) })),
          tables: [names],
        },
        { threshold: 5, most: 5, ordered: ['age'], notStated: ['not_stated'] },
      );
      expect(standing).toMatchObject({ cells: 3668, small: 2042 });
      const small = [standing.small, ...sequence.map(({ after }) => after.small)];
      expect(small).toEqual(small.toSorted((a, b) => b - a));
      expect(small).toHaveLength(6);
    },
  );
});
