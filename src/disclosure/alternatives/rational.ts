/** Exact fractions, so that neither a probability nor a privacy cost is ever rounded. */

/** `numerator` / `denominator`, the denominator above 0. Not always in lowest terms. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The exact value of a finite double, which is a whole number over a power of 2. */
export function exactly(value: number): Rational {
  let numerator = value;
  let exponent = 0n;
  // Doubling is exact as long as there is a fraction to get rid of.
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    exponent += 1n;
  }
  return { numerator: BigInt(numerator), denominator: 2n ** exponent };
}

export function sum(terms: readonly Rational[]): Rational {
  return terms.reduce(add, { numerator: 0n, denominator: 1n });
}

function add(a: Rational, b: Rational): Rational {
  const [coarse, fine] = a.denominator < b.denominator ? [a, b] : [b, a];
  // Where one denominator divides the other, as those of doubles do, sums of many terms stay small.
  const times = fine.denominator % coarse.denominator === 0n ? 1n : coarse.denominator;
  const denominator = fine.denominator * times;
  return {
    numerator: fine.numerator * times + coarse.numerator * (denominator / coarse.denominator),
    denominator,
  };
}

export function isAtMost(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator <= b.numerator * a.denominator;
}
