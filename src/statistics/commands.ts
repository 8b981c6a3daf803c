/** Commands on statistics: `template`. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseLanguage } from '../core/text.ts';
import { translator } from '../platform/messages.ts';
import type { Terminal } from '../platform/terminal.ts';
import { template } from './intake/workbook.ts';
import { indicators } from './store.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('template')
    .argument('<file>', 'where to write the workbook (.xlsx)')
    .option('--lang <language>', 'en, fr, es or ar', 'en')
    .description('writes a workbook to fill in with figures, which “plumbline import” takes')
    .addHelpText('after', '\nExample:\n  plumbline template figures.xlsx --lang fr')
    .action(async (file: string, options: { lang: string }, command: Command) => {
      const to = terminal(command);
      const known = await to.reading((record) => record.read(indicators));
      const bytes = template(known, translator(parseLanguage(options.lang)));
      writeFileSync(file, bytes);
      to.print({ file, bytes: bytes.length }, [`${file}: ${bytes.length} bytes`]);
    });
}
