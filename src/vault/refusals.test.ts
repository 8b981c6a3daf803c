import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Problem } from '../core/problem.ts';
import { commands } from './commands.ts';
import { files, plain, protectIn, protectPlain, runner, worked } from './testing.ts';

const run = runner(commands);

const twoByTwo = 'a,b,freq\nx,p,3\nx,q,9\ny,p,8\ny,q,7\n';
const hierA = 'code,parent\nTotal,\nx,Total\ny,Total\n';
const spec = (more: object = {}) => JSON.stringify({ dims: ['a', 'b'], k: 5, tables: [['a', 'b']], ...more });
const wide = 1500;
const hierarchyOf = (name: string, codes: number) =>
  `code,parent\nTotal,\n${Array.from({ length: codes }, (_, i) => `${name}${i},Total\n`).join('')}`;
const tenMillion = { 'hier_a.csv': hierarchyOf('a', 3163), 'hier_b.csv': hierarchyOf('b', 3163) };

describe('what is wrong is named with file, row and column', () => {
  test.each<[string, { readonly [name: string]: string }, string, RegExp]>([
    [
      'a combination twice',
      { 'table.csv': `${twoByTwo}x,p,1\n` },
      'table-code-twice',
      /^table\.csv, row 6: .*“x × p”/,
    ],
    [
      'a combination twice, once with white space',
      { 'table.csv': `${twoByTwo} x,p ,1\n` },
      'table-code-twice',
      /^table\.csv, row 6: .*“x × p”/,
    ],
    [
      'two faults, of which the first is named',
      { 'table.csv': `${twoByTwo}z,p,1\nx,r\n` },
      'table-code-unknown',
      /^table\.csv, row 6/,
    ],
    [
      'an unknown code',
      { 'table.csv': `${twoByTwo}z,p,1\n` },
      'table-code-unknown',
      /^table\.csv, row 6, column a: “z” is not among the codes of hier_a\.csv/,
    ],
    [
      'a margin among the counts',
      { 'table.csv': `${twoByTwo}Total,p,1\n` },
      'table-code-unknown',
      /row 6, column a: .*none below them/,
    ],
    [
      'a negative count',
      { 'table.csv': `${twoByTwo}x,r,-1\n` },
      'table-value-invalid',
      /^table\.csv, row 6, column freq: The cell x × r holds “-1”/,
    ],
    ['a decimal count', { 'table.csv': `${twoByTwo}x,r,1.5\n` }, 'table-value-invalid', /row 6, column freq/],
    [
      'no number',
      { 'table.csv': `${twoByTwo}x,r,NaN\n` },
      'table-value-invalid',
      /row 6, column freq.*“NaN”/,
    ],
    ['an empty count', { 'table.csv': `${twoByTwo}x,r,\n` }, 'table-value-invalid', /row 6, column freq/],
    [
      'a count beyond 2^53',
      { 'table.csv': `${twoByTwo}x,r,9007199254740993\n` },
      'table-value-invalid',
      /row 6, column freq/,
    ],
    [
      'a sum beyond 2^53',
      { 'table.csv': `${twoByTwo}x,r,9007199254740990\n` },
      'table-value-invalid',
      /Total/,
    ],
    [
      'a missing dimension',
      { 'table.csv': 'a,c,freq\n' },
      'table-column-missing',
      /^table\.csv: The column “b” is missing; the file has: a, c, freq/,
    ],
    ['a misspelt freq', { 'table.csv': 'a,b,frq\nx,p,3\n' }, 'table-column-missing', /“freq”/],
    ['a short row', { 'table.csv': `${twoByTwo}x,r\n` }, 'table-row-uneven', /^table\.csv, row 6/],
    [
      'a cycle',
      { 'hier_a.csv': `${hierA}u,v\nv,u\n` },
      'table-hierarchy-cyclic',
      /^hier_a\.csv: .*above itself/,
    ],
    [
      'two roots',
      { 'hier_a.csv': `${hierA}Sum,\nz,Sum\n` },
      'table-hierarchy-roots',
      /^hier_a\.csv: .*found: Total, Sum/,
    ],
    [
      'an unknown parent',
      { 'hier_a.csv': `${hierA}z,Tota\n` },
      'table-code-unknown',
      /^hier_a\.csv, row 5, column parent: “Tota”/,
    ],
    [
      'a code twice in a hierarchy',
      { 'hier_a.csv': `${hierA}y,x\n` },
      'table-code-twice',
      /^hier_a\.csv, row 5, column code/,
    ],
    [
      'more than two million cells',
      {
        'hier_a.csv': `${hierA}${Array.from({ length: wide }, (_, i) => `a${i},Total\n`).join('')}`,
        'hier_b.csv': `code,parent\nTotal,\np,Total\nq,Total\n${Array.from({ length: wide }, (_, i) => `b${i},Total\n`).join('')}`,
      },
      'table-too-large',
      /have 2259009 cells, more than 2000000, and would need about \d\.\d GB/,
    ],
    [
      'ten million cells, before any is made',
      { ...tenMillion, 'table.csv': 'a,b,freq\na1,b1,3\n' },
      'table-too-large',
      /have 10010896 cells, more than 2000000, and would need about 8\.\d GB/,
    ],
    [
      'a deep cycle',
      {
        'hier_a.csv': `${hierA}${Array.from({ length: 900 }, (_, i) => `c${i},c${(i + 1) % 900}\n`).join('')}`,
      },
      'table-hierarchy-cyclic',
      /^hier_a\.csv: .*above itself/,
    ],
    [
      'a hierarchy without end',
      {
        'table.csv': 'a,b,freq\nc50000,p,3\n',
        'hier_a.csv': `code,parent\nc0,\n${Array.from({ length: 50_000 }, (_, i) => `c${i + 1},c${i}\n`).join('')}`,
      },
      'table-hierarchy-deep',
      /^hier_a\.csv: .*more than 1000 levels/,
    ],
    [
      'an impossible combination of codes that are not there',
      { 'spec.json': spec({ impossible: [{ codes: { a: 'zz' } }] }) },
      'table-code-unknown',
      /“zz” is not among the codes of a/,
    ],
    [
      'a weight of nothing',
      { 'spec.json': spec({ weights: [{ codes: {}, weight: 0 }] }) },
      'spec-invalid',
      /weights\.0\.weight/,
    ],
    [
      'an unknown key',
      { 'spec.json': spec({ zeroes: 'published' }) },
      'spec-invalid',
      /^spec\.json: .*the key “zeroes” is not known/,
    ],
    [
      'an unknown key within',
      { 'spec.json': spec({ published: [{ codes: {}, why: 'x' }] }) },
      'spec-invalid',
      /the key “why” in published\.0 is not known/,
    ],
    ['an unknown value', { 'spec.json': spec({ zeros: 'shown' }) }, 'spec-invalid', /zeros: /],
    ['a threshold of 0', { 'spec.json': spec({ k: 0 }) }, 'spec-invalid', /k: /],
    [
      'a table of no dimension',
      { 'spec.json': spec({ tables: [['a', 'c']] }) },
      'spec-invalid',
      /tables names “c”/,
    ],
    [
      'too many codes',
      { 'spec.json': spec({ cardinality: { b: 1 } }) },
      'spec-invalid',
      /cardinality says that b has 1/,
    ],
    [
      'a waiver without a reason',
      { 'spec.json': spec({ waivers: [{ codes: { a: 'x' }, reason: ' ' }] }) },
      'spec-invalid',
      /waivers\.0\.reason/,
    ],
    [
      'a waiver of nothing',
      { 'spec.json': spec({ waivers: [{ codes: { a: 'xx' }, reason: 'r' }] }) },
      'table-code-unknown',
      /^spec\.json: “xx × Total”/,
    ],
    ['no JSON', { 'spec.json': '{' }, 'spec-invalid', /it is not JSON/],
  ])('%s', async (_, changed, code, message) => {
    const base = { 'table.csv': twoByTwo, 'hier_a.csv': hierA, 'spec.json': spec() };
    const at = files({ ...base, ...changed });
    const before = readdirSync(at('.'));
    await expect(protectIn(run, at)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(readdirSync(at('.'))).toEqual(before);
  });

  test.each<[string, { readonly [name: string]: string }, string, RegExp]>([
    [
      'an id twice',
      { 'cells.csv': `${plain['cells.csv']}a,1,0,0,0\n` },
      'table-code-twice',
      /^cells\.csv, row 12, column id/,
    ],
    [
      'a negative amount',
      { 'cells.csv': `${plain['cells.csv']}f,-1,0,0,0\n` },
      'table-amount-invalid',
      /row 12, column value.*“-1”/,
    ],
    [
      'no level',
      { 'cells.csv': `${plain['cells.csv']}f,1,1,,0\n` },
      'table-amount-invalid',
      /row 12, column pl/,
    ],
    [
      'an unclear mark',
      { 'cells.csv': `${plain['cells.csv']}f,1,yes,0,0\n` },
      'table-mark-invalid',
      /row 12, column primary: “yes”/,
    ],
    ['a column missing', { 'cells.csv': 'id,value\n' }, 'table-column-missing', /“primary”/],
    [
      'an unknown cell',
      { 'relations.txt': 'T:-1 zz:1\n' },
      'table-code-unknown',
      /^relations\.txt, row 1: “zz”/,
    ],
    [
      'an unclear term',
      { 'relations.txt': 'T:-1 r1:1\n\nT:-1 r1\n' },
      'table-relation-invalid',
      /^relations\.txt, row 3: .*r1/,
    ],
    ['a cell twice in a relation', { 'relations.txt': 'T:-1 a:1 a:1\n' }, 'table-relation-invalid', /row 1/],
    [
      'a table that does not add up',
      { 'relations.txt': 'r2:-1 c:1 d:1\nT:-1 r1:1 a:1\n' },
      'table-not-additive',
      /^relations\.txt, row 2: The relation − T \+ r1 \+ a = 0 does not add up; the difference is -30\.65/,
    ],
    [
      'more than two million cells, counted before any is read',
      { 'cells.csv': `id,value,primary,pl,zero\n${'\n'.repeat(10_000_000)}` },
      'table-too-large',
      /^cells\.csv: The tables have 10000000 cells.*about 6\.0 GB/,
    ],
    ['no number', { 'cells.csv': `${plain['cells.csv']}f,NaN,0,0,0\n` }, 'table-amount-invalid', /“NaN”/],
    [
      'amounts beyond 2^53',
      { 'cells.csv': plain['cells.csv'].replace('T,101.4', 'T,9007199254740993.25') },
      'table-overflow',
      /./,
    ],
  ])('plain form: %s', async (_, changed, code, message) => {
    const at = files({ ...plain, ...changed });
    await expect(protectPlain(run, at)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(readdirSync(at('.')).sort()).toEqual(Object.keys(plain).sort());
  });

  test('a wrong row far down a long file', async () => {
    const long = `a,b\n${'x,p\n\n'.repeat(300_000)}${'"x",q\ny,p\n'.repeat(100_000)}z,p\n`;
    const at = files({ 'table.csv': long, 'hier_a.csv': hierA, 'spec.json': spec() });
    await expect(protectIn(run, at)).rejects.toMatchObject({
      code: 'table-code-unknown',
      place: { file: 'table.csv', row: 800_002, column: 'a' },
    });
    const uneven = files({
      'table.csv': `${long}x\n`.replace('z,', 'y,'),
      'hier_a.csv': hierA,
      'spec.json': spec(),
    });
    await expect(protectIn(run, uneven)).rejects.toMatchObject({ place: { row: 800_003 } });
  });

  test('outputs replace neither inputs nor each other, and a folder that is not there is named', async () => {
    const at = files(worked);
    const cert = ['--certificate', at('cert.json')];
    const from = ['protect', at('table.csv'), '--spec', at('spec.json')];
    await expect(run(...from, '--out', at('table.csv'), ...cert)).rejects.toMatchObject({
      code: 'parameter-invalid',
    });
    await expect(run(...from, '--out', at('cert.json'), ...cert)).rejects.toMatchObject({
      code: 'parameter-invalid',
    });
    await expect(run('protect', at('table.csv'), '--out', at('x.csv'), ...cert)).rejects.toMatchObject({
      code: 'parameter-invalid',
    });
    await expect(run(...from, '--out', at('none/x.csv'), ...cert)).rejects.toMatchObject({
      code: 'file-not-writable',
    });
    mkdirSync(at('there'));
    await expect(run(...from, '--out', at('there'), ...cert)).rejects.toBeInstanceOf(Problem);
    await expect(
      run('protect', at('no.csv'), '--spec', at('spec.json'), '--out', at('x'), ...cert),
    ).rejects.toMatchObject({ code: 'file-missing' });
    expect(readFileSync(at('table.csv'), 'utf8')).toBe(worked['table.csv']);
    expect(readdirSync(at('.')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
