/** Commands on links between demands: `demands links`, `demands link`. */
import { type Command, Option } from 'commander';
import { parseDay } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { askedState } from '../../core/state.ts';
import type { Terminal } from '../../platform/terminal.ts';
import { decidedLinks, decideLink, type Deciding, linkProposals } from '../store/links.ts';
import { why } from './codebook.ts';

const outcomes: { readonly [D in Deciding]: string } = {
  new: 'The decision is kept.',
  changed: 'The decision is kept; it takes the place of the one before.',
  known: 'The record says so already.',
};

export function demands(program: Command, terminal: (command: Command) => Terminal): void {
  const group = program.command('demands').description('which demands of a State are one');

  group
    .command('links')
    .argument('<state>', 'ISO 3166-1 alpha-3 code of the State')
    .option('--as-of <day>', 'the day for which to answer')
    .option('--limit <number>', 'how many proposals to show', '20')
    .description('pairs of demands that are near, and what was decided on pairs')
    .addHelpText('after', '\nExample:\n  plumbline demands links MUS')
    .action(async (code: string, options: { asOf?: string; limit: string }, command: Command) => {
      const to = terminal(command);
      const { iso3 } = askedState(code);
      const day = options.asOf ? parseDay(options.asOf) : to.today();
      const { decided, proposed } = await to.reading((record) =>
        record.read((tx) => ({
          decided: decidedLinks(tx, iso3, day),
          proposed: linkProposals(tx, iso3, day),
        })),
      );
      const shown = proposed.slice(0, Number(options.limit));
      to.print({ decided, proposed: shown, total: proposed.length }, [
        ...decided.map(
          ({ verdict, pair, decidedBy, decidedAt, note }) =>
            `${verdict}: “${pair[0]}” “${pair[1]}”  by ${decidedBy}, ${decidedAt.slice(0, 10)}${note ? `: ${note}` : ''}`,
        ),
        `pairs that are near and not decided: ${proposed.length}${proposed.length > shown.length ? `, the first ${shown.length}:` : ''}`,
        ...shown.flatMap(({ pair, score, reasons }) => [
          `${score}  “${pair[0]}” “${pair[1]}”`,
          `    ${reasons.map(why).join('; ')}`,
        ]),
      ]);
    });

  group
    .command('link')
    .argument('<state>', 'ISO 3166-1 alpha-3 code of the State')
    .argument('<key>', 'the key of a demand, as “plumbline demands links” shows it')
    .argument('<other>', 'the key of the other')
    .addOption(new Option('--confirm', 'the two are one demand').conflicts('refuse'))
    .option('--refuse', 'the two are two demands')
    .option('--note <text>', 'why')
    .option('--reason <text>', 'why it is added, for the audit log', 'decided by hand')
    .description('keeps a decision on two demands of a State; a later one changes it')
    .addHelpText(
      'after',
      '\nExample:\n  plumbline demands link MUS "train||theme/justice" "train||theme/justice,theme/trafficking" --confirm',
    )
    .action(
      async (
        state: string,
        first: string,
        second: string,
        options: { confirm?: true; refuse?: true; note?: string; reason: string },
        command: Command,
      ) => {
        const to = terminal(command);
        if (!options.confirm && !options.refuse)
          throw new Problem('link-invalid', { field: 'decision', detail: 'give --confirm or --refuse' });
        const verdict = options.confirm ? 'confirmed' : 'refused';
        const fields = { state, first, second, verdict, note: options.note };
        const change = { actor: to.actor, reason: options.reason, at: to.now().toISOString() };
        const outcome = await to.writing((record) => decideLink(record, fields, change));
        to.print({ outcome }, [outcomes[outcome]]);
      },
    );
}
