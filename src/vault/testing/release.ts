/** What tests of releases share: a vault in memory, counted by loops, and invented records. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../../platform/tables/csv.ts';
import { releaseSchema, type Release, type Row } from '../../statistics/release.ts';
import type { Answers } from '../../disclosure/tags.ts';
import type { Codebook } from '../codebook.ts';
import { tablesOf, variablesOf } from '../plan-tables.ts';
import type { OpenVault } from '../store/releases.ts';

/** For each variable the codes of a record. */
export type MadeUp = Readonly<Record<string, readonly string[]>>;

export interface VaultInMemory extends OpenVault {
  readonly records: MadeUp[];
  readonly kept: Map<string, Uint8Array>;
}

/** How verbs get at this one vault, whatever path is given. */
export function accessTo(vault: OpenVault) {
  return {
    options: <T>(command: T): T => command,
    using: async <T>(_: string, __: unknown, work: (open: OpenVault) => Promise<T>): Promise<T> =>
      work(vault),
  };
}

export function vaultInMemory(codebook: Codebook, records: readonly MadeUp[]): VaultInMemory {
  const held = [...records];
  const kept = new Map<string, Uint8Array>();
  return {
    codebook,
    records: held,
    kept,
    count: async (groups) => groups.map((group) => counted(held, group)),
    sections: {
      section: (name) => kept.get(name),
      save: ({ sections }) => {
        for (const [name, bytes] of Object.entries(sections)) kept.set(name, bytes);
      },
    },
  };
}

function counted(records: readonly MadeUp[], group: readonly string[]): Answers[] {
  const counts = new Map<string, { readonly codes: readonly (readonly string[])[]; count: number }>();
  for (const record of records) {
    const codes = group.map((name) => record[name] ?? []);
    const key = JSON.stringify(codes);
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { codes, count: 1 });
  }
  return [...counts.values()];
}

/** Whole numbers below `most`, the same each run. */
export function numbersFrom(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const code = (name: string, parent?: string) => ({
  code: name,
  label: name,
  ...(parent === undefined ? {} : { parent }),
});

export const inventedCodebook: Codebook = {
  title: 'Children seen by the services of Mauritius',
  unit: 'victim',
  period: { from: '2024-01-01', to: '2024-12-31' },
  source: 'Invented Child Protection Register',
  legalBasis: 'Invented Act, section 1',
  completeness: 'three of four districts reported all year',
  state: 'MUS',
  threshold: 5,
  variables: [
    {
      name: 'district',
      label: 'District',
      answers: 'one',
      codes: [
        code('North'),
        code('N1', 'North'),
        code('N2', 'North'),
        code('South'),
        code('S1', 'South'),
        code('S2', 'South'),
        code('S3', 'South'),
      ],
    },
    {
      name: 'sex',
      label: 'Sex',
      answers: 'one',
      concept: 'SEX',
      codes: [code('F'), code('M'), { ...code('U'), meaning: 'not stated' }],
    },
    {
      name: 'age',
      label: 'Age',
      answers: 'one',
      concept: 'AGE',
      codes: [code('Y0T9'), code('Y10T14'), code('Y15T17')],
    },
    {
      name: 'form',
      label: 'Manifestation',
      answers: 'several',
      concept: 'MANIFESTATION',
      codes: [code('TRAF'), code('PROST'), code('ONLINE'), { ...code('NS'), meaning: 'not stated' }],
    },
  ],
  leftOut: [],
  impossible: [],
};

/** Records that nobody lived, the same each run. */
export function inventedRecords(count: number, seed = 1): MadeUp[] {
  const below = numbersFrom(seed);
  const pick = (codes: readonly string[], weights: readonly number[]) => {
    let rest = below(weights.reduce((sum, weight) => sum + weight, 0));
    return codes.find((_, at) => (rest -= weights[at] ?? 0) < 0) ?? '';
  };
  return Array.from({ length: count }, () => {
    const forms = ['TRAF', 'PROST', 'ONLINE'].filter((_, at) => below(10) < ([2, 3, 5][at] ?? 0));
    return {
      district: [pick(['N1', 'N2', 'S1', 'S2', 'S3'], [40, 12, 30, 15, 3])],
      sex: [pick(['F', 'M', 'U'], [70, 28, 2])],
      age: [pick(['Y0T9', 'Y10T14', 'Y15T17'], [10, 35, 55])],
      form: forms.length > 0 ? forms : ['NS'],
    };
  });
}

/** A release as whoever downloads it has it. */
export function readRelease(folder: string): {
  readonly release: Release;
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  readonly texts: ReadonlyMap<string, string>;
} {
  const texts = new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const release = releaseSchema.parse(JSON.parse(texts.get('datapackage.json') ?? ''));
  const rows = release.resources.map(({ name, path }) => {
    const { header, rows: read } = readCsv(texts.get(path) ?? '', { file: path });
    const named = read.map(({ cells }) =>
      Object.fromEntries(header.map((column, at) => [column, cells[at] ?? ''])),
    );
    return [name, named] as const;
  });
  return { release, rows: new Map(rows), texts };
}

/** True counts of the plan's tables, by the name of the cell. */
export async function truth(vault: VaultInMemory, tables: readonly (readonly string[])[]) {
  const plan = { tables: tables.map((table) => [...table]) };
  const answers = await vault.count(
    variablesOf(vault.codebook, plan).map((variables) => variables.map(({ name }) => name)),
  );
  return tablesOf(vault.codebook, plan, answers).problem;
}

/** What a release shows of each cell, by the name that the cell has in the vault. */
export function shownIn(folder: string, vault: VaultInMemory): Map<string, number | undefined> {
  const { rows, release } = readRelease(folder);
  const shown = new Map<string, number | undefined>();
  for (const row of [...rows.values()].flat()) {
    const parts = vault.codebook.variables.flatMap((variable) => {
      const code = row[variable.concept ?? variable.name.toUpperCase()];
      return code === undefined || code === '_T' ? [] : [`${variable.name}=${code}`];
    });
    shown.set(
      parts.length === 0 ? 'all records' : parts.join(' × '),
      row['OBS_VALUE'] === '' ? undefined : Number(row['OBS_VALUE']),
    );
  }
  if (release.plumbline.audit.cells !== shown.size) throw new Error('cells are missing');
  return shown;
}

export function planIn(folder: string, plan: Readonly<Record<string, unknown>>): string {
  const path = join(folder, `${String(plan['name'])}.json`);
  writeFileSync(path, JSON.stringify(plan));
  return path;
}

export const yearly = {
  name: 'children-2024',
  title: 'Children seen in 2024',
  measure: { id: 'CHILDREN_SEEN', name: 'Children seen by the services' },
  tables: [
    ['district', 'sex', 'age'],
    ['sex', 'form'],
  ],
};
export const bySexAndAge = { ...yearly, tables: [['district', 'sex', 'age']] };
