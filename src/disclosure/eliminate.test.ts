import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { showableRows } from './eliminate.ts';
import { leafForm, type LeafForm, type SparseRows } from './leaves.ts';
import { type HierarchyRow, type TableForm, tabulate } from './tabulate.ts';

/** Slow and exact: what lies in the span of the vectors added, over the rational numbers. */
class Span {
  readonly #pivots: { readonly at: number; readonly vector: readonly bigint[] }[] = [];

  #rest(vector: readonly bigint[]): readonly bigint[] {
    let rest = vector;
    for (const pivot of this.#pivots) {
      const own = rest[pivot.at] ?? 0n;
      if (own === 0n) continue;
      const other = pivot.vector[pivot.at] ?? 1n;
      const sum = rest.map((value, i) => value * other - own * (pivot.vector[i] ?? 0n));
      const common = sum.reduce(divisor, 0n);
      rest = common === 0n ? sum : sum.map((value) => value / common);
    }
    return rest;
  }

  holds(vector: readonly bigint[]): boolean {
    return this.#rest(vector).every((value) => value === 0n);
  }

  with(vector: readonly bigint[]): Span {
    const larger = new Span();
    larger.#pivots.push(...this.#pivots);
    const rest = this.#rest(vector);
    const at = rest.findIndex((value) => value !== 0n);
    if (at >= 0) larger.#pivots.push({ at, vector: rest });
    return larger;
  }
}

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The rule itself, one vector after the other: which of `order` are shown, and what is known in the end. */
function oneByOne(
  known: Span,
  sensitive: readonly (readonly bigint[])[],
  order: readonly (readonly bigint[])[],
): readonly boolean[] {
  const guarded = sensitive.filter((vector) => !known.holds(vector));
  let span = known;
  return order.map((vector) => {
    const larger = span.with(vector);
    if (guarded.some((each) => larger.holds(each))) return false;
    span = larger;
    return true;
  });
}

function sparse(rows: readonly (readonly number[])[]): SparseRows {
  const entries = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])));
  let end = 0;
  return {
    starts: Int32Array.from([0, ...entries.map(({ length }) => (end += length))]),
    columns: Int32Array.from(entries.flat(), ({ column }) => column),
    values: Int32Array.from(entries.flat(), ({ value }) => value),
  };
}

function formOf(
  width: number,
  rows: readonly (readonly number[])[],
  equations: readonly (readonly number[])[] = [],
): LeafForm {
  return {
    leaves: Int32Array.from({ length: width }, (_, leaf) => leaf),
    rows: sparse(rows),
    rowOf: new Int32Array(0),
    equations: sparse(equations),
  };
}

function shownOf(shown: Uint8Array): readonly number[] {
  return [...shown.keys()].filter((row) => shown[row] === 1);
}

const exact = (vector: readonly number[]) => vector.map(BigInt);

const flat: readonly HierarchyRow[] = [
  { code: 'all', parent: null },
  { code: 'a', parent: 'all' },
  { code: 'b', parent: 'all' },
  { code: 'c', parent: 'all' },
];
const pair: readonly HierarchyRow[] = flat.filter(({ code }) => code !== 'c');
const deep: readonly HierarchyRow[] = [
  { code: 'all', parent: null },
  { code: 'ab', parent: 'all' },
  { code: 'a', parent: 'ab' },
  { code: 'b', parent: 'ab' },
  { code: 'c', parent: 'all' },
];
const otherwise: readonly HierarchyRow[] = [
  { code: 'all', parent: null },
  { code: 'bc', parent: 'all' },
  { code: 'a', parent: 'all' },
  { code: 'b', parent: 'bc' },
  { code: 'c', parent: 'bc' },
];

/** Tables of two to four dimensions, flat and with levels, two hierarchies over one dimension, and linked tables. */
const tables: fc.Arbitrary<TableForm> = fc
  .constantFrom(
    { hierarchies: [[deep], [flat]], tables: ['01'] },
    { hierarchies: [[deep, otherwise], [deep]], tables: ['01'] },
    { hierarchies: [[deep], [pair], [pair]], tables: ['012'] },
    { hierarchies: [[deep], [flat], [flat]], tables: ['01', '12', '02'] },
    { hierarchies: [[pair], [pair], [pair], [pair]], tables: ['012', '123', '013'] },
  )
  .chain(({ hierarchies, tables: of }) => {
    const bottoms = hierarchies.map(([rows = []]) =>
      rows.map(({ code }) => code).filter((code) => rows.every(({ parent }) => parent !== code)),
    );
    const combinations = bottoms.reduce<string[][]>(
      (all, codes) => all.flatMap((some) => codes.map((code) => [...some, code])),
      [[]],
    );
    return fc
      .array(fc.constantFrom(0, 0, 1, 2, 4, 5, 7, 12), {
        minLength: combinations.length,
        maxLength: combinations.length,
      })
      .map((counts) => ({
        dimensions: hierarchies.map((each, d) => ({ name: `${d}`, hierarchies: each })),
        leaves: combinations.map((codes, i) => ({ codes, count: counts[i] ?? 0 })),
        tables: of.map((names) => [...names]),
      }));
  });

describe('rows that may be shown', () => {
  // Two lines of two columns: leaves a b / c d, then the sums of lines, of columns, and of all.
  const square = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [1, 1, 0, 0],
    [0, 0, 1, 1],
    [1, 0, 1, 0],
    [0, 1, 0, 1],
    [1, 1, 1, 1],
  ];
  test.each([
    {
      what: 'with all sums shown, a corner hides the others',
      sensitive: [0],
      order: [8, 4, 5, 6, 7, 1, 2, 3],
      shown: [4, 5, 6, 7, 8],
    },
    {
      what: 'leaves first, the sums over the corner stay hidden',
      sensitive: [0],
      order: [3, 2, 1, 8, 4, 5, 6, 7],
      shown: [1, 2, 3, 5, 7],
    },
    {
      what: 'nothing sensitive, everything is shown',
      sensitive: [],
      order: [0, 1, 2, 3, 4, 5, 6, 7, 8],
      shown: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    },
  ])('$what', ({ sensitive, order, shown }) => {
    expect(shownOf(showableRows(formOf(4, square), sensitive, order))).toEqual(shown);
  });

  test('rows in neither list count as shown', () => {
    const form = formOf(2, [
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    expect(shownOf(showableRows(form, [0], [2]))).toEqual([1]);
    expect(shownOf(showableRows(form, [0], [2, 1]))).toEqual([2]);
  });

  test('equations count as shown', () => {
    const rows = [
      [1, 0],
      [0, 1],
    ];
    expect(shownOf(showableRows(formOf(2, rows), [0], [1]))).toEqual([1]);
    expect(shownOf(showableRows(formOf(2, rows, [[2, -3]]), [0], [1]))).toEqual([]);
  });

  test('a sensitive row that is lost from the start holds nothing back, the others still do', () => {
    const form = formOf(3, [
      [1, 0, 0],
      [2, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
      [1, 0, 1],
    ]);
    expect(shownOf(showableRows(form, [0, 2], [3, 4]))).toEqual([1, 3]);
  });

  test('are those that exact elimination over the rationals shows, for any rows and equations', () => {
    const width = 7;
    const vector = fc
      .array(fc.constantFrom(0, 0, 0, 1, 1, -1, 2, -3), { minLength: width, maxLength: width })
      .filter((values) => values.some((value) => value !== 0));
    const row = fc.record({ vector, role: fc.constantFrom('order', 'order', 'order', 'sensitive', 'known') });
    let refusals = 0;
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 14 }),
        fc.array(vector, { maxLength: 2 }),
        (rows, equations) => {
          const form = formOf(
            width,
            rows.map((each) => each.vector),
            equations,
          );
          const places = (role: string) => [...rows.keys()].filter((place) => rows[place]?.role === role);
          const vectors = (role: string) => places(role).map((place) => exact(rows[place]?.vector ?? []));
          const known = [...equations.map(exact), ...vectors('known')].reduce(
            (span, each) => span.with(each),
            new Span(),
          );
          const expected = oneByOne(known, vectors('sensitive'), vectors('order'));
          const shown = showableRows(form, places('sensitive'), places('order'));
          expect(places('order').map((place) => shown[place] === 1)).toEqual(expected);
          expect(places('known').every((place) => shown[place] === 1)).toBe(true);
          refusals += expected.filter((each) => !each).length;
        },
      ),
      { numRuns: 1000 },
    );
    expect(refusals).toBeGreaterThan(100);
  });

  test('are those that exact elimination over cells and relations shows, for tables with hierarchies and links', () => {
    let refusals = 0;
    fc.assert(
      fc.property(tables, (form) => {
        const { problem } = tabulate(form);
        const { cells, relations } = problem;
        const unit = (cell: number) => cells.map((_, other) => (other === cell ? 1n : 0n));
        const places = [...cells.keys()];
        const value = (cell: number) => cells[cell]?.value ?? 0;
        const small = places.filter((cell) => value(cell) > 0 && value(cell) < 5);
        const order = places.filter((cell) => value(cell) >= 5).sort((a, b) => value(b) - value(a) || a - b);

        let known = new Span();
        for (const relation of relations) {
          const vector = cells.map(() => 0n);
          relation.cells.forEach((cell, i) => (vector[cell] = BigInt(relation.coefficients[i] ?? 0)));
          known = known.with(vector);
        }
        for (const cell of places) if (value(cell) === 0) known = known.with(unit(cell));
        const expected = oneByOne(known, small.map(unit), order.map(unit));

        const leaves = leafForm(problem, (cell) => value(cell) === 0);
        const rowsOf = (of: readonly number[]) => [...new Set(of.map((cell) => leaves.rowOf[cell] ?? -1))];
        const shown = showableRows(leaves, rowsOf(small), rowsOf(order));
        expect(order.map((cell) => shown[leaves.rowOf[cell] ?? -1] === 1)).toEqual(expected);
        refusals += expected.filter((each) => !each).length;
      }),
      { numRuns: 60 },
    );
    expect(refusals).toBeGreaterThan(100);
  });
});
