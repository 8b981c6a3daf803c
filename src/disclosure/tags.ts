/**
 * Dimensions of which a person may have several codes: one child, several forms of harm. The cells of such a
 * dimension count persons, each at most once in a cell, so they do not add up to the total; but they are tied to it:
 * no cell is more than its total, and whoever is counted has at least one code, so that the cells together are no
 * less than the total. These inequalities become equations by cells of slack, and are all that there is to know: as
 * long as one table has one such dimension, any whole numbers that keep them are the counts of some persons (give
 * the codes to the persons in turn, one code after the other, and begin again when all have been served).
 */
import { Problem } from '../core/problem.ts';
import type { Dimension } from './dimension.ts';
import type { CellKind, Relation } from './model.ts';
import type { LeafCount } from './tabulate.ts';

/** So many persons with the same codes: for each dimension one code, or several where a person may have them. */
export interface Answers {
  readonly codes: readonly (readonly string[])[];
  readonly count: number;
}

/**
 * What `tabulate` takes of persons with several codes: persons in each combination, and beside them, for each
 * dimension of several answers, those with each of its codes. A person with two codes of one group counts once in
 * the group.
 * @param answers each combination once
 * @param notStated codes that stand for no answer, and so stand alone
 * @throws Problem `table-code-unknown`, `table-codes-exclusive`
 */
export function personsByCode(
  dimensions: readonly Dimension[],
  answers: Iterable<Answers>,
  notStated: readonly string[] = [],
): LeafCount[] {
  if (!dimensions.some(({ answers: of }) => of === 'several'))
    return Array.from(answers, ({ codes, count }) => ({ codes: codes.map(([code = '']) => code), count }));
  const above = dimensions.map((one) => (one.answers === 'several' ? codesAbove(one) : undefined));
  const roots = dimensions.map(
    ({ hierarchies }) => hierarchies[0]?.find(({ parent }) => parent === null)?.code ?? '',
  );
  const counts = new Map<string, { readonly codes: readonly string[]; count: number }>();
  const add = (codes: readonly string[], count: number) => {
    const key = codes.join('\0');
    const known = counts.get(key);
    if (known) known.count += count;
    else counts.set(key, { codes, count });
  };
  for (const { codes, count } of answers) {
    const persons = dimensions.map(
      ({ answers: of }, d) => (of === 'several' ? roots[d] : codes[d]?.[0]) ?? '',
    );
    add(persons, count);
    dimensions.forEach(({ name, answers: of }, d) => {
      if (of !== 'several') return;
      const own = codes[d] ?? [];
      const alone = own.find((code) => notStated.includes(code));
      if (alone !== undefined && new Set(own).size > 1)
        throw new Problem('table-codes-exclusive', { code: alone });
      const all = new Set(
        own.flatMap((code) => {
          const found = above[d]?.get(code);
          if (!found) throw new Problem('table-code-unknown', { code, where: `the codes of ${name}` });
          return [...found];
        }),
      );
      for (const code of all) if (code !== roots[d]) add(persons.with(d, code), count);
    });
  }
  return [...counts.values()];
}

/** For each code itself and all codes above it. Cycles are left for `tabulate` to name. */
function codesAbove({ hierarchies }: Dimension): ReadonlyMap<string, ReadonlySet<string>> {
  const parentOf = new Map(hierarchies[0]?.map(({ code, parent }) => [code, parent]));
  return new Map(
    [...parentOf.keys()].map((from) => {
      const all = new Set([from]);
      for (let code = parentOf.get(from); code && !all.has(code); code = parentOf.get(code)) all.add(code);
      return [from, all];
    }),
  );
}

/** A whole and its parts, by the places of their cells. */
export interface Family {
  readonly whole: number;
  readonly parts: readonly number[];
  /** Parts that stand for no answer: who is in one of them is in no other. */
  readonly alone: readonly number[];
}

/** A cell of no table, and how it follows from others: the sum of `plus` less that of `minus`. */
export interface Slack {
  readonly code: string;
  readonly kind: Extract<CellKind, 'others' | 'surplus'>;
  readonly plus: readonly number[];
  readonly minus: readonly number[];
}

/**
 * The slack of these families; the first has the place `from`.
 * @param codeOf names a cell of a table
 */
export function slackOf(
  families: readonly Family[],
  codeOf: (cell: number) => string,
  from: number,
): Slack[] {
  const slack: Slack[] = [];
  for (const { whole, parts, alone } of families) {
    const stated = parts.filter((part) => !alone.includes(part));
    let holder = whole;
    if (alone.length > 0)
      holder =
        from +
        slack.push({ code: `${codeOf(whole)} [stated]`, kind: 'others', plus: [whole], minus: alone }) -
        1;
    for (const part of stated)
      slack.push({ code: othersThan(codeOf(part)), kind: 'others', plus: [holder], minus: [part] });
    slack.push({ code: `${codeOf(whole)} [surplus]`, kind: 'surplus', plus: stated, minus: [holder] });
  }
  return slack;
}

/** How the persons of a whole who are not in this part are called. */
export function othersThan(code: string): string {
  return `${code} [others]`;
}

/** Says that the slack in this place is what it is. */
export function slackRelation({ plus, minus }: Slack, place: number): Relation {
  return {
    cells: [...plus, ...minus, place],
    coefficients: [...plus.map(() => 1), ...minus.map(() => -1), -1],
    constant: 0,
  };
}

/**
 * The values of all slack, in order.
 * @param values of the cells of tables; the slack is put behind them
 * @throws Problem `table-codes-more`, `table-codes-fewer` where the counts cannot be those of persons
 */
export function fillSlack(slack: readonly Slack[], values: number[], codeOf: (cell: number) => string): void {
  for (const { kind, plus, minus } of slack) {
    const sum = (cells: readonly number[]) => cells.reduce((total, cell) => total + (values[cell] ?? 0), 0);
    const [most, least] = [sum(plus), sum(minus)];
    if (most < least && kind === 'others')
      throw new Problem('table-codes-more', {
        part: minus.map(codeOf).join(' + '),
        value: least,
        whole: plus.map(codeOf).join(),
        most,
      });
    if (most < least)
      throw new Problem('table-codes-fewer', { whole: minus.map(codeOf).join(), value: least, sum: most });
    values.push(most - least);
  }
}
