/** Commands on publications: `overview`. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDay } from '../core/date.ts';
import { askedState } from '../core/state.ts';
import { parseLanguage } from '../core/text.ts';
import { translator } from '../platform/messages.ts';
import type { Terminal } from '../platform/terminal.ts';
import { formatOf, write } from './formats.ts';
import { countryOverview } from './overview.ts';
import { overviewMaterial } from './store.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('overview')
    .argument('<code>', 'ISO 3166-1 alpha-3 code of the State')
    .requiredOption('--out <file>', 'where to write; the ending chooses the form: .docx, .pdf, .html, .json')
    .option('--as-of <day>', 'the day for which to write')
    .option('--lang <language>', 'en, fr, es or ar', 'en')
    .description('writes the Country Overview of a State, with a footnote under every statement')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline overview MUS --out mauritius.docx\n  plumbline overview IRQ --out iraq.pdf --lang ar --as-of 2025-01-01',
    )
    .action(async (code: string, options: { out: string; asOf?: string; lang: string }, command: Command) => {
      const to = terminal(command);
      const state = askedState(code);
      const format = formatOf(options.out);
      const day = options.asOf ? parseDay(options.asOf) : to.today();
      const t = translator(parseLanguage(options.lang));
      const material = await to.reading((record) => record.read((tx) => overviewMaterial(tx, state, day, t)));
      to.say(`writing ${options.out} …`);
      const bytes = await write(countryOverview(material, t), format);
      writeFileSync(options.out, bytes);
      to.print({ file: options.out, bytes: bytes.length }, [`${options.out}: ${bytes.length} bytes`]);
    });
}
