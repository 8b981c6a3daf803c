/** The attack over the ledger, held against trying every set of records. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { controlledRounding } from '../disclosure/alternatives/rounding.ts';
import { isSlack } from '../disclosure/model.ts';
import { protect } from '../disclosure/protect.ts';
import type { Answers } from '../disclosure/tags.ts';
import type { Codebook } from './codebook.ts';
import { attackOn, faultsOf, publishedBy, type Publication, stackOn } from './ledger.ts';
import { jointOf, ofTables, togetherOf, withJoint } from './ledger-joint.ts';
import { type Holder, tablesOf, variablesOf } from './plan-tables.ts';
import { type Plan, readPlan } from './plan.ts';
import { inventedCodebook, numbersFrom } from './testing/release.ts';

const names = ['a', 'b', 'c'] as const;
const codebook: Codebook = {
  ...inventedCodebook,
  threshold: 2,
  variables: names.map((name) => ({
    name,
    label: name,
    answers: 'one',
    codes: ['0', '1'].map((code) => ({ code, label: code })),
  })),
};
const combinations = Array.from({ length: 8 }, (_, at) => names.map((_, v) => String((at >> v) & 1)));

const answersOf = (counts: readonly number[]): Answers[] =>
  combinations.flatMap((codes, at) =>
    (counts[at] ?? 0) > 0 ? [{ codes: codes.map((code) => [code]), count: counts[at] ?? 0 }] : [],
  );

/** All ways to share so many records among eight combinations. */
function* ways(records: number, places = 8): Generator<readonly number[]> {
  if (places === 1) yield [records];
  else
    for (let first = 0; first <= records; first += 1)
      for (const rest of ways(records - first, places - 1)) yield [first, ...rest];
}

function counted(counts: readonly number[], tables: readonly (readonly string[])[]) {
  const plan = { tables: tables.map((table) => [...table]) };
  const groups = variablesOf(codebook, plan).map((variables) => {
    const kept = variables.map(({ name }) => names.indexOf(name as (typeof names)[number]));
    const sums = new Map<string, Answers>();
    for (const { codes, count } of answersOf(counts)) {
      const own = kept.map((v) => codes[v] ?? []);
      const before = sums.get(JSON.stringify(own))?.count ?? 0;
      sums.set(JSON.stringify(own), { codes: own, count: before + count });
    }
    return [...sums.values()];
  });
  return tablesOf(codebook, plan, groups).problem;
}

const circle = [
  ['a', 'b'],
  ['b', 'c'],
  ['a', 'c'],
];
const planOf = (threshold: number, method: Readonly<Record<string, unknown>>, tables = circle) =>
  readPlan({ name: 'p', title: 'P', measure: { id: 'M', name: 'M' }, tables, threshold, method }, codebook);

function sumOf(counts: readonly number[], places: readonly number[]): number {
  return places.reduce((sum, at) => sum + (counts[at] ?? 0), 0);
}

/** The combinations under a cell, read from its name: "a=0 × b=1". */
function partsOf(code: string): readonly number[] {
  const wanted = code === 'all records' ? [] : code.split(' × ').map((part) => part.split('='));
  return combinations.flatMap((codes, at) =>
    wanted.every(([name, value]) => codes[names.indexOf(name as (typeof names)[number])] === value)
      ? [at]
      : [],
  );
}

/**
 * Guarded cells that stay too narrow over all records that the reader must reckon with.
 * @param own how many of each combination the reader reported itself
 */
function narrowByTrying(
  { problem, plan, published }: Publication,
  records: readonly number[],
  possible: (cell: number, value: number) => boolean,
  own: readonly number[] = [],
): string[] {
  const parts = problem.cells.map(({ code }) => partsOf(code));
  const min = problem.cells.map(() => Infinity);
  const max = problem.cells.map(() => -Infinity);
  for (const sum of records)
    for (const counts of ways(sum)) {
      if (counts.some((count, at) => count < (own[at] ?? 0))) continue;
      const other = parts.map((of) => sumOf(counts, of));
      if (!other.every((value, cell) => possible(cell, value))) continue;
      other.forEach((value, cell) => {
        min[cell] = Math.min(min[cell] ?? 0, value);
        max[cell] = Math.max(max[cell] ?? 0, value);
      });
    }
  const isExact = plan.method.is === 'suppression';
  const sliding = isExact ? plan.threshold : plan.threshold - 1;
  return problem.cells.flatMap(({ code, value }, cell) =>
    [value, value - sumOf(own, parts[cell] ?? [])].some((left) => left > 0 && left < plan.threshold) &&
    (max[cell] ?? 0) - (min[cell] ?? 0) < sliding &&
    (!isExact || published[cell] === undefined)
      ? [code]
      : [],
  );
}

/** The narrow cells that the attack finds, with and without the combinations as unknowns. */
async function narrowByAttack(
  publication: Publication,
  counts: readonly number[],
  holders: readonly Holder[] = [],
) {
  const stacked = stackOn([], publication);
  const together = togetherOf(codebook, [publication]);
  const joint =
    together.circle === 'taken'
      ? jointOf(codebook, together.variables, answersOf(counts), stacked, [publication], holders)
      : undefined;
  const names = async (of: typeof joint) =>
    (await attackOn(stacked, of)).findings
      .filter(({ found }) => found === 'narrow')
      .map(({ cell }) => cell.replace(' [p]', ''));
  return { joint, with: await names(joint), without: await names(undefined) };
}

const fewRecords = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 })
  .filter((counts) => {
    const sum = counts.reduce((a, b) => a + b, 0);
    return sum > 0 && sum <= 8;
  });

/** Tables in a circle over these counts, of which nothing is published yet. */
function suppressed(counts: readonly number[]) {
  const plan = planOf(2, { is: 'suppression' });
  const base = { name: 'p', plan, problem: counted(counts, circle), published: [] };
  return { base, stacked: stackOn([], base) };
}

const anyCells = fc.array(fc.boolean(), { minLength: 19, maxLength: 19 });

describe('three tables in a circle: the attack finds what trying all records finds', () => {
  test('suppression', async () => {
    let further = 0;
    await fc.assert(
      fc.asyncProperty(fewRecords, async (counts) => {
        const { base, stacked } = suppressed(counts);
        const result = await protect(stacked.problem, stacked.sensitive, stacked.knowledge);
        if (result.outcome !== 'protected') return;
        const publication = { ...base, published: publishedBy(stacked, base, result.pattern) };
        const { cells } = publication.problem;
        const total = publication.published[cells.findIndex(({ code }) => code === 'all records')];
        if (total === undefined) return;
        const found = await narrowByAttack(publication, counts);
        expect(found.joint?.covers).toBe('all');
        const tried = narrowByTrying(publication, [total], (cell, value) => {
          const shown = publication.published[cell];
          return shown === undefined ? value >= Math.min(cells[cell]?.value ?? 0, 1) : value === shown;
        });
        expect(found.with.toSorted()).toEqual(tried.toSorted());
        // What is protected through shared counts alone can be given away by the circle.
        expect(found.without).toEqual([]);
        if (tried.length > 0) further += 1;
      }),
      { numRuns: 100, seed: 5 },
    );
    expect(further).toBeGreaterThan(3);
  });

  test('where protection reckons with the combinations, nothing is left to find, and the proof is of the tables', async () => {
    let wanting = 0;
    await fc.assert(
      fc.asyncProperty(fewRecords, async (counts) => {
        const { base, stacked } = suppressed(counts);
        const { problem, sensitive, knowledge } = stacked;
        const { joint } = await narrowByAttack(base, counts);
        if (!joint) throw new Error('the circle is not taken in');
        const result = await protect(withJoint(problem, joint), sensitive, knowledge);
        if (result.outcome !== 'protected') return;
        const proof = ofTables(problem, result);
        const publication = { ...base, published: publishedBy(stacked, base, proof.pattern) };
        const whole = stackOn([], publication);
        expect(faultsOf(whole, publication, proof)).toEqual([]);
        expect((await narrowByAttack(publication, counts)).with).toEqual([]);
        const shared = await protect(problem, sensitive, knowledge);
        if (shared.outcome !== 'protected') return;
        const other = { ...base, published: publishedBy(stacked, base, shared.pattern) };
        if ((await narrowByAttack(other, counts)).with.length > 0) wanting += 1;
      }),
      { numRuns: 100, seed: 5 },
    );
    expect(wanting).toBeGreaterThan(3);
  });

  test('for an organisation that knows its own part of each combination, whatever is withheld', async () => {
    let narrow = 0;
    await fc.assert(
      fc.asyncProperty(fewRecords, fewRecords, anyCells, async (counts, parts, mask) => {
        const own = counts.map((count, at) => Math.max(count - ((parts[at] ?? 0) % 2), 0));
        const plan: Plan = {
          ...planOf(4, { is: 'suppression' }),
          reader: { zeros: 'published', insider: 'organisation' },
        };
        const { cells, relations } = counted(counts, circle);
        const held = cells.map(({ code }, cell) => [cell, sumOf(own, partsOf(code))] as const);
        const problem = { cells, relations, holdings: [{ organisation: 'shelter', counts: held }] };
        const base = { name: 'p', plan, problem, published: [] };
        // Whatever is withheld: some counts are too narrow then.
        const shown = cells.map(({ code, value, kind }, cell) =>
          !isSlack({ kind }) && (mask[cell] || code === 'all records') ? value : undefined,
        );
        const publication = { ...base, published: shown };
        const holders = [{ organisation: 'shelter', answers: answersOf(own) }];
        const isHidden = (code: string) => shown[cells.findIndex((cell) => cell.code === code)] === undefined;
        const found = (await narrowByAttack(publication, counts, holders)).with.filter(isHidden);
        const possible = (cell: number, value: number) =>
          value === (shown[cell] ?? value) && value >= Math.min(cells[cell]?.value ?? 0, 1);
        const tried = narrowByTrying(publication, [counts.reduce((a, b) => a + b, 0)], possible, own);
        expect(found.toSorted()).toEqual(tried.toSorted());
        if (tried.length > 0) narrow += 1;
      }),
      { numRuns: 60, seed: 5 },
    );
    expect(narrow).toBeGreaterThan(30);
  });

  test('rounding', async () => {
    let narrow = 0;
    await fc.assert(
      fc.asyncProperty(fewRecords, async (counts) => {
        // Asks for more than this rounding gives, so that some counts are too narrow.
        const plan = { ...planOf(3, { is: 'rounding', base: 3 }), threshold: 5 };
        const problem = counted(counts, circle);
        const result = await controlledRounding(
          problem,
          { base: 3, choice: 'nearest', beyond: 'never' },
          numbersFrom(3).bind(undefined, 2 ** 32),
        );
        if (result.outcome !== 'rounded') return;
        const publication = { name: 'p', plan, problem, published: [...result.table.values] };
        const total =
          publication.published[problem.cells.findIndex(({ code }) => code === 'all records')] ?? 0;
        const found = await narrowByAttack(publication, counts);
        const tried = narrowByTrying(
          publication,
          [-2, -1, 0, 1, 2].map((by) => total + by).filter((sum) => sum >= 0),
          (cell, value) => Math.abs(value - (publication.published[cell] ?? 0)) < 3,
        );
        expect(found.with.toSorted()).toEqual(tried.toSorted());
        if (tried.length > 0) narrow += 1;
      }),
      { numRuns: 40, seed: 5 },
    );
    expect(narrow).toBeGreaterThan(3);
  });
});
