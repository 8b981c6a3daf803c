/** Commands on a vault: `vault init | create | load | info | quality | destroy`. */
import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import { writeFiles } from '../../platform/files.ts';
import type { Terminal } from '../../platform/terminal.ts';
import { columnOf, countingUnits, toFill, type Variable } from '../codebook.ts';
import { readCodebook } from '../intake/codebook.ts';
import { guessCodebook, type Guess } from '../intake/guess.ts';
import { joined, readRecords } from '../intake/load.ts';
import { openRecords } from '../intake/records.ts';
import { type Quality, qualityOf, type Shown } from '../quality.ts';
import { createVault, openVault } from '../store.ts';
import { openDuckDb } from '../store/duckdb.ts';
import {
  bytesOfServers,
  newBatch,
  newServers,
  openServers,
  serversOf,
  serversSection,
} from '../store/servers.ts';
import { type KeyOptions, keyOf, newKeyOf } from './key.ts';

/** The options by which every command on a vault gets its key. */
export function withKey(command: Command): Command {
  return command
    .option('--key-file <file>', 'a file that is the key, in place of a passphrase')
    .option('--passphrase-stdin', 'reads the passphrase from the first line of the standard input');
}

/** What was loaded, kept in the vault itself. */
const loadsSection = 'loads';
const loadsSchema = z.array(
  z.strictObject({ file: z.string(), sha256: z.string(), records: z.int(), at: z.string(), by: z.string() }),
);

/** Adds the group `vault` with its commands on records. @returns the group, for further ones */
export function recordCommands(program: Command, terminal: (command: Command) => Terminal): Command {
  const vault = program
    .command('vault')
    .description('records of persons, encrypted, on the custodian’s own machine; they never reach the server')
    .addHelpText(
      'after',
      `
The passphrase is asked for, or comes from PLUMBLINE_VAULT_PASSPHRASE, --passphrase-stdin or --key-file.
Without it there is nothing: no one can open the vault again.

Examples:
  plumbline vault init cases.csv --out codebook.json     guesses the codebook; fill in what it asks
  plumbline vault create cases.vault --codebook codebook.json
  plumbline vault load cases.vault cases.csv
  plumbline vault quality cases.vault`,
    );

  vault
    .command('init')
    .argument('<file>', 'records: CSV, XLSX, Parquet, an export of Kobo or ODK')
    .requiredOption('--out <file>', 'where to write the codebook (JSON)')
    .description('guesses a codebook from records, and leaves out what leads to persons')
    .action(async (file: string, { out }: { out: string }, command: Command) => {
      const to = terminal(command);
      if (existsSync(out)) throw new Problem('backup-exists', { file: out });
      const guess = await guessCodebook(await openRecords(file), (rows) => to.progress(`${rows} rows …`));
      const asks = process.stdin.isTTY && to.output === 'text';
      const codebook = asks ? await asked(guess) : guess.codebook;
      writeFiles([{ path: out, lines: [`${JSON.stringify(codebook, null, 2)}\n`], audience: 'owner' }]);
      const open = JSON.stringify(codebook).split(`"${toFill}`).length - 1;
      to.print({ out, notes: guess.notes, toFill: open }, [
        ...(asks ? [] : guess.notes),
        `${out}: ${codebook.variables.length} variables, ${codebook.leftOut.length} columns left out`,
        ...(open > 0
          ? [`${open} places begin with ${toFill}: only a person can say them. Fill them in.`]
          : []),
      ]);
    });

  withKey(vault.command('create').argument('<vault>', 'the new file'))
    .requiredOption('--codebook <file>', 'what the records hold (JSON); see init')
    .option('--engine <name>', 'duckdb: the records lie in the vault; clickhouse: on servers', 'duckdb')
    .option('--url <addresses>', 'of ClickHouse: HTTP addresses, one of each shard, separated by commas')
    .option('--cluster <name>', 'of ClickHouse: the cluster in the servers’ configuration', 'plumbline')
    .description('makes an empty vault; a key file that is not there is made too')
    .action(async (path: string, options: KeyOptions & NewVault, command: Command) => {
      const to = terminal(command);
      const codebook = readCodebook(options.codebook);
      if (existsSync(path)) throw new Problem('vault-exists', { file: path });
      const servers = askedServers(options);
      // Tried before the vault is there: an address that does not answer leaves nothing behind.
      if (servers) await (await openServers(codebook, servers)).close();
      const key = await newKeyOf(options);
      createVault(path, key, codebook);
      if (servers) openVault(path, key).save({ sections: { [serversSection]: bytesOfServers(servers) } });
      to.print({ vault: path, variables: codebook.variables.length }, [
        `${path}: an empty vault for ${codebook.variables.length} variables of each ${codebook.unit}`,
        'Keep the passphrase or key file apart from it. If it is lost, nothing opens the vault.',
      ]);
    });

  withKey(vault.command('load').argument('<vault>').argument('<files...>', 'records, as for init'))
    .description('adds the records of files; one wrong row, and nothing is added')
    .action(async (path: string, files: string[], options: KeyOptions, command: Command) => {
      const to = terminal(command);
      const open = openVault(path, await keyOf(options));
      const loads = loadsOf(open.section(loadsSection));
      const servers = serversOf(open);
      let { columns } = open;
      const added: z.infer<typeof loadsSchema> = [];
      for (const file of files) {
        const source = await openRecords(file);
        const before = [...loads, ...added].find(({ sha256 }) => sha256 === source.sha256);
        if (before) throw new Problem('vault-loaded-before', { before: before.file }, { file: source.file });
        const own = await readRecords(open.codebook, source, (rows) =>
          to.progress(`${source.file}: ${rows.toLocaleString('en')} records …`),
        );
        columns = joined(open.codebook, columns, own);
        added.push({
          file: source.file,
          sha256: source.sha256,
          records: own.records,
          at: to.now().toISOString(),
          by: to.actor,
        });
      }
      const sections = { [loadsSection]: Buffer.from(JSON.stringify([...loads, ...added]), 'utf8') };
      if (servers) {
        const batch = newBatch();
        const engine = await openServers(open.codebook, servers);
        try {
          await engine.add(columns, batch);
        } finally {
          await engine.close();
        }
        const counted = { ...servers, batches: [...servers.batches, batch] };
        open.save({ sections: { ...sections, [serversSection]: bytesOfServers(counted) } });
      } else open.save({ columns, sections });
      to.print(
        {
          vault: path,
          added: added.map(({ file, records }) => ({ file, records })),
          records: [...loads, ...added].reduce((sum, { records }) => sum + records, 0),
        },
        [
          ...added.map(({ file, records }) => `${file}: ${records} records added`),
          `${path} holds ${[...loads, ...added].reduce((sum, { records }) => sum + records, 0)} records. The files lie unencrypted where they are: remove them when you no longer need them.`,
        ],
      );
    });

  withKey(vault.command('info').argument('<vault>'))
    .description('what a vault is about, and what was loaded')
    .action(async (path: string, options: KeyOptions, command: Command) => {
      const to = terminal(command);
      const open = openVault(path, await keyOf(options));
      const { codebook, columns } = open;
      const { title, unit, period, source, legalBasis, completeness, state, threshold, variables } = codebook;
      const servers = serversOf(open);
      const few = (count: number): Shown =>
        count === 0 || count >= threshold ? count : { fewerThan: threshold };
      const loads = loadsOf(open.section(loadsSection)).map((one) => ({ ...one, records: few(one.records) }));
      const held = servers
        ? loadsOf(open.section(loadsSection)).reduce((sum, { records }) => sum + records, 0)
        : columns.records;
      to.print({ records: few(held), loads, codebook }, [
        `${title} (${state}), ${period.from} to ${period.to}`,
        `${told(few(held))} records, each a ${unit}; counts below ${threshold} are never published`,
        `source: ${source}`,
        `legal basis: ${legalBasis}`,
        `completeness: ${completeness}`,
        ...(servers
          ? [
              `the records lie on ClickHouse (${servers.urls.join(', ')}), in tables that begin with plumbline_${servers.vault}`,
            ]
          : []),
        ...variables.map(
          (one) =>
            `  ${one.name}: ${one.label}; ${one.codes.length} codes${one.answers === 'several' ? ', several for one record' : ''}`,
        ),
        ...loads.map(
          ({ file, at, by, records }) => `loaded ${at} by ${by}: ${file}, ${told(records)} records`,
        ),
      ]);
    });

  withKey(vault.command('quality').argument('<vault>'))
    .option('--show-small', 'shows counts below the threshold too; they may lead to persons')
    .description('what is missing, impossible, alike or odd in the records')
    .action(async (path: string, options: KeyOptions & { showSmall?: true }, command: Command) => {
      const to = terminal(command);
      const open = openVault(path, await keyOf(options));
      const { codebook, columns } = open;
      const servers = serversOf(open);
      const engine = await (servers ? openServers(codebook, servers) : openDuckDb(codebook, columns));
      let quality: Quality;
      try {
        quality = await qualityOf(codebook, engine, options.showSmall ? 'small' : 'safe');
      } finally {
        await engine.close();
      }
      to.print(quality, [
        `${told(quality.records)} records`,
        'not stated, not applicable:',
        ...quality.missing.map(
          (one) => `  ${one.variable}: ${told(one.notStated)}, ${told(one.notApplicable)}`,
        ),
        ...(quality.impossible.length > 0 ? ['combinations that cannot occur:'] : []),
        ...quality.impossible.map(
          ({ combination, records }) =>
            `  ${Object.entries(combination)
              .map(([name, code]) => `${name} = ${code}`)
              .join(' and ')}: ${told(records)}`,
        ),
        `alike in all variables as one before: ${told(quality.alike)} (many may rightly be)`,
        ...(quality.periods.length > 0 ? ['periods unlike the others:'] : ['no period is unlike the others']),
        ...quality.periods.map(
          ({ variable, period, records, usual }) =>
            `  ${variable} ${period}: ${told(records)}, usually about ${told(usual)}`,
        ),
      ]);
    });

  vault
    .command('destroy')
    .argument('<vault>')
    .option('--yes', 'without asking')
    .description('removes a vault for good')
    .action(async (path: string, { yes }: { yes?: true }, command: Command) => {
      const to = terminal(command);
      if (!existsSync(path)) throw new Problem('file-missing', { file: path });
      const warning = [
        `${path} will be removed, with its records, its ledger of releases and its keys for signing.`,
        'This cannot be undone. What was published from it stays published, and can no longer be checked against it.',
        'Records on ClickHouse stay there: drop the tables that “vault info” names.',
        'Copies of the file in backups open as before, as long as somebody has the key.',
      ];
      for (const line of warning) to.say(line);
      if (!yes && (await ask(`Type ${basename(path)} to remove it: `)) !== basename(path))
        throw new Problem('parameter-invalid', {
          name: 'vault',
          value: basename(path),
          detail: 'its name was not typed; nothing was removed',
        });
      rmSync(path);
      rmSync(`${path}.part`, { force: true });
      to.print({ removed: path }, [`${path} was removed`]);
    });
  return vault;
}

interface NewVault {
  readonly codebook: string;
  readonly engine: string;
  readonly url?: string;
  readonly cluster: string;
}

/** @throws Problem `parameter-invalid` */
function askedServers({ engine, url, cluster }: NewVault) {
  if (engine === 'clickhouse' && url !== undefined) return newServers(url, cluster);
  if (engine === 'duckdb' && url === undefined) return undefined;
  throw new Problem('parameter-invalid', {
    name: '--engine',
    value: engine,
    detail: 'use duckdb, or clickhouse with --url',
  });
}

function loadsOf(bytes: Uint8Array | undefined): z.infer<typeof loadsSchema> {
  return bytes ? loadsSchema.parse(JSON.parse(new TextDecoder().decode(bytes))) : [];
}

function told(count: Shown): string {
  return typeof count === 'number' ? String(count) : `fewer than ${count.fewerThan}`;
}

/** '' where there is no terminal. */
async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) return '';
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await line.question(question)).trim();
  } finally {
    line.close();
  }
}

/** The codebook with what a person answers; an empty answer leaves the place to be filled in. */
async function asked({ codebook, notes }: Guess): Promise<Guess['codebook']> {
  for (const note of notes) process.stderr.write(`${note}\n`);
  const or = async (question: string, before: string) => (await ask(`${question} `)) || before;
  const { period, ...rest } = codebook;
  const variables: Variable[] = [];
  for (const one of rest.variables)
    variables.push({ ...one, label: await or(`What does ${columnOf(one)} say? (label)`, one.label) });
  return {
    ...rest,
    title: await or('What are these records? (title)', rest.title),
    unit: await or(`What does one record count? (${countingUnits.join(', ')})`, rest.unit),
    state: await or('Of which State? (three letters, such as MUS)', rest.state),
    period: {
      from: await or('First day covered? (2023-01-01)', period.from),
      to: await or('Last day covered? (2023-12-31)', period.to),
    },
    source: await or('Who keeps the records? (source)', rest.source),
    legalBasis: await or('By which law or mandate may they be used?', rest.legalBasis),
    completeness: await or('How complete are they?', rest.completeness),
    variables,
  };
}
