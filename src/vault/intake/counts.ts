/** What the rows of a table count: persons or amounts, in each combination, and who reported them. */
import { Problem } from '../../core/problem.ts';
import type { Answers } from '../../disclosure/tags.ts';
import { inUnits, parseDecimal } from '../model.ts';
import { type Hierarchy, total } from './dimensions.ts';
import type { Rows } from '../../platform/tables/table.ts';
import { columnsOf, csvFile } from './rows.ts';
import type { TableSpec } from './spec.ts';

export interface Counted {
  readonly answers: readonly Answers[];
  /** What each organisation reported or contributed; none where nobody asks. */
  readonly holdings: readonly { readonly organisation: string; readonly answers: readonly Answers[] }[];
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
  readonly of: (cells: readonly string[], combination: string, row: number) => number;
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
  /** Organisation, then combination. Without organisations all rows are of one. */
  const parts = new Map<string, Part>();
  for (const { row, cells } of table.rows) {
    let combination = '';
    for (const { entryIn } of dimensions) combination += entryIn(cells, row).name + afterEntry;
    const organisation = byOrganisation ? (cells[organisationAt]?.trim() ?? '') : '';
    let part = parts.get(organisation);
    if (!part) parts.set(organisation, (part = new Map()));
    const before = part.get(combination);
    if (before && measure.rows === 'once')
      throw new Problem('table-code-twice', { code: nameOf(combination) }, { file, row });
    const count = measure.of(cells, combination, row);
    if (before) before.count += count;
    else part.set(combination, { codes: dimensions.map(({ entryIn }) => entryIn(cells, row).codes), count });
  }
  return {
    answers: sumOf([...parts.values()]),
    holdings: byOrganisation
      ? [...parts].map(([organisation, part]) => ({ organisation, answers: [...part.values()] }))
      : [],
    found: dimensions.map(({ entries }) => new Set([...entries.values()].flatMap(({ codes }) => codes))),
    decimals,
  };
}

/** What stands in a cell of a dimension: codes, and all of them as one text. */
interface Entry {
  readonly codes: readonly string[];
  readonly name: string;
}

interface Entries {
  /** By the text of their cells: a million rows have few texts, and each is looked at once. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly entryIn: (cells: readonly string[], row: number) => Entry;
}

function readEntries(
  { file, column, at }: { readonly file: string; readonly column: string; readonly at: number },
  answers: 'one' | 'several',
  hierarchy: Hierarchy | undefined,
): Entries {
  const entries = new Map<string, Entry>();
  const read = (cell: string, row: number): Entry => {
    const text = cell.trim();
    const codes =
      answers === 'several' ? [...new Set(text.split(separator).map((code) => code.trim()))].sort() : [text];
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
    return { codes, name: codes.join(separator) };
  };
  return {
    entries,
    entryIn(cells, row) {
      const cell = cells[at] ?? '';
      let entry = entries.get(cell);
      if (!entry) entries.set(cell, (entry = read(cell, row)));
      return entry;
    },
  };
}

/** Combinations are known by the names of their entries, each with this behind it: no text has it. */
const afterEntry = '\0';

function nameOf(combination: string): string {
  return combination.split(afterEntry).slice(0, -1).join(' × ');
}

type Part = Map<string, { readonly codes: Answers['codes']; count: number }>;

function sumOf(parts: readonly Part[]): Answers[] {
  const [only, ...others] = parts;
  if (only && others.length === 0) return [...only.values()];
  const all: Part = new Map();
  for (const part of parts)
    for (const [combination, { codes, count }] of part)
      all.set(combination, { codes, count: (all.get(combination)?.count ?? 0) + count });
  return [...all.values()];
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
    of: (cells, combination, row) => {
      const value = cells[at]?.trim() ?? '';
      const count = /^\d+$/.test(value) ? Number(value) : NaN;
      if (!Number.isSafeInteger(count))
        throw new Problem(
          'table-value-invalid',
          { cell: nameOf(combination), value },
          { file, row, column: 'freq' },
        );
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
