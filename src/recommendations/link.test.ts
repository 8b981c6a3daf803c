import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Iso3 } from '../core/state.ts';
import type { DemandKey } from './demand.ts';
import { joined, type LinkDecision, pairOf, verdicts } from './link.ts';

const fiji = 'FJI' as Iso3;
const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => key as DemandKey);
const [a, b, c, d] = keys as [DemandKey, DemandKey, DemandKey, DemandKey];
const decide = (one: DemandKey, other: DemandKey, verdict: LinkDecision['verdict']): LinkDecision => ({
  state: fiji,
  pair: pairOf(one, other),
  verdict,
});

describe('decisions join demands', () => {
  test('over several steps, of one State only', () => {
    const one = joined([decide(b, a, 'confirmed'), decide(b, c, 'confirmed')]);
    expect(one.membersOf(fiji, c)).toEqual([a, b, c]);
    expect(one.nameOf(fiji, c)).toBe(a);
    expect(one.membersOf(fiji, d)).toEqual([d]);
    expect(one.membersOf('PER' as Iso3, a)).toEqual([a]);
    expect(one.renamed.toSorted()).toEqual([
      [fiji, b, a],
      [fiji, c, a],
    ]);
  });

  test('refusing after confirming takes them apart, confirming after refusing joins them', () => {
    const steps = [decide(a, b, 'confirmed'), decide(b, a, 'refused'), decide(a, b, 'confirmed')];
    const names = [1, 2, 3].map((until) => joined(steps.slice(0, until)).nameOf(fiji, b));
    expect(names).toEqual([a, b, a]);
  });

  test('a refused pair that other confirmed pairs connect stays one', () => {
    const all = [decide(a, b, 'confirmed'), decide(b, c, 'confirmed'), decide(a, c, 'refused')];
    expect(joined(all).nameOf(fiji, c)).toBe(a);
  });
});

const decision = fc
  .tuple(fc.constantFrom(...keys), fc.constantFrom(...keys), fc.constantFrom(...verdicts))
  .filter(([one, other]) => one !== other)
  .map(([one, other, verdict]) => decide(one, other, verdict));
const groups = (decisions: readonly LinkDecision[]) => {
  const one = joined(decisions);
  return keys.map((key) => one.membersOf(fiji, key));
};

describe('the rule', () => {
  test('does not depend on the order of decisions on different pairs', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(decision, { selector: ({ pair }) => pair.join(), maxLength: 15 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
            ),
          ),
        ([all, shuffled]) => {
          expect(groups(shuffled)).toEqual(groups(all));
        },
      ),
    );
  });

  test('joins what a walk along confirmed pairs reaches, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 20 }), (all) => {
        const last = new Map(all.map((one) => [one.pair.join(), one]));
        const reached = (from: DemandKey) => {
          const found = new Set([from]);
          for (const key of found)
            for (const { pair, verdict } of last.values())
              if (verdict === 'confirmed' && pair.includes(key)) for (const each of pair) found.add(each);
          return [...found].toSorted();
        };
        expect(groups(all)).toEqual(keys.map(reached));
      }),
    );
  });

  test('forgets a confirmation that was refused afterwards', () => {
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 15 }), decision, (all, { pair: [one, other] }) => {
        const name = pairOf(one, other).join();
        const undone = [...all, decide(one, other, 'confirmed'), decide(one, other, 'refused')];
        expect(groups(undone)).toEqual(groups(all.filter(({ pair }) => pair.join() !== name)));
      }),
    );
  });
});
