/**
 * Exact samplers of discrete Laplace and discrete Gaussian noise, after Canonne, Kamath & Steinke (2020), "The
 * discrete Gaussian for differential privacy", algorithms 1 to 3. Whole numbers and fractions of whole numbers only:
 * no probability is rounded, so a proof of privacy holds for what is really drawn (against Mironov 2012, "On
 * significance of the least significant bits for differential privacy"). How long a draw takes depends on what is
 * drawn; nothing here hides that from somebody who can time it.
 */
import type { Randomness } from './model.ts';
import type { Rational } from './rational.ts';

/**
 * Whole numbers with P(x) ∝ exp(−|x| / scale): variance 2 e^(1/scale) / (e^(1/scale) − 1)². With the scale Δ / ε on
 * whole numbers of L1 sensitivity Δ it is ε-differentially private.
 * @param scale above 0
 */
export function discreteLaplace(scale: Rational, randomness: Randomness): bigint {
  const { numerator, denominator } = scale;
  for (;;) {
    const rest = uniformBelow(numerator, randomness);
    if (!bernoulliExp({ numerator: rest, denominator: numerator }, randomness)) continue;
    let wholes = 0n;
    while (bernoulliExpUpToOne(one, randomness)) wholes += 1n;
    const size = (rest + numerator * wholes) / denominator;
    const isNegative = uniformBelow(2n, randomness) === 1n;
    // Zero has one sign only, or it would come twice as often.
    if (isNegative && size === 0n) continue;
    return isNegative ? -size : size;
  }
}

/**
 * Whole numbers with P(x) ∝ exp(−x² / (2 variance)). The variance of the draws is at most the parameter, and less by
 * a part in a million at most where the parameter is 1 or more (Canonne, Kamath & Steinke 2020, section 3). On whole
 * numbers of L2 sensitivity Δ it is Δ² / (2 variance)-zCDP (their theorem 14 for vectors).
 * @param variance above 0
 */
export function discreteGaussian(variance: Rational, randomness: Randomness): bigint {
  const { numerator, denominator } = variance;
  // Any proposal scale gives the same distribution; near the standard deviation few proposals are refused.
  const scale = BigInt(Math.floor(Math.sqrt(Number(numerator) / Number(denominator)))) + 1n;
  for (;;) {
    const proposal = discreteLaplace({ numerator: scale, denominator: 1n }, randomness);
    const size = proposal < 0n ? -proposal : proposal;
    // (|proposal| − variance / scale)² / (2 variance), with all fractions cleared.
    const distance = size * denominator * scale - numerator;
    const refusal = {
      numerator: distance * distance,
      denominator: 2n * numerator * denominator * scale * scale,
    };
    if (bernoulliExp(refusal, randomness)) return proposal;
  }
}

/** True with probability exp(−x), exactly. @param x at least 0 */
export function bernoulliExp({ numerator, denominator }: Rational, randomness: Randomness): boolean {
  for (let wholes = numerator / denominator; wholes > 0n; wholes -= 1n)
    if (!bernoulliExpUpToOne(one, randomness)) return false;
  return bernoulliExpUpToOne({ numerator: numerator % denominator, denominator }, randomness);
}

/** Among trials with chances x, x/2, x/3, … the first failure is at an odd place with probability exp(−x). */
function bernoulliExpUpToOne({ numerator, denominator }: Rational, randomness: Randomness): boolean {
  let place = 1n;
  while (uniformBelow(denominator * place, randomness) < numerator) place += 1n;
  return place % 2n === 1n;
}

const one: Rational = { numerator: 1n, denominator: 1n };

/** Uniform from 0 to bound − 1: bits are drawn until the number they make is below the bound. */
export function uniformBelow(bound: bigint, randomness: Randomness): bigint {
  const bits = (bound - 1n).toString(2).length;
  for (;;) {
    let drawn = 0n;
    let wanted = bits;
    for (; wanted > 32; wanted -= 32) drawn = (drawn << 32n) | BigInt(word(randomness));
    drawn = (drawn << BigInt(wanted)) | BigInt(word(randomness) >>> (32 - wanted));
    if (drawn < bound) return drawn;
  }
}

function word(randomness: Randomness): number {
  const drawn = randomness();
  // A source of another range would make the noise, and so the privacy, other than stated.
  if (drawn >>> 0 !== drawn) throw new RangeError('randomness must give whole numbers from 0 to 2^32 − 1');
  return drawn;
}
