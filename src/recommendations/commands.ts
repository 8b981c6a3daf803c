/** Commands on recommendations: `asked`, and those of `commands/`. */
import type { Command } from 'commander';
import { Problem } from '../core/problem.ts';
import type { Terminal } from '../platform/terminal.ts';
import { codebook, label } from './commands/codebook.ts';
import { demands } from './commands/demands.ts';
import { followUp } from './commands/follow-up.ts';
import { judge } from './commands/judge.ts';
import { split } from './commands/split.ts';
import { train } from './commands/train.ts';
import { askersOf, responseOf } from './model.ts';
import { askedFilters, askedOrder, searchParameters } from './api.ts';
import { orders, search, type Suggestion, suggestions } from './search.ts';

/** What a suggestion says, after how many it finds. */
const sentences: { readonly [K in Suggestion['kind']]: (part: string, words: string) => string } = {
  without: (part) => `without ${part}`,
  alone: (part) => `with ${part} alone`,
  looser: (_, words) => `with ${words}`,
  filter: (part) => `without the filter ${part}`,
};

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  asked(program, terminal);
  split(program, terminal);
  label(program, terminal);
  codebook(program, terminal);
  train(program, terminal);
  judge(program, terminal);
  followUp(program, terminal);
  demands(program, terminal);
}

function asked(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('asked')
    .argument('[words...]', 'words, "words as written", traffick*, AND, OR, NOT and brackets')
    .option('--state <code>', 'made to this State')
    .option('--by <code>', 'made by this State')
    .option('--where <name=value...>', 'further filters, named as in the address of a page: response=noted')
    .option('--order <order>', `${orders.join(' or ')}; by relevance where words are given`)
    .option('--limit <number>', 'how many to show', '20')
    .description('recommendations that States received')
    .addHelpText(
      'after',
      "\nExamples:\n  plumbline asked sexual exploitation --state MUS\n  plumbline asked '\"optional protocol\"' --by URY --json\n  plumbline asked '(women OR girls) NOT tourism' --where response=noted fromYear=2012",
    )
    .action(
      async (
        words: string[],
        options: { state?: string; by?: string; where?: string[]; order?: string; limit: string },
        command: Command,
      ) => {
        const to = terminal(command);
        const asked = new URLSearchParams(
          (options.where ?? []).map((each) => [each.split('=')[0] ?? '', each.slice(each.indexOf('=') + 1)]),
        );
        const { state, by, order } = options;
        for (const [name, value] of Object.entries({ words: words.join(' '), state, by, order }))
          if (value) asked.set(name, value);
        const unknown = [...asked.keys()].find((name) => !searchParameters.includes(name));
        if (unknown)
          throw new Problem('parameter-invalid', {
            name: unknown,
            value: asked.get(unknown) ?? '',
            detail: `use one of ${searchParameters.join(', ')}`,
          });
        const filters = askedFilters(asked);
        const { found, instead } = await to.reading((record) =>
          record.read((tx) => {
            const slice = { offset: 0, limit: Number(options.limit) };
            const result = search(tx, filters, slice, askedOrder(asked));
            return { found: result, instead: result.total === 0 ? suggestions(tx, filters) : [] };
          }),
        );
        to.print({ ...found, suggestions: instead }, [
          ...(found.understood ? [`looked for: ${found.understood}`] : []),
          `${found.total} recommendations${found.total > found.items.length ? `, the first ${found.items.length}:` : ''}`,
          ...instead.map(
            ({ kind, part, count, filters: changed }) =>
              `${count} ${sentences[kind](part, changed.words ?? '')}`,
          ),
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
