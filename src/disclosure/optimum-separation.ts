/** Finds cuts that a choice of rows violates. */
import type { Highs } from 'highs';
import type { Ground } from './ground.ts';
import { Attacker, type Prices, type Reached } from './optimum-attacker.ts';
import { bridgeCut, capacityCut, type Cut, filled } from './optimum-cuts.ts';

/** One thing that a sensitive row needs: to rise, to fall, or to do both over a width, by so much. */
interface Target {
  readonly row: number;
  readonly way: 'rise' | 'fall' | 'width';
  readonly need: number;
}

/** Targets that have reader and need in common, so that one move may serve several. */
interface Group {
  readonly down: Float64Array;
  readonly need: number;
  readonly targets: readonly Target[];
}

export interface Found {
  readonly cuts: readonly Cut[];
  /** Whether every target went as far as it needs. */
  readonly reached: boolean;
}

/** A cut is worth adding where it is violated by more than this. */
const leastViolation = 1e-4;
const tolerance = 1e-6;

export class Separation {
  readonly #ground: Ground;
  readonly #attacker: Attacker;
  readonly #groups: readonly Group[];
  /** The rows of each relation, with coefficients. */
  readonly #relations: readonly (readonly (readonly [row: number, coefficient: number])[])[];
  readonly #bridged: readonly (readonly number[])[];

  /** @param downs for each reader, how far each row can fall in its eyes */
  constructor(highs: Highs, ground: Ground, downs: readonly Float64Array[]) {
    this.#ground = ground;
    this.#attacker = new Attacker(highs, ground);
    this.#groups = downs.flatMap((down) => groupsOf(ground, down));
    this.#relations = ground.problem.relations.map(({ cells, coefficients }) => {
      const sums = new Map<number, number>();
      cells.forEach((cell, at) => {
        const row = ground.form.rowOf[cell] ?? -1;
        if (row >= 0) sums.set(row, (sums.get(row) ?? 0) + (coefficients[at] ?? 0));
      });
      return [...sums].filter(([, coefficient]) => coefficient !== 0);
    });
    this.#bridged = this.#relations
      .map((relation) => relation.map(([row]) => row).filter((row) => ground.open[row] === 1))
      .filter((rows) => !rows.some((row) => ground.needs.has(row)));
  }

  get work(): number {
    return this.#attacker.work;
  }

  dispose(): void {
    this.#attacker.dispose();
  }

  /** What single relations say of each target: others in them must give way. */
  fromRelations(): Cut[] {
    const cuts = new Cuts();
    const of = new Map<number, (readonly (readonly [number, number])[])[]>();
    for (const relation of this.#relations)
      for (const [row] of relation)
        if (this.#ground.needs.has(row)) of.set(row, [...(of.get(row) ?? []), relation]);
    for (const { down, need, targets } of this.#groups)
      for (const { row, way } of targets)
        for (const relation of way === 'width' ? [] : (of.get(row) ?? [])) {
          const own = (relation.find(([each]) => each === row)?.[1] ?? 1) * (way === 'rise' ? -1 : 1);
          const multipliers = new Float64Array(down.length);
          for (const [each, coefficient] of relation)
            if (each !== row) multipliers[each] = coefficient * Math.sign(own);
          cuts.add(capacityCut(this.#ground, down, [{ denominator: Math.abs(own), multipliers }], need));
        }
    return cuts.all;
  }

  /** Relations in which a row would be hidden alone: it could not move, and might as well be shown. */
  bridges(chosen: Float64Array): Cut[] {
    const cuts: Cut[] = [];
    for (const rows of this.#bridged) {
      const sum = rows.reduce((total, row) => total + (chosen[row] ?? 0), 0);
      for (const row of rows)
        if (2 * (chosen[row] ?? 0) > sum + leastViolation) cuts.push(bridgeCut(rows, row));
    }
    return cuts;
  }

  /**
   * Looks for cuts violated by `chosen`, each target stopped where rows are hidden as in `from`.
   * @param ample how many needs a row may move; see `Room`
   */
  capacities(chosen: Float64Array, from: Float64Array, ample: number): Found {
    const cuts = new Cuts();
    const violating = new Set<number>();
    let reached = true;
    for (const { down, need, targets } of this.#groups) {
      this.#attacker.allow({ chosen: from, down, need, ample });
      const best = { rise: new Map<number, number>(), fall: new Map<number, number>() };
      const push = (row: number, way: 'rise' | 'fall'): Reached | undefined => {
        const found = this.#attacker.push(row, way === 'rise' ? 1 : -1);
        if (found) for (const { row: other } of targets) this.#note(best, other, found.leaves);
        return found;
      };
      for (const { row, way } of targets) {
        if (violating.has(row)) continue;
        const far = () =>
          (way === 'fall' ? 0 : (best.rise.get(row) ?? 0)) + (way === 'rise' ? 0 : (best.fall.get(row) ?? 0));
        const prices: Prices[] = [];
        for (const each of ['rise', 'fall'] as const) {
          if ((way !== 'width' && way !== each) || far() >= 1 - tolerance) continue;
          const found = push(row, each);
          if (found?.prices) prices.push(found.prices);
        }
        if (far() >= 1 - tolerance) continue;
        reached = false;
        if (prices.length < (way === 'width' ? 2 : 1)) continue;
        const cut = capacityCut(this.#ground, down, prices, need);
        if (!cut || filled(cut, chosen) > cut.least - leastViolation) continue;
        cuts.add(cut);
        violating.add(row);
      }
    }
    return { cuts: cuts.all, reached };
  }

  #note(best: Record<'rise' | 'fall', Map<number, number>>, row: number, leaves: Float64Array): void {
    const { starts, columns, values } = this.#ground.form.rows;
    let by = 0;
    for (let e = starts[row] ?? 0; e < (starts[row + 1] ?? 0); e += 1)
      by += (values[e] ?? 0) * (leaves[columns[e] ?? 0] ?? 0);
    const [far, way] = by > 0 ? ([by, 'rise'] as const) : ([-by, 'fall'] as const);
    if (far > (best[way].get(row) ?? 0)) best[way].set(row, far);
  }
}

/** Cuts, each once. */
class Cuts {
  readonly #known = new Map<string, Cut>();

  add(cut: Cut | undefined): void {
    if (cut) this.#known.set(`${cut.rows.join()} ${cut.coefficients.join()}`, cut);
  }

  get all(): Cut[] {
    return [...this.#known.values()];
  }
}

function groupsOf({ needs }: Ground, down: Float64Array): Group[] {
  const targets: Target[] = [];
  for (const [row, { lower, upper, sliding }] of needs) {
    // A row falls no further than it can; the rest of its width it must rise.
    const rise = Math.max(upper, sliding - (down[row] ?? 0));
    const further: readonly Target[] = [
      { row, way: 'rise', need: rise },
      { row, way: 'fall', need: lower },
      { row, way: 'width', need: sliding > rise + lower ? sliding : 0 },
    ];
    targets.push(...further.filter(({ need }) => need > 0));
  }
  const amounts = [...new Set(targets.map(({ need }) => need))].sort((a, b) => a - b);
  return amounts.map((need) => ({ down, need, targets: targets.filter((target) => target.need === need) }));
}
