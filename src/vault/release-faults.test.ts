/** What must not get out: faults that are planted, plans that are refused, counts in what is printed. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { publishedCommands } from './commands/published.ts';
import { releaseCommands } from './commands/release.ts';
import type { OpenVault } from './store/releases.ts';
import { runner } from './testing.ts';
import {
  accessTo,
  bySexAndAge,
  inventedCodebook,
  inventedRecords,
  planIn,
  readRelease,
  shownIn,
  truth,
  vaultInMemory,
  yearly,
} from './testing/release.ts';

const verbsOn = (vault: OpenVault) =>
  runner((program, terminal) => {
    releaseCommands(program, terminal, accessTo(vault));
    publishedCommands(program, terminal, accessTo(vault));
  });

describe('planted faults are found', () => {
  async function released() {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(500));
    const run = verbsOn(vault);
    await run('protect', 'v', '--plan', planIn(folder, bySexAndAge));
    const out = join(folder, 'out');
    await run('release', 'v', 'children-2024', '--out', out);
    return { run, vault, folder, out };
  }
  const change = (path: string, from: string | RegExp, to: string) => {
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
  };
  const table = 'table-1-district-sex-age.csv';

  test.each<[string, (out: string) => void, string]>([
    ['a changed byte', (out) => change(join(out, table), ',A,F,', ',B,F,'), `${table} is not the file`],
    ['a missing file', (out) => rmSync(join(out, 'ddi.xml')), 'ddi.xml is missing.'],
    ['a file more', (out) => writeFileSync(join(out, 'more.csv'), 'a\n'), 'more.csv was not signed.'],
    [
      'a changed list of hashes',
      (out) => change(join(out, 'signature'), /"sha256": "./, '"sha256": "g'),
      'The signature does not hold.',
    ],
    ['no signature', (out) => rmSync(join(out, 'signature')), 'There is no signature that can be read.'],
    [
      'a signature of bytes',
      (out) => writeFileSync(join(out, 'signature'), '\u0000'),
      'There is no signature',
    ],
  ])('%s', async (_, plant, fault) => {
    const { run, out } = await released();
    plant(out);
    const checked = await run('check', out);
    expect(checked.code).toBe(4);
    expect(checked.lines.join('\n')).toContain(fault);
  });

  test('a release signed by somebody else', async () => {
    const [own, other] = [await released(), await released()];
    const { key } = (await own.run('check', own.out)).value;
    expect((await other.run('check', other.out, '--key', String(key))).lines).toContain(
      '  It was signed by another key.',
    );
  });

  test('a certificate of another table', async () => {
    const folder = temporaryFolder();
    const vault = vaultInMemory(inventedCodebook, inventedRecords(500));
    const run = verbsOn(vault);
    for (const [name, tables] of [
      ['one', [['sex', 'age']]],
      ['two', [['district', 'sex']]],
    ] as const)
      await run('protect', 'v', '--plan', planIn(folder, { ...yearly, name, tables }));
    expect((await run('attack', 'v', 'one')).value['guarded']).toBeGreaterThan(0);
    const drafts = JSON.parse(new TextDecoder().decode(vault.kept.get('drafts'))) as Record<
      string,
      { proof: unknown }
    >;
    const { one, two } = drafts;
    if (one && two) one.proof = two.proof;
    vault.kept.set('drafts', new TextEncoder().encode(JSON.stringify(drafts)));
    expect((await run('attack', 'v', 'one')).code).toBe(4);
    await expect(run('release', 'v', 'one', '--out', join(folder, 'one'))).rejects.toThrow(
      'is not proven safe',
    );
  });

  test('an entry of the ledger that was changed', async () => {
    const { run, vault } = await released();
    const text = new TextDecoder().decode(vault.kept.get('ledger'));
    vault.kept.set('ledger', new TextEncoder().encode(text.replace('2026-03-01', '2025-03-01')));
    await expect(run('ledger', 'v')).rejects.toThrow(
      'Entry 1 of the ledger (“children-2024”) is not the one',
    );
  });
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a variable that is not there', { tables: [['region']] }, '“region” is no variable'],
  ['a lower threshold', { threshold: 3 }, 'the codebook allows no count below 5, and the threshold is 3'],
  ['tags and rounding', { method: { is: 'rounding', base: 5 } }, 'protected by suppression only'],
  [
    'a base below the threshold',
    { tables: [['sex']], method: { is: 'rounding', base: 3 } },
    'rounding to 3 shows numbers below the threshold of 5',
  ],
  [
    'a table twice',
    {
      tables: [
        ['sex', 'age'],
        ['age', 'sex'],
      ],
    },
    'stands twice',
  ],
  ['a variable twice', { tables: [['sex', 'sex']] }, 'a table names a variable twice'],
  [
    'a reader of rounded numbers',
    { tables: [['sex']], method: { is: 'rounding', base: 5 }, reader: { zeros: 'published' } },
    'reader is a choice for suppression',
  ],
  [
    'a delta that gives people away',
    { tables: [['sex']], method: { is: 'noise', epsilon: 1, delta: 0.01 } },
    'delta must be well below one over the number of records',
  ],
  ['a name for a folder', { name: '../x' }, 'name: use small letters'],
  ['an unknown key', { tabels: [] }, 'Unrecognized key'],
])('a plan is refused: %s', async (_, change, reason) => {
  const folder = temporaryFolder();
  const path = join(folder, 'plan.json');
  writeFileSync(path, JSON.stringify({ ...yearly, ...change }));
  const run = verbsOn(vaultInMemory(inventedCodebook, inventedRecords(50)));
  await run('budget', 'v', '--epsilon', '8');
  await expect(run('protect', 'v', '--plan', path)).rejects.toThrow(reason);
});

test('no output of any verb and no file of a release holds a count below the threshold, or one withheld', async () => {
  const folder = temporaryFolder();
  const vault = vaultInMemory({ ...inventedCodebook, threshold: 700 }, inventedRecords(20_000));
  const { cells } = await truth(vault, bySexAndAge.tables);
  const said: string[] = [];
  const keep = async (...args: readonly string[]) => keepOn(vault, ...args);
  const keepOn = async (open: OpenVault, ...args: readonly string[]) => {
    try {
      const { lines, said: beside, value } = await verbsOn(open)(...args);
      said.push(...lines, ...beside, JSON.stringify(value));
    } catch (error) {
      said.push(String(error), error instanceof Error ? (error.stack ?? '').replace(/:\d+:\d+/g, '') : '');
    }
  };
  mkdirSync(join(folder, 'full'));
  writeFileSync(join(folder, 'full', 'file'), '');
  for (const [name, cost] of [
    ['first', 'cells'],
    ['second', 'sum'],
  ] as const) {
    const plan = planIn(folder, { ...bySexAndAge, name, method: { is: 'suppression', cost } });
    await keep('tabulate', 'v', '--plan', plan, '--cells');
    await keep('protect', 'v', '--plan', plan);
    await keep('attack', 'v', name);
  }
  await keep('release', 'v', 'first', '--out', join(folder, 'full'));
  await keep('release', 'v', 'first', '--out', join(folder, 'first'));
  await keep('attack', 'v', 'second');
  await keep('release', 'v', 'second', '--out', join(folder, 'second'));
  await keep('withdraw', 'v', 'first');
  // Records that contradict the codebook, and counts that fall where they are said only to grow.
  const impossible = {
    ...vault,
    codebook: { ...vault.codebook, impossible: [{ sex: 'U', district: 'N1' }] },
  };
  await keepOn(impossible, 'tabulate', 'v', '--plan', join(folder, 'first.json'));
  vault.records.splice(0, 150);
  const growing = planIn(folder, { ...bySexAndAge, name: 'growing', changes: 'additions' });
  await keep('protect', 'v', '--plan', growing);
  await keep('ledger', 'v');
  await keep('budget', 'v');
  await keep('check', join(folder, 'first'));
  const files = readRelease(join(folder, 'first')).texts;
  const shown = shownIn(join(folder, 'first'), vault);
  const visible = new Set(shown.values());
  // So large that no number of cells or rows is taken for one.
  const secrets = cells.filter(
    ({ code, value }) =>
      shown.has(code) && shown.get(code) === undefined && value > 128 && !visible.has(value),
  );
  expect(secrets.filter(({ value }) => value < 700).length).toBeGreaterThan(10);
  for (const sentence of [
    '“second” is refused',
    'The records contradict the codebook',
    'falls between two releases',
  ])
    expect(said.join('\n')).toContain(sentence);
  for (const [where, text] of [...files, ['the terminal', said.join('\n')] as const])
    for (const { code, value } of secrets) {
      const isListed = value >= 700 && where === 'the terminal';
      // --cells lists what is not small, for the custodian.
      if (!isListed)
        expect(new RegExp(`(?<![\\w.-])${value}(?![\\w-])`).test(text), `${code} in ${where}`).toBe(false);
    }
});
