import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../test/shared.ts';
import type { Problem } from '../core/problem.ts';
import { exitCodes } from '../platform/terminal.ts';
import { commands } from './commands.ts';
import { files, plain, protectIn, protectPlain, rows, runner, worked } from './testing.ts';

const run = runner(commands);

/** The permissions of a file. */
const mode = (path: string) => statSync(path).mode & 0o777;

describe('protect', () => {
  test('hides, proves and writes; attack and verify agree', async () => {
    const at = files(worked);
    const { value } = await protectIn(run, at);
    expect(value).toMatchObject({ cells: 25, sensitive: 3, readers: ['contributor'] });
    const [header, ...cells] = rows(at('out.csv'));
    expect(header).toEqual(['region', 'form', 'freq', 'status']);
    expect(cells).toHaveLength(25);
    expect(cells).toContainEqual(['North', 'B', '', 'withheld']);
    expect(cells).toContainEqual(['Total', 'Total', '205', 'published']);
    // One symbol outward, whatever the reason.
    expect(new Set(cells.map(([, , freq, status]) => (freq === '' ? status : 'published')))).toEqual(
      new Set(['withheld', 'published']),
    );
    const [patternHeader, ...pattern] = rows(at('pattern.csv'));
    expect(patternHeader).toEqual(['region', 'form', 'primary', 'suppressed']);
    expect(pattern.filter(([, , primary]) => primary === '1')).toEqual([
      ['North', 'B', '1', '1'],
      ['South', 'C', '1', '1'],
      ['East', 'D', '1', '1'],
    ]);
    expect(pattern.map(([region, form, , hidden]) => [region, form, hidden])).toEqual(
      cells.map(([region, form, , status]) => [region, form, status === 'withheld' ? '1' : '0']),
    );
    if (process.platform !== 'win32')
      expect([mode(at('cert.json')), mode(at('pattern.csv'))]).toEqual([0o600, 0o600]);

    const checked = await run('verify', at('cert.json'), at('out.csv'));
    expect(checked.code).toBe(exitCodes.done);
    expect(checked.lines[0]).toMatch(/^proven: \d+ hidden cells, 3 small .*readers contributor$/);
    const attacked = await run('attack', at('out.csv'), '--spec', at('spec.json'));
    expect(attacked.code).toBe(exitCodes.done);
    expect(attacked.value['summary']).toMatchObject({ exactlyKnown: 0 });
    expect(attacked.lines.some((line) => /^North × B {2}\[\d+, \d+\]$/.test(line))).toBe(true);
  });

  test('gives the same bytes again, and leaves nothing else behind', async () => {
    const first = files(worked);
    const second = files(worked);
    await protectIn(run, first);
    await protectIn(run, second);
    await protectIn(run, second);
    for (const name of ['out.csv', 'cert.json', 'pattern.csv'])
      expect(readFileSync(first(name), 'utf8')).toBe(readFileSync(second(name), 'utf8'));
    expect(readdirSync(second('.')).sort()).toEqual(
      ['cert.json', 'hier_region.csv', 'out.csv', 'pattern.csv', 'spec.json', 'table.csv'].sort(),
    );
  });

  test('takes one record a row, and puts linked tables under one total', async () => {
    const persons = (count: number, codes: string) => Array.from({ length: count }, () => codes);
    const at = files({
      'table.csv': [
        'sex,age,form,name',
        ...persons(9, 'F,young,A,x'),
        ...persons(3, 'F,old,A,x'),
        ...persons(12, 'M,young,B,x'),
        ...persons(7, 'M,old,A,x'),
        ...persons(11, 'F,old,B,x'),
      ].join('\n'),
      'spec.json': JSON.stringify({
        dims: ['sex', 'age', 'form'],
        cardinality: { sex: 2, age: 2, form: 2 },
        k: 4,
        tables: [
          ['sex', 'age'],
          ['sex', 'form'],
        ],
      }),
    });
    await protectIn(run, at);
    const cells = rows(at('out.csv'));
    expect(cells).toHaveLength(1 + 9 + 9 - 3);
    expect(cells.filter(([sex, age, form]) => [sex, age, form].join() === 'Total,Total,Total')).toHaveLength(
      1,
    );
    expect(cells).toContainEqual(['Total', 'Total', 'Total', '42', 'published']);
    expect(cells.every(([, age, form], row) => row === 0 || age === 'Total' || form === 'Total')).toBe(true);
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
  });

  test('keeps what must be shown, and what is waived with a reason', async () => {
    const spec = {
      ...(JSON.parse(worked['spec.json']) as object),
      published: [{ codes: { region: 'West' } }, { codes: { region: 'North', form: 'A' } }],
      waivers: [{ codes: { region: 'East', form: 'D' }, reason: 'the four agreed' }],
      zeros: 'withholdable',
      insider: 'none',
      cost: 'sum',
    };
    const at = files({ ...worked, 'spec.json': JSON.stringify(spec) });
    expect((await protectIn(run, at)).value).toMatchObject({ sensitive: 2, readers: ['public'] });
    expect(rows(at('out.csv'))).toContainEqual(['West', 'Total', '60', 'published']);
    expect(rows(at('out.csv'))).toContainEqual(['North', 'A', '20', 'published']);
    expect((await run('verify', at('cert.json'))).code).toBe(exitCodes.done);
  });

  test('guards against organisations that know what they reported', async () => {
    const counts = rows(files(worked)('table.csv')).slice(1);
    const at = files({
      ...worked,
      'table.csv': [
        'region,form,organisation,freq',
        ...counts.flatMap(([region, form, freq]) => [
          `${region},${form},Police,${Math.floor(Number(freq) / 2)}`,
          `${region},${form},Shelter,${Math.ceil(Number(freq) / 2)}`,
        ]),
      ].join('\n'),
      'spec.json': JSON.stringify({
        ...(JSON.parse(worked['spec.json']) as object),
        insider: 'organisation',
      }),
    });
    expect((await protectIn(run, at)).value).toMatchObject({ sensitive: 3, readers: ['Police', 'Shelter'] });
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
  });

  test('says what cannot be protected, and writes nothing', async () => {
    const spec = {
      ...(JSON.parse(worked['spec.json']) as object),
      published: ['A', 'C', 'D', 'Total'].map((form) => ({ codes: { region: 'North', form } })),
    };
    const at = files({ ...worked, 'spec.json': JSON.stringify(spec) });
    await expect(protectIn(run, at)).rejects.toMatchObject({
      code: 'protection-impossible',
      message: expect.stringMatching(/“North × B”.*Nothing was written/) as string,
    });
    expect(readdirSync(at('.')).sort()).toEqual(Object.keys(worked).sort());
  });

  test('shows all of a table in which nothing is small', async () => {
    const at = files({ ...worked, 'table.csv': 'region,form,freq\nNorth,A,20\nWest,B,0\n' });
    expect((await protectIn(run, at)).value).toMatchObject({ cells: 15, sensitive: 0, further: 0 });
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
    const { value } = await run('attack', at('out.csv'), '--spec', at('spec.json'));
    expect(value['summary']).toMatchObject({ withheld: 0, exactlyKnown: 0 });
  });

  test('codes that a spreadsheet takes for formulas are made harmless, and found again', async () => {
    const at = files({
      'table.csv': 'a,"b, or c",freq\n=A,"x ""1""",9\n+B,x2,8\n=A,x2,7\n+B,"x ""1""",6\n',
      'spec.json': JSON.stringify({ dims: ['a', 'b, or c'], k: 3, tables: [['a', 'b, or c']] }),
      'hier_a.csv': 'code,parent\nall,\n=A,all\n+B,all\n',
    });
    await protectIn(run, at);
    expect(readFileSync(at('out.csv'), 'utf8')).toContain('\'=A,"x ""1""",9,published\n');
    expect((await run('attack', at('out.csv'), '--spec', at('spec.json'))).code).toBe(exitCodes.done);
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
  });

  test.each([
    ['taken in', 3],
    ['told to be left open', 14],
  ])('tables in a circle: the combinations behind them are %s', async (_, size) => {
    const codes = Array.from({ length: size }, (__, i) => i);
    const rows = codes.flatMap((a) =>
      codes.flatMap((b) => codes.map((c) => `a${a},b${b},c${c},${((a * 7 + b * 5 + c * 3) % 4) * 2}`)),
    );
    const tables = [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
    ];
    const at = files({
      'table.csv': `a,b,c,freq\n${rows.join('\n')}\n`,
      'spec.json': JSON.stringify({ dims: ['a', 'b', 'c'], k: 9, tables }),
    });
    const made = await protectIn(run, at);
    const attacked = await run('attack', at('out.csv'), '--spec', at('spec.json'));
    for (const { said } of [made, attacked])
      expect(said.join().includes('can say more together')).toBe(size ** 3 > 2_000);
    expect(attacked.value['summary']).toMatchObject({ exactlyKnown: 0, narrowerThanK: 0 });
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
    expect(readFileSync(at('out.csv'), 'utf8')).not.toContain('combination');
  });
});

describe('the plain form', () => {
  test('counts in the smallest unit, and keeps what rounding leaves over', async () => {
    const at = files(plain);
    const { value, said } = await protectPlain(run, at);
    expect(value).toMatchObject({ cells: 10, sensitive: 1, further: 3, readers: ['public'] });
    expect(said[0]).toMatch(/^2 of 6 relations do not add up, by 0\.1 at most/);
    expect(rows(at('out.csv')).map((cells) => cells.join(' '))).toEqual([
      'id value status',
      'T 101.4 published',
      'r1 50.5 published',
      'r2 51 published',
      'c1 60.5 published',
      'c2 41 published',
      'a  withheld',
      'b  withheld',
      'c  withheld',
      'd  withheld',
      'e 0 published',
    ]);
    expect(rows(at('pattern.csv'))[6]).toEqual(['a', '1', '1']);
    const certificate = JSON.parse(readFileSync(at('cert.json'), 'utf8')) as Record<string, unknown>;
    // 2.001 at two decimals is 201 hundredths, never 200.
    expect(certificate).toMatchObject({ decimals: 2, sensitive: [[5, 'dominance', 201, 201, 1]] });
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
  });

  test('takes the reader from a spec, and asks for no doubt below what he knows', async () => {
    const at = files({
      ...plain,
      'cells.csv': plain['cells.csv'].replace('a,20.25,1,2.001,0', 'a,20.25,1,30,0'),
      'spec.json': JSON.stringify({ insider: 'contributor', cost: 'cells' }),
    });
    const { value } = await protectPlain(run, at, '--spec', at('spec.json'));
    expect(value).toMatchObject({ readers: ['contributor'] });
    const certificate = JSON.parse(readFileSync(at('cert.json'), 'utf8')) as object;
    expect(certificate).toMatchObject({ sensitive: [[5, 'dominance', 2024, 3000, 1]] });
  });
});

/** Small tables with a hierarchy over the first dimension and none over the second. */
const randomTable = fc
  .tuple(
    fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 }), {
      minLength: 4,
      maxLength: 4,
    }),
    fc.constantFrom('published', 'withholdable'),
    fc.constantFrom('contributor', 'none'),
    fc.integer({ min: 2, max: 5 }),
  )
  .map(([counts, zeros, insider, k]) => ({
    k,
    contents: {
      'table.csv': `a,b,freq\n${counts.flatMap((line, a) => line.map((count, b) => `a${a},b${b},${count}\n`)).join('')}`,
      'hier_a.csv': 'code,parent\nTotal,\nN,Total\nS,Total\na0,N\na1,N\na2,S\na3,S\n',
      'spec.json': JSON.stringify({ dims: ['a', 'b'], k, tables: [['a', 'b']], zeros, insider }),
    },
  }));

describe('releases of random tables', () => {
  test('are proven, leave no small count narrower than k, and admit no change', async () => {
    let released = 0;
    await fc.assert(
      fc.asyncProperty(randomTable, fc.nat(), async ({ k, contents }, where) => {
        const at = files(contents);
        try {
          await protectIn(run, at);
        } catch (error) {
          expect(['protection-impossible', 'protection-not-proven']).toContain((error as Problem).code);
          expect(readdirSync(at('.'))).not.toContain('out.csv');
          return;
        }
        released += 1;
        expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);

        await run('attack', at('out.csv'), '--spec', at('spec.json'), '--out', at('intervals.csv'));
        const widths = new Map(
          rows(at('intervals.csv')).map(([a, b, min, max]) => [
            `${a} ${b}`,
            max === '' ? Infinity : Number(max) - Number(min),
          ]),
        );
        for (const [a, b, primary] of rows(at('pattern.csv')))
          if (primary === '1') expect(widths.get(`${a} ${b}`)).toBeGreaterThanOrEqual(k);

        const lines = readFileSync(at('out.csv'), 'utf8').split('\n');
        const row = 1 + (where % (lines.length - 2));
        const [a, b, freq, status] = lines[row]?.split(',') ?? [];
        for (const changed of [
          `${a},${b},${Number(freq) + 1},published`,
          `${a},${b},${freq},${status === 'published' ? 'withheld' : 'published'}`,
        ]) {
          writeFileSync(at('out.csv'), lines.with(row, changed).join('\n'));
          const { code, lines: said } = await run('verify', at('cert.json'), at('out.csv'));
          expect(code).toBe(exitCodes.findings);
          expect(said.join()).toContain(`differs from row ${row + 1} on`);
        }
      }),
      { numRuns: 40 },
    );
    expect(released).toBeGreaterThan(10);
  });
});

describe('real instances', () => {
  const folder = shared('bench/sdc');
  const reason = folder ? 'as they are' : noSharedFiles;

  test.skipIf(!folder)(`t2_20x20 (${reason})`, async () => {
    const at = files({});
    const spec = `${folder ?? ''}/t2_20x20/spec.json`;
    const { value } = await run(
      'protect',
      `${folder ?? ''}/t2_20x20/inner.csv`,
      '--spec',
      spec,
      '--out',
      at('out.csv'),
      '--certificate',
      at('cert.json'),
      '--pattern',
      at('pattern.csv'),
    );
    expect(value).toMatchObject({ cells: 441, sensitive: 121 });
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
    const { value: found } = await run('attack', at('out.csv'), '--spec', spec);
    expect(found['summary']).toMatchObject({ exactlyKnown: 0, unsettled: 0 });
  });

  test.skipIf(!folder)(`csplib/targus (${reason})`, async () => {
    const at = files({});
    const { value, said } = await run(
      'protect',
      `${folder ?? ''}/csplib/targus/cells.csv`,
      '--out',
      at('out.csv'),
      '--relations',
      `${folder ?? ''}/csplib/targus/relations.txt`,
      '--certificate',
      at('cert.json'),
    );
    expect(value).toMatchObject({ cells: 162, sensitive: 13 });
    expect(said.join('\n')).toMatch(/41 of 63 relations do not add up/);
    expect((await run('verify', at('cert.json'), at('out.csv'))).code).toBe(exitCodes.done);
    expect(rows(at('out.csv')).filter(([, , status]) => status === 'withheld').length).toBeGreaterThan(13);
  });
});
