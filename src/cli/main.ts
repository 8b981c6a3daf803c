/** The command-line door: `plumbline serve | import | state | due | overview | audit | backup | restore …` */
import { Command, CommanderError } from 'commander';
import { Problem } from '../core/problem.ts';
import { problemOfDisk } from '../platform/disk.ts';
import { software } from '../platform/product.ts';
import { exitCodes } from '../platform/terminal.ts';
import { commands as alerts } from '../alerts/commands.ts';
import { commands as accounts } from '../accounts/commands.ts';
import { commands as commitments } from '../commitments/commands.ts';
import { commands as law } from '../law/commands.ts';
import { commands as recommendations } from '../recommendations/commands.ts';
import { commands as statistics } from '../statistics/commands.ts';
import { commands as publications } from '../publications/commands.ts';
import { commands as vault } from '../vault/commands.ts';
import { commands as edition } from '../edition/commands.ts';
import { commands as keeping } from './keeping.ts';
import { importCommand } from './import.ts';
import { serveCommand } from './serve.ts';
import { terminal } from './terminal.ts';

const program = new Command('plumbline')
  .description(
    'Holds what each State does to end the sexual exploitation of children up against what it promised.',
  )
  .version(software.version)
  .option('--data <folder>', 'the data folder', process.env['PLUMBLINE_DATA'] ?? './data')
  .option('--json', 'print the result as JSON')
  .option('--actor <name>', 'who makes the change, for the audit log')
  .option('--clock-is-right', 'add to a record whose last change was made with a clock that was ahead')
  .showHelpAfterError('(see plumbline --help)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  plumbline serve                                  start, and print the address
  plumbline state MUS                              what Mauritius promised, and what is due
  plumbline due --state MUS                        dates of the next twelve months
  plumbline law show PHL --checklist sec-law      what the law says, point by point
  plumbline overview MUS --out mauritius.docx      Country Overview (also .pdf, .html, .json)
  plumbline import 1-5.csv --preview               what a file would add, without adding it
  plumbline protect table.csv --spec spec.json --out protected.csv --certificate cert.json
                                                   a table in which no small count can be worked out
  plumbline audit verify                           checks that nothing was altered

Exit codes: ${Object.entries(exitCodes)
      .map(([name, code]) => `${code} ${name}`)
      .join(', ')}`,
  );

for (const add of [
  serveCommand,
  importCommand,
  accounts,
  alerts,
  commitments,
  recommendations,
  law,
  statistics,
  publications,
  vault,
  edition,
  keeping,
]) {
  add(program, (command) => terminal(command));
}

// Whoever reads what is said may stop early (`| head`): what is left to do is done all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

try {
  await program.parseAsync();
} catch (thrown) {
  const error = problemOfDisk(thrown);
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else if (error instanceof Problem) {
    process.stderr.write(`plumbline: ${error.message}\n`);
    process.exitCode = exitCodes.problem;
  } else throw error;
}
