/**
 * Multinomial logistic regression over sparse rows: the probability of a class is proportional to the exponential
 * of its weighted sum of features. Weights are those of the greatest likelihood under a Gaussian penalty, which
 * leaves the intercepts free.
 */
import { minimise, type Objective } from './minimise.ts';

/** Rows of features, of which most are 0: row r holds the entries from `starts[r]` to before `starts[r + 1]`. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array;
  /** How many features there are in all. */
  readonly width: number;
}

/** Feature f of class c stands at f × classes + c; behind the features stand the intercepts. */
export type Weights = Float64Array;

/** The penalised loss: the sum over rows of −log of the probability of their class, and half the penalty times the squared weights. */
export function loss(rows: SparseRows, labels: Uint8Array, classes: number, penalty: number): Objective {
  const { starts, features, values, width } = rows;
  const scores = new Float64Array(classes);
  return (weights, gradient) => {
    gradient.fill(0);
    let sum = 0;
    for (let row = 0; row < labels.length; row += 1) {
      const [from, to] = [starts[row] ?? 0, starts[row + 1] ?? 0];
      scoresOf(rows, row, weights, scores);
      const label = labels[row] ?? 0;
      const own = scores[label] ?? 0;
      const norm = softmax(scores);
      sum += norm - own;
      scores[label] = (scores[label] ?? 0) - 1;
      for (let at = from; at < to; at += 1) {
        const place = (features[at] ?? 0) * classes;
        const value = values[at] ?? 0;
        for (let c = 0; c < classes; c += 1)
          gradient[place + c] = (gradient[place + c] ?? 0) + value * (scores[c] ?? 0);
      }
      for (let c = 0; c < classes; c += 1) {
        const place = width * classes + c;
        gradient[place] = (gradient[place] ?? 0) + (scores[c] ?? 0);
      }
    }
    for (let at = 0; at < width * classes; at += 1) {
      const weight = weights[at] ?? 0;
      sum += (penalty / 2) * weight * weight;
      gradient[at] = (gradient[at] ?? 0) + penalty * weight;
    }
    return sum;
  };
}

/** Finds the weights. */
export function fit(rows: SparseRows, labels: Uint8Array, classes: number, penalty: number): Weights {
  const objective = loss(rows, labels, classes, penalty);
  // A slope of one in ten thousand of the rows moves no probability that is shown.
  const tolerance = Math.max(1e-6, labels.length * 1e-4);
  return minimise(objective, (rows.width + 1) * classes, { tolerance, iterations: 300 }).point;
}

/** The weighted sums of a row, one for each class, written into `scores`. */
export function scoresOf(
  { starts, features, values, width }: SparseRows,
  row: number,
  weights: Weights,
  scores: Float64Array,
): void {
  const classes = scores.length;
  for (let c = 0; c < classes; c += 1) scores[c] = weights[width * classes + c] ?? 0;
  const to = starts[row + 1] ?? 0;
  for (let at = starts[row] ?? 0; at < to; at += 1) {
    const place = (features[at] ?? 0) * classes;
    const value = values[at] ?? 0;
    for (let c = 0; c < classes; c += 1) scores[c] = (scores[c] ?? 0) + value * (weights[place + c] ?? 0);
  }
}

/** Turns sums into probabilities in place; returns the logarithm of what they were divided by. */
export function softmax(scores: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (let c = 0; c < scores.length; c += 1) {
    const part = Math.exp((scores[c] ?? 0) - most);
    scores[c] = part;
    sum += part;
  }
  for (let c = 0; c < scores.length; c += 1) scores[c] = (scores[c] ?? 0) / sum;
  return most + Math.log(sum);
}
