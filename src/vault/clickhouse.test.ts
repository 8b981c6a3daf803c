/** Tabulation on two real ClickHouse servers: every count is that of counting the records one by one. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { files, runner } from './testing.ts';
import { type ClickHouse, openClickHouse } from './store/clickhouse.ts';
import { noClickHouse, type Servers, startServers } from './testing/clickhouse.ts';
import type { Codebook } from './codebook.ts';
import { cover } from './cover.ts';

const codes = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, n) => ({ code: `${prefix}${n}`, label: `${prefix}${n}` }));

const codebook: Codebook = {
  title: 'invented',
  unit: 'victim',
  period: { from: '2024-01-01', to: '2024-12-31' },
  source: 'invented',
  legalBasis: 'none',
  completeness: 'all',
  state: 'MUS',
  threshold: 10,
  variables: [
    { name: 'sex', label: 'Sex', answers: 'one', codes: codes(3, 's') },
    { name: 'district', label: 'District', answers: 'one', codes: codes(300, 'd') },
    { name: 'forms', label: 'Forms', answers: 'several', codes: codes(60, 'f') },
    { name: 'age', label: 'Age', answers: 'one', codes: codes(6, 'a') },
  ],
  leftOut: [],
  impossible: [],
};

const records = 2_000;
/** The same on every run, without being the same everywhere. */
const draw = (n: number, below: number) => ((n * 2_654_435_761) >>> 7) % below;
const columns = [
  Uint8Array.from({ length: records }, (_, n) => draw(n, 3)),
  Uint16Array.from({ length: records }, (_, n) => draw(n + 7, 300)),
  BigUint64Array.from({ length: records }, (_, n) =>
    n % 5 === 0 ? 0n : (1n << BigInt(draw(n, 60))) | (1n << BigInt(draw(n + 3, 60))),
  ),
  Uint8Array.from({ length: records }, (_, n) => draw(n + 1, 6)),
];

function countedOneByOne(group: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let n = 0; n < records; n += 1) {
    const key = group
      .map((name) => {
        const at = codebook.variables.findIndex((variable) => variable.name === name);
        const value = columns[at]?.[n] ?? 0;
        const names = codebook.variables[at]?.codes ?? [];
        return typeof value === 'number'
          ? (names[value]?.code ?? '')
          : names.flatMap(({ code }, bit) => ((value >> BigInt(bit)) & 1n ? [code] : [])).join('+');
      })
      .join('|');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

describe.skipIf(noClickHouse)(`on two servers${noClickHouse ? ` (skipped: ${noClickHouse})` : ''}`, () => {
  let servers: Servers;
  let engine: ClickHouse;
  beforeAll(async () => {
    servers = await startServers(mkdtempSync(join(tmpdir(), 'plumbline-clickhouse-')));
    engine = await openClickHouse(codebook, { ...servers, vault: 'test', batches: [7] });
    await engine.add({ records, columns }, 7);
    // What a load that broke off left behind is not counted.
    await engine.add({ records, columns }, 8);
  });
  afterAll(async () => {
    await engine.close();
    await servers.stop();
  });

  test('counts are those of the records, tags and wide codes among them', async () => {
    const groups = [
      ['sex'],
      ['district', 'age'],
      ['forms'],
      ['age', 'forms', 'sex'],
      [],
      ['age', 'sex', 'district'],
    ];
    const found = await engine.count(groups);
    groups.forEach((group, at) => {
      const counted = new Map(
        found[at]?.map(({ codes: own, count }) => [own.map((names) => names.join('+')).join('|'), count]),
      );
      expect(counted).toEqual(countedOneByOne(group));
    });
  });

  test('a vault on servers counts as one that holds its records, and names its tables', async () => {
    const at = files({
      'codebook.json': JSON.stringify({
        ...codebook,
        variables: codebook.variables.filter(({ name }) => name === 'sex' || name === 'age'),
      }),
      'records.csv': `sex,age\n${Array.from({ length: 600 }, (_, n) => `s${draw(n, 3)},a${draw(n + 1, 6)}`).join('\n')}\n`,
      'plan.json': JSON.stringify({
        name: 'all',
        title: 'All',
        measure: { id: 'ALL', name: 'All' },
        tables: [['sex', 'age']],
      }),
    });
    const run = runner(commands);
    const key = ['--key-file', at('key')];
    const on = { duckdb: [], clickhouse: ['--engine', 'clickhouse', '--url', servers.urls.join(',')] };
    const counted = [];
    for (const [name, engineOf] of Object.entries(on)) {
      await run('vault', 'create', at(name), '--codebook', at('codebook.json'), ...key, ...engineOf);
      await run('vault', 'load', at(name), at('records.csv'), ...key);
      counted.push((await run('vault', 'tabulate', at(name), '--plan', at('plan.json'), ...key)).lines);
    }
    expect(counted[0]?.join('\n')).toContain('sex × age');
    expect(counted[1]).toEqual(counted[0]);
    const told = (await run('vault', 'info', at('clickhouse'), ...key)).lines.join('\n');
    expect(told).toMatch(/600 records/);
    expect(told).toMatch(/in tables that begin with plumbline_[0-9a-f]{16}/);
  });

  test('quality says of records on servers what it says of those in a vault', async () => {
    const at = files({
      'codebook.json': JSON.stringify({ ...codebook, impossible: [{ sex: 's0', forms: 'f1' }] }),
      'records.csv': `sex,district,forms,age\n${Array.from({ length: 300 }, (_, n) => `s${n % 3},d${n % 5},f${n % 2} f2,a${n % 2}`).join('\n')}\n`,
    });
    const run = runner(commands);
    const key = ['--key-file', at('key')];
    const on = { duckdb: [], clickhouse: ['--engine', 'clickhouse', '--url', servers.urls.join(',')] };
    const told = [];
    for (const [name, engineOf] of Object.entries(on)) {
      await run('vault', 'create', at(name), '--codebook', at('codebook.json'), ...key, ...engineOf);
      await run('vault', 'load', at(name), at('records.csv'), ...key);
      told.push((await run('vault', 'quality', at(name), ...key)).value);
    }
    // Of 30 different records each is there ten times; every sixth is s0 with f1.
    expect(told[0]).toMatchObject({ records: 300, alike: 270, impossible: [{ records: 50 }] });
    expect(told[1]).toEqual(told[0]);
  });

  test('records that are alike in all variables are found over both shards', async () => {
    const all = codebook.variables.map(({ name }) => name);
    expect(await engine.different()).toBe(countedOneByOne(all).size);
  });

  test('the records lie on both shards', async () => {
    const each = await Promise.all(
      servers.urls.map(async (url) => {
        const answer = await fetch(
          `${url}/?query=${encodeURIComponent('SELECT count() FROM plumbline_test')}`,
        );
        return Number(await answer.text());
      }),
    );
    expect(each.every((count) => count > 0)).toBe(true);
    expect(each.reduce((sum, count) => sum + count, 0)).toBe(2 * records);
  });

  test('a cluster that is not configured is refused by name', async () => {
    await expect(
      openClickHouse(codebook, { ...servers, cluster: 'elsewhere', vault: 'test', batches: [] }),
    ).rejects.toThrow(/no cluster “elsewhere”/);
  });

  test('what the server says of a fault is not repeated, for it can hold records', async () => {
    const opened = await openClickHouse(codebook, { ...servers, vault: 'dropped', batches: [1] });
    await opened.drop();
    await expect(opened.count([['age']])).rejects.toThrow(/it answered with error \d+\.$/);
    await opened.close();
  });
});

test.each(['a; DROP TABLE x', 'ünï', '', '1a', "a' OR '1"])(
  'a name like “%s” comes into no query',
  async (name) => {
    await expect(
      openClickHouse(codebook, {
        urls: ['http://127.0.0.1:1'],
        cluster: 'c',
        vault: name.padEnd(70, ' '),
        batches: [],
      }),
    ).rejects.toThrow(/cannot be a name there/);
    await expect(
      openClickHouse(codebook, { urls: ['http://127.0.0.1:1'], cluster: name, vault: 'test', batches: [] }),
    ).rejects.toThrow(/cannot be a name there/);
  },
);

test('a server that is not there is named as such', async () => {
  await expect(
    openClickHouse(codebook, { urls: ['http://127.0.0.1:1'], cluster: 'c', vault: 'test', batches: [] }),
  ).rejects.toThrow(/ClickHouse does not answer/);
});

test('every group is answered once, by a scan that counts all its variables', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constant(Infinity)), {
        minLength: 1,
        maxLength: 9,
      }),
      fc.array(fc.uniqueArray(fc.nat(8), { maxLength: 4 }), { maxLength: 30 }),
      (sizes, asked) => {
        const groups = asked.map((group) => group.filter((one) => one < sizes.length));
        const scans = cover(groups, sizes);
        expect(scans.flatMap(({ answers }) => answers).toSorted((a, b) => a - b)).toEqual([...groups.keys()]);
        for (const { variables, answers } of scans)
          for (const group of answers)
            expect(groups[group]?.every((one) => variables.includes(one))).toBe(true);
      },
    ),
  );
});
