/** Commands on what became of demands: `follow-up add`, `follow-up list`, `follow-up action`. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDay } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { askedState } from '../../core/state.ts';
import type { Terminal } from '../../platform/terminal.ts';
import {
  type Age,
  ageOf,
  type DemandFollowUp,
  type EnteredFollowUp,
  followUpStatuses,
  ledgers,
  sourceKeepings,
  type TreatyAnswer,
} from '../follow-up.ts';
import { followUpFile, followUpFormatOf } from '../formats/follow-up.ts';
import { addAction, addFollowUp, type Change, demandFollowUps, followUps } from '../store/follow-up.ts';

type Options = { readonly [name: string]: string };

export function followUp(program: Command, terminal: (command: Command) => Terminal): void {
  const group = program.command('follow-up').description('what became of demands, in ledgers with receipts');
  const change = (to: Terminal, { reason = '' }: Options): Change => ({
    actor: to.actor,
    reason,
    at: to.now().toISOString(),
  });

  about(group.command('add'))
    .requiredOption('--ledger <ledger>', ledgers.join(', '))
    .requiredOption('--status <status>', followUpStatuses.join(', '))
    .requiredOption('--said <text>', 'what the passage says, in short')
    .requiredOption('--date <date>', 'of the statement or assessment: year, month or day')
    .requiredOption('--place <place>', 'the passage: paragraph, article or page')
    .option(
      '--kept <how>',
      `${sourceKeepings.join(', ')}: whether everyone may know the source, or only reviewers`,
      'open',
    )
    .description('adds what the State says of itself, or how others assess it')
    .addHelpText(
      'after',
      '\nExample:\n  plumbline follow-up add --state MUS --demand "ratify|instrument/OPIC" --ledger "civil society" \\\n    --status "not started" --said "No bill is before parliament." --date 2026-03 --source "Alternative report" --place "para. 14"',
    )
    .action(async (options: Options, command: Command) => {
      const to = terminal(command);
      const done = await to.writing((record) => addFollowUp(record, options, change(to, options)));
      const count = (outcome: string) => done.filter((one) => one === outcome).length;
      to.print({ new: count('new'), corrected: count('corrected'), known: count('known') }, [
        `Entries: ${count('new')} new, ${count('corrected')} corrected, ${count('known')} known already.`,
      ]);
    });

  about(group.command('action'))
    .requiredOption('--text <text>', 'what is done or planned')
    .option('--lead <institution>', 'the institution that leads it')
    .option('--from <date>', 'year, month or day')
    .option('--until <date>', 'year, month or day')
    .option('--place <place>', 'paragraph, article or page')
    .description('attaches an action to demands; several keys with semicolons between them')
    .addHelpText(
      'after',
      '\nExample:\n  plumbline follow-up action --state MUS --demand "train||theme/justice; ratify|instrument/OPIC" \\\n    --text "Working group on both" --lead "Ministry of Justice" --from 2026 --source "Plan of action" --place "p. 3"',
    )
    .action(async (options: Options, command: Command) => {
      const to = terminal(command);
      const added = await to.writing((record) => addAction(record, options, change(to, options)));
      to.print({ added }, [
        added > 0 ? `The action is in the record (${added} rows).` : 'The record says so already.',
      ]);
    });

  group
    .command('list')
    .requiredOption('--state <code>', 'ISO 3166-1 alpha-3 code of the State')
    .option('--as-of <day>', 'the day for which to answer')
    .option('--out <file>', 'writes all entries to a file that can be imported again: .csv or .xlsx')
    .description('what became of the demands of a State')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline follow-up list --state MUS --as-of 2020-01-01\n  plumbline follow-up list --state MUS --out mauritius.xlsx',
    )
    .action(async (options: { state: string; asOf?: string; out?: string }, command: Command) => {
      const to = terminal(command);
      const { iso3 } = askedState(options.state);
      const { out } = options;
      if (out !== undefined) {
        const format = followUpFormatOf(out);
        const entries = await to.reading((record) => record.read((tx) => followUps(tx, iso3)));
        write(out, followUpFile(entries, format));
        to.print({ file: out, entries: entries.length }, [`${out}: ${entries.length} entries`]);
        return;
      }
      const day = options.asOf ? parseDay(options.asOf) : to.today();
      const found = await to.reading((record) => record.read((tx) => demandFollowUps(tx, iso3, day)));
      to.print(
        found,
        found.length > 0
          ? found.flatMap((one) => told(one, (entry) => ageWords(ageOf(entry.date, day))))
          : ['Nothing is recorded. That does not mean that nothing was done.'],
      );
    });
}

/** The options that both kinds of entry have. */
function about(command: Command): Command {
  return command
    .requiredOption('--state <code>', 'ISO 3166-1 alpha-3 code of the State, or its name')
    .option('--demand <key>', 'the key of the demand, as “plumbline label” shows it')
    .option(
      '--recommendation <number>',
      'instead: a recommendation of the record, for all demands of its text',
    )
    .requiredOption('--source <title>', 'the document that says so')
    .option('--address <url>', 'where the document is')
    .option('--reason <text>', 'why it is added', 'added by hand');
}

/** @throws Problem `file-not-writable` */
function write(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    throw new Problem('file-not-writable', { file, detail: (error as Error).message });
  }
}

function told(
  { demand, standing, treaty, actions }: DemandFollowUp,
  age: (entry: EnteredFollowUp) => string,
) {
  return [
    demand,
    ...(treaty ? [`  ${treatyLine(treaty)}`] : []),
    ...standing.ledgers.flatMap(({ ledger, current, earlier }) => [
      `  ${ledger}: ${current.status}, ${current.date} (${age(current)})  ${current.said}  [${current.receipt.title}, ${current.receipt.place}]`,
      ...earlier.map(({ status, date, said }) => `    earlier: ${status}, ${date}  ${said}`),
    ]),
    ...(standing.difference === 'differ' ? ['  the ledgers give different statuses'] : []),
    ...actions.map(
      ({ text, lead, from = '', until = '', citation }) =>
        `  action: ${text}${lead ? ` (${lead})` : ''}${from || until ? ` ${from}–${until}` : ''}  [${citation.title}]`,
    ),
  ];
}

function treatyLine(answer: TreatyAnswer): string {
  const date = 'date' in answer ? `, ${answer.date}` : '';
  const why = 'why' in answer ? ` (${answer.why})` : '';
  const receipt = answer.row ? `  [${answer.row.citation.title}]` : '';
  return `record of treaties, ${answer.instrument}: ${answer.kind}${date}${why}${receipt}`;
}

function ageWords({ years, months, known }: Age): string {
  return `${known === 'at least' ? 'at least ' : ''}${years} years ${months} months old`;
}
