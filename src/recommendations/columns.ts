/**
 * What recommendations can be narrowed by, held in memory as columns of small numbers: SQLite takes seconds to
 * count a quarter of a million texts by ten sides, a loop over such columns takes milliseconds. Pure; search.ts
 * fills them from the record.
 */

/** One side to narrow by. A cell holds a code, a code stands for the values it counts under, often one. */
export interface Dimension {
  /** Whether it is said of the recommendation, or of each statement on it. */
  readonly of: 'text' | 'statement';
  readonly codes: Codes;
  /** By code: positions in `values`. */
  readonly members: readonly (readonly number[])[];
  readonly values: readonly Value[];
}
export type Value = string | number;

/** As narrow as the number of codes lets them be. */
type Codes = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

function codesFor(different: number, length: number): Codes {
  if (different <= 2 ** 8) return new Uint8Array(length);
  return different <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}

export interface Columns<Name extends string> {
  /** Numbers of the recommendations, in the order in which they are shown. */
  readonly ids: Uint32Array;
  /** By number of a recommendation: its place in `ids`. */
  readonly places: Uint32Array;
  /** The statements of the recommendation in place p are those from first[p] to before first[p + 1]. */
  readonly first: Uint32Array;
  /** By statement: the place of its recommendation. */
  readonly about: Uint32Array;
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
  /** For each side asked for: how many would pass with this value chosen on it, and everything else as it is. */
  readonly counts: { readonly [name in Name]: readonly Count[] };
}

/**
 * Selects, then counts side by side. What is wanted of statements must all hold of one statement.
 * @param among by place, 1 for those to look at; all without it
 * @param sides those to count by
 */
export function select<Name extends string, Side extends Name>(
  { ids, first, about, dimensions }: Columns<Name>,
  wanted: { readonly [name in Name]?: Wanted },
  among: Uint8Array | undefined,
  sides: readonly Side[],
): Selection<Side> {
  const names = Object.keys(dimensions) as Name[];
  const tests = new Map<Name, Test>();
  for (const name of names) {
    const test = wanted[name];
    if (test) tests.set(name, testOf(dimensions[name], test));
  }
  const ofText = [...tests.values()].filter((test) => test.of === 'text');
  const ofStatement = [...tests.values()].filter((test) => test.of === 'statement');
  const texts = new Rows();
  const said = new Rows();
  for (let place = 0; place < ids.length; place += 1) {
    if (among && among[place] === 0) continue;
    const missed = failing(ofText, place);
    if (missed === 'several') continue;
    let passed = false;
    const end = first[place + 1] as number;
    for (let row = first[place] as number; row < end; row += 1) {
      const also = failing(ofStatement, row);
      if (also === 'several') continue;
      if (also === undefined) passed = true;
      if (missed !== undefined) continue;
      if (also !== undefined) also.counted.add(row);
      else {
        said.add(row);
        for (const test of ofStatement) test.counted.add(row);
      }
    }
    if (!passed) continue;
    if (missed !== undefined) missed.counted.add(place);
    else {
      texts.add(place);
      for (const test of ofText) test.counted.add(place);
    }
  }
  const countsOf = (name: Name): readonly Count[] => {
    const side = dimensions[name];
    const own = tests.get(name)?.counted;
    return side.of === 'text' ? counted(side, own ?? texts) : counted(side, own ?? said, about);
  };
  const selection = {
    places: texts.list().slice(),
    counts: Object.fromEntries(sides.map((name) => [name, countsOf(name)])) as {
      [name in Side]: readonly Count[];
    },
  };
  for (const rows of [texts, said, ...[...tests.values()].map((test) => test.counted)]) rows.release();
  return selection;
}

/** Room for rows, used again by each selection: otherwise every broad search would leave megabytes behind. */
const spare: Uint32Array<ArrayBuffer>[] = [];

/** Rows of a side in their order; grows with what it holds. */
class Rows {
  #rows: Uint32Array<ArrayBuffer> = spare.pop() ?? new Uint32Array(1024);
  #length = 0;

  add(row: number): void {
    if (this.#length === this.#rows.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[this.#length] = row;
    this.#length += 1;
  }

  /** Holds until the rows are released. */
  list(): Uint32Array {
    return this.#rows.subarray(0, this.#length);
  }

  release(): void {
    spare.push(this.#rows);
    this.#length = 0;
  }
}

/** A side on which only some values are wanted. */
interface Test {
  readonly of: Dimension['of'];
  readonly codes: Codes;
  /** By code, 1 where it is wanted. */
  readonly allowed: Uint8Array;
  /** The rows that all other tests let pass. */
  readonly counted: Rows;
}

function testOf({ of, codes, members, values }: Dimension, wanted: Wanted): Test {
  const allowed = Uint8Array.from(members, (some) =>
    some.some((at) => wanted(values[at] as Value)) ? 1 : 0,
  );
  return { of, codes, allowed, counted: new Rows() };
}

/** The one test that fails, or that several do; undefined when none does. */
function failing(tests: readonly Test[], at: number): Test | 'several' | undefined {
  let missed: Test | undefined;
  for (const test of tests) {
    if (test.allowed[test.codes[at] as number] === 1) continue;
    if (missed) return 'several';
    missed = test;
  }
  return missed;
}

const several = -1;
const none = -2;

/**
 * How many recommendations the rows have under each value; several rows of one count once.
 * @param about by row, the place of its recommendation; without it a row is a place
 */
function counted({ codes, members, values }: Dimension, some: Rows, about?: Uint32Array): readonly Count[] {
  const counts = new Uint32Array(values.length);
  const last = new Uint32Array(values.length);
  const single = Int32Array.from(members, (under) => (under.length > 1 ? several : (under[0] ?? none)));
  const count = (value: number, stamp: number) => {
    if (last[value] === stamp) return;
    last[value] = stamp;
    counts[value] = (counts[value] as number) + 1;
  };
  const rows = some.list();
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number;
    const stamp = 1 + (about ? (about[row] as number) : row);
    const code = codes[row] as number;
    const value = single[code] as number;
    if (value >= 0) count(value, stamp);
    else if (value === several) for (const each of members[code] as readonly number[]) count(each, stamp);
  }
  return values.flatMap((value, at) => (counts[at] ? [{ value, count: counts[at] }] : []));
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
    const codes = codesFor(this.#cells.length, order.length);
    for (const [at, row] of order.entries()) codes[at] = this.codes[row] as number;
    return { of, codes, members, values: [...places.keys()] };
  }
}
