/** Commands on commitments: `state`, `due`, `commitment add`. */
import type { Command } from 'commander';
import { formatDate, parseDay } from '../core/date.ts';
import { askedState } from '../core/state.ts';
import { translator } from '../platform/messages.ts';
import type { Terminal } from '../platform/terminal.ts';
import type { Standing } from './model.ts';
import {
  addCommitment,
  commitmentFromFields,
  commitments,
  instruments,
  reportStandings,
  standings,
} from './store.ts';
import { dueMessage } from './due.ts';
import { comingItems } from './schedule.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('state')
    .argument('<code>', 'ISO 3166-1 alpha-3 code of the State')
    .option('--as-of <day>', 'the day for which to answer')
    .description('what a State promised, as of a day')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline state MUS\n  plumbline state THA --as-of 2019-09-11 --json',
    )
    .action(async (code: string, options: { asOf?: string }, command: Command) => {
      const to = terminal(command);
      const state = askedState(code);
      const day = options.asOf ? parseDay(options.asOf) : to.today();
      const found = await to.reading((record) =>
        record.read((tx) => ({
          instruments: instruments(tx),
          standings: [...(standings(tx, [state.iso3], day).get(state.iso3) ?? [])],
          said: reportStandings(tx, { state: state.iso3 }),
          commitments: commitments(tx, { state: state.iso3 }),
        })),
      );
      const short = new Map(found.instruments.map((instrument) => [instrument.id, instrument.short]));
      to.print(
        {
          state: state.iso3,
          name: state.names.en,
          asOf: day,
          standings: Object.fromEntries(found.standings),
          reporting: found.said,
          commitments: found.commitments,
        },
        [
          `${state.names.en} (${state.iso3}), as of ${formatDate(day)}`,
          '',
          ...found.standings
            .filter(([, standing]) => standing.kind !== 'not loaded')
            .map(([id, standing]) => standingLine(short.get(id) ?? id, standing)),
          '',
          ...found.said.map(
            (said) =>
              `${short.get(said.instrument) ?? said.instrument}: ${said.statement}, as at ${said.asAt}  [${said.citation.title}]`,
          ),
          ...found.commitments.map(
            (commitment) => `${commitment.name} (${commitment.adoptedBy})  [${commitment.citation.title}]`,
          ),
          `Not loaded: ${found.standings
            .filter(([, standing]) => standing.kind === 'not loaded')
            .map(([id]) => short.get(id) ?? id)
            .join(', ')}`,
        ],
      );
    });

  program
    .command('due')
    .option('--state <code>', 'one State only')
    .option('--months <number>', 'how far ahead', '12')
    .description('reports, reviews and deadlines of the coming months')
    .addHelpText('after', '\nExamples:\n  plumbline due --state MUS\n  plumbline due --months 3 --json')
    .action(async (options: { state?: string; months: string }, command: Command) => {
      const to = terminal(command);
      const state = options.state ? askedState(options.state) : undefined;
      const items = await to.reading((record) =>
        record.read((tx) => comingItems(tx, to.today(), Number(options.months), state?.iso3)),
      );
      const t = translator('en');
      to.print(
        items,
        items.length > 0
          ? items.map((item) => {
              const { key, values } = dueMessage(item);
              const mark = item.citation.standing === 'unverified' ? ' (unverified)' : '';
              return `${item.date}  ${item.state}  ${t(key, values)}${mark}  [${item.citation.title}]`;
            })
          : ['Nothing is recorded for these months.'],
      );
    });

  program
    .command('commitment')
    .description('regional and voluntary commitments')
    .command('add')
    .requiredOption('--id <id>', 'short and lasting: BOGOTA-2018; the same id again is a correction')
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--kind <kind>', 'regional, voluntary or industry')
    .requiredOption('--by <who>', 'who adopted it')
    .requiredOption('--statement <text>', 'what was promised, in your own words')
    .requiredOption('--source <title>', 'the document that says so')
    .option('--place <place>', 'paragraph, article or page')
    .option('--address <url>', 'where the document is')
    .option('--adopted <date>', 'year, month or day')
    .option('--states <codes>', 'States that the source names, with commas between them')
    .option('--reason <text>', 'why it is added', 'added by hand')
    .description('adds a commitment with its source')
    .addHelpText(
      'after',
      '\nExample:\n  plumbline commitment add --id PLEDGE-2025 --name "Pledge" --kind voluntary --by "Ministerial meeting" \\\n    --statement "To train hotel staff" --source "Outcome document" --place "para. 4" --states MUS,SYC',
    )
    .action(async (options: { [name: string]: string }, command: Command) => {
      const to = terminal(command);
      const input = commitmentFromFields(options);
      const added = await to.writing(
        (record) =>
          record.command(
            {
              kind: 'commitment',
              actor: to.actor,
              reason: options['reason'] ?? '',
              citation: input.citation.title,
              at: to.now().toISOString(),
            },
            (tx) => addCommitment(tx, input),
          ).result,
      );
      to.print({ added }, [
        added > 0
          ? `${options['id']} is in the record (${added} rows).`
          : 'The record says so already; nothing was added.',
      ]);
    });
}

function standingLine(short: string, { kind, row, differences }: Standing): string {
  const date =
    kind === 'signed' ? row?.signed : kind === 'party' || kind === 'withdrawn' ? row?.acted : undefined;
  const mark = row?.citation.standing === 'unverified' ? '  (unverified)' : '';
  const conflict =
    differences.length > 0
      ? `  (${differences.length} ${differences.length === 1 ? 'source differs' : 'sources differ'})`
      : '';
  return `${short.padEnd(28)}${kind.padEnd(12)}${(date ?? '').padEnd(12)}${mark}${conflict}  [${row?.citation.title ?? ''}]`;
}
