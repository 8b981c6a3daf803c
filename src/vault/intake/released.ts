/** Releases as readers have them: what is published, and nothing else. */
import { Problem } from '../../core/problem.ts';
import type { Release } from '../../disclosure/attack.ts';
import type { Knowledge } from '../../disclosure/model.ts';
import { formulaSafe } from '../../platform/tables/write.ts';
import { type Decimal, inUnits, type Layout, parseDecimal, writtenAmount } from '../model.ts';
import { dimensionsOf, readHierarchies, tablesOf, total } from './dimensions.ts';
import { readRelations } from './plain.ts';
import { columnsOf, csvFile } from './rows.ts';
import { knowledgeOf, readPlainSpec, readTableSpec } from './spec.ts';

export interface Released {
  /** The width that hidden cells should span: the threshold of counts, 1 for amounts. */
  readonly k: number;
  /** What the spec says that readers know of zeros. */
  readonly zeros: Knowledge['zeros'];
  readonly layout: Layout;
  readonly release: Release;
  /** Earlier releases of the same cells; what they do not hold is not known from them. */
  readonly earlier: readonly Release[];
  readonly notes: readonly string[];
}

type Columns = Pick<Layout, 'amount'> & { readonly dims: readonly string[] };

interface Shown {
  readonly row: number;
  readonly codes: readonly string[];
  readonly value: Decimal | undefined;
}

/**
 * A release of a table: the dimensions, `freq` or the amount `value` (empty where withheld) and, where it is there,
 * `status`. Amounts are counted in the smallest decimal unit in use.
 * Codes of dimensions without a hierarchy file are those found.
 * @throws Problem with file and row: `table-column-missing`, `table-code-unknown`, `table-code-twice`,
 *   `release-row-invalid`, `release-cell-missing`, `release-differs`
 */
export function readReleased(path: string, specFile: string, earlierFiles: readonly string[]): Released {
  const spec = readTableSpec(specFile);
  const hierarchies = readHierarchies(spec, specFile);
  const columns: Columns = { dims: spec.dims, amount: spec.magnitudes ? 'value' : 'freq' };
  // Codes stand in our files as spreadsheet programs can take them.
  const known = hierarchies.map(
    (hierarchy) => hierarchy && new Map([...hierarchy.codes].map((code) => [formulaSafe(code), code])),
  );
  const { file, rows } = readRows(path, columns, known);
  const found = spec.dims.map(
    (_, d) => new Set(rows.map(({ codes }) => codes[d] ?? '').filter((code) => code !== total)),
  );
  const older = earlierFiles.map((other) => readRows(other, columns, known));
  const decimals = [{ rows }, ...older]
    .flatMap((one) => one.rows)
    .reduce((most, { value }) => Math.max(most, value?.decimals ?? 0), 0);
  const tables = tablesOf(spec, hierarchies, dimensionsOf(spec, hierarchies, found), []);
  const { problem, cellAt } = tables;
  const layout = { ...tables.layout, decimals };
  const units = (one: Shown | undefined) =>
    one?.value ? inUnits(one.value, decimals, 'nearest') : undefined;
  const place = (given: string, shown: readonly Shown[]): (Shown | undefined)[] => {
    const placed: (Shown | undefined)[] = problem.cells.map(() => undefined);
    for (const one of shown) {
      const code = one.codes.join(' × ');
      const cell = cellAt(one.codes);
      if (cell === undefined)
        throw new Problem(
          'table-code-unknown',
          { code, where: 'the cells of the tables' },
          { file: given, row: one.row },
        );
      if (placed[cell]) throw new Problem('table-code-twice', { code }, { file: given, row: one.row });
      placed[cell] = one;
    }
    return placed;
  };
  const now = place(file, rows);
  const missing = now.slice(0, layout.labels.length).indexOf(undefined);
  if (missing >= 0)
    throw new Problem('release-cell-missing', { cell: problem.cells[missing]?.code ?? '' }, { file });
  const earlier = older.map((release): Release => {
    const before = place(release.file, release.rows);
    before.forEach((one, cell) => {
      const [value, other] = [units(one), units(now[cell])];
      if (one && value !== undefined && other !== undefined && value !== other)
        throw new Problem(
          'release-differs',
          {
            cell: problem.cells[cell]?.code ?? '',
            value: writtenAmount(value, decimals),
            other: writtenAmount(other, decimals),
          },
          { file: release.file, row: one.row, column: layout.amount },
        );
    });
    return { published: before.map(units), relations: [] };
  });
  return {
    k: spec.k,
    zeros: knowledgeOf(spec).zeros,
    layout,
    release: { published: now.map(units), relations: problem.relations },
    earlier,
    notes: tables.notes,
  };
}

/**
 * A release in the plain form: `id`, `value` (empty where withheld) and, where it is there, `status`; relations as
 * for protection, which must add up. Without a spec, readers reckon with withheld zeros.
 * @throws Problem as `readReleased`, and `table-relation-invalid`
 */
export function readPlainReleased(path: string, relationsFile: string, specFile?: string): Released {
  const { file, rows } = readRows(path, { dims: ['id'], amount: 'value' }, []);
  const places = new Map<string, number>();
  for (const {
    row,
    codes: [id = ''],
  } of rows) {
    if (places.has(id)) throw new Problem('table-code-twice', { code: id }, { file, row, column: 'id' });
    places.set(id, places.size);
  }
  const decimals = rows.reduce((most, { value }) => Math.max(most, value?.decimals ?? 0), 0);
  return {
    k: 1,
    zeros: (specFile === undefined ? undefined : readPlainSpec(specFile).zeros) ?? 'withholdable',
    layout: { columns: ['id'], amount: 'value', decimals, labels: rows.map(({ codes }) => codes) },
    release: {
      published: rows.map(({ value }) => (value ? inUnits(value, decimals, 'nearest') : undefined)),
      relations: readRelations(relationsFile, places).map(({ cells, coefficients }) => ({
        cells,
        coefficients,
        constant: 0,
      })),
    },
    earlier: [],
    notes: [],
  };
}

function readRows(
  path: string,
  { dims, amount }: Columns,
  known: readonly (ReadonlyMap<string, string> | undefined)[],
): { readonly file: string; readonly rows: readonly Shown[] } {
  const table = csvFile(path);
  const { file } = table;
  const at = columnsOf(table, dims);
  const [valueAt = -1] = columnsOf(table, [amount]);
  const statusAt = table.header.indexOf('status');
  return {
    file,
    rows: [...table.rows].map(({ row, cells }) => {
      const codes = at.map((column, d) => {
        const code = cells[column]?.trim() ?? '';
        return known[d]?.get(code) ?? code;
      });
      const text = cells[valueAt]?.trim() ?? '';
      const value = amount === 'value' || /^\d+$/.test(text) ? parseDecimal(text) : undefined;
      const status =
        statusAt < 0 ? (text === '' ? 'withheld' : 'published') : (cells[statusAt]?.trim() ?? '');
      const fits =
        (status === 'withheld' && text === '') ||
        (status === 'published' && value !== undefined && isExact(value));
      if (!fits)
        throw new Problem(
          'release-row-invalid',
          { cell: codes.join(' × '), status, value: text },
          { file, row, column: amount },
        );
      return { row, codes, value };
    }),
  };
}

function isExact({ digits }: Decimal): boolean {
  return digits <= BigInt(Number.MAX_SAFE_INTEGER);
}
