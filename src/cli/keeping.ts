/** Commands that keep the record: audit, backup, restore, and the package with which it leaves. */
import type { Command } from 'commander';
import type { Finding } from '../platform/audit.ts';
import { backup, drill, restore } from '../platform/backup.ts';
import { migrations } from '../installation.ts';
import { checkPackage, importPackage } from '../platform/package/read.ts';
import { exportPackage } from '../platform/package/write.ts';
import { tablesInWords } from '../tables-in-words.ts';
import { exitCodes, type Terminal } from '../platform/terminal.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .argument('[package]', 'a package of “export-all”, which is then checked instead of the data folder')
    .description('checks every entry and every row it speaks of; names what was altered, removed or moved')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline audit verify --json\n  plumbline audit verify package.zip    without a data folder',
    )
    .action(async (file: string | undefined, _, command: Command) => {
      const to = terminal(command);
      const { findings, head } =
        file === undefined
          ? await to.reading((record) => ({ findings: record.verify(), head: record.head() }))
          : await checkPackage(file, migrations, rowsRead(to));
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

  const backups = program
    .command('backup')
    .argument('<file>', 'the new backup file')
    .description('writes a checksummed backup, also while a server runs')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline backup ../plumbline-2026-11-23.backup\n  plumbline backup drill ../plumbline-2026-11-23.backup',
    )
    .action(async (file: string, _, command: Command) => {
      const to = terminal(command);
      const header = await to.reading((record) => backup(record, file));
      to.print({ file, ...header }, [
        `${file}: ${header.entries} audit entries, ${header.bytes} bytes, SHA-256 ${header.sha256}`,
      ]);
    });

  backups
    .command('drill')
    .argument('<file>', 'the backup file')
    .description('restores a backup into a temporary folder, checks it, and says what it found')
    .action(async (file: string, _, command: Command) => {
      const to = terminal(command);
      const found = await drill(file, migrations);
      to.print({ file, ...found }, [
        `${file} can be restored: ${found.rows} rows under ${found.entries} audit entries, all whole; the last is ${found.head}`,
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

  exitCommands(program, terminal);
}

function exitCommands(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('export-all')
    .argument('<file>', 'the new package (.zip)')
    .description(
      'writes everything to open formats: a Frictionless Data Package, one CSV a table; without passwords and keys',
    )
    .addHelpText('after', '\nExample:\n  plumbline export-all ../plumbline-record.zip')
    .action(async (file: string, _, command: Command) => {
      const to = terminal(command);
      const { state, tables } = await to.reading((record) => {
        const papers = record.database.prepare('SELECT count(*) AS n FROM working_paper').get();
        if (papers?.['n'] !== 0)
          to.say(
            'coders are at work: what they have typed stays behind, and their rounds cannot be ended from the package. Wait for the rounds to end, or move by a backup.',
          );
        return exportPackage(record, file, tablesInWords, (rows, of) =>
          to.progress(`${rows.toLocaleString('en')} of ${of.toLocaleString('en')} rows …`),
        );
      });
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      to.print({ file, ...state, tables: tables.length, rows }, [
        `${file}: ${rows} rows of ${tables.length} tables; the last change is ${state.head.seq}, ${state.head.hash}`,
        'Hashes of passwords, sessions, keys and coders’ unfinished papers are not in it; names and addresses of accounts are.',
      ]);
    });

  program
    .command('import-all')
    .argument('<file>', 'a package of “export-all”')
    .description(
      'makes the record of a new data folder from a package: the same rows, the same chain of changes',
    )
    .addHelpText('after', '\nExample:\n  plumbline import-all plumbline-record.zip --data ./new')
    .action(async (file: string, _, command: Command) => {
      const to = terminal(command);
      const { head, rows } = await importPackage(file, to.folder, migrations, rowsRead(to));
      to.print({ file, head, rows }, [
        `${to.folder} now holds the record of ${file}: ${rows} rows, ${head.seq} changes, all whole; the last is ${head.hash}`,
        'Nobody can sign in yet: invite each account again with “plumbline account invite”, or open the one-time address of “plumbline serve”.',
      ]);
    });
}

function rowsRead(to: Terminal): (rows: number) => void {
  return (rows) => to.progress(`${rows.toLocaleString('en')} rows read …`);
}

function tell(finding: Finding): string {
  return finding.what === 'altered rows'
    ? `entry ${finding.seq}: rows of ${finding.table} are not as written`
    : `entry ${finding.seq}: ${finding.what}`;
}
