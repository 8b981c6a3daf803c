/** Verbs from an open vault to a release: `tabulate`, `protect`, `attack`, `release`. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../core/problem.ts';
import type { Utility } from '../../disclosure/alternatives/model.ts';
import { isSlack } from '../../disclosure/model.ts';
import { writeFiles } from '../../platform/files.ts';
import { exitCodes, type Terminal } from '../../platform/terminal.ts';
import { releaseFiles } from '../formats/release.ts';
import { fingerprint, signatureFile, signatureOf } from '../formats/signature.ts';
import { bytesOf } from '../intake/rows.ts';
import { adviceOf, standingOf } from '../plan-advice.ts';
import { nameOf } from '../plan-tables.ts';
import { type Plan, readPlan } from '../plan.ts';
import { audit, type Audited, countTables, type OpenVault, protectPlan, publish } from '../store/releases.ts';
import type { Access } from './open.ts';

type TerminalOf = (command: Command) => Terminal;

export function releaseCommands(vault: Command, terminal: TerminalOf, access: Access): void {
  addTabulate(vault, terminal, access);
  addProtect(vault, terminal, access);
  addAttack(vault, terminal, access);
  addRelease(vault, terminal, access);
}

function addTabulate(vault: Command, terminal: TerminalOf, access: Access): void {
  access
    .options(vault.command('tabulate').argument('<vault>'))
    .requiredOption('--plan <file>', 'tables, threshold, reader and method (JSON)')
    .option('--cells', 'print the cells; those below the threshold as “<10”')
    .option('--show-small', 'print counts below the threshold as well. They are secret')
    .description('counts the tables of a plan, and says where the small counts are and what would help')
    .action(
      async (
        path: string,
        { plan: file, cells, showSmall }: { plan: string; cells?: true; showSmall?: true },
        command: Command,
      ) => {
        const to = terminal(command);
        await access.using(path, command, async (open) => {
          const plan = planFile(file, open);
          const counted = await countTables(open, plan);
          const { problem, tables } = counted.tables;
          const standings = tables.map((table, t) => ({
            ...standingOf(problem, table, plan.threshold),
            advice: adviceOf(open.codebook, table, counted.answers[t] ?? [], plan.threshold),
          }));
          const told = (value: number) =>
            value > 0 && value < plan.threshold && !showSmall ? `<${plan.threshold}` : String(value);
          const listed =
            cells || showSmall
              ? tables.map(({ variables, rows }) =>
                  rows.map(({ codes, cell }) => ({
                    cell: nameOf(
                      variables.map(({ name }) => name),
                      codes,
                    ),
                    count: told(problem.cells[cell]?.value ?? NaN),
                  })),
                )
              : [];
          to.print(
            { plan: plan.name, threshold: plan.threshold, tables: standings, cells: listed },
            standings.flatMap(({ table, cells: size, holding, small, share, advice }, t) => [
              `${table}: ${size} cells, ${holding} with somebody in them, ${small} below ${plan.threshold} (${percent(share)})`,
              ...advice.map((sentence) => `  ${sentence}`),
              ...(listed[t] ?? []).map(({ cell, count }) => `  ${cell}: ${count}`),
            ]),
          );
        });
      },
    );
}

function addProtect(vault: Command, terminal: TerminalOf, access: Access): void {
  access
    .options(vault.command('protect').argument('<vault>'))
    .requiredOption('--plan <file>', 'tables, threshold, reader and method (JSON)')
    .option('--name <name>', 'what the draft is called; the plan’s name unless said')
    .description(
      'makes a draft of a release inside the vault, safe together with everything published before',
    )
    .action(async (path: string, { plan: file, name }: { plan: string; name?: string }, command: Command) => {
      const to = terminal(command);
      await access.using(path, command, async (open) => {
        const plan = planFile(file, open, name);
        const { draft, utility } = await protectPlan(open, plan, telling(to));
        const shown = draft.problem.cells.filter((cell) => !isSlack(cell)).length;
        const rows = [
          { method: plan.method.is, ...utility.chosen },
          ...(plan.method.is === 'suppression'
            ? []
            : utility.suppression
              ? [{ method: 'suppression', ...utility.suppression }]
              : []),
        ];
        to.print({ draft: draft.name, cells: shown, utility: rows }, [
          `Draft ${draft.name}: ${shown} cells by ${plan.method.is}, kept in the vault. Nothing is published`,
          ...rows.map(({ method, ...loss }) => `  ${method}: ${describeLoss(loss)}`),
          ...(plan.method.is !== 'suppression' && !utility.suppression
            ? ['  suppression: no safe choice was found for these tables']
            : []),
        ]);
      });
    });
}

function addAttack(vault: Command, terminal: TerminalOf, access: Access): void {
  access
    .options(vault.command('attack').argument('<vault>').argument('<draft>'))
    .description('works out what a reader of the draft and of everything published before can know')
    .action(async (path: string, name: string, _: unknown, command: Command) => {
      const to = terminal(command);
      await access.using(path, command, async (open) => {
        const { draft, ledger, attacked, covers, faults } = await audit(open, name, counting(to));
        const together = ledger.map(({ publication }) => publication.name);
        const findings = attacked?.findings ?? [];
        to.print(
          {
            draft: draft.name,
            together,
            withheld: attacked?.withheld ?? 0,
            guarded: attacked?.guarded ?? 0,
            findings,
            faults,
            covers,
          },
          [
            attacked
              ? `${draft.name}${together.length > 0 ? ` with ${together.join(', ')}` : ''}: ${attacked.withheld} counts and changes are not shown, ${attacked.guarded} of them must stay in doubt`
              : `${draft.name}: numbers with noise. What anybody can learn from them is limited by the budget, whatever is known beside`,
            ...findings
              .slice(0, mostListed)
              .map(({ cell, found }) =>
                found === 'narrow' ? `  ${cell}: KNOWN TOO CLOSELY` : `  ${cell}: not settled`,
              ),
            ...(findings.length > mostListed ? [`  … and ${findings.length - mostListed} more`] : []),
            ...faults.slice(0, mostListed).map((fault) => `  proof: ${fault}`),
            ...(findings.length === 0 && faults.length === 0 ? ['Proof and attack hold'] : []),
            ...(attacked ? coverage(covers) : []),
          ],
        );
        if (findings.length > 0 || faults.length > 0) process.exitCode = exitCodes.findings;
      });
    });
}

/** What a clean attack says, and what it does not. */
function coverage(covers: Audited['covers']): string[] {
  return [
    covers === 'everything'
      ? 'Covered: all that follows from this ledger together, and small changes where records came in between two releases'
      : 'Covered: all counts of this ledger and what they share, and small changes where records came in between two releases. Not covered: what several tables that stand in a circle say beyond it; leave out one of them to be sure',
    'Not covered: publications outside the ledger',
  ];
}

function addRelease(vault: Command, terminal: TerminalOf, access: Access): void {
  access
    .options(vault.command('release').argument('<vault>').argument('<draft>'))
    .requiredOption('--out <folder>', 'a new or empty folder for the release')
    .description('publishes a draft, if proof and attack hold, and enters it into the ledger for ever')
    .action(async (path: string, name: string, { out }: { out: string }, command: Command) => {
      const to = terminal(command);
      if (existsSync(out) && readdirSync(out).length > 0)
        throw new Problem('folder-not-empty', { folder: basename(out) });
      await access.using(path, command, async (open) => {
        const done = await publish(open, name, { on: to.today(), by: to.actor }, counting(to));
        const files = releaseFiles({
          codebook: open.codebook,
          draft: done.draft,
          tables: done.tables,
          on: done.entry.on,
          certificate: done.entry.certificate,
          together: done.together,
          covers: done.entry.covers,
        });
        // The ledger knows it by now: what may have been seen counts as published.
        writeFolder(out, new Map([...files, [signatureFile, signatureOf(files, done.keys.signing)]]));
        const key = fingerprint(done.keys.publicKey);
        to.print({ release: name, out, files: [...files.keys(), signatureFile], key }, [
          `${out}: ${files.size + 1} files, signed by the key ${key}`,
          'It stands in the ledger: it can be corrected by a later release, never taken back',
        ]);
      });
    });
}

const mostListed = 50;

/** @throws Problem `file-missing`, `plan-invalid` */
function planFile(path: string, { codebook }: OpenVault, name?: string): Plan {
  const file = basename(path);
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytesOf(path)));
  } catch (error) {
    throw error instanceof Problem
      ? error
      : new Problem('plan-invalid', { detail: 'it is not JSON' }, { file });
  }
  try {
    return readPlan(
      name !== undefined && typeof content === 'object' && content !== null ? { ...content, name } : content,
      codebook,
    );
  } catch (error) {
    throw error instanceof Problem ? error.at({ file }) : error;
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function describeLoss(loss: Utility): string {
  const error = loss.meanAbsoluteError.toFixed(2);
  return `${loss.cellsHidden} cells withheld (${percent(loss.valueHidden)} of the sum of all), mean error ${error}, ${percent(loss.ranksKept)} of orders and ${percent(loss.totalsKept)} of totals kept`;
}

/** Says how far a run is, on a terminal. */
function telling(to: Terminal): (state: { doing: string; done: number; of: number }) => void {
  return ({ doing, done, of }) => to.progress(`${doing}: ${done} of ${of} …`);
}

function counting(to: Terminal): (state: { done: number; of: number }) => void {
  return ({ done, of }) => to.progress(`attack: ${done} of ${of} …`);
}

/** A folder that is there whole or not at all. */
function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  const isNew = !existsSync(folder);
  mkdirSync(folder, { recursive: true });
  try {
    writeFiles(
      [...files].map(([name, content]) => ({
        path: join(folder, name),
        lines: [content],
        audience: 'everybody' as const,
      })),
    );
  } catch (error) {
    if (isNew) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
