/** Commands on recommendations: `asked`. */
import type { Command } from 'commander';
import { askedState } from '../core/state.ts';
import type { Terminal } from '../platform/terminal.ts';
import { askersOf, responseOf } from './model.ts';
import { search } from './search.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('asked')
    .argument('[words...]', 'words that must occur; "a phrase"; child*; OR between words')
    .option('--state <code>', 'made to this State')
    .option('--by <code>', 'made by this State')
    .option('--limit <number>', 'how many to show', '20')
    .description('recommendations that States received')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline asked sexual exploitation --state MUS\n  plumbline asked \'"optional protocol"\' --by URY --json',
    )
    .action(
      async (words: string[], options: { state?: string; by?: string; limit: string }, command: Command) => {
        const to = terminal(command);
        const filters = {
          ...(words.length > 0 ? { words: words.join(' ') } : {}),
          ...(options.state ? { state: askedState(options.state).iso3 } : {}),
          ...(options.by ? { asker: askedState(options.by).iso3 } : {}),
        };
        const found = await to.reading((record) =>
          record.read((tx) => search(tx, filters, { offset: 0, limit: Number(options.limit) })),
        );
        to.print(found, [
          `${found.total} recommendations${found.total > found.items.length ? `, the first ${found.items.length}:` : ''}`,
          ...found.items.map((one) => {
            const agreed = responseOf(one);
            const by = askersOf(one)
              .map((asker) => asker.name)
              .join(', ');
            return `${one.state}  ${one.statements[0]?.year ?? ''}  ${agreed.kind === 'agreed' ? agreed.response : 'answers differ'}  ${one.text} (${by})`;
          }),
        ]);
      },
    );
}
