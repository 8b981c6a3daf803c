/** Commands that keep the record: audit, backup, restore. */
import type { Command } from 'commander';
import type { Finding } from '../platform/audit.ts';
import { backup, restore } from '../platform/backup.ts';
import { migrations } from '../installation.ts';
import { exitCodes, type Terminal } from '../platform/terminal.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .description('checks every entry and every row it speaks of; names what was altered, removed or moved')
    .addHelpText('after', '\nExample:\n  plumbline audit verify --json')
    .action(async (_, command: Command) => {
      const to = terminal(command);
      const { findings, head } = await to.reading((record) => ({
        findings: record.verify(),
        head: record.head(),
      }));
      const lines =
        findings.length === 0
          ? [`${head.seq} entries, all whole; the last is ${head.hash}`]
          : findings.map(tell);
      to.print({ entries: head.seq, head: head.hash, findings }, lines);
      if (findings.length > 0) process.exitCode = exitCodes.findings;
    });
  audit
    .command('list')
    .description('who changed what, when and why; newest first')
    .option('--last <count>', 'how many entries', '20')
    .action(async ({ last }: { last: string }, command: Command) => {
      const to = terminal(command);
      const entries = (await to.reading((record) => record.entries())).toReversed().slice(0, Number(last));
      to.print(
        entries,
        entries.map((entry) => `${entry.seq}  ${entry.at}  ${entry.actor}  ${entry.kind}: ${entry.reason}`),
      );
    });

  program
    .command('backup')
    .argument('<file>', 'the new backup file')
    .description('writes a checksummed backup, also while a server runs')
    .addHelpText('after', '\nExample:\n  plumbline backup ../plumbline-2026-11-23.backup')
    .action(async (file: string, _, command: Command) => {
      const to = terminal(command);
      const header = await to.reading((record) => backup(record, file));
      to.print({ file, ...header }, [
        `${file}: ${header.entries} audit entries, ${header.bytes} bytes, SHA-256 ${header.sha256}`,
      ]);
    });

  program
    .command('restore')
    .argument('<file>', 'the backup file')
    .description('replaces the record by a backup, after checking it whole')
    .addHelpText('after', '\nExample:\n  plumbline restore ../plumbline-2026-11-23.backup --data ./data')
    .action(async (file: string, _, command: Command) => {
      const to = terminal(command);
      const header = await restore(file, to.folder, migrations);
      to.print({ file, ...header }, [
        `${to.folder} now holds the record of ${file}: ${header.entries} audit entries`,
      ]);
    });
}

function tell(finding: Finding): string {
  return finding.what === 'altered rows'
    ? `entry ${finding.seq}: rows of ${finding.table} are not as written`
    : `entry ${finding.seq}: ${finding.what}`;
}
