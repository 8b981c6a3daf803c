/** Counts or amounts over dimensions as a person hands them in. */
import { Problem } from '../../core/problem.ts';
import { withOthers } from '../../disclosure/groups.ts';
import type { Cell, TableProblem } from '../../disclosure/model.ts';
import { primarySuppression } from '../../disclosure/primary.ts';
import { gigabytes, sizeOf } from '../../disclosure/size.ts';
import { type Answers, personsByCode } from '../../disclosure/tags.ts';
import type { Dimension } from '../../disclosure/tabulate.ts';
import type { Request, Rules } from '../model.ts';
import { countRows } from './counts.ts';
import { dimensionsOf, placeOf, readHierarchies, tablesOf, type Tables } from './dimensions.ts';
import { knowledgeOf, readTableSpec, type TableSpec } from './spec.ts';

/**
 * A table with its spec and hierarchies. With a column `freq` each row is a counted combination of codes at the
 * bottom of the hierarchies; what is absent is 0. Without it each row is one record. Where the spec has
 * `magnitudes`, each row is an amount (`value`) of one contributor (`organisation`).
 * Where the reader is an organisation, a column `organisation` says who reported the row.
 * @throws Problem with file, row and column: `table-column-missing`, `table-code-unknown`, `table-code-twice`,
 *   `table-value-invalid`, `table-amount-invalid`, `table-hierarchy-*`, `table-codes-*`, `table-zero-impossible`,
 *   `table-too-large`, `table-overflow`, `spec-invalid`, `parameter-invalid`
 */
export function readTableRequest(tableFile: string, specFile: string): Request {
  const spec = readTableSpec(specFile);
  const hierarchies = readHierarchies(spec, specFile);
  const knowledge = knowledgeOf(spec);
  const byOrganisation = knowledge.insider === 'organisation' || spec.magnitudes !== undefined;
  const { answers, holdings, found, decimals } = countRows(tableFile, spec, hierarchies, byOrganisation);
  checkCardinality(spec, found, specFile);
  const dimensions = dimensionsOf(spec, hierarchies, found);
  const leavesOf = (of: Iterable<Answers>) =>
    at(tableFile, () => personsByCode(dimensions, of, spec.notStated));
  const tables = tablesOf(
    spec,
    hierarchies,
    dimensions,
    leavesOf(answers),
    holdings.map(({ organisation, answers: of }) => ({ organisation, leaves: leavesOf(of) })),
  );
  return at(specFile, (): Request => {
    const asked = { ...tables.problem, cells: asAsked(spec, tables) };
    const problem: TableProblem = spec.groups ? withOthers(asked, knowledge) : asked;
    const rules: Rules = {
      primary: { threshold: spec.k, ...(spec.groups && { groups: spec.groups }), ...spec.magnitudes },
      waivers: (spec.waivers ?? []).map(({ codes, reason }) => ({ cell: tables.cellNamed(codes), reason })),
    };
    return {
      layout: { ...tables.layout, decimals },
      problem,
      sensitive: primarySuppression(problem, rules.primary, knowledge, rules.waivers),
      rules,
      knowledge,
      cost: spec.cost ?? (spec.magnitudes ? 'sum' : 'cells'),
      notes: [...notesOf(spec, dimensions), ...tables.notes],
    };
  });
}

/** The cells with what the spec says of single ones. */
function asAsked(
  { published = [], weights = [] }: TableSpec,
  { problem, cellNamed }: Tables,
): readonly Cell[] {
  const shown = new Set(published.map(({ codes }) => cellNamed(codes)));
  const weightOf = new Map(weights.map(({ codes, weight }) => [cellNamed(codes), weight]));
  return problem.cells.map((cell, place): Cell => {
    const weight = weightOf.get(place);
    return {
      ...cell,
      ...(shown.has(place) && { keep: 'published' }),
      ...(weight !== undefined && { weight }),
    };
  });
}

/** Above this many cells a person is told beforehand what memory the tables take. */
const manyCells = 50_000;

function notesOf({ tables, notStated = [] }: TableSpec, dimensions: readonly Dimension[]): string[] {
  const { cells, bytes } = sizeOf(dimensions, tables);
  const codes = new Set(dimensions.flatMap(({ hierarchies }) => hierarchies.flat().map(({ code }) => code)));
  return [
    ...(cells > manyCells ? [`${cells} cells; they need up to ${gigabytes(bytes)} GB of memory`] : []),
    ...notStated
      .filter((code) => !codes.has(code))
      .map((code) => `notStated: “${code}” is not a code of any dimension`),
  ];
}

/** Names the file of which a problem speaks. */
function at<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Problem ? error.at(placeOf(path)) : error;
  }
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
