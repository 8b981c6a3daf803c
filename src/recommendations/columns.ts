/**
 * What recommendations can be narrowed by, held in memory as columns of small numbers: SQLite takes seconds to
 * count a quarter of a million texts by ten sides, a loop over such columns takes milliseconds. Pure; search.ts
 * fills them from the record.
 */

/** One side to narrow by. A cell holds a code, a code stands for the values it counts under, often one. */
export interface Dimension {
  /** Whether it is said of the recommendation, or of each statement on it. */
  readonly of: 'text' | 'statement';
  readonly codes: Uint32Array;
  /** By code: positions in `values`. */
  readonly members: readonly (readonly number[])[];
  readonly values: readonly Value[];
}
export type Value = string | number;

export interface Columns<Name extends string> {
  /** Numbers of the recommendations, in the order in which they are shown. */
  readonly ids: Uint32Array;
  /** By number of a recommendation: its place in `ids`. */
  readonly places: Uint32Array;
  /** The statements of the recommendation in place p are those from first[p] to before first[p + 1]. */
  readonly first: Uint32Array;
  readonly dimensions: { readonly [name in Name]: Dimension };
}

/** Says which values a person wants to see. */
export type Wanted = (value: Value) => boolean;

export interface Count {
  readonly value: Value;
  readonly count: number;
}

export interface Selection<Name extends string> {
  /** The places of the recommendations that pass, in their order. */
  readonly places: Uint32Array;
  /** For each side: how many would pass with this value chosen on it, and everything else as it is. */
  readonly counts: { readonly [name in Name]: readonly Count[] };
}

interface Side {
  readonly codes: Uint32Array;
  readonly members: readonly (readonly number[])[];
  /** By code, 1 where the code is wanted; undefined where everything is. */
  readonly allowed: Uint8Array | undefined;
  readonly counts: Uint32Array;
  /** By value: the place that was counted last, plus one, so that each counts once. */
  readonly counted: Uint32Array;
}

/**
 * Selects and counts in one pass. What is wanted of statements must all hold of one statement.
 * @param among by place, 1 for those to look at; all without it
 */
export function select<Name extends string>(
  { ids, first, dimensions }: Columns<Name>,
  wanted: { readonly [name in Name]?: Wanted },
  among?: Uint8Array,
): Selection<Name> {
  const names = Object.keys(dimensions) as Name[];
  const sides = new Map(names.map((name) => [name, sideOf(dimensions[name], wanted[name])]));
  const ofKind = (kind: Dimension['of']) =>
    names.filter((name) => dimensions[name].of === kind).map((name) => sides.get(name) as Side);
  const ofText = ofKind('text');
  const ofStatement = ofKind('statement');
  const textTests = ofText.filter(({ allowed }) => allowed);
  const statementTests = ofStatement.filter(({ allowed }) => allowed);
  const passing = new Uint32Array(ids.length);
  let found = 0;
  for (let place = 0; place < ids.length; place += 1) {
    if (among && among[place] === 0) continue;
    const missed = failing(textTests, place);
    if (missed === 'several') continue;
    let passed = false;
    const end = first[place + 1] as number;
    for (let row = first[place] as number; row < end; row += 1) {
      const also = failing(statementTests, row);
      if (also === 'several' || (also !== undefined && missed !== undefined)) continue;
      if (also !== undefined) count(also, row, place);
      else {
        passed = true;
        if (missed === undefined) for (const side of ofStatement) count(side, row, place);
      }
    }
    if (!passed) continue;
    if (missed !== undefined) count(missed, place, place);
    else {
      for (const side of ofText) count(side, place, place);
      passing[found] = place;
      found += 1;
    }
  }
  const countsOf = (name: Name): Count[] => {
    const { counts } = sides.get(name) as Side;
    return dimensions[name].values.flatMap((value, at) => (counts[at] ? [{ value, count: counts[at] }] : []));
  };
  return {
    places: passing.slice(0, found),
    counts: Object.fromEntries(names.map((name) => [name, countsOf(name)])) as unknown as {
      readonly [name in Name]: Count[];
    },
  };
}

function sideOf({ codes, members, values }: Dimension, wanted: Wanted | undefined): Side {
  const allowed =
    wanted && Uint8Array.from(members, (some) => (some.some((at) => wanted(values[at] as Value)) ? 1 : 0));
  const { length } = values;
  return { codes, members, allowed, counts: new Uint32Array(length), counted: new Uint32Array(length) };
}

/** The one test that fails, or that several do; undefined when none does. */
function failing(tests: readonly Side[], at: number): Side | 'several' | undefined {
  let missed: Side | undefined;
  for (const side of tests) {
    if ((side.allowed as Uint8Array)[side.codes[at] as number] === 1) continue;
    if (missed) return 'several';
    missed = side;
  }
  return missed;
}

function count({ codes, members, counts, counted }: Side, at: number, place: number): void {
  for (const value of members[codes[at] as number] as readonly number[]) {
    if (counted[value] === place + 1) continue;
    counted[value] = place + 1;
    counts[value] = (counts[value] as number) + 1;
  }
}

/** Gives codes to the cells of a column, and collects what they stand for. */
export class Coding {
  readonly codes: Uint32Array;
  readonly #known = new Map<unknown, number>();
  readonly #cells: unknown[] = [];

  constructor(length: number) {
    this.codes = new Uint32Array(length);
  }

  set(at: number, cell: unknown): void {
    let code = this.#known.get(cell);
    if (code === undefined) {
      code = this.#cells.length;
      this.#known.set(cell, code);
      this.#cells.push(cell);
    }
    this.codes[at] = code;
  }

  /** By code: the place of its cell among all cells in the order of their characters. */
  ranks(): Uint32Array {
    const sorted = this.#cells.map(String).toSorted();
    return Uint32Array.from(this.#cells, (cell) => sorted.indexOf(String(cell)));
  }

  /**
   * The column as a side.
   * @param valuesOf under which values a cell counts
   * @param order for each row of the side, the row as it was set
   */
  dimension(
    of: Dimension['of'],
    valuesOf: (cell: unknown) => readonly Value[],
    order: Uint32Array,
  ): Dimension {
    const places = new Map<Value, number>();
    const members = this.#cells.map((cell) =>
      [...new Set(valuesOf(cell))].map((value) => {
        const place = places.get(value) ?? places.size;
        places.set(value, place);
        return place;
      }),
    );
    const codes = order.map((row) => this.codes[row] as number);
    return { of, codes, members, values: [...places.keys()] };
  }
}
