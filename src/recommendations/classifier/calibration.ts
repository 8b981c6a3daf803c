/**
 * Makes probabilities mean what they say: all weighted sums are divided by one temperature, chosen on texts the
 * weights were not learnt from (Guo et al., On calibration of modern neural networks, 2017).
 */
import { minimise } from './minimise.ts';
import { softmax } from './regression.ts';

/** Below this the probabilities would hardly differ from equal shares; a model that bad is not to be sharpened. */
const least = 0.05;
/** Where every text was told right there is no end to how sure a model could be; no such sample deserves it. */
const most = 20;

/**
 * The number to multiply the sums with (1 divided by the temperature) under which the labels are likeliest.
 * @param scores the sums of each text, one for each class
 */
export function sharpness(scores: readonly Float64Array[], labels: Uint8Array): number {
  const { point } = minimise(
    (at, slope) => {
      const factor = 1 + (at[0] ?? 0);
      let [value, down] = [0, 0];
      for (const [row, sums] of scores.entries()) {
        const own = sums[labels[row] ?? 0] ?? 0;
        const shares = sums.map((sum) => sum * factor);
        value += softmax(shares) - own * factor;
        down += shares.reduce((mean, part, c) => mean + part * (sums[c] ?? 0), -own);
      }
      slope[0] = down;
      return value;
    },
    1,
    { tolerance: 1e-6 * Math.max(1, scores.length), iterations: 100 },
  );
  return Math.min(most, Math.max(least, 1 + (point[0] ?? 0)));
}

/** The probability from which on so large a part of the texts is answered. */
export function thresholdFor(answered: number, probabilities: readonly number[]): number {
  const falling = probabilities.toSorted((a, b) => b - a);
  return falling[Math.max(0, Math.ceil(answered * falling.length) - 1)] ?? 0;
}
