/**
 * What a publication costs in privacy, as ρ of zero-concentrated differential privacy (zCDP; Bun & Steinke 2016,
 * "Concentrated differential privacy: simplifications, extensions, and lower bounds"). The ρ of all publications
 * about the same people add up, whatever was published first. Neighbouring data differ by one person, there or not.
 */
import { Problem } from '../../core/problem.ts';
import { exactly, isAtMost, type Rational, sum } from './rational.ts';

/** One publication charged to an account. */
export interface Spend {
  readonly purpose: string;
  readonly rho: number;
}

/** All that may ever be published about one body of people, and what was. */
export interface Account {
  readonly budget: number;
  readonly spends: readonly Spend[];
}

/** @throws Problem `parameter-invalid` where the budget is no number from 1e-30 to 1e30 */
export function openAccount(budget: number): Account {
  checkPositive('budget', budget);
  return { budget, spends: [] };
}

/**
 * The account with one more spend. Sums are exact: many small spends cannot slip past the budget by rounding.
 * @throws Problem `parameter-invalid`, `privacy-budget-exceeded`
 */
export function charge(account: Account, spend: Spend): Account {
  checkPositive('rho', spend.rho);
  const spends = [...account.spends, spend];
  if (!isAtMost(spent({ ...account, spends }), exactly(account.budget)))
    throw new Problem('privacy-budget-exceeded', {
      purpose: spend.purpose,
      rho: spend.rho,
      left: remaining(account),
      budget: account.budget,
    });
  return { ...account, spends };
}

/** What is left of the budget; never more than is really left. */
export function remaining(account: Account): number {
  const used = spent(account);
  const left = sum([exactly(account.budget), { ...used, numerator: -used.numerator }]);
  const nearest = Number(left.numerator) / Number(left.denominator);
  return isAtMost(exactly(nearest), left) ? nearest : nearest * (1 - 2 ** -52);
}

function spent({ spends }: Account): Rational {
  return sum(spends.map(({ rho }) => exactly(rho)));
}

/**
 * The least ε so that ρ-zCDP implies (ε, δ)-differential privacy by proposition 12 of Canonne, Kamath & Steinke
 * (2020): the least over α > 1 of ρ α + (ln(1/δ) + (α − 1) ln(1 − 1/α) − ln α) / (α − 1). It holds for each α, so a
 * least found only nearly is safe. Smaller than the ρ + 2 √(ρ ln(1/δ)) of Bun & Steinke (2016).
 * @throws Problem `parameter-invalid`
 */
export function epsilonOf(rho: number, delta: number): number {
  checkPositive('rho', rho);
  checkDelta(delta);
  // a is α − 1; written so that large α lose no digits.
  const epsilon = (a: number) =>
    rho * (a + 1) + Math.log1p(-1 / (a + 1)) - (Math.log(delta) + Math.log1p(a)) / a;
  const found = leastOver((logarithm) => epsilon(Math.exp(logarithm)), -20, 60);
  // Up by more than the rounding of the formula, so that the guarantee holds.
  return Math.max(0, found) * (1 + 1e-9);
}

/**
 * The largest ρ, to nine digits and never above, so that ρ-zCDP implies (ε, δ)-differential privacy (`epsilonOf`).
 * @throws Problem `parameter-invalid`
 */
export function rhoOf(epsilon: number, delta: number): number {
  checkPositive('epsilon', epsilon);
  checkDelta(delta);
  let low = 0;
  // ρ-zCDP gives no ε below ρ for the δ that are of use, and the search only ever returns what was tried.
  let high = 2 * epsilon + 2;
  while (high - low > 1e-10 * high) {
    const middle = (low + high) / 2;
    if (epsilonOf(middle, delta) <= epsilon) low = middle;
    else high = middle;
  }
  return low;
}

/** ε-differential privacy is ε²/2-zCDP (Bun & Steinke 2016, proposition 1.4). Rounded up. */
export function rhoOfPure(epsilon: number): number {
  checkPositive('epsilon', epsilon);
  return (epsilon ** 2 / 2) * (1 + 2 ** -50);
}

export function checkPositive(name: string, value: number): void {
  if (!(value >= 1e-30 && value <= 1e30))
    throw new Problem('parameter-invalid', { name, value, detail: 'give a number from 1e-30 to 1e30' });
}

function checkDelta(delta: number): void {
  if (!(delta > 0 && delta < 1))
    throw new Problem('parameter-invalid', {
      name: 'delta',
      value: delta,
      detail: 'give a number above 0 and below 1, smaller than one over the number of people',
    });
}

/** Golden-section search; the function falls and then rises. */
function leastOver(value: (at: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  while (high - low > 1e-9) {
    const span = ratio * (high - low);
    if (value(high - span) < value(low + span)) high = low + span;
    else low = high - span;
  }
  return value((low + high) / 2);
}
