/** Organisations that reported and subtract their own cases, held against trying every set of records. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { parseDay } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import { attack } from '../disclosure/attack.ts';
import { isSlack } from '../disclosure/model.ts';
import { type Codebook, parseCodebook } from './codebook.ts';
import { releaseCommands } from './commands/release.ts';
import { readPlan } from './plan.ts';
import { withDraft } from './store/publications.ts';
import { audit, countTables, type OpenVault, protectPlan, publish } from './store/releases.ts';
import { runner } from './testing.ts';
import {
  accessTo,
  inventedCodebook,
  type MadeUp,
  numbersFrom,
  planIn,
  readRelease,
  vaultInMemory,
} from './testing/release.ts';

const services = ['shelter', 'police', 'hotline'] as const;
const codesOf = (codes: readonly string[]) => codes.map((code) => ({ code, label: code }));
const codebookOf = (region: readonly string[], threshold: number): Codebook => ({
  ...inventedCodebook,
  threshold,
  organisation: 'service',
  variables: [
    { name: 'region', label: 'Region', answers: 'one', codes: codesOf(region) },
    { name: 'form', label: 'Form', answers: 'one', codes: codesOf(['A', 'B', 'C']) },
    { name: 'year', label: 'Year', answers: 'one', codes: codesOf(['X', 'Y']) },
    {
      name: 'service',
      label: 'Service',
      answers: 'several',
      codes: [...codesOf(services), { code: 'NS', label: 'Not stated', meaning: 'not stated' }],
    },
  ],
});
const codebook = codebookOf(['P', 'Q', 'R', 'S'], 5);

/** A shelter has nearly all cases of some cells. */
function records(count: number, seed: number): MadeUp[] {
  const below = numbersFrom(seed);
  return Array.from({ length: count }, () => {
    const region = 'PQRS'.charAt(Math.min(below(4), below(5)));
    const form = 'ABC'.charAt(below(3));
    const near = region === 'P' || form === 'A' ? 9 : 3;
    const service = below(10) < near ? 'shelter' : below(4) > 0 ? 'police' : 'hotline';
    return { region: [region], form: [form], year: ['XY'.charAt(below(2))], service: [service] };
  });
}

const written = {
  name: 'p',
  title: 'P',
  measure: { id: 'M', name: 'M' },
  tables: [['region', 'form']],
};
const planOf = (more: Readonly<Record<string, unknown>>, of: Codebook = codebook) =>
  readPlan({ ...written, ...more }, of);
const guarding = { reader: { insider: 'organisation' } };
const published = async (vault: OpenVault, more: Readonly<Record<string, unknown>>) => {
  const plan = planOf(more, vault.codebook);
  const { draft } = await protectPlan(vault, plan);
  await publish(vault, plan.name, { on: parseDay('2026-03-01'), by: 'tester' });
  return draft;
};

/** Small counts, or small counts of others, that a service works out from one release by subtracting its own. */
async function worksOut(vault: OpenVault, more: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { problem, published: shown } = await published(vault, more);
  const found: string[] = [];
  for (const { organisation, counts } of (await countTables(vault, planOf(more))).tables.problem.holdings) {
    const own = new Map(counts);
    const atLeast = problem.cells.map(({ value }, cell) => Math.max(Math.min(value, 1), own.get(cell) ?? 0));
    const intervals = await attack({ published: shown, relations: problem.relations }, { name: '', atLeast });
    const widths = new Map(intervals.map(({ cell, min, max }) => [cell, max.value - min.value]));
    problem.cells.forEach((cell, at) => {
      const isSmall = [cell.value, cell.value - (own.get(at) ?? 0)].some((left) => left > 0 && left < 5);
      if (!isSlack(cell) && isSmall && (widths.get(at) ?? 0) < 5) found.push(`${organisation}: ${cell.code}`);
    });
  }
  return found;
}

describe('an organisation that subtracts its own cases', () => {
  const seeds = [1, 2];

  test('narrows small counts of a release that does not reckon with it, and none of one that does', async () => {
    const found = await Promise.all(
      seeds.map(async (seed) => [
        await worksOut(vaultInMemory(codebook, records(120, seed)), {}),
        await worksOut(vaultInMemory(codebook, records(120, seed)), guarding),
      ]),
    );
    expect(found.flatMap(([without = []]) => without).length).toBeGreaterThan(5);
    expect(found.flatMap(([, guarded = []]) => guarded)).toEqual([]);
  });

  test('is named nowhere in the release, which says that all of them were reckoned with', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(codebook, records(300, 4));
    const run = runner((program, terminal) => releaseCommands(program, terminal, accessTo(vault)));
    await run('protect', 'v', '--plan', planIn(folder, { ...written, ...guarding }));
    expect((await run('attack', 'v', 'p')).value).toMatchObject({ findings: [], faults: [] });
    await run('release', 'v', 'p', '--out', `${folder}/out`);
    const { release, texts } = readRelease(`${folder}/out`);
    expect(release.plumbline.audit.readers).toEqual([
      'contributor, and each organisation that reported, zeros published',
    ]);
    for (const service of services) expect([...texts.values()].join('')).not.toContain(service);
  });

  test('is found by the attack on a draft that was made without it, where tables stand in a circle as well', async () => {
    const vault = vaultInMemory(codebook, records(200, 5));
    const circle = [
      ['region', 'form'],
      ['form', 'year'],
      ['region', 'year'],
    ];
    const { draft } = await protectPlan(vault, planOf({ tables: circle }));
    const reader = planOf(guarding).reader;
    const [section, bytes] = withDraft(vault.sections, { ...draft, plan: { ...draft.plan, reader } });
    vault.sections.save({ sections: { [section]: bytes } });
    const { attacked, faults } = await audit(vault, 'p');
    expect(attacked?.findings.some(({ found }) => found === 'narrow')).toBe(true);
    expect(faults).not.toEqual([]);
  });

  test('stays a reader of all that follows, whatever a later plan says', async () => {
    const vault = vaultInMemory(codebook, records(200, 6));
    await published(vault, { ...guarding, name: 'first' });
    const { draft } = await protectPlan(vault, planOf({ name: 'second', tables: [['region', 'year']] }));
    const readers = new Set(draft.proof?.certificate.proofs.map(({ reader }) => reader));
    expect([...readers].sort()).toEqual([...services].sort());
  });
});

/** What a problem says of why the plan is not taken. */
async function reasonOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  throw new Error('it was taken');
}

describe('plans that cannot guard against organisations', () => {
  const { organisation: _, ...unnamed } = codebook;

  test.each<[string, string, () => unknown]>([
    ['a codebook that names none', 'does not say which variable', () => planOf(guarding, unnamed)],
    [
      'a table by organisation',
      'no table may show service',
      () => protectPlan(vaultInMemory(codebook, []), planOf({ ...guarding, tables: [['form', 'service']] })),
    ],
    [
      'a table by organisation in the ledger',
      'of first it is not known what each reported',
      async () => {
        const vault = vaultInMemory(codebook, records(200, 7));
        await published(vault, { name: 'first', tables: [['service']] });
        await protectPlan(vault, planOf(guarding));
      },
    ],
    [
      'a codebook whose organisation is no variable',
      'there is no variable “nobody”',
      () => parseCodebook({ ...codebook, organisation: 'nobody' }, 'codebook.json'),
    ],
  ])('%s', async (_, sentence, work) => {
    expect(await reasonOf(work)).toContain(sentence);
  });
});

test.each(['additions', 'corrections'] as const)(
  'two releases with records in between, %s: no organisation narrows a small count or change, by trying all tables',
  async (changes) => {
    const small = codebookOf(['P', 'Q', 'R'], 3);
    const tables = [['region']];
    const parts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 });
    let compared = 0;
    const recordsOf = (counts: readonly number[]) =>
      counts.flatMap((count, at) =>
        Array.from({ length: count }, () => ({
          region: ['PQR'.charAt(at % 3)],
          form: ['A'],
          year: ['X'],
          service: [at < 3 ? 'shelter' : 'police'],
        })),
      );
    await fc.assert(
      fc.asyncProperty(parts, parts, async (first, second) => {
        const vault = vaultInMemory(small, recordsOf(first));
        try {
          const one = await published(vault, { ...guarding, changes, tables, name: 'one' });
          vault.records.push(...recordsOf(second));
          const two = await published(vault, { ...guarding, changes, tables, name: 'two' });
          compared += 1;
          expect(
            narrowByTrying([one, two], [first, first.map((n, at) => n + (second[at] ?? 0))], changes),
          ).toEqual([]);
        } catch (error) {
          if (!(error instanceof Problem) || error.code !== 'release-refused') throw error;
        }
      }),
      { seed: 5, numRuns: 20 },
    );
    expect(compared).toBeGreaterThan(4);
  },
);

interface Shown {
  readonly problem: { readonly cells: readonly { readonly code: string }[] };
  readonly published: readonly (number | undefined)[];
}

const cellsOf = ([p = 0, q = 0, r = 0]: readonly number[]) => [p + q + r, p, q, r];
const names = ['all records', 'region=P', 'region=Q', 'region=R'];

/** Tries every pair of tables near the true ones that a service cannot tell from these. */
function narrowByTrying(
  releases: readonly Shown[],
  counts: readonly (readonly number[])[],
  changes: 'additions' | 'corrections',
): string[] {
  const own = (release: number, service: number) =>
    cellsOf((counts[release] ?? []).slice(3 * service, 3 * service + 3));
  const truths = [0, 1].map((release) => own(release, 0).map((n, cell) => n + (own(release, 1)[cell] ?? 0)));
  const near = (value: number) => Array.from({ length: 7 }, (_, at) => value + at - 3).filter((n) => n >= 0);
  const found: string[] = [];
  for (const service of [0, 1]) {
    const possible = [0, 1].map((release) => {
      const truth = truths[release] ?? [];
      const shown = new Map(
        releases[release]?.problem.cells.map(({ code }, cell) => [code, releases[release]?.published[cell]]),
      );
      const [p = [], q = [], r = []] = truth.slice(1).map(near);
      return p
        .flatMap((a) => q.flatMap((b) => r.map((c) => cellsOf([a, b, c]))))
        .filter((cells) =>
          cells.every(
            (value, cell) =>
              value === (shown.get(names[cell] ?? '') ?? value) &&
              value >= Math.min(truth[cell] ?? 0, 1) &&
              value >= (own(release, service)[cell] ?? 0),
          ),
        );
    });
    const ranges = new Map<string, [number, number]>();
    const see = (what: string, value: number) => {
      const [min, max] = ranges.get(what) ?? [value, value];
      ranges.set(what, [Math.min(min, value), Math.max(max, value)]);
    };
    const added = own(1, service).map((now, cell) => now - (own(0, service)[cell] ?? 0));
    const grown = truths[1]?.map((now, cell) => now - (truths[0]?.[cell] ?? 0)) ?? [];
    for (const before of possible[0] ?? [])
      for (const after of possible[1] ?? []) {
        const agrees = after.every((now, cell) => {
          const change = now - (before[cell] ?? 0);
          if (grown[cell] === 0) return change === 0;
          return changes === 'corrections' || change >= Math.max(1, added[cell] ?? 0);
        });
        if (!agrees) continue;
        before.forEach((value, cell) => see(`${names[cell]} in one`, value));
        after.forEach((value, cell) => see(`${names[cell]} in two`, value));
        after.forEach((value, cell) => see(`change of ${names[cell]}`, value - (before[cell] ?? 0)));
      }
    const guard = (what: string, value: number, part: number) => {
      const [min, max] = ranges.get(what) ?? [NaN, NaN];
      const isSmall = [value, value - part].some((left) => left > 0 && left < 3);
      if (isSmall && !(max - min >= 3)) found.push(`${services[service]}: ${what}`);
    };
    names.forEach((name, cell) => {
      guard(`${name} in one`, truths[0]?.[cell] ?? 0, own(0, service)[cell] ?? 0);
      guard(`${name} in two`, truths[1]?.[cell] ?? 0, own(1, service)[cell] ?? 0);
      guard(`change of ${name}`, grown[cell] ?? 0, added[cell] ?? 0);
    });
  }
  return found;
}
