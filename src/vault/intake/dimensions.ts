/** The dimensions of a table: hierarchy files beside the spec, or all codes found under one total. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Problem } from '../../core/problem.ts';
import {
  tabulate,
  type Dimension,
  type HierarchyRow,
  type LeafCount,
  type TableForm,
} from '../../disclosure/tabulate.ts';
import type { Together } from '../../disclosure/joint.ts';
import { isSlack, type TableProblem } from '../../disclosure/model.ts';
import type { Layout } from '../model.ts';
import { columnsOf, csvFile } from './rows.ts';
import type { TableSpec } from './spec.ts';

/** The root of a dimension that has no hierarchy file. */
export const total = 'Total';

export interface Hierarchy {
  /** The first file's name without its folder. */
  readonly file: string;
  /** One list for each hierarchy over the dimension. */
  readonly all: readonly (readonly HierarchyRow[])[];
  readonly codes: ReadonlySet<string>;
  /** Codes that have none below them. */
  readonly bottoms: ReadonlySet<string>;
}

/**
 * For each dimension the hierarchy `hier_<dimension>.csv` (code, parent) beside the spec, where there is one, and
 * further ones over the same codes, `hier_<dimension>.2.csv` and so on.
 * @throws Problem `table-column-missing`, `table-code-twice`, `table-code-unknown` with file and row
 */
export function readHierarchies(spec: TableSpec, specFile: string): (Hierarchy | undefined)[] {
  return spec.dims.map((name) => {
    const pathOf = (nth: string) => join(dirname(specFile), `hier_${name}${nth}.csv`);
    if (!existsSync(pathOf(''))) return undefined;
    const all = [readHierarchy(pathOf(''))];
    while (existsSync(pathOf(`.${all.length + 1}`))) all.push(readHierarchy(pathOf(`.${all.length + 1}`)));
    const rows = all.flat();
    const parents = new Set(rows.map(({ parent }) => parent));
    const codes = new Set(rows.map(({ code }) => code));
    return {
      file: basename(pathOf('')),
      all,
      codes,
      bottoms: new Set([...codes].filter((code) => !parents.has(code))),
    };
  });
}

function readHierarchy(path: string): HierarchyRow[] {
  const table = csvFile(path);
  const { file } = table;
  const [codeAt = -1, parentAt = -1] = columnsOf(table, ['code', 'parent']);
  const lines = [...table.rows].map(({ row, cells }) => ({
    row,
    code: cells[codeAt]?.trim() ?? '',
    parent: cells[parentAt]?.trim() ?? '',
  }));
  const codes = new Set<string>();
  for (const { row, code } of lines) {
    if (codes.has(code)) throw new Problem('table-code-twice', { code }, { file, row, column: 'code' });
    codes.add(code);
  }
  for (const { row, parent } of lines)
    if (parent !== '' && !codes.has(parent))
      throw new Problem(
        'table-code-unknown',
        { code: parent, where: `the codes of ${file}` },
        { file, row, column: 'parent' },
      );
  return lines.map(({ code, parent }) => ({ code, parent: parent === '' ? null : parent }));
}

/** All tables of a spec over these counts, with the names of their cells. */
export interface Tables {
  readonly layout: Layout;
  readonly problem: TableProblem;
  /** The place of a cell named by some of its dimensions; the others stand at their root. */
  readonly cellNamed: (codes: Readonly<Record<string, string>>) => number;
  readonly cellAt: (codes: readonly string[]) => number | undefined;
  /** For the person at the command line: what of these tables neither proof nor attack can see. */
  readonly notes: readonly string[];
}

/** @param found the codes of each dimension in the data, for dimensions without a hierarchy */
export function dimensionsOf(
  spec: TableSpec,
  hierarchies: readonly (Hierarchy | undefined)[],
  found: readonly ReadonlySet<string>[],
): Dimension[] {
  return spec.dims.map((name, d) => ({
    name,
    hierarchies: hierarchies[d]?.all ?? [
      [
        { code: total, parent: null },
        ...[...(found[d] ?? [])].sort().map((code) => ({ code, parent: total })),
      ],
    ],
    answers: spec.tags?.includes(name) ? 'several' : 'one',
  }));
}

/** @throws Problem those of `tabulate`; of a hierarchy with its file */
export function tablesOf(
  spec: TableSpec,
  hierarchies: readonly (Hierarchy | undefined)[],
  dimensions: readonly Dimension[],
  leaves: readonly LeafCount[],
  holdings: NonNullable<TableForm['holdings']> = [],
): Tables {
  const { problem, cellAt, together } = placed(spec, hierarchies, () =>
    tabulate({
      dimensions,
      leaves,
      tables: spec.tables,
      holdings,
      impossible: spec.impossible?.map(({ codes: of }) => of) ?? [],
      notStated: spec.notStated ?? [],
    }),
  );
  const codes = dimensions.map((dimension) => [
    ...new Set(dimension.hierarchies.flatMap((rows) => rows.map(({ code }) => code))),
  ]);
  const roots = dimensions.map(
    (dimension) => dimension.hierarchies[0]?.find(({ parent }) => parent === null)?.code ?? total,
  );
  // Slack stands behind the cells of the tables, and in no file of readers.
  const labels: (readonly string[])[] = problem.cells.flatMap((cell) => (isSlack(cell) ? [] : [[]]));
  for (const table of spec.tables)
    for (const label of combinations(
      spec.dims.map((name, d) => (table.includes(name) ? (codes[d] ?? []) : [roots[d] ?? total])),
    ))
      labels[cellAt(label) ?? -1] = label;
  return {
    layout: { columns: spec.dims, amount: spec.magnitudes ? 'value' : 'freq', decimals: 0, labels },
    problem,
    cellAt,
    notes: openNotes(together),
    cellNamed: (named) => {
      const label = spec.dims.map((name, d) => named[name] ?? roots[d] ?? total);
      const cell = cellAt(label);
      if (cell === undefined)
        throw new Problem('table-code-unknown', {
          code: label.join(' × '),
          where: 'the cells of the tables',
        });
      return cell;
    },
  };
}

function openNotes({ is, dimensions }: Together): string[] {
  if (is !== 'open') return [];
  return [
    `the tables over ${dimensions.join(', ')} can say more together than the counts they share; proof and attack see these alone`,
  ];
}

/** Names the hierarchy file of which a problem speaks. */
function placed<T>({ dims }: TableSpec, hierarchies: readonly (Hierarchy | undefined)[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const file = hierarchies[dims.indexOf(String(error.details['dimension']))]?.file;
    throw file === undefined ? error : error.at({ file });
  }
}

function* combinations(lists: readonly (readonly string[])[]): Generator<readonly string[]> {
  const [first, ...others] = lists;
  if (first === undefined) yield [];
  else for (const code of first) for (const rest of combinations(others)) yield [code, ...rest];
}

/** The name of the spec file in messages. */
export function placeOf(specFile: string): { readonly file: string } {
  return { file: basename(specFile) };
}
