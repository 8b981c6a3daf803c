/** Tables of persons, from the files handed in to the files for readers, with what a spec can say of them. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../core/problem.ts';
import { attack, release } from '../disclosure/attack.ts';
import { readers } from '../disclosure/model.ts';
import { exitCodes } from '../platform/terminal.ts';
import { commands } from './commands.ts';
import { readCertificate } from './intake/certificate.ts';
import { files, protectIn, rows, runner, worked } from './testing.ts';

const run = runner(commands);
const specOf = (more: object) => JSON.stringify({ ...(JSON.parse(worked['spec.json']) as object), ...more });

/** So many children with the same codes, one record each. */
const children = (count: number, codes: string) => `${codes}\n`.repeat(count);

/** `protect`, `verify` and `attack`; the width that the attack finds for each withheld cell. */
async function released(at: (name: string) => string) {
  await protectIn(run, at);
  expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
  await run('attack', at('out.csv'), '--spec', at('spec.json'), '--out', at('intervals.csv'));
  const widths = new Map(
    rows(at('intervals.csv'))
      .slice(1)
      .map((cells) => {
        const [min = '', max = ''] = cells.slice(-3);
        return [cells.slice(0, -3).join(' × '), max === '' ? Infinity : Number(max) - Number(min)] as const;
      }),
  );
  const small = rows(at('pattern.csv'))
    .slice(1)
    .filter((cells) => cells.at(-2) === '1')
    .map((cells) => cells.slice(0, -2).join(' × '));
  const out = new Map(
    rows(at('out.csv'))
      .slice(1)
      .map((cells) => [cells.slice(0, -2).join(' × '), cells.at(-2)]),
  );
  return { widths, small, out };
}

describe('children with several manifestations', () => {
  const tagged = {
    'table.csv': `region,manifestation\n${[
      children(20, 'North,A'),
      children(9, 'North,A; B'),
      children(3, 'North,C'),
      children(6, 'North,Not stated'),
      children(14, 'South,B'),
      children(12, 'South,A;B'),
      children(11, 'South,C;A'),
      children(8, 'South,Not stated'),
    ].join('')}`,
    'spec.json': JSON.stringify({
      dims: ['region', 'manifestation'],
      k: 5,
      tables: [['region', 'manifestation']],
      tags: ['manifestation'],
      notStated: ['Not stated'],
    }),
  };

  test('are counted once in each total; the reader who knows that is left in doubt', async () => {
    const at = files(tagged);
    const { widths, small, out } = await released(at);
    expect(small).toEqual(['North × C']);
    for (const code of small) expect(widths.get(code)).toBeGreaterThanOrEqual(5);
    expect(out.get('Total × Total')).toBe('83');
    expect(out.get('North × Total')).toBe('38');
    expect(out.get('Total × A')).toBe(String(20 + 9 + 12 + 11));
    // What inequalities leave over is in the proof alone.
    expect(out.size).toBe(3 * 5);
    for (const name of ['out.csv', 'pattern.csv', 'intervals.csv'])
      expect(readFileSync(at(name), 'utf8')).not.toContain('[');
    expect(readFileSync(at('cert.json'), 'utf8')).toContain('"North × A [others]"');
  });

  test('the attack uses that no tag is more than the total, and all together no less', async () => {
    const at = files({
      'spec.json': JSON.stringify({ dims: ['t'], tables: [['t']], tags: ['t'] }),
      'out.csv': 't,freq,status\nTotal,20,published\na,,withheld\nb,3,published\nc,4,published\n',
    });
    const { lines } = await run('attack', at('out.csv'), '--spec', at('spec.json'));
    expect(lines[0]).toBe('a  [13, 20]');
  });

  test('a group of tags counts children with any of them', async () => {
    const at = files({
      ...tagged,
      'hier_manifestation.csv':
        'code,parent\nTotal,\nStated,Total\nA,Stated\nB,Stated\nC,Total\nNot stated,Total\n',
    });
    const { out } = await released(at);
    expect(out.get('South × Stated')).toBe(String(14 + 12 + 11));
  });

  test('counted combinations of tags are the same as single records', async () => {
    const at = files(tagged);
    const counted = files({
      ...tagged,
      'table.csv':
        'region,manifestation,freq\nNorth,A,20\nNorth,B;A,9\nNorth,C,3\nNorth,Not stated,6\nSouth,B,14\nSouth,A;B,12\nSouth,A;C,11\nSouth,Not stated,8\n',
    });
    await protectIn(run, at);
    await protectIn(run, counted);
    expect(readFileSync(counted('cert.json'), 'utf8')).toBe(readFileSync(at('cert.json'), 'utf8'));
  });

  test('random tables are proven, and leave no small count narrower than k', async () => {
    const tags = ['A', 'B', 'A;B', 'A;B;C', 'C', 'Not stated'];
    let proven = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 18, maxLength: 18 }),
        fc.constantFrom('published', 'withholdable'),
        fc.constantFrom('contributor', 'none'),
        async (counts, zeros, insider) => {
          const lines = counts.map((count, i) => `r${i % 3},${tags[Math.floor(i / 3)]},${count}`);
          const at = files({
            'table.csv': `region,manifestation,freq\n${lines.join('\n')}\n`,
            'spec.json': JSON.stringify({
              ...(JSON.parse(tagged['spec.json']) as object),
              k: 4,
              zeros,
              insider,
            }),
          });
          try {
            const { widths, small } = await released(at);
            for (const code of small) expect(widths.get(code)).toBeGreaterThanOrEqual(4);
            proven += 1;
          } catch (error) {
            expect(['protection-impossible', 'protection-not-proven']).toContain((error as Problem).code);
          }
        },
      ),
      { numRuns: 25 },
    );
    expect(proven).toBeGreaterThan(10);
  });

  test.each<[string, { readonly [name: string]: string }, string, RegExp]>([
    [
      'no tag',
      { 'table.csv': `${tagged['table.csv']}North,\n` },
      'table-code-unknown',
      /^table\.csv, row 85, column manifestation/,
    ],
    [
      'a tag that says nothing beside one that does',
      { 'table.csv': `${tagged['table.csv']}North,A;Not stated\n` },
      'table-codes-exclusive',
      /^table\.csv: “Not stated” says/,
    ],
    [
      'the same tags twice, in another order',
      { 'table.csv': 'region,manifestation,freq\nNorth,A;B,3\nNorth,B; A,4\n' },
      'table-code-twice',
      /^table\.csv, row 3: .*“North × A;B”/,
    ],
    [
      'two dimensions of tags in one table',
      {
        'spec.json': JSON.stringify({
          ...(JSON.parse(tagged['spec.json']) as object),
          tags: ['manifestation', 'region'],
        }),
      },
      'table-codes-two',
      /region, manifestation/,
    ],
    [
      'tags of a dimension that is not there',
      { 'spec.json': JSON.stringify({ ...(JSON.parse(tagged['spec.json']) as object), tags: ['harm'] }) },
      'spec-invalid',
      /tags names “harm”/,
    ],
  ])('refuses %s', async (_, changed, code, message) => {
    await expect(protectIn(run, files({ ...tagged, ...changed }))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});

test('two hierarchies over one dimension are two ways to add up the same cells', async () => {
  const at = files({
    ...worked,
    'hier_region.csv':
      'code,parent\nTotal,\nUpper,Total\nLower,Total\nNorth,Upper\nEast,Upper\nSouth,Lower\nWest,Lower\n',
    'hier_region.2.csv':
      'code,parent\nTotal,\nCoast,Total\nInland,Total\nNorth,Coast\nSouth,Coast\nEast,Inland\nWest,Inland\n',
  });
  const { out, small, widths } = await released(at);
  expect(out.size).toBe(9 * 5);
  expect(out.get('Upper × Total')).toBe(String(52 + 42));
  expect(out.get('Coast × Total')).toBe(String(52 + 51));
  for (const code of small) expect(widths.get(code)).toBeGreaterThanOrEqual(5);
  const uneven = files({
    ...worked,
    'hier_region.2.csv': 'code,parent\nTotal,\nCoast,Total\nNorth,Coast\n',
  });
  await expect(protectIn(run, uneven)).rejects.toMatchObject({
    code: 'table-hierarchies-disagree',
    place: { file: 'hier_region.csv' },
  });
});

describe('what a spec says of single cells', () => {
  test('the threshold is 10 where none is given', async () => {
    const { k: _, ...spec } = JSON.parse(worked['spec.json']) as { k: number };
    const at = files({ ...worked, 'spec.json': JSON.stringify(spec) });
    const { small } = await released(at);
    expect(small).toHaveLength(5);
  });

  test('an impossible combination is shown as 0, and takes part in nothing', async () => {
    const table = worked['table.csv'].replace('North,A,20', 'North,A,0').replace('West,D,10', 'West,D,0');
    const impossible = [{ codes: { region: 'North', form: 'A' } }];
    const at = files({
      ...worked,
      'table.csv': table,
      'spec.json': specOf({ zeros: 'withholdable', impossible }),
    });
    const { out } = await released(at);
    expect(out.get('North × A')).toBe('0');
    const { request } = readCertificate(at('cert.json'));
    expect(request.problem.cells.filter(({ kind }) => kind === 'structural').map(({ code }) => code)).toEqual(
      ['North × A'],
    );
  });

  test('a sum of which all parts are impossible is impossible; a count where none can be is refused', async () => {
    const impossible = ['A', 'B', 'C', 'D'].map((form) => ({ codes: { region: 'West', form } }));
    const spec = { ...worked, 'spec.json': specOf({ impossible }) };
    const at = files({ ...spec, 'table.csv': worked['table.csv'].replaceAll(/^West.*\n/gm, '') });
    await protectIn(run, at);
    const { request } = readCertificate(at('cert.json'));
    expect(request.problem.cells.find(({ code }) => code === 'West × Total')?.kind).toBe('structural');
    await expect(protectIn(run, files(spec))).rejects.toMatchObject({
      code: 'table-zero-impossible',
      message: expect.stringMatching(/West × .* is said to be impossible and holds/) as string,
    });
  });

  test('cells that are better withheld, and those of who did not answer, are withheld first', async () => {
    const at = files({
      'table.csv': 'form,freq\nA,3\nB,20\nC,20\nNot stated,22\n',
      'spec.json': JSON.stringify({
        dims: ['form'],
        k: 5,
        tables: [['form']],
        notStated: ['Not stated', 'Refused'],
      }),
    });
    const withheld = (out: ReadonlyMap<string, string | undefined>) =>
      [...out].flatMap(([code, freq]) => (freq === '' ? [code] : []));
    const { said } = await protectIn(run, at);
    expect(said[0]).toBe('notStated: “Refused” is not a code of any dimension');
    expect(withheld((await released(at)).out)).toEqual(['A', 'Not stated']);
    const preferred = files({
      'table.csv': readFileSync(at('table.csv'), 'utf8'),
      'spec.json': JSON.stringify({
        dims: ['form'],
        k: 5,
        tables: [['form']],
        weights: [{ codes: { form: 'C' }, weight: 0.2 }],
      }),
    });
    expect(withheld((await released(preferred)).out)).toEqual(['A', 'C']);
  });
});

describe('groups', () => {
  // All of North are A.
  const table = worked['table.csv'].replace(
    /North,B,3\nNorth,C,17\nNorth,D,12/,
    'North,B,0\nNorth,C,0\nNorth,D,0',
  );

  test('where zeros may be withheld, nobody can say that all of a row are in one category', async () => {
    const at = files({
      ...worked,
      'table.csv': table,
      'spec.json': specOf({ zeros: 'withholdable', groups: 'protected' }),
    });
    const { out } = await released(at);
    const hidden = (forms: readonly string[]) => forms.filter((form) => out.get(`North × ${form}`) === '');
    expect(hidden(['B', 'C', 'D']).length).toBeGreaterThan(0);
    // The count of all others would follow from the total and A.
    expect(hidden(['A', 'Total']).length).toBeGreaterThan(0);
  });

  test('where zeros are shown they tell it: the row and its zeros are named, and nothing is written', async () => {
    const at = files({ ...worked, 'table.csv': table, 'spec.json': specOf({ groups: 'protected' }) });
    await expect(protectIn(run, at)).rejects.toMatchObject({
      code: 'protection-impossible',
      message: expect.stringMatching(
        /“North × A \[others\] of North × Total” \(.*“North × B”, “North × C”, “North × D”\).*let zeros be withheld.*waive/s,
      ) as string,
    });
    const waivers = [{ codes: { region: 'North', form: 'A' }, reason: 'known from the law' }];
    const waived = files({
      ...worked,
      'table.csv': table,
      'spec.json': specOf({ groups: 'protected', waivers }),
    });
    await released(waived);
  });
});

test('a cell that cannot be protected is told with the sum that gives it away and what must be shown in it', async () => {
  const published = ['A', 'C', 'D', 'Total'].map((form) => ({ codes: { region: 'North', form } }));
  await expect(
    protectIn(run, files({ ...worked, 'spec.json': specOf({ published }) })),
  ).rejects.toMatchObject({
    message: expect.stringMatching(
      /“North × B” \(.*North × Total.* = 0; “North × Total”, “North × A”, “North × C”, “North × D”\).*take cells out of “published”/,
    ) as string,
  });
});

test('no organisation that knows what it reported narrows a small count: each is a reader, checked on the files', async () => {
  const shares: Readonly<Record<string, number>> = { Police: 0.5, Shelter: 0.3 };
  const counts = rows(files(worked)('table.csv')).slice(1);
  const lines = counts.flatMap(([region, form, freq]) => {
    const own = Object.entries(shares).map(
      ([name, share]) => [name, Math.floor(Number(freq) * share)] as const,
    );
    const rest = own.reduce((left, [, part]) => left - part, Number(freq));
    return [...own, ['Court', rest] as const].map(([name, part]) => `${region},${form},${name},${part}`);
  });
  const at = files({
    ...worked,
    'table.csv': `region,form,organisation,freq\n${lines.join('\n')}\n`,
    'spec.json': specOf({ insider: 'organisation' }),
  });
  const { small } = await released(at);
  const { request, pattern } = readCertificate(at('cert.json'));
  const all = readers(request.problem, request.knowledge);
  expect(all.map(({ name }) => name)).toEqual(['Police', 'Shelter', 'Court']);
  for (const reader of all)
    for (const { cell, min, max } of await attack(release(request.problem, pattern), reader))
      if (small.includes(request.problem.cells[cell]?.code ?? ''))
        expect(max.value - min.value).toBeGreaterThanOrEqual(5);
});
