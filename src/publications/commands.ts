/** Commands on publications: `overview`, `report`. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDay } from '../core/date.ts';
import { askedGroup, groupOfCodes } from '../core/membership.ts';
import { askedState } from '../core/state.ts';
import { parseLanguage } from '../core/text.ts';
import { translator } from '../platform/messages.ts';
import type { Terminal } from '../platform/terminal.ts';
import { formatOf, formats, write } from './formats.ts';
import { reportFormats, writeReport } from './formats/region.ts';
import { countryOverview } from './overview.ts';
import { askedDays } from './region.ts';
import { overviewMaterial } from './store.ts';
import { regionMaterial } from './store/law.ts';

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
      const format = formatOf(options.out, formats);
      const day = options.asOf ? parseDay(options.asOf) : to.today();
      const t = translator(parseLanguage(options.lang));
      const material = await to.reading((record) => record.read((tx) => overviewMaterial(tx, state, day, t)));
      to.say(`writing ${options.out} …`);
      const bytes = await write(countryOverview(material, t), format);
      writeFileSync(options.out, bytes);
      to.print({ file: options.out, bytes: bytes.length }, [`${options.out}: ${bytes.length} bytes`]);
    });

  program
    .command('report')
    .description('writes reports over several States')
    .command('region')
    .argument('[group]', 'ASEAN, an M49 region by name or code, a UN regional group, LDC, LLDC or SIDS')
    .requiredOption('--checklist <id>', 'the checklist of law, for example sec-law')
    .requiredOption(
      '--out <file>',
      'where to write; the ending chooses the form: .docx, .pdf, .html, .xlsx, .json',
    )
    .option('--states <codes>', 'the States by their codes, in place of a group')
    .option('--as-of <day>', 'the day for which to write; today, or the last day compared')
    .option('--compare <days>', 'days to compare, with commas between them', '')
    .option('--lang <language>', 'en, fr, es or ar', 'en')
    .description('writes the report on law of several States: harmonisation table, point by point, changes')
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline report region ASEAN --checklist sec-law --out asean.docx\n  plumbline report region --states BRN,KHM,LAO --checklist sec-law --compare 2019-06-30,2024-06-30 --out three.xlsx',
    )
    .action(async (name: string | undefined, options: RegionOptions, command: Command) => {
      const to = terminal(command);
      const format = formatOf(options.out, reportFormats);
      const t = translator(parseLanguage(options.lang));
      const days = askedDays(options.compare, options.asOf ? parseDay(options.asOf) : undefined, to.today());
      const group = options.states ? groupOfCodes(options.states) : askedGroup(name ?? '', days.asOf);
      const material = await to.reading((record) =>
        record.read((tx) => regionMaterial(tx, { checklist: options.checklist, group, ...days })),
      );
      to.say(`writing ${options.out} …`);
      const bytes = await writeReport(material, t, format);
      writeFileSync(options.out, bytes);
      to.print({ file: options.out, bytes: bytes.length, states: group.members.length }, [
        `${options.out}: ${group.members.length} States, ${bytes.length} bytes`,
      ]);
    });
}

interface RegionOptions {
  readonly checklist: string;
  readonly out: string;
  readonly states?: string;
  readonly asOf?: string;
  readonly compare: string;
  readonly lang: string;
}
