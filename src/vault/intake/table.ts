/** Counts over dimensions as a person hands them in: counted combinations, or one record a row. */
import { Problem } from '../../core/problem.ts';
import { primarySuppression } from '../../disclosure/primary.ts';
import type { TableProblem } from '../../disclosure/model.ts';
import type { LeafCount } from '../../disclosure/tabulate.ts';
import type { Request, Rules } from '../model.ts';
import { type Hierarchy, placeOf, readHierarchies, tablesOf, total } from './dimensions.ts';
import { columnsOf, type CsvFile, csvFile } from './rows.ts';
import { knowledgeOf, readTableSpec, type TableSpec } from './spec.ts';

/**
 * A table with its spec and hierarchies. With a column `freq` each row is a counted combination of codes at the
 * bottom of the hierarchies; what is absent is 0. Without it each row is one record.
 * Where the reader is an organisation, a column `organisation` says who reported the row.
 * @throws Problem with file, row and column: `table-column-missing`, `table-code-unknown`, `table-code-twice`,
 *   `table-value-invalid`, `table-hierarchy-*`, `table-too-large`, `table-overflow`, `spec-invalid`,
 *   `parameter-invalid`
 */
export function readTableRequest(tableFile: string, specFile: string): Request {
  const spec = readTableSpec(specFile);
  const hierarchies = readHierarchies(spec, specFile);
  const table = csvFile(tableFile);
  const knowledge = knowledgeOf(spec);
  const counted = countRows(table, spec, hierarchies, knowledge.insider === 'organisation');
  checkCardinality(spec, counted.found, specFile);
  const tables = tablesOf(spec, hierarchies, counted.found, counted.leaves, counted.holdings);
  const inSpec = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof Problem ? error.at(placeOf(specFile)) : error;
    }
  };
  const shown = new Set(inSpec(() => (spec.published ?? []).map(({ codes }) => tables.cellNamed(codes))));
  const problem: TableProblem = {
    ...tables.problem,
    cells: tables.problem.cells.map((cell, at) => (shown.has(at) ? { ...cell, keep: 'published' } : cell)),
  };
  const rules: Rules = {
    primary: { threshold: spec.k, ...(spec.groups ? { groups: spec.groups } : {}) },
    waivers: inSpec(() =>
      (spec.waivers ?? []).map(({ codes, reason }) => ({ cell: tables.cellNamed(codes), reason })),
    ),
  };
  return {
    layout: tables.layout,
    problem,
    sensitive: inSpec(() => primarySuppression(problem, rules.primary, knowledge, rules.waivers)),
    rules,
    knowledge,
    cost: spec.cost ?? 'cells',
    notes: [],
  };
}

interface Counted {
  readonly leaves: readonly LeafCount[];
  readonly holdings: readonly { readonly organisation: string; readonly leaves: readonly LeafCount[] }[];
  readonly found: readonly ReadonlySet<string>[];
}

function countRows(
  table: CsvFile,
  spec: TableSpec,
  hierarchies: readonly (Hierarchy | undefined)[],
  byOrganisation: boolean,
): Counted {
  const { file } = table;
  const at = columnsOf(table, spec.dims);
  const isCounted = countsStand(table, spec);
  const [countAt = -1] = isCounted ? columnsOf(table, ['freq']) : [];
  const [organisationAt = -1] = byOrganisation ? columnsOf(table, ['organisation']) : [];
  const found = spec.dims.map(() => new Set<string>());
  /** Organisation, then combination. Without organisations all rows are of one. */
  const parts = new Map<string, Map<string, { codes: readonly string[]; count: number }>>();
  for (const { row, cells } of table.rows) {
    const codes = at.map((column) => cells[column]?.trim() ?? '');
    codes.forEach((code, d) => {
      const hierarchy = hierarchies[d];
      if (hierarchy ? !hierarchy.bottoms.has(code) : code === '' || code === total)
        throw new Problem(
          'table-code-unknown',
          { code, where: hierarchy ? describeCodes(hierarchy, code) : `codes other than “” and “${total}”` },
          { file, row, column: spec.dims[d] ?? '' },
        );
      found[d]?.add(code);
    });
    const organisation = byOrganisation ? (cells[organisationAt]?.trim() ?? '') : '';
    const part = parts.get(organisation) ?? new Map();
    parts.set(organisation, part);
    const key = codes.join('\0');
    const before = part.get(key);
    if (!isCounted) part.set(key, { codes, count: (before?.count ?? 0) + 1 });
    else if (before) throw new Problem('table-code-twice', { code: codes.join(' × ') }, { file, row });
    else part.set(key, { codes, count: countOf(cells[countAt] ?? '', codes, { file, row }) });
  }
  const leaves = new Map<string, { codes: readonly string[]; count: number }>();
  for (const part of parts.values())
    for (const [key, { codes, count }] of part)
      leaves.set(key, { codes, count: (leaves.get(key)?.count ?? 0) + count });
  return {
    leaves: [...leaves.values()],
    holdings: byOrganisation
      ? [...parts].map(([organisation, part]) => ({ organisation, leaves: [...part.values()] }))
      : [],
    found,
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

function countOf(
  text: string,
  codes: readonly string[],
  place: { readonly file: string; readonly row: number },
): number {
  const value = text.trim();
  const count = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(count))
    throw new Problem(
      'table-value-invalid',
      { cell: codes.join(' × '), value },
      { ...place, column: 'freq' },
    );
  return count;
}

function describeCodes({ file, codes }: Hierarchy, code: string): string {
  return codes.has(code) ? `the codes of ${file} that have none below them` : `the codes of ${file}`;
}

/** More codes than the spec says are a misspelt code. */
function checkCardinality(spec: TableSpec, found: readonly ReadonlySet<string>[], specFile: string): void {
  spec.dims.forEach((name, d) => {
    const said = spec.cardinality?.[name];
    const size = found[d]?.size ?? 0;
    if (said !== undefined && size > said)
      throw new Problem(
        'spec-invalid',
        { detail: `cardinality says that ${name} has ${said} codes, and the table has ${size}` },
        placeOf(specFile),
      );
  });
}
