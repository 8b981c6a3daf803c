/**
 * Releases over time. Counts are published, late cases and corrections come in, and counts are published again:
 * whoever kept the earlier release subtracts. The new release is therefore protected together with all earlier
 * ones, as one problem of cells and relations that `protect`, `attack` and `verify` take as it is.
 *
 * The reader is a strong one: he knows which cells changed from one release to the next (he follows the notices of
 * revision). So a cell that did not change is one and the same unknown in both, which also keeps the problem
 * small. A change from 1 to threshold − 1, up or down, is itself a small count, and is guarded like one.
 *
 * An organisation knows its own part of each count in each release, and so its own part of each change. What is small
 * once it has taken that away is guarded as well.
 */
import { Problem } from '../core/problem.ts';
import { attack, release } from './attack.ts';
import {
  isSlack,
  mayHide,
  protects,
  readers,
  tableProblem,
  type Cell,
  type Holding,
  type Knowledge,
  type Pattern,
  type Protection,
  type Relation,
  type Sensitive,
  type TableProblem,
} from './model.ts';
import { obstacleOf } from './obstacle.ts';

/** The release in preparation. Cells are the same as earlier ones where their codes are. */
export interface NextRelease {
  readonly name: string;
  readonly problem: TableProblem;
  /** What a rule speaks against; cells shown by a waiver left out. */
  readonly sensitive: readonly Sensitive[];
  /** The cells that are published if they may; all, unless said otherwise. */
  readonly offered?: ReadonlySet<number>;
}

/** A release that is out. A cell that it did not offer is hidden in its pattern, but may be shown later. */
export interface EarlierRelease extends NextRelease {
  readonly pattern: Pattern;
}

/** What a cell of the stack is. */
export type Origin =
  /** A count, unchanged through these releases. */
  | { readonly is: 'count'; readonly code: string; readonly releases: readonly string[] }
  /** By how much a count grew or shrank between two releases, with the same number added for all. */
  | { readonly is: 'change'; readonly code: string; readonly from: string; readonly to: string };

export interface Stack {
  readonly problem: TableProblem;
  /**
   * Small counts and changes of every release. A protection of nothing (0, 0, 0) stands for a cell that is hidden
   * already, or is not to be published: it may be used to protect others.
   */
  readonly sensitive: readonly Sensitive[];
  /** For each cell of the stack what it is. */
  readonly of: readonly Origin[];
  /** For each cell of the next release its place in the stack. */
  readonly places: readonly number[];
  /** Cells that an earlier release hid, and that stay hidden, with its name (for `explain`). */
  readonly hiddenEarlier: ReadonlyMap<number, string>;
}

/** A cell that nothing done now can protect. */
export interface Refusal {
  /** Places in the stack. */
  readonly cell: number;
  /** The published cells that give it away: itself, those of one relation, or of all its relations together. */
  readonly because: readonly number[];
}

export interface Revision {
  /** Changes from 1 to threshold − 1 are small, and a reader is left in doubt over this width. */
  readonly threshold: number;
  /**
   * What readers know of all changes: that cases only come in, so that no count ever falls; or, where there are
   * corrections, nothing.
   */
  readonly changes: 'additions' | 'corrections';
}

/** One value of a cell through one or more releases in a row. */
interface Version {
  readonly place: number;
  readonly releases: string[];
  readonly value: number;
}

const nothing: Protection = { lower: 0, upper: 0, sliding: 0 };

/**
 * Puts the next release on top of the earlier ones, oldest first.
 * @throws Problem `parameter-invalid` (also where a count falls though cases only come in), and those of
 *   `tableProblem`
 */
export function stack(
  earlier: readonly EarlierRelease[],
  next: NextRelease,
  { threshold, changes }: Revision,
): Stack {
  if (!Number.isSafeInteger(threshold) || threshold < 1)
    throw new Problem('parameter-invalid', {
      name: 'threshold',
      value: threshold,
      detail: 'give a whole number of at least 1',
    });
  const builder = new Builder();
  for (const one of earlier) builder.count(one, one.pattern);
  const hiddenEarlier = builder.withheld();
  const places = builder.count(next, []);
  builder.changes(threshold, changes);
  const offered = places.filter((_, cell) => next.offered?.has(cell) ?? true);
  builder.conceal(new Set(offered.filter((place) => !hiddenEarlier.has(place))));
  return { ...builder.built(), places, hiddenEarlier };
}

/** What a pattern of the stack makes of the next release: this is what may be published. */
export function nextPattern({ places }: Stack, { offered }: NextRelease, pattern: Pattern): Pattern {
  return places.map((place, cell) =>
    offered && !offered.has(cell) && pattern[place] === 'published'
      ? 'secondary'
      : (pattern[place] ?? 'secondary'),
  );
}

/**
 * The cells that stay unprotected even if the next release shows nothing that is not known already, and what
 * gives them away. Where there are any, `protect` answers "impossible"; who accepts that they are known leaves
 * them out of `sensitive` and goes on.
 */
export async function refusals({ problem, sensitive }: Stack, knowledge: Knowledge): Promise<Refusal[]> {
  const { cells } = problem;
  const open = cells.map((cell) => mayHide(cell, knowledge));
  const pattern = open.map((may) => (may ? ('secondary' as const) : ('published' as const)));
  const found = new Map<number, Refusal>();
  for (const reader of readers(problem, knowledge)) {
    const intervals = new Map(
      (await attack(release(problem, pattern), reader)).map((one) => [one.cell, one]),
    );
    for (const item of sensitive) {
      const { cell, protection } = item;
      const value = cells[cell]?.value ?? NaN;
      const interval = intervals.get(cell);
      const [min, max] = [interval?.min.value ?? value, interval?.max.value ?? value];
      if (found.has(cell) || protects({ min, max }, value, protection)) continue;
      const { shown } = obstacleOf(problem, item, knowledge);
      found.set(cell, { cell, because: shown.filter((c) => cells[c]?.keep === 'published') });
    }
  }
  return [...found.values()];
}

class Builder {
  readonly #versions = new Map<string, Version[]>();
  /** Places of counts that are known for ever. */
  readonly #shown = new Set<number>();
  /** Places of counts that a release offered and hid, and its name. */
  readonly #withheld = new Map<number, string>();
  readonly #of: Origin[] = [];
  readonly #values: number[] = [];
  /** What cells are beside their number, by code. */
  readonly #traits = new Map<string, Pick<Cell, 'kind' | 'weight'>>();
  readonly #relations = new Map<string, Relation>();
  readonly #sensitive = new Map<number, Sensitive>();
  /** For each organisation the places it has cases in, and how many in each release that differs. */
  readonly #holdings = new Map<string, Map<number, readonly number[]>>();

  /** Adds the counts of one release. */
  count({ name, problem, sensitive, offered }: NextRelease, pattern: Pattern): number[] {
    const fresh = new Set<number>();
    const places = problem.cells.map(({ code, value, keep, kind, weight }, cell) => {
      this.#traits.set(code, { ...(kind && { kind }), ...(weight !== undefined && { weight }) });
      const versions = this.#versions.get(code) ?? [];
      this.#versions.set(code, versions);
      let version = versions.at(-1);
      if (version?.value !== value) {
        const releases: string[] = [];
        version = { place: this.#add({ is: 'count', code, releases }, value), releases, value };
        versions.push(version);
        fresh.add(version.place);
      }
      version.releases.push(name);
      const { place } = version;
      if (isSlack({ kind })) return place;
      if (pattern[cell] === 'published' || keep === 'published') this.#shown.add(place);
      else if ((offered?.has(cell) ?? true) && !this.#withheld.has(place)) this.#withheld.set(place, name);
      return place;
    });
    const at = (cell: number) => places[cell] ?? -1;
    for (const { cells, coefficients, constant } of problem.relations)
      this.#relate(cells.map(at), coefficients, constant);
    for (const item of sensitive) this.#guard({ ...item, cell: at(item.cell) });
    for (const { organisation, counts } of problem.holdings) {
      const held = this.#holdings.get(organisation) ?? new Map<number, readonly number[]>();
      this.#holdings.set(organisation, held);
      const now = new Map(counts);
      for (const [cell, place] of places.entries()) {
        const count = now.get(cell) ?? 0;
        const before = held.get(place) ?? (fresh.has(place) ? [] : [0]);
        if (!before.includes(count) && (count > 0 || before.length > 0)) held.set(place, [...before, count]);
      }
    }
    return places;
  }

  /**
   * Adds the changes that are small, and, where no count falls, every change from one release to the next: it is
   * known not to be negative. Among corrections a change is held with a number added that makes it a count and is
   * so large that it limits nothing.
   */
  changes(threshold: number, known: Revision['changes']): void {
    const offset = known === 'additions' ? 0 : 2 * this.#values.reduce((a, b) => Math.max(a, b), threshold);
    for (const [code, versions] of this.#versions) {
      if (isSlack(this.#traits.get(code) ?? {})) continue;
      versions.forEach((to, t) =>
        versions.slice(0, t).forEach((from, f) => {
          const change = to.value - from.value;
          if (known === 'additions' && change < 0)
            throw new Problem('parameter-invalid', {
              name: 'changes',
              value: known,
              detail: `${code} falls between two releases; say that there are corrections`,
            });
          const own = this.#ownChanges(from.place, to.place);
          const small = [change, ...own.flatMap(({ by }) => by.map((part) => change - part))].some(
            (left) => left !== 0 && Math.abs(left) < threshold,
          );
          if (!small && (known === 'corrections' || f < t - 1)) return;
          const cell = this.#add(
            { is: 'change', code, from: from.releases.at(-1) ?? '', to: to.releases[0] ?? '' },
            change + offset,
          );
          this.#relate([to.place, from.place, cell], [1, -1, -1], -offset);
          this.#guard({ cell, reason: 'small', protection: { ...nothing, sliding: small ? threshold : 0 } });
          if (known === 'corrections') return;
          // Where no count falls, that of the others does not either.
          for (const { organisation, by } of own) {
            const least = Math.max(...by);
            if (least > change)
              throw new Problem('parameter-invalid', {
                name: 'changes',
                value: known,
                detail: `${code} without the cases of one organisation falls between two releases; say that there are corrections`,
              });
            if (least > 0) this.#holdings.get(organisation)?.set(cell, [least]);
          }
        }),
      );
    }
  }

  /** For each organisation with cases in one of two counts, by how much its own part can have changed. */
  #ownChanges(from: number, to: number): { readonly organisation: string; readonly by: readonly number[] }[] {
    return [...this.#holdings].flatMap(([organisation, held]) => {
      const [before, after] = [held.get(from), held.get(to)];
      if (!before && !after) return [];
      return [
        {
          organisation,
          by: (after ?? [0]).flatMap((now) => (before ?? [0]).map((then) => now - then)),
        },
      ];
    });
  }

  /** Counts that the releases so far hid and never showed. */
  withheld(): Map<number, string> {
    return new Map([...this.#withheld].filter(([place]) => !this.#shown.has(place)));
  }

  /**
   * Hides the counts that nobody has seen and that are not free to be shown; they need no doubt of their own.
   * Zeros are left to what the reader knows of zeros.
   */
  conceal(free: ReadonlySet<number>): void {
    this.#of.forEach(({ is, code }, cell) => {
      if (isSlack(this.#traits.get(code) ?? {})) return;
      if (is === 'count' && (this.#values[cell] ?? 0) > 0 && !this.#shown.has(cell) && !free.has(cell))
        this.#guard({ cell, reason: 'small', protection: nothing });
    });
  }

  built(): Pick<Stack, 'problem' | 'sensitive' | 'of'> {
    const cells = this.#of.map((origin, place): Cell => ({
      code: describe(origin),
      value: this.#values[place] ?? NaN,
      ...(this.#shown.has(place) && { keep: 'published' }),
      ...(origin.is === 'count' && this.#traits.get(origin.code)),
    }));
    // Between numbers that are all known a relation tells nothing.
    const relations = [...this.#relations.values()].filter((relation) =>
      relation.cells.some((cell) => !this.#shown.has(cell)),
    );
    const holdings = [...this.#holdings].map(([organisation, counts]): Holding => ({
      organisation,
      counts: [...counts].map(([place, held]) => [place, Math.max(...held)] as const),
    }));
    return {
      problem: tableProblem(cells, relations, holdings),
      sensitive: [...this.#sensitive.values()].sort((a, b) => a.cell - b.cell),
      of: this.#of,
    };
  }

  #add(origin: Origin, value: number): number {
    this.#of.push(origin);
    return this.#values.push(value) - 1;
  }

  /** A relation that several releases share is kept once. */
  #relate(cells: readonly number[], coefficients: readonly number[], constant: number): void {
    this.#relations.set(`${cells.join()} ${coefficients.join()} ${constant}`, {
      cells,
      coefficients,
      constant,
    });
  }

  #guard(item: Sensitive): void {
    const before = this.#sensitive.get(item.cell);
    const most = (side: keyof Protection) => Math.max(item.protection[side], before?.protection[side] ?? 0);
    this.#sensitive.set(item.cell, {
      cell: item.cell,
      reason: before?.reason ?? item.reason,
      protection: { lower: most('lower'), upper: most('upper'), sliding: most('sliding') },
    });
  }
}

function describe(origin: Origin): string {
  if (origin.is === 'change') return `${origin.code} [change ${origin.from} to ${origin.to}]`;
  const [first = '', last = first] = [origin.releases[0], origin.releases.at(-1)];
  return `${origin.code} [${first === last ? first : `${first} to ${last}`}]`;
}
