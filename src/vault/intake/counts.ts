/** What the rows of a table count: persons or amounts, in each combination, and who reported them. */
import { Problem } from '../../core/problem.ts';
import type { Answers } from '../../disclosure/tags.ts';
import { inUnits, parseDecimal } from '../model.ts';
import { type Hierarchy, total } from './dimensions.ts';
import { columnsOf, type CsvFile, csvFile } from './rows.ts';
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
  readonly of: (cells: readonly string[], codes: string, row: number) => number;
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
  const at = columnsOf(table, spec.dims);
  const [organisationAt = -1] = byOrganisation ? columnsOf(table, ['organisation']) : [];
  const measure = measureOf(table, spec, decimals);
  const several = spec.dims.map((name) => spec.tags?.includes(name) ?? false);
  const found = spec.dims.map(() => new Set<string>());
  /** Organisation, then combination. Without organisations all rows are of one. */
  const parts = new Map<string, Map<string, { codes: readonly (readonly string[])[]; count: number }>>();
  for (const { row, cells } of table.rows) {
    const codes = at.map((column, d) => {
      const text = cells[column]?.trim() ?? '';
      return several[d] ? [...new Set(text.split(separator).map((code) => code.trim()))].sort() : [text];
    });
    codes.forEach((own, d) => {
      const hierarchy = hierarchies[d];
      for (const code of own) {
        if (hierarchy ? !hierarchy.bottoms.has(code) : code === '' || code === total)
          throw new Problem(
            'table-code-unknown',
            {
              code,
              where: hierarchy ? describeCodes(hierarchy, code) : `codes other than “” and “${total}”`,
            },
            { file, row, column: spec.dims[d] ?? '' },
          );
        found[d]?.add(code);
      }
    });
    const organisation = byOrganisation ? (cells[organisationAt]?.trim() ?? '') : '';
    let part = parts.get(organisation);
    if (!part) parts.set(organisation, (part = new Map()));
    const name = codes.map((own) => own.join(separator));
    const key = name.join('\0');
    const before = part.get(key);
    if (before && measure.rows === 'once')
      throw new Problem('table-code-twice', { code: name.join(' × ') }, { file, row });
    const count = measure.of(cells, name.join(' × '), row);
    if (before) before.count += count;
    else part.set(key, { codes, count });
  }
  return { ...summed(parts, byOrganisation), found, decimals };
}

function summed(
  parts: ReadonlyMap<string, ReadonlyMap<string, Answers>>,
  byOrganisation: boolean,
): Pick<Counted, 'answers' | 'holdings'> {
  const all = new Map<string, { codes: readonly (readonly string[])[]; count: number }>();
  for (const part of parts.values())
    for (const [key, { codes, count }] of part)
      all.set(key, { codes, count: (all.get(key)?.count ?? 0) + count });
  return {
    answers: [...all.values()],
    holdings: byOrganisation
      ? [...parts].map(([organisation, part]) => ({ organisation, answers: [...part.values()] }))
      : [],
  };
}

function measureOf(table: CsvFile, spec: TableSpec, decimals: number): Measure {
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
    of: (cells, cell, row) => {
      const value = cells[at]?.trim() ?? '';
      const count = /^\d+$/.test(value) ? Number(value) : NaN;
      if (!Number.isSafeInteger(count))
        throw new Problem('table-value-invalid', { cell, value }, { file, row, column: 'freq' });
      return count;
    },
  };
}

/**
 * Whether rows carry counts. A misspelt `freq` must not turn counts into records, so records are accepted only
 * where the columns are the dimensions alone or the spec describes them by `cardinality`.
 */
function countsStand({ header }: CsvFile, spec: TableSpec): boolean {
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
