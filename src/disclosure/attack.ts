/**
 * The attack: what a reader can work out about each hidden cell of a release. It sees only what is published and
 * shares nothing with protection but the types and the solver. Intervals are closed from both sides: by whole tables,
 * checked by adding up, and by bounds that no table passes.
 */
import type { Highs } from 'highs';
import { type Movement } from './attack/relaxation.ts';
import { type Reach, Search, type Sizes, usualSizes } from './attack/search.ts';
import { agrees, anyTable, type Part, parts } from './attack/start.ts';
import { Unknowns } from './attack/unknowns.ts';
import type { Certificate, Deviation, Pattern, Proof, Reader, Relation, TableProblem } from './model.ts';
import { solver } from './solver.ts';

/** What readers have in their hands: the numbers (undefined where hidden) and how they add up. */
export interface Release {
  readonly published: readonly (number | undefined)[];
  readonly relations: readonly Relation[];
}

/** A whole table that agrees with the release: a known one, by cell, and how it differs from that. */
export interface Witness extends Deviation {
  readonly from: readonly number[];
}

/** The end of an interval: a whole number, or Infinity where nothing published limits the cell. */
export interface End {
  readonly value: number;
  /**
   * `exact`: a whole table reaches it and none goes further. `reached`: a whole table reaches it; others may go
   * further. `bound`: no table goes further, and none was found that reaches it, so the true interval may be
   * narrower and nothing is proven.
   */
  readonly known: 'exact' | 'reached' | 'bound';
  /**
   * A table in which the cell has this value; none at a `bound` and where the value is Infinity. Ends that one table
   * reaches share it.
   */
  readonly witness: Witness | undefined;
}

export interface Interval {
  readonly cell: number;
  readonly min: End;
  readonly max: End;
}

/** The release that a pattern makes of a table. */
export function release({ cells, relations }: TableProblem, pattern: Pattern): Release {
  return {
    published: cells.map(({ value }, cell) => (pattern[cell] === 'published' ? value : undefined)),
    relations,
  };
}

/** The same release for a reader who kept an earlier one of the same cells: what either shows is known. */
export function withEarlier(now: Release, earlier: Release): Release {
  return {
    published: now.published.map((value, cell) => value ?? earlier.published[cell]),
    relations: [...now.relations, ...earlier.relations],
  };
}

export interface AttackOptions {
  /**
   * A width in which a cell is hidden well enough. Cells that whole tables show to span it are settled with that;
   * only what looks narrower is followed to its exact ends. Much less work on large tables.
   */
  readonly wide?: number;
  /** A table known to agree with the release, by cell: the custodian's own. Spares looking for a first one. */
  readonly start?: readonly number[];
  /** How much is solved at once; the results are the same. */
  readonly sizes?: Sizes;
  readonly progress?: (state: { readonly done: number; readonly of: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * The interval of every hidden cell for one reader. Exact, unless `wide` says how much suffices; an end that could
 * not be settled is marked `bound`. Upper bounds are whole-number sums, except where an integer program was needed to
 * rule a value out: there the solver's word is taken.
 * @throws Problem `release-contradictory` where no whole-number table agrees with the release
 */
export async function attack(
  { published, relations }: Release,
  reader: Reader,
  options: AttackOptions = {},
): Promise<Interval[]> {
  const found = await attackParts(parts(published, relations), published, reader, options);
  return found.sort((a, b) => a.cell - b.cell);
}

/**
 * The interval of a sum of hidden cells for one reader: a margin may leak although none of its cells does.
 * @throws Problem `release-contradictory` where no whole-number table agrees with the release
 */
export async function attackSum(
  { published, relations }: Release,
  reader: Reader,
  cells: readonly number[],
  options: Pick<AttackOptions, 'start' | 'sizes' | 'signal'> = {},
): Promise<Interval> {
  const { start, ...rest } = options;
  const cell = published.length;
  const sum = { cells: [...cells, cell], coefficients: [...cells.map(() => 1), -1], constant: 0 };
  const least = cells.reduce((total, each) => total + (published[each] ?? reader.atLeast[each] ?? 0), 0);
  const known = start && [...start, cells.reduce((total, each) => total + (start[each] ?? NaN), 0)];
  const widened = [...published, undefined];
  const [interval] = await attackParts(
    parts(widened, [...relations, sum]).filter((part) => part.cells.includes(cell)),
    widened,
    { ...reader, atLeast: [...reader.atLeast, least] },
    { ...rest, ...(known ? { start: known } : {}) },
    [cell],
  );
  if (!interval) throw new RangeError('the sum has no component');
  return interval;
}

/**
 * The two extreme tables of each interval that has both, in the form that `verify` checks by addition alone: their
 * cells as differences from the table they share, to be given as the values of the problem.
 */
export function certificate(intervals: readonly Interval[], reader: Reader): Certificate {
  const places = new Map<Witness, number>();
  const place = (witness: Witness) => {
    const known = places.get(witness) ?? places.size;
    places.set(witness, known);
    return known;
  };
  const proofs = intervals.flatMap(({ cell, min, max }): Proof[] =>
    min.witness && max.witness
      ? [{ reader: reader.name, cell, low: place(min.witness), high: place(max.witness) }]
      : [],
  );
  return { witnesses: [...places.keys()], proofs };
}

async function attackParts(
  every: readonly Part[],
  published: readonly (number | undefined)[],
  reader: Reader,
  { wide = Infinity, start, sizes = usualSizes, progress, signal }: AttackOptions,
  only?: readonly number[],
): Promise<Interval[]> {
  const highs = await solver();
  const known = published.map((value, cell) => value ?? start?.[cell] ?? NaN);
  const [settled, open] = started(highs, every, reader, known);
  const asked = (list: readonly Part[]) =>
    list.flatMap(({ cells }) => (only ? cells.filter((cell) => only.includes(cell)) : cells));
  const unknowns = new Unknowns(settled, reader, known);
  const search = new Search(highs, unknowns, sizes);
  const wanted = new Set(asked(settled).map((cell) => unknowns.unknownOf[cell] ?? -1));
  wanted.delete(-1);
  let done = 0;
  for (const _ of search.settle(wanted, wide)) {
    done += 1;
    if (done % 50 !== 0 && done !== wanted.size) continue;
    progress?.({ done, of: wanted.size });
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }
  const tables = new Tables(unknowns, known, wide);
  return [
    ...asked(settled).map((cell) => tables.interval(cell, search)),
    ...asked(open).map((cell): Interval => {
      const nothing = { known: 'bound', witness: undefined } as const;
      return {
        cell,
        min: { value: reader.atLeast[cell] ?? 0, ...nothing },
        max: { value: Infinity, ...nothing },
      };
    }),
  ];
}

/**
 * Completes a known table, in place, where it is not one.
 * @returns the parts for which there is a table now, and those for which none was found
 */
function started(
  highs: Highs,
  every: readonly Part[],
  reader: Reader,
  known: number[],
): readonly [settled: readonly Part[], open: readonly Part[]] {
  const settled: Part[] = [];
  const open: Part[] = [];
  for (const part of every) {
    const values = agrees(part, reader, known)
      ? part.cells.map((cell) => known[cell] ?? NaN)
      : anyTable(highs, part, reader);
    (values ? settled : open).push(part);
    values?.forEach((value, i) => (known[part.cells[i] ?? -1] = value));
  }
  return [settled, open];
}

/** Tables over unknowns as tables over cells; each is written out once, however many ends it reaches. */
class Tables {
  readonly #unknowns: Unknowns;
  readonly #known: readonly number[];
  readonly #wide: number;
  readonly #cellsOf: number[][];
  readonly #written = new Map<Movement, Witness>();
  readonly #still: Witness;

  constructor(unknowns: Unknowns, known: readonly number[], wide: number) {
    this.#unknowns = unknowns;
    this.#known = known;
    this.#wide = wide;
    this.#still = { from: known, cells: [], by: [] };
    this.#cellsOf = Array.from({ length: unknowns.count }, () => []);
    unknowns.unknownOf.forEach((unknown, cell) => this.#cellsOf[unknown]?.push(cell));
  }

  interval(cell: number, search: Search): Interval {
    const unknown = this.#unknowns.unknownOf[cell] ?? -1;
    const value = this.#known[cell] ?? NaN;
    if (unknown < 0) {
      const end: End = { value, known: 'exact', witness: this.#still };
      return { cell, min: end, max: end };
    }
    const sign = this.#unknowns.signOf[cell] ?? 1;
    const [down, up] = [
      search.reach(unknown, sign === 1 ? -1 : 1),
      search.reach(unknown, sign === 1 ? 1 : -1),
    ];
    const spans = down.seen + up.seen >= this.#wide;
    return { cell, min: this.#end(value, -1, down, spans), max: this.#end(value, 1, up, spans) };
  }

  #end(value: number, direction: 1 | -1, { seen, most, table }: Reach, spans: boolean): End {
    if (seen < most && !spans) return { value: value + direction * most, known: 'bound', witness: undefined };
    return {
      value: value + direction * seen,
      known: seen >= most ? 'exact' : 'reached',
      witness: seen === Infinity ? undefined : table ? this.#table(table) : this.#still,
    };
  }

  #table(table: Movement): Witness {
    const before = this.#written.get(table);
    if (before) return before;
    const { unknowns, by } = table;
    const [cellsOf, { signOf }] = [this.#cellsOf, this.#unknowns];
    const witness: Witness = {
      from: this.#known,
      // Written out when looked at: of a large release there are thousands, each almost a whole table.
      get cells() {
        return Array.from(unknowns).flatMap((unknown) => cellsOf[unknown] ?? []);
      },
      get by() {
        return Array.from(unknowns).flatMap((unknown, i) =>
          (cellsOf[unknown] ?? []).map((cell) => (by[i] ?? 0) * (signOf[cell] ?? 1)),
        );
      },
    };
    this.#written.set(table, witness);
    return witness;
  }
}
