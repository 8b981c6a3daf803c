import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../platform/terminal.ts';
import { commands } from './commands.ts';
import { files, protectIn, runner, worked } from './testing.ts';

const run = runner(commands);

describe('verify', () => {
  type Change = (before: unknown) => unknown;
  /** The certificate of the worked example, with one place of it changed. */
  const verified = async (path: readonly (string | number)[], change: Change) => {
    const at = files(worked);
    await protectIn(run, at);
    const certificate: unknown = JSON.parse(readFileSync(at('cert.json'), 'utf8'));
    writeFileSync(at('cert.json'), JSON.stringify(changed(certificate, path, change)));
    return run('verify', at('cert.json'));
  };
  const changed = (node: unknown, [key, ...rest]: readonly (string | number)[], change: Change): unknown => {
    if (key === undefined) return change(node);
    if (Array.isArray(node)) return node.map((one, at) => (at === key ? changed(one, rest, change) : one));
    const record = node as Readonly<Record<string, unknown>>;
    return { ...record, [key]: changed(record[key], rest, change) };
  };
  const shortened: Change = (list) => (list as unknown[]).slice(1);
  const oneMore: Change = (number) => Number(number) + 1;
  /** The first difference of each witness, one larger. */
  const otherWitnesses: Change = (list) =>
    (list as number[][]).map((witness) => witness.map((number, at) => (at === 1 ? number + 1 : number)));
  const allShown: Change = (cells) =>
    (cells as unknown[][]).map(([label, value]) => [label, value, 'published']);

  test.each<[string, (string | number)[], Change, RegExp]>([
    ['a sensitive cell left out', ['sensitive'], shortened, /protection is left out/],
    ['a protection made narrower', ['sensitive', 0, 4], () => 1, /protection is left out/],
    ['witnesses changed', ['witnesses'], otherWitnesses, /not possible/],
    ['a proof left out', ['proofs'], shortened, /there is no proof/],
    ['cells shown', ['cells'], allShown, /not hidden/],
    ['another file named', ['protected'], () => '0'.repeat(64), /SHA-256/],
  ])('finds %s', async (_, path, change, message) => {
    const { code, lines } = await verified(path, change);
    expect(code).toBe(exitCodes.findings);
    expect(lines.join('\n')).toMatch(message);
  });

  test.each<[string, (string | number)[], Change, string]>([
    ['a number changed', ['cells', 0, 1], oneMore, 'table-not-additive'],
    ['an unknown key', ['more'], () => 1, 'certificate-invalid'],
    ['another version', ['version'], oneMore, 'certificate-invalid'],
    ['a relation of no cell', ['relations', 0, 1], () => 999, 'table-relation-invalid'],
    ['half a pair', ['relations', 0], shortened, 'certificate-invalid'],
  ])('refuses %s', async (_, path, change, code) => {
    await expect(verified(path, change)).rejects.toMatchObject({ code });
  });
});

describe('attack', () => {
  const spec = { 'spec.json': JSON.stringify({ dims: ['a', 'b'], k: 5, tables: [['a', 'b']] }) };
  const table = (...cells: readonly string[]) => `a,b,freq,status\n${cells.join('\n')}\n`;
  const margins = ['Total,Total,27,published', 'x,Total,12,published', 'y,Total,15,published'];
  const columns = ['Total,p,11,published', 'Total,q,16,published'];
  const hidden = ['x,p,,withheld', 'x,q,,withheld', 'y,p,,withheld', 'y,q,,withheld'];

  test('tells the interval of each withheld cell, by what the reader knows of zeros', async () => {
    const at = files({ ...spec, 'out.csv': table(...margins, ...columns, ...hidden) });
    const strong = await run('attack', at('out.csv'), '--spec', at('spec.json'));
    expect(strong.lines).toEqual([
      'x × p  [1, 10]',
      'x × q  [2, 11]',
      'y × p  [1, 10]',
      'y × q  [5, 14]',
      '4 withheld cells, zeros published: 0 exactly known, 0 within ±1, 0 narrower than 5',
    ]);
    const weak = await run('attack', at('out.csv'), '--spec', at('spec.json'), '--reader', 'withholdable');
    expect(weak.lines[0]).toBe('x × p  [0, 11]');
    expect(weak.code).toBe(exitCodes.done);
  });

  test('finds what an earlier release gives away', async () => {
    const at = files({
      ...spec,
      'out.csv': table(...margins, ...columns, ...hidden),
      'earlier.csv': table('x,p,3,published', 'x,q,,withheld'),
    });
    const { code, value, lines } = await run(
      'attack',
      at('out.csv'),
      '--spec',
      at('spec.json'),
      '--with',
      at('earlier.csv'),
    );
    expect(code).toBe(exitCodes.findings);
    expect(value['summary']).toMatchObject({ withheld: 3, exactlyKnown: 3, withinOne: 3, narrowerThanK: 3 });
    expect(lines).toContain('x × q  [9, 9]');
  });

  test.each<[string, { readonly [name: string]: string }, string, RegExp]>([
    [
      'a row missing',
      { 'out.csv': table(...margins, ...columns, ...hidden.slice(1)) },
      'release-cell-missing',
      /^out\.csv: .*x × p/,
    ],
    [
      'a row twice',
      { 'out.csv': table(...margins, ...columns, ...hidden, 'x,p,,withheld') },
      'table-code-twice',
      /row 11/,
    ],
    [
      'a withheld number',
      { 'out.csv': table(...margins, ...columns, 'x,p,3,withheld') },
      'release-row-invalid',
      /row 7, column freq: .*“withheld” and the number “3”/,
    ],
    [
      'a published gap',
      { 'out.csv': table(...margins, ...columns, 'x,p,,published') },
      'release-row-invalid',
      /row 7/,
    ],
    [
      'another code earlier',
      { 'earlier.csv': table('z,p,1,published') },
      'table-code-unknown',
      /^earlier\.csv, row 2: “z × p”/,
    ],
    [
      'another number earlier',
      { 'earlier.csv': table('x,Total,13,published') },
      'release-differs',
      /^earlier\.csv, row 2.* is 13 here and 12/,
    ],
    [
      'what no table can be',
      { 'out.csv': table('Total,Total,28,published', ...margins.slice(1), ...columns, ...hidden) },
      'release-contradictory',
      /./,
    ],
  ])('names %s', async (_, changed, code, message) => {
    const base = { ...spec, 'out.csv': table(...margins, ...columns, ...hidden), 'earlier.csv': table() };
    const at = files({ ...base, ...changed });
    await expect(
      run('attack', at('out.csv'), '--spec', at('spec.json'), '--with', at('earlier.csv')),
    ).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});
