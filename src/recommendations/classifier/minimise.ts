/**
 * The least value of a smooth function, by L-BFGS (Nocedal and Wright, Numerical Optimization, 2nd edition,
 * algorithm 7.4) with a search along each direction until the fall is sufficient (Armijo). For a convex function
 * with a strictly convex part, as a penalised likelihood is, this goes to the one minimum.
 */

/** Writes the gradient at `point` into `gradient`, and returns the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** The largest slope left, in absolute value. */
  readonly slope: number;
}

/** Pairs of steps remembered; more costs memory and wins little. */
const remembered = 8;

/**
 * Starts from zero and stops where no slope is steeper than `tolerance`, or after so many iterations. The same
 * function gives the same result to the last bit.
 */
export function minimise(
  objective: Objective,
  size: number,
  { tolerance, iterations }: { readonly tolerance: number; readonly iterations: number },
): Minimum {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  let trial = new Float64Array(size);
  let trialGradient = new Float64Array(size);
  const pairs: Pair[] = [];
  let done = 0;
  while (done < iterations && largest(gradient) > tolerance) {
    const direction = directionFrom(gradient, pairs);
    const slope = dot(direction, gradient);
    // The first direction is the gradient itself, whose length says nothing of how far to go.
    let step = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(-slope)) : 1;
    let fallen = Number.NaN;
    for (let halvings = 0; halvings < 60; halvings += 1, step /= 2) {
      for (let at = 0; at < size; at += 1) trial[at] = (point[at] ?? 0) + step * (direction[at] ?? 0);
      fallen = objective(trial, trialGradient);
      if (fallen <= value + 1e-4 * step * slope) break;
    }
    // No step falls any more: the end of what the numbers can tell apart.
    if (!(fallen < value)) break;
    remember(pairs, point, trial, gradient, trialGradient);
    [point, trial] = [trial, point];
    [gradient, trialGradient] = [trialGradient, gradient];
    value = fallen;
    done += 1;
  }
  return { point, value, iterations: done, slope: largest(gradient) };
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

function remember(
  pairs: Pair[],
  from: Float64Array,
  to: Float64Array,
  before: Float64Array,
  after: Float64Array,
): void {
  const { step, change } = (pairs.length === remembered ? pairs.shift() : undefined) ?? {
    step: new Float64Array(from.length),
    change: new Float64Array(from.length),
  };
  for (let at = 0; at < from.length; at += 1) {
    step[at] = (to[at] ?? 0) - (from[at] ?? 0);
    change[at] = (after[at] ?? 0) - (before[at] ?? 0);
  }
  const product = dot(step, change);
  if (product > 0) pairs.push({ step, change, product });
}

/** Down the gradient, bent by what the last steps told of the curvature. */
function directionFrom(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (const { step, change, product } of pairs.toReversed()) {
    const share = dot(step, direction) / product;
    shares.push(share);
    add(direction, -share, change);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.product / dot(last.change, last.change);
    for (let at = 0; at < direction.length; at += 1) direction[at] = (direction[at] ?? 0) * scale;
  }
  for (const { step, change, product } of pairs)
    add(direction, (shares.pop() ?? 0) - dot(change, direction) / product, step);
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function add(to: Float64Array, factor: number, what: Float64Array): void {
  for (let at = 0; at < to.length; at += 1) to[at] = (to[at] ?? 0) + factor * (what[at] ?? 0);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
