/**
 * What several tables say together beyond the counts they share: all are sums over the same records, of which no
 * combination of codes has fewer than none. As long as the tables stand in no circle (sex × age, age × district, but
 * not district × sex as well) nothing more follows: from any whole tables that agree in what they share, records
 * can be put together one table after the other. In a circle, protection and attack take all combinations as unknowns.
 */
import { namesBeyond } from '../disclosure/joint.ts';
import {
  type Cell,
  type Certificate,
  type Pattern,
  type Relation,
  tableProblem,
  type TableProblem,
} from '../disclosure/model.ts';
import type { Stack } from '../disclosure/releases.ts';
import type { Answers } from '../disclosure/tags.ts';
import type { Codebook, Variable } from './codebook.ts';
import type { Publication } from './ledger.ts';
import { type Holder, nameOf } from './plan-tables.ts';
import { all } from '../statistics/model.ts';

/** Which of the codes below the total have none below them. */
function bottomsOf({ codes }: Variable): readonly string[] {
  const parents = new Set(codes.map(({ parent }) => parent));
  return codes.flatMap(({ code }) => (parents.has(code) ? [] : [code]));
}

/** More combinations than this are not taken into the attack: it would take minutes. Protection takes in fewer. */
const mostAttacked = 5_000;

export type Together =
  /** Nothing follows from the tables beyond the counts they share. */
  | { readonly circle: 'none' }
  /** Something may, and the combinations of these variables say what. */
  | { readonly circle: 'taken'; readonly variables: readonly Variable[] }
  /** Something may, and there are too many combinations, or a record can have several codes. */
  | { readonly circle: 'open' };

/** @param publications in the order of time, the next one last */
export function togetherOf(
  { variables, impossible }: Codebook,
  publications: readonly Publication[],
): Together {
  const isSeveral = (name: string) =>
    variables.find((variable) => variable.name === name)?.answers === 'several';
  const tables = publications.flatMap(({ plan }) => plan.tables);
  // Of the same records are publications that stand next to each other in time.
  const runs = publications.flatMap((_, from) =>
    publications
      .slice(from)
      .map((_, more) => publications.slice(from, from + more + 1).flatMap(({ plan }) => plan.tables)),
  );
  const circle = namesBeyond(runs, impossible.map(Object.keys));
  const withTags = new Set(
    tables.filter((table) => table.some(isSeveral)).map((table) => table.toSorted().join()),
  );
  if (withTags.size > 1 || [...circle].some(isSeveral)) return { circle: 'open' };
  if (circle.size === 0) return { circle: 'none' };
  const used = variables.filter(({ name }) => circle.has(name));
  const combinations = used.reduce((product, variable) => product * bottomsOf(variable).length, 1);
  return combinations > mostAttacked ? { circle: 'open' } : { circle: 'taken', variables: used };
}

/** The combinations of a stack as further unknowns, whose sums are the cells at the bottom of its tables. */
export interface Joint {
  readonly counts: readonly number[];
  /** Places of combinations begin behind the cells of the stack. */
  readonly relations: readonly Relation[];
  /** By organisation how many of each combination it reported itself. */
  readonly held: ReadonlyMap<string, readonly number[]>;
  /** Combinations that cannot occur. */
  readonly empty: ReadonlySet<number>;
  /** Whether the records of every publication are those of now. */
  readonly covers: 'all' | 'now';
}

/** @param holders what each organisation reported, counted by the same variables; none where they are no readers */
export function jointOf(
  { impossible }: Codebook,
  variables: readonly Variable[],
  answers: readonly Answers[],
  { problem, of }: Stack,
  publications: readonly Publication[],
  holders: readonly Holder[] = [],
): Joint {
  const names = variables.map(({ name }) => name);
  const keyOf = (codes: readonly string[]) => JSON.stringify(codes);
  const countsOf = (given: readonly Answers[]) => {
    const countOf = new Map(
      given.map(({ codes, count }) => [keyOf(codes.map(([code = '']) => code)), count]),
    );
    return combinations.map((codes) => countOf.get(keyOf(codes)) ?? 0);
  };
  const combinations = variables.reduce<string[][]>(
    (made, variable) => made.flatMap((start) => bottomsOf(variable).map((code) => [...start, code])),
    [[]],
  );
  const counts = countsOf(answers);
  const rules = impossible.filter((rule) => Object.keys(rule).every((name) => names.includes(name)));
  const above = variables.map(({ codes }) => new Map(codes.map(({ code, parent = all }) => [code, parent])));
  const isBelow = (v: number, code: string, top: string): boolean =>
    code === top || (code !== all && isBelow(v, above[v]?.get(code) ?? all, top));
  const empty = new Set(
    combinations.flatMap((codes, at) =>
      rules.some((rule) => codes.every((code, v) => isBelow(v, code, rule[names[v] ?? ''] ?? all)))
        ? [at]
        : [],
    ),
  );
  // The newest version of a cell is the one that the records have now, if it has their count.
  const placeOf = new Map(
    of.flatMap((origin, place) => (origin.is === 'count' ? [[origin.code, place]] : [])) as [
      string,
      number,
    ][],
  );
  const relations: Relation[] = [];
  // What an organisation had in a combination at an earlier release is not kept.
  const isOfNow = of.every(({ is }) => is === 'count') && (holders.length === 0 || publications.length === 1);
  let covers: Joint['covers'] = isOfNow ? 'all' : 'now';
  // Of each table what it says of these variables.
  const tables = new Map(
    publications
      .flatMap(({ plan }) => plan.tables.map((table) => names.filter((name) => table.includes(name))))
      .map((table) => [table.join(), table]),
  );
  for (const table of tables.values()) {
    const sums = new Map<string, number[]>();
    combinations.forEach((codes, at) => {
      const kept = codes.map((code, v) => (table.includes(names[v] ?? '') ? code : all));
      const cell = nameOf(names, kept);
      const known = sums.get(cell);
      if (known) known.push(at);
      else sums.set(cell, [at]);
    });
    for (const [cell, parts] of sums) {
      const place = placeOf.get(cell) ?? -1;
      const sum = parts.reduce((all, part) => all + (counts[part] ?? 0), 0);
      if (problem.cells[place]?.value !== sum) covers = 'now';
      else
        relations.push({
          cells: [place, ...parts.map((part) => problem.cells.length + part)],
          coefficients: [-1, ...parts.map(() => 1)],
          constant: 0,
        });
    }
  }
  const held = new Map(holders.map((holder) => [holder.organisation, countsOf(holder.answers)]));
  return { counts, held, relations, empty, covers };
}

/** A problem in which the combinations are cells as well: hidden always, and in no table. */
export function withJoint(
  { cells, relations, holdings }: TableProblem,
  { counts, relations: sums, empty, held }: Joint,
): TableProblem {
  return tableProblem(
    [
      ...cells,
      ...counts.map((value, at): Cell => ({
        code: `combination ${at}`,
        value,
        kind: empty.has(at) && value === 0 ? 'structural' : 'combination',
      })),
    ],
    [...relations, ...sums],
    holdings.map(({ organisation, counts: own }) => ({
      organisation,
      counts: [
        ...own,
        ...(held.get(organisation) ?? []).flatMap((count, at) =>
          count > 0 ? [[cells.length + at, count] as const] : [],
        ),
      ],
    })),
  );
}

/** A pattern of `withJoint` and its proof, of the cells before these alone. */
export function ofTables(
  { cells }: TableProblem,
  { pattern, certificate }: { readonly pattern: Pattern; readonly certificate: Certificate },
): { readonly pattern: Pattern; readonly certificate: Certificate } {
  const isOfTables = (cell: number | undefined) => (cell ?? Infinity) < cells.length;
  return {
    pattern: pattern.slice(0, cells.length),
    certificate: {
      proofs: certificate.proofs,
      witnesses: certificate.witnesses.map((witness) => ({
        cells: Array.from(witness.cells).filter(isOfTables),
        by: Array.from(witness.by).filter((_, i) => isOfTables(witness.cells[i])),
      })),
    },
  };
}
