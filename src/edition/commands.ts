/** `plumbline field-edition`: the pages of some States as files, for a stick and a laptop without a network. */
import { type Command, InvalidArgumentError } from 'commander';
import { askedGroup, groupOfCodes } from '../core/membership.ts';
import { Problem } from '../core/problem.ts';
import { type Language, parseLanguage } from '../core/text.ts';
import { exitCodes, type Terminal } from '../platform/terminal.ts';
import { writeEdition } from './edition.ts';

interface Options {
  readonly region?: string;
  readonly states?: string;
  readonly languages: readonly [Language, ...Language[]];
  readonly address?: string;
  readonly documents?: true;
  readonly out: string;
}

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('field-edition')
    .requiredOption('--out <folder>', 'a new folder, or an empty one')
    .option(
      '--region <group>',
      'ASEAN, an M49 region by name or code, a UN regional group, LDC, LLDC or SIDS',
    )
    .option('--states <codes>', 'the States by their codes, in place of a region')
    .option('--languages <list>', 'en, fr, es, ar, with commas between them', askedLanguages, ['en'])
    .option(
      '--address <url>',
      'where the installation can be reached, for links to what is not in the edition',
    )
    .option('--documents', 'with the Country Overview of each State as PDF and Word (some seconds each)')
    .description('writes a searchable copy of the pages of some States that opens without a server')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline field-edition --region ASEAN --out asean\n  plumbline field-edition --states KHM,THA --languages en,fr --documents --out /media/stick/plumbline',
    )
    .action(async (options: Options, command: Command) => {
      const to = terminal(command);
      const day = to.today();
      if ((options.region === undefined) === (options.states === undefined))
        throw new Problem('edition-states-missing');
      const group =
        options.states === undefined ? askedGroup(options.region ?? '', day) : groupOfCodes(options.states);
      const stop = new AbortController();
      const abort = () => stop.abort();
      process.once('SIGINT', abort).once('SIGTERM', abort);
      to.say(`drawing the pages, States: ${group.members.length} …`);
      const address = options.address === undefined ? undefined : publicAddress(options.address);
      try {
        const written = await to.reading((record) =>
          writeEdition({
            record,
            edition: {
              ...(group.name ? { name: group.name } : {}),
              states: group.members.map(({ state }) => state),
              languages: options.languages,
              day,
              head: record.head().hash,
              ...(address === undefined ? {} : { address }),
              documents: options.documents ? 'included' : 'left out',
            },
            out: options.out,
            signal: stop.signal,
            onProgress: ({ files, bytes, waiting }) =>
              to.progress(`${files} files, ${megabytes(bytes)}; ${waiting} pages known and not drawn yet …`),
          }),
        );
        to.print({ folder: options.out, states: group.members.length, ...written }, [
          `${options.out}: States: ${group.members.length}, ${written.files} files, ${megabytes(written.bytes)}. Open index.html in it`,
        ]);
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        to.say('stopped; nothing of it was left behind');
        process.exitCode = exitCodes.problem;
      } finally {
        process.off('SIGINT', abort).off('SIGTERM', abort);
      }
    });
}

function askedLanguages(list: string): [Language, ...Language[]] {
  const [first, ...others] = new Set(
    list
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(parseLanguage),
  );
  if (first === undefined) throw new InvalidArgumentError('give one language at least');
  return [first, ...others];
}

/** @throws Problem `parameter-invalid` of what is no address of the web */
function publicAddress(value: string): string {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
    throw new Problem('address-invalid', { value });
  return url.href.replace(/\/$/, '');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
