import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../core/problem.ts';
import { charge, epsilonOf, openAccount, remaining, rhoOf, rhoOfPure } from './privacy.ts';
import { exactly, isAtMost, sum } from './rational.ts';

describe('from ρ to ε and δ and back', () => {
  test.each([
    // cdp_eps and cdp_rho of cdp2adp.py (github.com/IBM/discrete-gaussian-differential-privacy), run once.
    [0.5, 1e-6, 5.221534444530169],
    [0.1, 1e-6, 2.141938928385474],
    [2.56, 1e-10, 17.15830871210475],
    [0.01, 1e-9, 0.8101744678675342],
  ])('ρ = %d and δ = %d give what the code of Canonne, Kamath & Steinke gives', (rho, delta, epsilon) => {
    expect(epsilonOf(rho, delta) / epsilon).toBeCloseTo(1, 8);
    expect(rhoOf(epsilon, delta) / rho).toBeCloseTo(1, 7);
  });

  const rhos = fc.double({ min: -4, max: 1.5, noNaN: true }).map((power) => 10 ** power);
  const deltas = fc.double({ min: -14, max: -2, noNaN: true }).map((power) => 10 ** power);

  test('no α of the proposition does better, and the older bound is never smaller', () => {
    fc.assert(
      fc.property(rhos, deltas, (rho, delta) => {
        const epsilon = epsilonOf(rho, delta);
        for (let power = -3; power < 6; power += 0.01) {
          const a = 10 ** power;
          const other = rho * (a + 1) + Math.log1p(-1 / (a + 1)) - (Math.log(delta) + Math.log(a + 1)) / a;
          expect(epsilon).toBeLessThanOrEqual(Math.max(other, 0) * (1 + 1e-8));
        }
        expect(epsilon).toBeLessThan(rho + 2 * Math.sqrt(rho * Math.log(1 / delta)));
      }),
      { numRuns: 30 },
    );
  });

  test('ε is not below the exact one of a Gaussian with this ρ', () => {
    fc.assert(
      fc.property(rhos, deltas, (rho, delta) => {
        const epsilon = epsilonOf(rho, delta);
        // δ of N(0, 1) against N(μ, 1): the mass by which one exceeds e^ε times the other (Balle & Wang 2018).
        const mu = Math.sqrt(2 * rho);
        const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
        let mass = 0;
        for (let x = mu - 12; x < mu + 12; x += 0.001)
          mass += 0.001 * Math.max(0, density(x - mu) - Math.exp(epsilon) * density(x));
        expect(mass).toBeLessThanOrEqual(delta * 1.01);
      }),
      { numRuns: 20 },
    );
  });

  test('ρ is the largest that keeps ε', () => {
    fc.assert(
      fc.property(rhos, deltas, (epsilon, delta) => {
        const rho = rhoOf(epsilon, delta);
        expect(epsilonOf(rho, delta)).toBeLessThanOrEqual(epsilon);
        expect(epsilonOf(rho * (1 + 1e-6), delta)).toBeGreaterThan(epsilon);
      }),
      { numRuns: 50 },
    );
    expect(rhoOfPure(1)).toBeGreaterThanOrEqual(0.5);
    expect(rhoOfPure(1)).toBeCloseTo(0.5, 12);
  });

  test.each([
    () => epsilonOf(0, 1e-6),
    () => epsilonOf(NaN, 1e-6),
    () => epsilonOf(1, 0),
    () => epsilonOf(1, 1),
    () => rhoOf(-1, 1e-6),
    () => rhoOf(Infinity, 1e-6),
    () => rhoOfPure(0),
  ])('refuses what is no privacy parameter (%#)', (call) => {
    expect(call).toThrow(Problem);
  });
});

describe('the account', () => {
  const amount = fc.double({ min: 1e-12, max: 2, noNaN: true });

  test('never spends more than its budget, not by the last digit', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { maxLength: 60 }), (budget, wishes) => {
        let account = openAccount(budget);
        for (const rho of wishes) {
          const would = sum([...account.spends.map((spend) => exactly(spend.rho)), exactly(rho)]);
          const before = account;
          if (isAtMost(would, exactly(budget))) {
            account = charge(account, { purpose: 'tables', rho });
            expect(account.spends).toHaveLength(before.spends.length + 1);
          } else {
            expect(() => charge(before, { purpose: 'tables', rho })).toThrow('privacy budget');
            expect(account).toBe(before);
          }
          const left = sum([
            exactly(remaining(account)),
            ...account.spends.map((spend) => exactly(spend.rho)),
          ]);
          expect(isAtMost(left, exactly(budget))).toBe(true);
          expect(remaining(account)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('what is left can be spent, and then nothing more', () => {
    let account = charge(openAccount(1), { purpose: 'first', rho: 0.25 });
    expect(remaining(account)).toBe(0.75);
    account = charge(account, { purpose: 'second', rho: remaining(account) });
    expect(remaining(account)).toBe(0);
    expect(() => charge(account, { purpose: 'third', rho: 1e-30 })).toThrow(
      '“third” would cost ρ = 1e-30, but of the privacy budget of 1 only 0 is left.',
    );
  });

  test('adds up exactly where doubles would not', () => {
    // As a double 0.1 is more than a tenth: ten of them are more than 1, though floating point adds to less.
    let account = openAccount(1);
    for (let i = 0; i < 9; i += 1) account = charge(account, { purpose: `${i}`, rho: 0.1 });
    expect(() => charge(account, { purpose: '9', rho: 0.1 })).toThrow(Problem);
    expect(remaining(account)).toBeLessThan(0.1);
  });

  test.each([0, -1, NaN, Infinity])('refuses %d as a budget and as a spend', (rho) => {
    expect(() => openAccount(rho)).toThrow(Problem);
    expect(() => charge(openAccount(1), { purpose: 'tables', rho })).toThrow(Problem);
  });
});
