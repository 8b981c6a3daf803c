/** What the rows of a table count: persons or amounts, in each combination, and who reported them. */
import { Problem } from '../../core/problem.ts';
import { Combinations } from '../../disclosure/combinations.ts';
import type { Answers } from '../../disclosure/tags.ts';
import type { Rows } from '../../platform/tables/table.ts';
import { inUnits, parseDecimal } from '../model.ts';
import { type Hierarchy, total } from './dimensions.ts';
import { columnsOf, csvFile } from './rows.ts';
import type { TableSpec } from './spec.ts';

export interface Counted {
  /** Made while they are gone through, once: there may be as many as rows. */
  readonly answers: Iterable<Answers>;
  /** What each organisation reported or contributed; none where nobody asks. */
  readonly holdings: readonly { readonly organisation: string; readonly answers: Iterable<Answers> }[];
  /** The codes of each dimension. */
  readonly found: readonly ReadonlySet<string>[];
  /** How many digits of the counts stand behind the point. */
  readonly decimals: number;
}

/** Between the codes of a person who has several. */
const separator = ';';

/** How a row counts, and whether a combination may stand in several rows. */
interface Measure {
  readonly rows: 'once' | 'many';
  readonly of: (cells: readonly string[], name: () => string, row: number) => number;
}

/**
 * Reads all rows. With a column `freq` each is a counted combination, with magnitudes an amount (`value`) of an
 * organisation, otherwise one record.
 * @param byOrganisation whether rows say who reported them (`organisation`)
 * @throws Problem with file, row and column: `table-column-missing`, `table-code-unknown`, `table-code-twice`,
 *   `table-value-invalid`, `table-amount-invalid`, `table-overflow`
 */
export function countRows(
  path: string,
  spec: TableSpec,
  hierarchies: readonly (Hierarchy | undefined)[],
  byOrganisation: boolean,
): Counted {
  const decimals = spec.magnitudes ? decimalsIn(path) : 0;
  const table = csvFile(path);
  const { file } = table;
  const dimensions = columnsOf(table, spec.dims).map((at, d) => {
    const column = spec.dims[d] ?? '';
    const answers = spec.tags?.includes(column) ? 'several' : 'one';
    return readEntries({ file, column, at }, answers, hierarchies[d]);
  });
  const [organisationAt = -1] = byOrganisation ? columnsOf(table, ['organisation']) : [];
  const measure = measureOf(table, spec, decimals);
  const combinations = new Combinations(dimensions.length);
  /** How many there are of each combination, in all and of each organisation. */
  const counts: number[] = [];
  const held = new Map<string, Map<number, number>>();
  const heldBy = (organisation: string) => {
    const own = held.get(organisation) ?? new Map<number, number>();
    held.set(organisation, own);
    return own;
  };
  /** Of the row that is read. */
  const entries = new Int32Array(dimensions.length);
  const name = () =>
    dimensions.map(({ known }, d) => known[entries[d] ?? -1]?.join(separator) ?? '').join(' × ');
  for (const { row, cells } of table.rows) {
    for (const [d, { entryIn }] of dimensions.entries()) entries[d] = entryIn(cells, row);
    const place = combinations.add(entries);
    const own = byOrganisation ? heldBy(cells[organisationAt]?.trim() ?? '') : undefined;
    const before = own ? own.get(place) : counts[place];
    if (before !== undefined && measure.rows === 'once')
      throw new Problem('table-code-twice', { code: name() }, { file, row });
    const count = measure.of(cells, name, row);
    counts[place] = (counts[place] ?? 0) + count;
    own?.set(place, (before ?? 0) + count);
  }
  const answersOf = function* (counted: Iterable<readonly [number, number]>): Generator<Answers> {
    for (const [place, count] of counted)
      yield { codes: dimensions.map(({ known }, d) => known[combinations.at(place, d)] ?? []), count };
  };
  return {
    answers: answersOf(counts.entries()),
    holdings: Array.from(held, ([organisation, own]) => ({ organisation, answers: answersOf(own) })),
    found: dimensions.map(({ known }) => new Set(known.flat())),
    decimals,
  };
}

/** What stands in the cells of a dimension. */
interface Entries {
  /** Each entry once: a code, or several in order. */
  readonly known: readonly (readonly string[])[];
  /** The place of an entry among those known. */
  readonly entryIn: (cells: readonly string[], row: number) => number;
}

/** A million rows have few different cells; each is looked at once. */
function readEntries(
  { file, column, at }: { readonly file: string; readonly column: string; readonly at: number },
  answers: 'one' | 'several',
  hierarchy: Hierarchy | undefined,
): Entries {
  const known: (readonly string[])[] = [];
  const places = new Map<string, number>();
  const read = (cell: string): string[] =>
    answers === 'several'
      ? [...new Set(cell.split(separator).map((code) => code.trim()))].sort()
      : [cell.trim()];
  return {
    known,
    entryIn(cells, row) {
      const cell = cells[at] ?? '';
      const before = places.get(cell);
      if (before !== undefined) return before;
      const codes = read(cell);
      for (const code of codes)
        if (hierarchy ? !hierarchy.bottoms.has(code) : code === '' || code === total)
          throw new Problem(
            'table-code-unknown',
            {
              code,
              where: hierarchy ? describeCodes(hierarchy, code) : `codes other than “” and “${total}”`,
            },
            { file, row, column },
          );
      // Another cell may hold the same codes in another order, or with white space.
      const plain = codes.join(separator);
      const place = places.get(plain) ?? known.push(codes) - 1;
      places.set(plain, place).set(cell, place);
      return place;
    },
  };
}

function measureOf(table: Rows, spec: TableSpec, decimals: number): Measure {
  const { file } = table;
  if (spec.magnitudes) {
    const [at = -1] = columnsOf(table, ['value']);
    return {
      rows: 'many',
      of: (cells, _, row) => inUnits(amountIn(cells, at, { file, row }), decimals, 'nearest'),
    };
  }
  if (!countsStand(table, spec)) return { rows: 'many', of: () => 1 };
  const [at = -1] = columnsOf(table, ['freq']);
  return {
    rows: 'once',
    of: (cells, name, row) => {
      const value = cells[at]?.trim() ?? '';
      const count = /^\d+$/.test(value) ? Number(value) : NaN;
      if (!Number.isSafeInteger(count))
        throw new Problem('table-value-invalid', { cell: name(), value }, { file, row, column: 'freq' });
      return count;
    },
  };
}

/**
 * Whether rows carry counts. A misspelt `freq` must not turn counts into records, so records are accepted only
 * where the columns are the dimensions alone or the spec describes them by `cardinality`.
 */
function countsStand({ header }: Rows, spec: TableSpec): boolean {
  if (header.includes('freq')) return true;
  const known = new Set([...spec.dims, 'organisation']);
  return spec.cardinality === undefined && header.some((name) => !known.has(name));
}

/** The most digits behind the point that an amount of the file has. */
function decimalsIn(path: string): number {
  const table = csvFile(path);
  const [at = -1] = columnsOf(table, ['value']);
  let most = 0;
  for (const { row, cells } of table.rows)
    most = Math.max(most, amountIn(cells, at, { file: table.file, row }).decimals);
  return most;
}

function amountIn(
  cells: readonly string[],
  at: number,
  place: { readonly file: string; readonly row: number },
) {
  const value = cells[at]?.trim() ?? '';
  const amount = parseDecimal(value);
  if (!amount)
    throw new Problem('table-amount-invalid', { cell: `${place.row}`, value }, { ...place, column: 'value' });
  return amount;
}

function describeCodes({ file, codes }: Hierarchy, code: string): string {
  return codes.has(code) ? `the codes of ${file} that have none below them` : `the codes of ${file}`;
}
