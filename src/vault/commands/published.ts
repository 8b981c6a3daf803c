/** Verbs on what was published: `ledger`, `withdraw`, `certificate`, `budget`, `check`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../core/problem.ts';
import { epsilonOf, remaining, rhoOf } from '../../disclosure/alternatives/privacy.ts';
import { writeFiles } from '../../platform/files.ts';
import { exitCodes, type Terminal } from '../../platform/terminal.ts';
import {
  certificateFile,
  commitmentOf,
  readCertificateFile,
  type SealedCertificate,
} from '../formats/certificate.ts';
import { checkSignature, fingerprint } from '../formats/signature.ts';
import { bytesOf } from '../intake/rows.ts';
import { readBudget, withBudget } from '../store/budget.ts';
import { keysOf } from '../store/keys.ts';
import { headOf, readLedger } from '../store/ledger.ts';
import { readDrafts } from '../store/publications.ts';
import { publishedCertificate } from '../store/releases.ts';
import type { Access } from './open.ts';

type TerminalOf = (command: Command) => Terminal;

export function publishedCommands(vault: Command, terminal: TerminalOf, access: Access): void {
  addLedger(vault, terminal, access);
  addCertificate(vault, terminal, access);
  addBudget(vault, terminal, access);
  addCheck(vault, terminal);
}

function addLedger(vault: Command, terminal: TerminalOf, access: Access): void {
  access
    .options(vault.command('ledger').argument('<vault>'))
    .description('lists everything published from the vault, and the drafts')
    .action(async (path: string, _: unknown, command: Command) => {
      const to = terminal(command);
      await access.using(path, command, async ({ sections }) => {
        const entries = readLedger(sections);
        const released = new Set(entries.map(({ publication }) => publication.name));
        const drafts = Object.keys(readDrafts(sections)).filter((name) => !released.has(name));
        const account = readBudget(sections);
        const { keys, made } = keysOf(sections);
        // A vault that never made a draft has no key yet.
        const key = made.length > 0 ? undefined : fingerprint(keys.publicKey);
        const listed = entries.map(({ on, by, publication, certificate, hash }) => ({
          name: publication.name,
          on,
          by,
          method: publication.plan.method.is,
          tables: publication.plan.tables.map((table) => table.join(' × ')),
          certificate,
          hash,
        }));
        to.print(
          { releases: listed, drafts, key, head: headOf(entries), ...(account ? { budget: account } : {}) },
          [
            ...listed.map(
              ({ name, on, by, method, tables }) =>
                `${on} ${name} (${method}, by ${by}): ${tables.join('; ')}`,
            ),
            `Releases: ${entries.length}; last hash ${headOf(entries) || 'none'}. Note it elsewhere`,
            ...(key === undefined ? [] : [`Key: ${key}`]),
            `Drafts: ${drafts.join(', ') || 'none'}`,
            ...(account
              ? [`Privacy budget: ρ = ${account.budget}, of which ${remaining(account)} is left`]
              : []),
          ],
        );
      });
    });
  access
    .options(vault.command('withdraw').argument('<vault>').argument('<release>'))
    .description('says why a release cannot be taken back')
    .action(async (path: string, name: string, _: unknown, command: Command) => {
      await access.using(path, command, async ({ sections }) => {
        const known = readLedger(sections).some(({ publication }) => publication.name === name);
        throw new Problem(known ? 'release-not-withdrawable' : 'release-missing', { name });
      });
    });
}

function addCertificate(vault: Command, terminal: TerminalOf, access: Access): void {
  access
    .options(vault.command('certificate').argument('<vault>').argument('<release>'))
    .requiredOption('--out <file>', 'where to write it. It is secret')
    .description('writes the certificate of a release, for an auditor who may see the counts')
    .action(async (path: string, name: string, { out }: { out: string }, command: Command) => {
      const to = terminal(command);
      await access.using(path, command, async ({ sections }) => {
        const certificate = publishedCertificate(sections, name);
        writeFiles([{ path: out, lines: [certificateFile(certificate)], audience: 'owner' }]);
        to.print({ out, sha256: commitmentOf(certificate) }, [
          `${out}: the certificate of ${name}. It holds true numbers: keep it secret`,
        ]);
      });
    });
}

function addBudget(vault: Command, terminal: TerminalOf, access: Access): void {
  access
    .options(vault.command('budget').argument('<vault>'))
    .option('--epsilon <number>', 'sets the budget, once: ε for all releases with noise together', Number)
    .option('--delta <number>', 'δ that goes with it, well below one over the number of people', Number)
    .description('shows or sets how much differential privacy may be spent')
    .action(async (path: string, given: { epsilon?: number; delta?: number }, command: Command) => {
      const to = terminal(command);
      const { epsilon, delta = 1e-6 } = given;
      await access.using(path, command, async ({ sections }) => {
        if (epsilon !== undefined)
          sections.save({ sections: Object.fromEntries([withBudget(sections, rhoOf(epsilon, delta))]) });
        const account = readBudget(sections);
        if (!account) throw new Problem('privacy-budget-missing');
        const left = remaining(account);
        to.print({ budget: account.budget, left, spends: account.spends }, [
          ...account.spends.map(({ purpose, rho }) => `${purpose}: ρ = ${rho}`),
          `ρ = ${account.budget}, of which ${left} is left${left > 0 ? ` (ε = ${epsilonOf(left, delta).toFixed(3)} at δ = ${delta})` : ''}`,
        ]);
      });
    });
}

function addCheck(vault: Command, terminal: TerminalOf): void {
  vault
    .command('check')
    .argument('<folder>', 'a release')
    .option('--key <fingerprint>', 'the key that must have signed it, as the custodian told it')
    .option('--certificate <file>', 'for auditors: whether this is the certificate that the release names')
    .description('checks the signature of a release; needs no vault')
    .action((folder: string, given: { key?: string; certificate?: string }, command: Command) => {
      const to = terminal(command);
      const { key, certificate } = given;
      const files = readFolder(folder);
      const checked = checkSignature(files);
      const faults = [
        ...checked.faults,
        ...(key !== undefined && checked.key !== key ? ['It was signed by another key.'] : []),
        ...(certificate !== undefined && !names(files, readCertificateFile(bytesOf(certificate)))
          ? [`${basename(certificate)} is not the certificate of this release.`]
          : []),
      ];
      to.print(
        { sound: faults.length === 0, key: checked.key, faults },
        faults.length === 0
          ? [
              `sound: every file is the one that was signed by the key ${checked.key ?? ''}`,
              ...(key === undefined ? ['Compare this key with the one that the custodian made known'] : []),
            ]
          : ['NOT sound:', ...faults.map((fault) => `  ${fault}`)],
      );
      if (faults.length > 0) process.exitCode = exitCodes.findings;
    });
}

/** Whether the description of a release names this certificate. */
function names(files: ReadonlyMap<string, Uint8Array>, certificate: SealedCertificate | undefined): boolean {
  const description = new TextDecoder().decode(files.get('datapackage.json'));
  return certificate !== undefined && description.includes(`"${commitmentOf(certificate)}"`);
}

/** Files of a release are few and small; what is larger is none. */
const mostFiles = 1_000;

/** @throws Problem `file-missing` */
function readFolder(folder: string): Map<string, Uint8Array> {
  if (!existsSync(folder)) throw new Problem('file-missing', { file: folder });
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, mostFiles)
    .map(({ name }) => name);
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}
