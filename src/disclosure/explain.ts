/**
 * Why a cell is hidden, in a sentence. The custodian is told which cell needs which; the public is told the same
 * of every hidden cell, because a reason would tell the small counts from those hidden beside them.
 */
import {
  describeRelation,
  isSlack,
  protects,
  type Pattern,
  type Reader,
  type Relation,
  type Sensitive,
  type TableProblem,
} from './model.ts';

/** What speaks against showing a cell. Cells and relations by their place in the problem; never a count. */
export type Reason =
  /** A rule of primary suppression. */
  | { readonly why: Sensitive['reason'] }
  /** Hidden in an earlier release, and hidden for ever. */
  | { readonly why: 'hidden-earlier'; readonly release: string }
  /** If it were shown, one relation would give the cell `of` exactly. */
  | { readonly why: 'would-reveal'; readonly of: number; readonly through: number }
  /** If it were shown, one relation would leave too little doubt about the cell `of`. */
  | { readonly why: 'doubt'; readonly of: number; readonly through: number }
  /** No relation tells alone; several together do. `of` is the nearest sensitive cell, `steps` relations away. */
  | { readonly why: 'several'; readonly of: number; readonly steps: number }
  /** No chain of hidden cells joins it to a sensitive one: it could be shown. */
  | { readonly why: 'unneeded' };

export interface Explanation {
  readonly cell: number;
  readonly reason: Reason;
}

export interface Told {
  readonly cell: number;
  readonly sentence: string;
}

/** English sentences; `{cell}` is the hidden cell, `{of}` the one it protects, `{relation}` a sum, `{release}` a name. */
export const sentences = {
  public: '{cell} is withheld to protect people.',
  small: '{cell} is withheld because it is a small number.',
  zero: '{cell} is withheld because that nobody is counted here may not be known.',
  group:
    '{cell} is withheld because otherwise it would be known that a whole group shares one characteristic.',
  contributors: '{cell} is withheld because too few organisations stand behind it.',
  dominance: '{cell} is withheld because a few contributors make up most of it.',
  'p-percent': '{cell} is withheld because one contributor could closely estimate another.',
  'hidden-earlier': '{cell} is withheld because it was withheld in the release {release}.',
  'would-reveal': '{cell} is withheld because with it {of} could be worked out from {relation}.',
  doubt: '{cell} is withheld because with it {of} could be guessed too closely from {relation}.',
  several:
    '{cell} is withheld because several sums together would tell too much; the nearest cell that needs it is {of}.',
  unneeded: '{cell} is withheld, though no cell that needs protection is joined to it; it could be shown.',
} as const satisfies { readonly [key: string]: string };

/** The sentences in the language of the reader. */
export type Catalogue = { readonly [key in keyof typeof sentences]: string };

/**
 * The reason of each hidden cell, in order of cells. Where one relation is named it contains both cells, and it
 * alone, with what is published, narrows the sensitive cell for this reader; of several such relations the one
 * with the fewest cells is named, and one that gives a cell exactly comes before one that narrows it.
 * @param hiddenEarlier for cells of earlier releases, or that were hidden in one: its name
 */
export function explain(
  problem: TableProblem,
  pattern: Pattern,
  sensitive: readonly Sensitive[],
  reader: Reader,
  hiddenEarlier: ReadonlyMap<number, string> = new Map(),
): Explanation[] {
  const needy = new Map(
    sensitive
      .filter(({ protection: { lower, upper, sliding } }) => lower > 0 || upper > 0 || sliding > 0)
      .map((item) => [item.cell, item]),
  );
  const relationsOf: number[][] = problem.cells.map(() => []);
  problem.relations.forEach((relation, r) => relation.cells.forEach((cell) => relationsOf[cell]?.push(r)));
  const nearest = nearestSensitive(problem, pattern, needy, relationsOf);

  const reasonOf = (cell: number): Reason => {
    const rule = needy.get(cell)?.reason;
    if (rule !== undefined) return { why: rule };
    const release = hiddenEarlier.get(cell);
    if (release !== undefined) return { why: 'hidden-earlier', release };
    const smallestFirst = (relationsOf[cell] ?? []).toSorted(
      (a, b) =>
        (problem.relations[a]?.cells.length ?? 0) - (problem.relations[b]?.cells.length ?? 0) || a - b,
    );
    const open = (other: number) => other !== cell && pattern[other] !== 'published';
    let narrowed: Reason | undefined;
    for (const through of smallestFirst) {
      const relation = problem.relations[through];
      for (const of of relation?.cells ?? []) {
        const item = needy.get(of);
        if (!relation || !item) continue;
        const left = intervalIn(problem, open, reader, relation, of);
        if (left.min === left.max) return { why: 'would-reveal', of, through };
        if (!protects(left, problem.cells[of]?.value ?? NaN, item.protection))
          narrowed ??= { why: 'doubt', of, through };
      }
    }
    if (narrowed) return narrowed;
    const found = nearest[cell];
    return found ? { why: 'several', ...found } : { why: 'unneeded' };
  };
  return withheld(problem, pattern).map((cell) => ({ cell, reason: reasonOf(cell) }));
}

/** Hidden cells of the tables; slack is in none. */
function withheld({ cells }: TableProblem, pattern: Pattern): number[] {
  return cells.flatMap((each, cell) => (pattern[cell] === 'published' || isSlack(each) ? [] : [cell]));
}

/** For whoever may see the true values: the reason of each hidden cell. Not for publication. */
export function forCustodian(
  problem: TableProblem,
  explanations: readonly Explanation[],
  catalogue: Catalogue = sentences,
): Told[] {
  const name = (cell: number) => problem.cells[cell]?.code ?? '';
  return explanations.map(({ cell, reason }) => {
    const relation = 'through' in reason ? problem.relations[reason.through] : undefined;
    return {
      cell,
      sentence: fill(catalogue[reason.why], {
        cell: name(cell),
        of: 'of' in reason ? name(reason.of) : '',
        relation: relation ? describeRelation(problem, relation) : '',
        release: reason.why === 'hidden-earlier' ? reason.release : '',
      }),
    };
  });
}

/** For everybody: one and the same sentence for every hidden cell. It takes no reason, so it can tell none. */
export function forPublic(problem: TableProblem, pattern: Pattern, catalogue: Catalogue = sentences): Told[] {
  return withheld(problem, pattern).map((cell) => ({
    cell,
    sentence: fill(catalogue.public, { cell: problem.cells[cell]?.code ?? '' }),
  }));
}

function fill(sentence: string, words: { readonly [name: string]: string }): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
}

/** What one relation alone tells a reader of the cell `of`, when all cells that are not open are known. */
export function intervalIn(
  { cells }: TableProblem,
  open: (cell: number) => boolean,
  { atLeast }: Reader,
  relation: Relation,
  of: number,
): { readonly min: number; readonly max: number } {
  let least = 0;
  let most = 0;
  let own = 1;
  relation.cells.forEach((cell, i) => {
    const coefficient = relation.coefficients[i] ?? 0;
    if (cell === of) {
      own = coefficient;
      return;
    }
    const term = coefficient * ((open(cell) ? atLeast[cell] : cells[cell]?.value) ?? NaN);
    least += open(cell) && coefficient < 0 ? -Infinity : term;
    most += open(cell) && coefficient > 0 ? Infinity : term;
  });
  const ends = [(relation.constant - most) / own, (relation.constant - least) / own];
  return {
    min: Math.max(Math.ceil(Math.min(...ends)), atLeast[of] ?? 0),
    max: Math.floor(Math.max(...ends)),
  };
}

/** For each hidden cell the sensitive one that is fewest relations away, found from all of them at once. */
function nearestSensitive(
  { cells, relations }: TableProblem,
  pattern: Pattern,
  needy: ReadonlyMap<number, Sensitive>,
  relationsOf: readonly (readonly number[])[],
): readonly ({ readonly of: number; readonly steps: number } | undefined)[] {
  const nearest: ({ of: number; steps: number } | undefined)[] = cells.map(() => undefined);
  const queue = [...needy.keys()].sort((a, b) => a - b);
  for (const cell of queue) nearest[cell] = { of: cell, steps: 0 };
  const passed = new Set<number>();
  for (const cell of queue) {
    const { of = cell, steps = 0 } = nearest[cell] ?? {};
    for (const r of relationsOf[cell] ?? []) {
      if (passed.has(r)) continue;
      passed.add(r);
      for (const next of relations[r]?.cells ?? []) {
        if (pattern[next] === 'published' || nearest[next]) continue;
        nearest[next] = { of, steps: steps + 1 };
        queue.push(next);
      }
    }
  }
  return nearest;
}
