/** Tables over dimensions with hierarchies, brought into the plain form of cells and relations. */
import { Problem } from '../core/problem.ts';
import { Combinations } from './combinations.ts';
import { product, readDimension, type Axis, type Dimension } from './dimension.ts';
import { countJoint, jointOf, jointRelations, type Together, togetherOf } from './joint.ts';
import { tableProblem, type Cell, type Relation, type TableProblem } from './model.ts';
import { readLeaves, rollUp } from './roll-up.ts';
import { refuseTooLarge } from './size.ts';
import { fillSlack, slackOf, slackRelation, type Family } from './tags.ts';

export type { Dimension, HierarchyRow } from './dimension.ts';

/**
 * A count for one combination of bottom codes, one per dimension in their order. What is absent is 0.
 * Where a person may have several codes of a dimension, the persons with each code (at any height) are counted, and
 * under its root all persons; see `personsByCode`.
 */
export interface LeafCount {
  readonly codes: readonly string[];
  readonly count: number;
}

export interface TableForm {
  readonly dimensions: readonly Dimension[];
  readonly leaves: readonly LeafCount[];
  /** Each table crosses all codes of the dimensions it names; the others stand at their root. */
  readonly tables: readonly (readonly string[])[];
  /** Part of the counts that each organisation reported itself. */
  readonly holdings?: readonly { readonly organisation: string; readonly leaves: readonly LeafCount[] }[];
  /** Combinations that cannot occur: all cells at or below these codes of the dimensions named. */
  readonly impossible?: readonly { readonly [dimension: string]: string }[];
  /** Codes that stand for no answer. They are codes like others, but are hidden sooner. */
  readonly notStated?: readonly string[];
  /** How the cell with these codes is called, one for each dimension; unless said, by all of them. */
  readonly nameOf?: (codes: readonly string[]) => string;
}

export interface Tabulation {
  readonly problem: TableProblem;
  /** The place of the cell with these codes, one per dimension; undefined where no table has it. */
  readonly cellAt: (codes: readonly string[]) => number | undefined;
  /** What the tables say beyond the counts they share. */
  readonly together: Together;
}

/** What hiding a cell of those who did not answer costs beside others. */
const notStatedWeight = 0.3;

/**
 * All cells of all tables, each once, with the relations parent = sum of its children. Slack comes behind, and last
 * the combinations of tables in a circle (joint.ts).
 * @throws Problem `table-hierarchy-cyclic`, `table-hierarchy-roots`, `table-hierarchies-disagree`,
 *   `table-code-twice`, `table-code-unknown`, `table-value-invalid`, `table-too-large`, `table-overflow`,
 *   `table-zero-impossible`, `table-codes-*`
 */
export function tabulate(form: TableForm): Tabulation {
  const axes = form.dimensions.map(readDimension);
  refuseTwoOfSeveral(form);
  const tables = form.tables.map((names) => namedDimensions(form.dimensions, names));
  refuseTooLarge(form.dimensions, form.tables);
  const places = new Combinations(axes.length);
  const combinations: (readonly number[])[] = [];
  /** For each table the cells it has, in the order of `rollUp`. */
  const cellsOf = tables.map((table) =>
    [...product(axes.map((axis, d) => (table.has(d) ? axis.codes.keys() : [axis.root])))].map(
      (combination) => {
        const place = places.add(combination);
        if (place === combinations.length) combinations.push(combination);
        return place;
      },
    ),
  );
  const placeOf = (combination: readonly number[]) => places.find(combination);
  const { nameOf = (codes: readonly string[]) => codes.join(' × ') } = form;
  const nameOfCodes = (combination: readonly number[]) =>
    nameOf(combination.map((code, d) => axes[d]?.codes[code] ?? ''));
  const codeOf = (cell: number) =>
    combinations[cell] ? nameOfCodes(combinations[cell]) : (slack[cell - combinations.length]?.code ?? '');
  const { relations, families } = relationsOf(axes, placeOf, combinations, new Set(form.notStated));
  const slack = slackOf(families, codeOf, combinations.length);
  const cannotBe = impossibleCodes(axes, form);
  const together = togetherOf(form);
  const circle = namedDimensions(form.dimensions, together.is === 'taken' ? together.dimensions : []);
  const joint = jointOf(axes, circle, cannotBe);
  const firstJoint = combinations.length + slack.length;
  /** The value of every cell: those of tables, slack, and the combinations behind tables in a circle. */
  const valuesOf = (counts: readonly LeafCount[]) => {
    const leaves = readLeaves(axes, counts);
    const values = combinations.map(() => 0);
    rollUp(axes, tables, leaves).forEach((rolledUp, t) =>
      cellsOf[t]?.forEach((cell, at) => (values[cell] = rolledUp[at] ?? 0)),
    );
    fillSlack(slack, values, codeOf);
    return [...values, ...countJoint(axes, joint, leaves)];
  };

  const values = valuesOf(form.leaves);
  const impossible = structuralZeros(cannotBe, combinations, relations);
  const notStated = axes.map(({ codes }) => codes.map((code) => form.notStated?.includes(code) ?? false));
  const cells = values.map((value, cell): Cell => {
    const behind = joint.codes[cell - firstJoint];
    if (behind) return { code: `${nameOfCodes(behind)} [combination]`, value, kind: 'combination' };
    const kind = slack[cell - combinations.length]?.kind ?? (impossible[cell] ? 'structural' : undefined);
    const isNotStated = combinations[cell]?.some((code, d) => notStated[d]?.[code]) ?? false;
    return {
      code: codeOf(cell),
      value,
      ...(kind && { kind }),
      ...(isNotStated && { weight: notStatedWeight }),
    };
  });
  const holdings = (form.holdings ?? []).map(({ organisation, leaves }) => ({
    organisation,
    counts: valuesOf(leaves).flatMap((value, cell) => (value > 0 ? [[cell, value] as const] : [])),
  }));
  return {
    problem: tableProblem(
      cells,
      [
        ...relations,
        ...slack.map((one, at) => slackRelation(one, combinations.length + at)),
        ...jointRelations(axes, tables, joint, placeOf, firstJoint),
      ],
      holdings,
    ),
    cellAt: (codes) => {
      const combination = codes.map((code, d) => axes[d]?.place.get(code));
      return combination.every((code) => code !== undefined) ? placeOf(combination) : undefined;
    },
    together,
  };
}

/** Whether codes are covered by `impossible`. */
function impossibleCodes(
  axes: readonly Axis[],
  { dimensions, impossible = [] }: TableForm,
): (combination: readonly number[]) => boolean {
  const rules = impossible.map((codes) =>
    Object.entries(codes).map(([name, code]) => {
      const [d = -1] = namedDimensions(dimensions, [name]);
      const axis = axes[d];
      const below = axis?.bottoms[axis.place.get(code) ?? -1];
      if (!axis || !below) throw new Problem('table-code-unknown', { code, where: `the codes of ${name}` });
      return { d, covers: axis.bottoms.map((bottoms) => [...bottoms].every((bottom) => below.has(bottom))) };
    }),
  );
  return (combination) => rules.some((rule) => rule.every(({ d, covers }) => covers[combination[d] ?? -1]));
}

/** For each cell whether it cannot hold anybody: nobody can have its codes, or all its parts are so. */
function structuralZeros(
  cannotBe: (combination: readonly number[]) => boolean,
  combinations: readonly (readonly number[])[],
  relations: readonly Relation[],
): readonly boolean[] {
  const found = combinations.map(cannotBe);
  if (found.includes(true))
    for (let more = true; more;) {
      more = false;
      for (const {
        cells: [whole = -1, ...parts],
      } of relations)
        if (!found[whole] && parts.every((part) => found[part])) more = found[whole] = true;
    }
  return found;
}

/** Two in one table would be tied in more ways than slack says. */
function refuseTwoOfSeveral({ dimensions, tables }: TableForm): void {
  const several = new Set(dimensions.filter(({ answers }) => answers === 'several').map(({ name }) => name));
  for (const table of tables) {
    const both = table.filter((name) => several.has(name));
    if (new Set(both).size > 1) throw new Problem('table-codes-two', { dimensions: both.join(', ') });
  }
}

function namedDimensions(dimensions: readonly Dimension[], names: readonly string[]): ReadonlySet<number> {
  return new Set(
    names.map((name) => {
      const found = dimensions.findIndex((dimension) => dimension.name === name);
      if (found < 0)
        throw new Problem('table-code-unknown', { code: name, where: 'the names of the dimensions' });
      return found;
    }),
  );
}

/** Parents as sums of their children; families where children do not add up. */
function relationsOf(
  axes: readonly Axis[],
  placeOf: (combination: readonly number[]) => number | undefined,
  combinations: readonly (readonly number[])[],
  notStated: ReadonlySet<string>,
): { readonly relations: readonly Relation[]; readonly families: readonly Family[] } {
  const relations: Relation[] = [];
  const families: Family[] = [];
  axes.forEach((axis, d) => {
    const familiesOf = Map.groupBy(axis.families, ({ parent }) => parent);
    combinations.forEach((combination, cell) => {
      for (const { children } of familiesOf.get(combination[d] ?? -1) ?? []) {
        const below: number[] = [];
        const part = [...combination];
        for (const child of children) {
          part[d] = child;
          const place = placeOf(part);
          // A dimension outside a table stands at its root there and is not broken down.
          if (place === undefined) break;
          below.push(place);
        }
        if (below.length < children.length) continue;
        if (axis.answers === 'several')
          families.push({
            whole: cell,
            parts: below,
            alone: below.filter((_, i) => notStated.has(axis.codes[children[i] ?? -1] ?? '')),
          });
        else
          relations.push({
            cells: [cell, ...below],
            coefficients: [-1, ...below.map(() => 1)],
            constant: 0,
          });
      }
    });
  });
  return { relations, families };
}
