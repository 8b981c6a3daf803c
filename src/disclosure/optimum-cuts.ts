/**
 * What every safe pattern must fulfil: Σ coefficient × (row is hidden) ≥ `least`. Each follows from an identity
 * between rows that is true of every table (Fischetti & Salazar-González 2001, capacity constraints).
 */
import type { Ground } from './ground.ts';
import type { Prices } from './optimum-attacker.ts';

export interface Cut {
  readonly rows: readonly number[];
  readonly coefficients: readonly number[];
  readonly least: number;
}

/** What must be reached by the moves priced here, taken together. */
export function capacityCut(
  ground: Ground,
  down: Float64Array,
  prices: readonly Prices[],
  need: number,
): Cut | undefined {
  const { hidden, open, needs } = ground;
  const rows: number[] = [];
  const coefficients: number[] = [];
  let wanting = need;
  for (let row = 0; row < hidden.length; row += 1) {
    if (open[row] !== 1) continue;
    let room = 0;
    for (const { denominator, multipliers } of prices) {
      const multiplier = multipliers[row] ?? 0;
      // How far a row may rise is not known; but beyond the need nothing is gained.
      if (multiplier > 0) room += Infinity;
      else if (multiplier < 0) room -= (multiplier * (down[row] ?? 0)) / denominator;
    }
    if (room === 0) continue;
    if (needs.has(row)) wanting -= room;
    else {
      rows.push(row);
      coefficients.push(room);
    }
    if (wanting <= 0) return undefined;
  }
  // A row that gives all that is wanting gives no more than that; and a little more given makes no cut untrue.
  return {
    rows,
    coefficients: coefficients.map((room) => Math.max(1e-6, Math.min(1, room / wanting))),
    least: 1,
  };
}

/**
 * A row hidden alone in a relation cannot move: there is a cheapest choice without such rows ("bridgeless",
 * Fischetti & Salazar-González 2001). Right only where no row of the relation is sensitive.
 */
export function bridgeCut(relation: readonly number[], row: number): Cut {
  return { rows: relation, coefficients: relation.map((each) => (each === row ? -1 : 1)), least: 0 };
}

/** Of the rows shown by a choice that is not safe, one must be hidden: hiding fewer is no safer. */
export function supersetCut({ open, needs }: Ground, chosen: Float64Array): Cut {
  const rows = Array.from(open.keys()).filter(
    (row) => open[row] === 1 && !needs.has(row) && chosen[row] !== 1,
  );
  return { rows, coefficients: rows.map(() => 1), least: 1 };
}

/** How much of the cut a choice fulfils, from 0; below `least` it is violated. */
export function filled({ rows, coefficients }: Cut, chosen: Float64Array): number {
  return rows.reduce((sum, row, at) => sum + (coefficients[at] ?? 0) * (chosen[row] ?? 0), 0);
}
