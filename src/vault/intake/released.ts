/** Releases as readers have them: what is published, and nothing else. */
import { Problem } from '../../core/problem.ts';
import type { Release } from '../../disclosure/attack.ts';
import { formulaSafe } from '../../platform/tables/write.ts';
import type { Layout } from '../model.ts';
import { readHierarchies, tablesOf, total } from './dimensions.ts';
import { columnsOf, csvFile } from './rows.ts';
import { readTableSpec, type TableSpec } from './spec.ts';

export interface Released {
  readonly spec: TableSpec;
  readonly layout: Layout;
  readonly release: Release;
  /** Earlier releases of the same cells; what they do not hold is not known from them. */
  readonly earlier: readonly Release[];
}

interface Shown {
  readonly row: number;
  readonly codes: readonly string[];
  readonly value: number | undefined;
}

/**
 * A release of a table: the dimensions, `freq` (empty where withheld) and, where it is there, `status`.
 * Codes of dimensions without a hierarchy file are those found.
 * @throws Problem with file and row: `table-column-missing`, `table-code-unknown`, `table-code-twice`,
 *   `release-row-invalid`, `release-cell-missing`, `release-differs`
 */
export function readReleased(path: string, specFile: string, earlierFiles: readonly string[]): Released {
  const spec = readTableSpec(specFile);
  const hierarchies = readHierarchies(spec, specFile);
  // Codes stand in our files as spreadsheet programs can take them.
  const known = hierarchies.map(
    (hierarchy) => hierarchy && new Map([...hierarchy.codes].map((code) => [formulaSafe(code), code])),
  );
  const { file, rows } = readRows(path, spec, known);
  const found = spec.dims.map(
    (_, d) => new Set(rows.map(({ codes }) => codes[d] ?? '').filter((code) => code !== total)),
  );
  const { layout, problem, cellAt } = tablesOf(spec, hierarchies, found, []);
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
  const missing = now.indexOf(undefined);
  if (missing >= 0)
    throw new Problem('release-cell-missing', { cell: problem.cells[missing]?.code ?? '' }, { file });
  const earlier = earlierFiles.map((other): Release => {
    const older = readRows(other, spec, known);
    const before = place(older.file, older.rows);
    before.forEach((one, cell) => {
      const value = now[cell]?.value;
      if (one?.value !== undefined && value !== undefined && one.value !== value)
        throw new Problem(
          'release-differs',
          { cell: problem.cells[cell]?.code ?? '', value: one.value, other: value },
          { file: older.file, row: one.row, column: 'freq' },
        );
    });
    return { published: before.map((one) => one?.value), relations: [] };
  });
  return {
    spec,
    layout,
    release: { published: now.map((one) => one?.value), relations: problem.relations },
    earlier,
  };
}

function readRows(
  path: string,
  spec: TableSpec,
  known: readonly (ReadonlyMap<string, string> | undefined)[],
): { readonly file: string; readonly rows: readonly Shown[] } {
  const table = csvFile(path);
  const { file } = table;
  const at = columnsOf(table, spec.dims);
  const [valueAt = -1] = columnsOf(table, ['freq']);
  const statusAt = table.header.indexOf('status');
  return {
    file,
    rows: [...table.rows].map(({ row, cells }) => {
      const codes = at.map((column, d) => {
        const code = cells[column]?.trim() ?? '';
        return known[d]?.get(code) ?? code;
      });
      const text = cells[valueAt]?.trim() ?? '';
      const value = /^\d+$/.test(text) ? Number(text) : undefined;
      const status =
        statusAt < 0 ? (text === '' ? 'withheld' : 'published') : (cells[statusAt]?.trim() ?? '');
      const fits =
        (status === 'withheld' && text === '') || (status === 'published' && Number.isSafeInteger(value));
      if (!fits)
        throw new Problem(
          'release-row-invalid',
          { cell: codes.join(' × '), status, value: text },
          { file, row, column: 'freq' },
        );
      return { row, codes, value };
    }),
  };
}
