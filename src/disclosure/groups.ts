/**
 * Group disclosure: a row in which one category holds everybody tells something of each of them, however many they
 * are; one in which it holds everybody but one tells it to that one. What must stay in doubt is how many *others*
 * there are: a reader must have to reckon with two at least. Where categories add up, the others are in categories
 * that show 0: as long as those zeros are shown, hiding anything else does not help, and `protect` says so. Where a
 * person may have several codes, hiding the one large cell or its total is enough.
 */
import { isSlack, tableProblem, type Knowledge, type Relation, type TableProblem } from './model.ts';
import { fillSlack, othersThan, slackRelation, type Slack } from './tags.ts';

/** A part that holds its whole, or all but one of it. */
export interface Group {
  readonly whole: number;
  readonly part: number;
  /** The cell that counts the others; undefined where the problem has none yet. */
  readonly others: number | undefined;
}

/** The problem with a cell of slack for the others of each group, where it has none yet. */
export function withOthers(problem: TableProblem, knowledge: Knowledge): TableProblem {
  const codeOf = (cell: number) => problem.cells[cell]?.code ?? '';
  const slack = groupsOf(problem, knowledge)
    .filter(({ others }) => others === undefined)
    .map(({ whole, part }): Slack => {
      const code = `${othersThan(codeOf(part))} of ${codeOf(whole)}`;
      return { code, kind: 'others', plus: [whole], minus: [part] };
    });
  if (slack.length === 0) return problem;
  const size = problem.cells.length;
  const values = problem.cells.map(({ value }) => value);
  fillSlack(slack, values, codeOf);
  const holdings = problem.holdings.map(({ organisation, counts }) => {
    const own = new Map(counts);
    const count = ({ plus: [whole = -1], minus: [part = -1] }: Slack) =>
      (own.get(whole) ?? 0) - (own.get(part) ?? 0);
    return { organisation, counts: [...counts, ...slack.map((one, at) => [size + at, count(one)] as const)] };
  });
  return tableProblem(
    [
      ...problem.cells,
      ...slack.map(({ code, kind }, at) => ({ code, kind, value: values[size + at] ?? NaN })),
    ],
    [...problem.relations, ...slack.map((one, at) => slackRelation(one, size + at))],
    holdings,
  );
}

/** The groups of a problem, each once. */
export function groupsOf({ cells, relations }: TableProblem, { zeros }: Knowledge): Group[] {
  const valueOf = (cell: number) => cells[cell]?.value ?? 0;
  const impossible = (cell: number) =>
    valueOf(cell) === 0 && (zeros === 'structural' || cells[cell]?.kind === 'structural');
  const holdsNearlyAll = (part: number, whole: number) =>
    valueOf(part) > 0 && valueOf(part) >= valueOf(whole) - 1;
  const others = new Map<string, number>();
  for (const { cells: of } of relations) {
    const [whole = -1, part = -1, rest = -1] = of;
    if (of.length === 3 && cells[rest]?.kind === 'others') others.set(`${whole} ${part}`, rest);
  }
  const groups = new Map<string, Group>();
  const add = (whole: number, part: number) => {
    const name = `${whole} ${part}`;
    if (holdsNearlyAll(part, whole)) groups.set(name, { whole, part, others: others.get(name) });
  };
  for (const relation of relations) {
    const row = rowOf(relation);
    if (!row || relation.cells.some((cell) => isSlack(cells[cell] ?? {}))) continue;
    // Where nobody can be in another category, that all are in this one is no news.
    for (const part of row.parts)
      if (row.parts.some((other) => other !== part && !impossible(other))) add(row.whole, part);
  }
  for (const name of others.keys()) {
    const [whole = -1, part = -1] = name.split(' ').map(Number);
    add(whole, part);
  }
  return [...groups.values()];
}

/** A whole and its parts, where a relation says that they add up to it. */
function rowOf({
  cells,
  coefficients,
  constant,
}: Relation): { readonly whole: number; readonly parts: readonly number[] } | undefined {
  for (const sign of [-1, 1]) {
    const wholes = cells.filter((_, i) => coefficients[i] === sign);
    const parts = cells.filter((_, i) => coefficients[i] === -sign);
    const [whole] = wholes;
    if (
      constant === 0 &&
      whole !== undefined &&
      wholes.length === 1 &&
      parts.length === cells.length - 1 &&
      parts.length > 1
    )
      return { whole, parts };
  }
  return undefined;
}
