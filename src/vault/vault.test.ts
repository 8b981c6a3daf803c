import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { noSharedFiles, shared } from '../../test/shared.ts';
import { Problem } from '../core/problem.ts';
import { xlsxBytes } from '../platform/tables/write-xlsx.ts';
import { parseCodebook } from './codebook.ts';
import { commands } from './commands.ts';
import { openRecords } from './intake/records.ts';
import { openVault } from './store.ts';
import { openDuckDb } from './store/duckdb.ts';
import type { Key } from './store/key.ts';
import { files, runner } from './testing.ts';

const run = runner(commands);
const key: Key = { kind: 'file', bytes: randomBytes(32) };

const codebook = {
  title: 'Cases',
  unit: 'victim',
  period: { from: '2022-01-01', to: '2023-12-31' },
  source: 'Child protection service',
  legalBasis: 'Act of 2020, section 5',
  completeness: 'all districts but one',
  state: 'MUS',
  threshold: 3,
  variables: [
    { name: 'sex', label: 'Sex', answers: 'one', list: 'sex', concept: 'SEX' },
    {
      name: 'age',
      label: 'Age',
      answers: 'one',
      list: 'age',
      bands: [
        { code: '0-4', from: 0, to: 4 },
        { code: '5-9', from: 5, to: 9 },
        { code: '10-14', from: 10, to: 14 },
        { code: '15-17', from: 15, to: 17 },
        { code: '18+', from: 18, to: 120 },
      ],
    },
    { name: 'form', column: 'group/form', label: 'Form', answers: 'several', list: 'manifestations' },
    {
      name: 'year',
      column: 'reported',
      label: 'Year',
      answers: 'one',
      days: 'year',
      codes: [
        { code: '2022', label: '2022' },
        { code: '2023', label: '2023' },
      ],
    },
  ],
  leftOut: [{ column: 'full name', reason: 'leads to persons' }],
  impossible: [{ age: '0-4', form: 'cefm' }],
};

const records = `full name,sex,age,group/form,reported
Ann A,female,12,csam grooming,2022-05-01
Bob B,male,3,cefm,2022-06-01
Cyd C,female,16,csam,2023-01-31
Dee D,,16,csam;grooming,2023-02-28
Eve E,female,16,csam,2023-03-01
`;

/** A vault with these records; the key is a file. */
async function loaded(csv = records) {
  const at = files({ 'codebook.json': JSON.stringify(codebook), 'records.csv': csv });
  writeFileSync(at('key'), key.kind === 'file' ? key.bytes : '');
  const withKey = ['--key-file', at('key')];
  await run('vault', 'create', at('a.vault'), '--codebook', at('codebook.json'), ...withKey);
  await run('vault', 'load', at('a.vault'), at('records.csv'), ...withKey);
  return { at, withKey };
}

async function problemOf(work: () => unknown): Promise<Problem> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a vault', () => {
  test('is created, loaded and counted, with tags counted once for each', async () => {
    const { at } = await loaded();
    const vault = openVault(at('a.vault'), key);
    const engine = await openDuckDb(vault.codebook, vault.columns);
    const [bySexYear, byForm, all] = await engine.count([['sex', 'year'], ['form'], []]);
    await engine.close();
    expect(bySexYear).toHaveLength(4);
    expect(bySexYear).toContainEqual({ codes: [['female'], ['2023']], count: 2 });
    expect(bySexYear).toContainEqual({ codes: [['not-stated'], ['2023']], count: 1 });
    expect(byForm).toContainEqual({ codes: [['csam', 'grooming']], count: 2 });
    expect(byForm).toContainEqual({ codes: [['csam']], count: 2 });
    expect(all).toEqual([{ codes: [], count: 5 }]);
  });

  test('refuses the same file again, keeps sections, and tells quality below the threshold only when asked', async () => {
    const { at, withKey } = await loaded();
    const again = await problemOf(() => run('vault', 'load', at('a.vault'), at('records.csv'), ...withKey));
    expect(again.code).toBe('vault-loaded-before');
    // Packing makes no other file of it.
    writeFileSync(at('again.csv.gz'), gzipSync(readFileSync(at('records.csv'))));
    const packed = await problemOf(() => run('vault', 'load', at('a.vault'), at('again.csv.gz'), ...withKey));
    expect(packed.code).toBe('vault-loaded-before');
    const vault = openVault(at('a.vault'), key);
    vault.save({ sections: { ledger: Buffer.from('one') } });
    expect(Buffer.from(openVault(at('a.vault'), key).section('ledger') ?? []).toString()).toBe('one');
    const safe = await run('vault', 'quality', at('a.vault'), ...withKey);
    expect(safe.value).toMatchObject({
      records: 5,
      impossible: [{ combination: { age: '0-4', form: 'cefm' }, records: { fewerThan: 3 } }],
      alike: { fewerThan: 3 },
    });
    expect(safe.lines).toContain('  sex: fewer than 3, 0');
    const small = await run('vault', 'quality', at('a.vault'), '--show-small', ...withKey);
    expect(small.value).toMatchObject({ impossible: [{ records: 1 }], alike: 1 });
    const info = await run('vault', 'info', at('a.vault'), ...withKey);
    expect(info.lines[0]).toBe('Cases (MUS), 2022-01-01 to 2023-12-31');
  });

  test('is not overwritten by who opened it before another wrote', async () => {
    const { at } = await loaded();
    const [one, other] = [openVault(at('a.vault'), key), openVault(at('a.vault'), key)];
    one.save({ sections: { ledger: Buffer.from('first') } });
    const refused = await problemOf(() => other.save({ sections: { ledger: Buffer.from('second') } }));
    expect(refused.code).toBe('vault-changed');
    one.save({ sections: { ledger: Buffer.from('third') } });
    writeFileSync(at('a.vault.part'), '');
    expect((await problemOf(() => one.save({}))).code).toBe('vault-busy');
  });

  test('is destroyed only when its name is typed or --yes is given', async () => {
    const { at } = await loaded();
    await problemOf(() => run('vault', 'destroy', at('a.vault')));
    expect(readdirSync(at('.'))).toContain('a.vault');
    const { said } = await run('vault', 'destroy', at('a.vault'), '--yes');
    expect(said.join(' ')).toContain('cannot be undone');
    expect(readdirSync(at('.'))).not.toContain('a.vault');
  });
});

describe('the container', () => {
  /** A vault of more than one chunk, and what opening it says once its bytes are others. */
  async function written() {
    const { at } = await loaded();
    const path = at('a.vault');
    openVault(path, key).save({ sections: { big: Buffer.alloc(2_500_000, 7) } });
    const opening = async (bytes: Uint8Array, by: Key = key) => {
      writeFileSync(path, bytes);
      return problemOf(() => openVault(path, by));
    };
    return { whole: readFileSync(path), opening };
  }

  test('tells a wrong key from damage', async () => {
    const { whole, opening } = await written();
    expect((await opening(whole, { kind: 'file', bytes: randomBytes(32) })).code).toBe('vault-key-wrong');
    expect((await opening(whole, { kind: 'passphrase', passphrase: 'long enough for it' })).code).toBe(
      'vault-key-kind',
    );
    expect((await opening(Buffer.from('sex,age\n'))).code).toBe('vault-unrecognised');
  });

  test('opens with its passphrase only, in any form of its letters', async () => {
    const at = files({ 'codebook.json': JSON.stringify(codebook) });
    process.env['PLUMBLINE_VAULT_PASSPHRASE'] = 'une clé très longue';
    await run('vault', 'create', at('p.vault'), '--codebook', at('codebook.json'));
    expect(process.env['PLUMBLINE_VAULT_PASSPHRASE']).toBeUndefined();
    const by = (passphrase: string): Key => ({ kind: 'passphrase', passphrase });
    expect(openVault(at('p.vault'), by('une clé très longue'.normalize('NFD'))).columns.records).toBe(0);
    expect((await problemOf(() => openVault(at('p.vault'), by('une cle tres longue')))).code).toBe(
      'vault-key-wrong',
    );
    process.env['PLUMBLINE_VAULT_PASSPHRASE'] = 'short';
    expect(
      (await problemOf(() => run('vault', 'create', at('q.vault'), '--codebook', at('codebook.json')))).code,
    ).toBe('vault-key-weak');
  });

  test('never opens with a bit flipped or an end cut off', async () => {
    const { whole, opening } = await written();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(whole);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect((await opening(changed)).code).toMatch(/^vault-(damaged|unrecognised)$/);
        const cut = await opening(whole.subarray(0, bit >> 3));
        expect(cut.code).toMatch(/^vault-(damaged|unrecognised)$/);
      }),
      { numRuns: 40, examples: [[0], [130], [800], [whole.length * 8 - 1]] },
    );
    expect((await opening(Buffer.concat([whole, Buffer.from([0])]))).message).toContain('behind its end');
  });

  test('does not open with two chunks changed for each other', async () => {
    const { whole, opening } = await written();
    const sealedChunk = 1_048_576 + 16;
    const first = whole.length - (2_500_000 - 2 * 1_048_576 + 16) - 2 * sealedChunk;
    const moved = Buffer.concat([
      whole.subarray(0, first),
      whole.subarray(first + sealedChunk, first + 2 * sealedChunk),
      whole.subarray(first, first + sealedChunk),
      whole.subarray(first + 2 * sealedChunk),
    ]);
    expect(moved).toHaveLength(whole.length);
    expect((await opening(moved)).message).toContain('changed or moved');
  });
});

describe('loading', () => {
  const header = 'full name,sex,age,group/form,reported\n';
  test.each([
    ['an unknown code', 'Zed Zulu,zzsecret,12,csam,2022-05-01', 'column sex: is no code'],
    ['an age in no band', 'Zed Zulu,male,zz999secret,csam,2022-05-01', 'column age: is in none of the bands'],
    ['an impossible day', 'Zed Zulu,male,12,csam,2022-13-01', 'column reported: is no day'],
    ['a code above others', 'Zed Zulu,male,12,ocse,2022-05-01', 'stands above other codes'],
    ['nothing stated beside a tag', 'Zed Zulu,male,12,csam not-stated,2022-05-01', 'beside other tags'],
    ['a telephone number', 'Zed Zulu,+230 5555 1234,12,csam,2022-05-01', 'looks like a telephone number'],
  ])('refuses %s with its place and without its value, and loads nothing', async (_, row, said) => {
    const { at, withKey } = await loaded();
    writeFileSync(at('more.csv'), `${header}Good Row,male,12,csam,2022-05-01\n${row}\n`);
    const refused = await problemOf(() => run('vault', 'load', at('a.vault'), at('more.csv'), ...withKey));
    expect(refused.message).toMatch(/^more\.csv: .*row 3, column/);
    expect(refused.message).toContain(said);
    for (const value of row.split(',').filter((one) => /secret|Zulu|5555|ocse/.test(one)))
      expect(refused.message).not.toContain(value);
    expect(openVault(at('a.vault'), key).columns.records).toBe(5);
  });

  test.each([
    ['prénom', 'records-identifier'],
    ['teléfono', 'records-identifier'],
    ['اسم الطفل', 'records-identifier'],
    ['district', 'records-column-unknown'],
  ])('refuses a file with the column %s that the codebook does not know', async (column, code) => {
    const { at, withKey } = await loaded();
    writeFileSync(at('more.csv'), `${header.trim()},${column}\nA,male,12,csam,2022-05-01,x\n`);
    expect(
      (await problemOf(() => run('vault', 'load', at('a.vault'), at('more.csv'), ...withKey))).code,
    ).toBe(code);
  });

  test.each([
    ['no header', 'Zed Zulu,male,12,csam,2022-05-01\nYan Yankee,male,12,csam,2022-05-01\n'],
    ['no header and a word twice', 'Zed Zulu,Zed Zulu,12,csam,2022-05-01\n'],
    ['a quotation mark too many', `${header}"Zed Zulu" x,male,12,csam,2022-05-01\n`],
  ])('does not tell words of a file with %s', async (_, csv) => {
    const { at, withKey } = await loaded();
    writeFileSync(at('more.csv'), csv);
    const refused = await problemOf(() => run('vault', 'load', at('a.vault'), at('more.csv'), ...withKey));
    expect(refused.message).toMatch(/^more\.csv/);
    expect(refused.message).not.toMatch(/Zulu/);
  });

  test('takes workbooks, Parquet and a column for each tag alike', async () => {
    const { at, withKey } = await loaded();
    const rows = records
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const [names = [], ...cells] = rows;
    writeFileSync(
      at('records.xlsx'),
      Buffer.concat([...xlsxBytes([{ name: 'data', header: names, rows: cells }])]),
    );
    const columnData = names.map((name, nth) => ({
      name,
      data: name === 'age' ? cells.map((row) => Number(row[nth])) : cells.map((row) => row[nth] ?? ''),
    }));
    writeFileSync(at('records.parquet'), Buffer.from(parquetWriteBuffer({ columnData })));
    writeFileSync(
      at('kobo.csv'),
      'sex,age,group/form/csam,group/form/grooming,reported\nmale,12,1,1,2022-01-01T10:00:00\nmale,12,0,1,2022-01-01\n',
    );
    await run(
      'vault',
      'load',
      at('a.vault'),
      at('records.xlsx'),
      at('records.parquet'),
      at('kobo.csv'),
      ...withKey,
    );
    const { codebook: book, columns } = openVault(at('a.vault'), key);
    expect(columns.records).toBe(17);
    const engine = await openDuckDb(book, columns);
    const [byForm] = await engine.count([['form']]);
    await engine.close();
    expect(byForm).toContainEqual({ codes: [['csam', 'grooming']], count: 7 });
    expect(byForm).toContainEqual({ codes: [['cefm']], count: 3 });
  });

  test('says of a damaged Parquet file that it is', async () => {
    const at = files({});
    const whole = Buffer.from(
      parquetWriteBuffer({ columnData: [{ name: 'sex', data: ['male', 'female', 'male'] }] }),
    );
    const read = async (bytes: Uint8Array) => {
      writeFileSync(at('x.parquet'), bytes);
      const found: string[] = [];
      for await (const batch of (await openRecords(at('x.parquet'))).batches())
        for (const { row, cells } of batch) found.push(`${row} ${cells.join()}`);
      return found;
    };
    expect(await read(whole)).toEqual(['2 male', '3 female', '4 male']);
    const overwritten = Buffer.from(whole).fill(0xff, 4, 30);
    for (const bytes of [whole.subarray(0, 40), overwritten])
      expect((await problemOf(() => read(bytes))).code).toBe('parquet-invalid');
  });
});

describe('codebooks', () => {
  test.each<[string, (book: typeof codebook) => object, string]>([
    ['a place to fill in', (book) => ({ ...book, source: 'TODO' }), 'source: is still to be filled in'],
    ['no State', (book) => ({ ...book, state: 'TODO' }), 'state: is not the code of a State'],
    ['a cycle', (book) => withCodes(book, [{ code: 'a', label: 'a', parent: 'a' }]), 'is above itself'],
    [
      'an unknown parent',
      (book) => withCodes(book, [{ code: 'a', label: 'a', parent: 'b' }]),
      'which is no code',
    ],
    [
      'a name',
      (book) => ({
        ...book,
        variables: [{ ...book.variables[0], name: 'surname' }, ...book.variables.slice(1)],
      }),
      'called like the name of a person',
    ],
    [
      'an e-mail address among codes',
      (book) => withCodes(book, [{ code: 'a@example.org', label: 'a' }]),
      'an e-mail address',
    ],
    ['an unknown key', (book) => ({ ...book, names: true }), 'the key “names” is not known'],
    [
      'an impossible combination of unknown codes',
      (book) => ({ ...book, impossible: [{ sex: 'z' }] }),
      'impossible.0: “z” is no code of sex',
    ],
  ])('with %s are refused in a sentence', async (_, change, said) => {
    const at = files({ 'codebook.json': JSON.stringify(change(codebook)) });
    const refused = await problemOf(() =>
      run('vault', 'create', at('a.vault'), '--codebook', at('codebook.json'), '--key-file', at('key')),
    );
    expect(refused.code).toBe('codebook-invalid');
    expect(refused.message).toContain(said);
    expect(readdirSync(at('.'))).toEqual(['codebook.json']);
  });
});

function withCodes(book: typeof codebook, codes: readonly object[]) {
  const [first, ...rest] = book.variables;
  return {
    ...book,
    impossible: [],
    variables: [{ name: first?.name, label: 'x', answers: 'one', codes }, ...rest],
  };
}

describe('init', () => {
  test('guesses variables, and leaves out what leads to persons', async () => {
    const people = Array.from({ length: 60 }, (_, n) =>
      [
        `uuid:0f8fad5b-d9cb-469f-a165-7086772895${String(n + 10)}`,
        `Person ${n}`,
        `+2305555${1000 + n}`,
        ['F', 'M', ''][n % 3],
        n % 18,
        ['csam', 'csam grooming', 'grooming extortion'][n % 3],
        n % 2,
        (n + 1) % 2,
        `2023-0${(n % 9) + 1}-11`,
        `-20.16${n}1 57.50${n}2 0 0`,
        ['North', 'South'][n % 2],
        n === 7 ? 'Johnny' : ['East', 'West'][n % 2],
      ].join(','),
    );
    const at = files({
      'kobo.csv': `_uuid,child,contact,sex,age,forms,help/police,help/shelter,reported,where,region,place\n${people.join('\n')}\n`,
    });
    const { lines, value } = await run('vault', 'init', at('kobo.csv'), '--out', at('codebook.json'));
    const text = readFileSync(at('codebook.json'), 'utf8');
    const book = JSON.parse(text) as {
      variables: {
        name: string;
        answers: string;
        codes: { code: string }[];
        days?: string;
        concept?: string;
      }[];
      leftOut: { column: string }[];
    };
    expect(book.leftOut.map(({ column }) => column)).toEqual(['_uuid', 'child', 'contact', 'where']);
    expect(book.variables.map(({ name, answers }) => [name, answers])).toEqual([
      ['sex', 'one'],
      ['age', 'one'],
      ['forms', 'several'],
      ['reported', 'one'],
      ['region', 'one'],
      ['place', 'one'],
      ['help', 'several'],
    ]);
    expect(book.variables[2]?.codes.map(({ code }) => code)).toEqual([
      'csam',
      'extortion',
      'grooming',
      'not-stated',
    ]);
    // All its tags are manifestations, so that is what its figures will be broken down by.
    expect(book.variables.map(({ concept }) => concept ?? '')).toEqual([
      'SEX',
      'AGE',
      'MANIFESTATION',
      'TIME_PERIOD',
      'REF_AREA',
      '',
      '',
    ]);
    expect(text).not.toMatch(/Johnny|Person|5555/);
    expect(lines.join('\n')).not.toMatch(/Johnny|Person|5555/);
    expect(Number(value['toFill'])).toBeGreaterThan(6);
    expect((await problemOf(() => parseCodebook(JSON.parse(text), 'codebook.json'))).message).toContain(
      'is still to be filled in',
    );
    // What a person has filled in is taken, and the file loads.
    const filled = text
      .replace('"unit": "TODO"', '"unit": "victim"')
      .replace('"state": "TODO"', '"state": "MUS"')
      .replaceAll(/"(from|to)": "TODO"/g, '"$1": "2023-12-31"')
      .replaceAll(/"TODO(: )?/g, '"said ');
    writeFileSync(
      at('codebook.json'),
      filled.replace('"code": "West"', '"written": ["Johnny"], "code": "West"'),
    );
    const withKey = ['--key-file', at('key')];
    await run('vault', 'create', at('a.vault'), '--codebook', at('codebook.json'), ...withKey);
    const { value: done } = await run('vault', 'load', at('a.vault'), at('kobo.csv'), ...withKey);
    expect(done['records']).toBe(60);
  });
});

test.each([
  ['a code each', 'kind', ['csam', 'grooming', 'prostitution'], 'one'],
  ['a form with a column for each', 'forms/csam,forms/grooming', ['1,0', '0,1', '1,1'], 'several'],
])(
  'manifestations are known by their codes, whatever the column is called: %s',
  async (_, header, cells, answers) => {
    const at = files({
      'a.csv': `${header}\n${Array.from({ length: 60 }, (_, n) => cells[n % cells.length]).join('\n')}\n`,
    });
    await run('vault', 'init', at('a.csv'), '--out', at('b.json'));
    const { variables } = JSON.parse(readFileSync(at('b.json'), 'utf8')) as {
      variables: { answers: string; concept?: string; codes: { code: string; label: string }[] }[];
    };
    expect(variables).toMatchObject([{ answers, concept: 'MANIFESTATION' }]);
    expect(variables[0]?.codes).toContainEqual(
      expect.objectContaining({ code: 'csam', label: 'child sexual abuse material' }),
    );
  },
);

test('records packed by gzip are loaded as those of the file unpacked', async () => {
  const { at, withKey } = await loaded();
  const text = readFileSync(at('records.csv'), 'utf8');
  const [header = '', ...rows] = text.trimEnd().split('\n');
  writeFileSync(at('more.csv.gz'), gzipSync([header, ...rows, ...rows].join('\n')));
  const { value } = await run('vault', 'load', at('a.vault'), at('more.csv.gz'), ...withKey);
  expect(value).toMatchObject({
    added: [{ file: 'more.csv.gz', records: 2 * rows.length }],
    records: 3 * rows.length,
  });
});

test('init refuses a file whose first row is a record', async () => {
  const at = files({ 'a.csv': 'Zed Zulu,male,12\nYan Yankee,male,13\n' });
  const refused = await problemOf(() => run('vault', 'init', at('a.csv'), '--out', at('b.json')));
  expect(refused.code).toBe('records-header-missing');
  expect(refused.message).not.toContain('Zulu');
});

test('nothing stands in clear in any file that is written, nor in what is said', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const canaries = Array.from(
    { length: 1_000 },
    () =>
      `canary${randomBytes(6)
        .toString('hex')
        .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`,
  );
  const book = {
    ...codebook,
    variables: [
      { name: 'word', label: 'Word', answers: 'one', codes: canaries.map((code) => ({ code, label: 'x' })) },
    ],
    impossible: [],
  };
  writeFileSync(at('codebook.json'), JSON.stringify(book));
  writeFileSync(at('records.csv'), `full name,word\n${canaries.map((one) => `${one},${one}\n`).join('')}`);
  writeFileSync(at('wrong.csv'), `full name,word\n${canaries.map((one) => `${one},${one}zz\n`).join('')}`);
  const inputs = new Set(readdirSync(folder));
  const withKey = ['--key-file', at('key')];
  const said: string[] = [];
  for (const args of [
    ['create', at('a.vault'), '--codebook', at('codebook.json'), ...withKey],
    ['load', at('a.vault'), at('records.csv'), ...withKey],
    ['load', at('a.vault'), at('wrong.csv'), ...withKey],
    ['load', at('a.vault'), at('records.csv'), ...withKey],
    ['quality', at('a.vault'), ...withKey],
  ])
    try {
      const ran = await run('vault', ...args);
      said.push(...ran.lines, ...ran.said, JSON.stringify(ran.value));
    } catch (error) {
      said.push(error instanceof Error ? `${error.message}${error.stack ?? ''}` : String(error));
    }
  expect(said.join('\n')).toContain('1000 records added');
  const vault = openVault(at('a.vault'), { kind: 'file', bytes: readFileSync(at('key')) });
  const engine = await openDuckDb(vault.codebook, vault.columns);
  await engine.count([['word']]);
  said.push((await problemOf(() => engine.count([['nothing']]))).stack?.replace(/“.*/s, '') ?? '');
  await engine.close();
  // A fault of the program with the vault open: what a crash prints.
  const script = `
    const { openVault } = await import(${JSON.stringify(join(import.meta.dirname, 'store.ts'))});
    const { openDuckDb } = await import(${JSON.stringify(join(import.meta.dirname, 'store', 'duckdb.ts'))});
    const { readFileSync } = await import('node:fs');
    const vault = openVault(${JSON.stringify(at('a.vault'))}, { kind: 'file', bytes: readFileSync(${JSON.stringify(at('key'))}) });
    const engine = await openDuckDb(vault.codebook, vault.columns);
    await engine.count([['word']]);
    await engine.close();
    await engine.count([['word']]);`;
  const crashed = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: folder },
  });
  expect(crashed.status).not.toBe(0);
  expect(crashed.stderr).toContain('Error');
  said.push(crashed.stdout, crashed.stderr);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (!inputs.has(name) && statSync(at(name)).isFile()) said.push(readFileSync(at(name), 'latin1'));
  const all = said.join('\n');
  expect(canaries.filter((one) => all.includes(one))).toEqual([]);
});

const adult = shared('data/adult/adult-train.csv.gz');
test.skipIf(!adult)(`Adult (UCI) goes from init to counts (${noSharedFiles})`, async () => {
  const rows = gunzipSync(readFileSync(adult ?? ''))
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(', ').join(','));
  const at = files({
    'adult.csv': `age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,income\n${rows.join('\n')}\n`,
  });
  await run('vault', 'init', at('adult.csv'), '--out', at('codebook.json'));
  const text = readFileSync(at('codebook.json'), 'utf8')
    .replace('"unit": "TODO"', '"unit": "case"')
    .replace('"state": "TODO"', '"state": "USA"')
    .replaceAll(/"(from|to)": "TODO"/g, '"$1": "1994-12-31"')
    .replaceAll(/"TODO(: )?/g, '"said ');
  // Values of fewer than ten records are added by hand, as the notes ask.
  const book = JSON.parse(text) as { variables: { column?: string; name: string; codes: object[] }[] };
  const rare: Readonly<Record<string, string[]>> = {
    occupation: ['Armed-Forces'],
    workclass: ['Never-worked'],
    native_country: ['Holand-Netherlands'],
  };
  for (const one of book.variables)
    one.codes.unshift(...(rare[one.name] ?? []).map((code) => ({ code, label: code })));
  writeFileSync(at('codebook.json'), JSON.stringify(book));
  const withKey = ['--key-file', at('key')];
  await run('vault', 'create', at('a.vault'), '--codebook', at('codebook.json'), ...withKey);
  const { value } = await run('vault', 'load', at('a.vault'), at('adult.csv'), ...withKey);
  expect(value['records']).toBe(32_561);
  const vault = openVault(at('a.vault'), { kind: 'file', bytes: readFileSync(at('key')) });
  const engine = await openDuckDb(vault.codebook, vault.columns);
  const [bySex, bySexIncome = []] = await engine.count([['sex'], ['sex', 'income']]);
  await engine.close();
  expect(bySex).toContainEqual({ codes: [['female']], count: 10_771 });
  const count = (income: string) =>
    rows.filter((row) => row.includes(',Male,') && row.endsWith(income)).length;
  for (const income of ['<=50K', '>50K'])
    expect(bySexIncome).toContainEqual({ codes: [['male'], [income]], count: count(`,${income}`) });
});
