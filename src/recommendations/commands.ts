/** Commands on recommendations: `asked`, `split`. */
import type { Command } from 'commander';
import { askedState, stateOf } from '../core/state.ts';
import { readDocument } from '../platform/documents/read.ts';
import { fileFromDisk } from '../platform/tables/read.ts';
import { writeCsv } from '../platform/tables/write.ts';
import type { Terminal } from '../platform/terminal.ts';
import { findingText } from './intake/findings.ts';
import { type SplitDocument, splitDocument, type SplitFinding } from './intake/split.ts';
import { askersOf, responseOf } from './model.ts';
import { search } from './store.ts';

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
  program
    .command('split')
    .argument('<file>', 'a UN document: PDF, Word (.docx) or a saved web page')
    .option('--paragraphs', 'the numbered paragraphs, in place of the recommendations')
    .option('--csv', 'as CSV')
    .description('splits a document into numbered paragraphs and recommendations; stores nothing')
    .addHelpText(
      'after',
      `
Reads reports of the UPR working group, thematic lists of OHCHR and concluding observations of treaty bodies.
What breaks the numbering, and every name that is not known, is listed.

Examples:
  plumbline split g1934994.pdf
  plumbline split thematic-list.docx --csv
  plumbline split concluding-observations.pdf --paragraphs`,
    )
    .action(async (path: string, options: { paragraphs?: true; csv?: true }, command: Command) => {
      const to = terminal(command);
      const document = splitDocument(await readDocument(fileFromDisk(path)));
      const shown =
        options.paragraphs || document.recommendations.length === 0 ? 'paragraphs' : 'recommendations';
      if (options.csv) for (const finding of document.findings) to.say(tellFinding(finding));
      to.print(
        document,
        options.csv
          ? splitCsv(document, shown).trimEnd().split('\r\n')
          : [
              ...tellDocument(document),
              ...document.findings.map((finding) => `  ${tellFinding(finding)}`),
              ...splitRows(document, shown).map((cells) => cells.filter((cell) => cell !== '').join('  ')),
            ],
      );
    });
}

function tellDocument({
  file,
  kind,
  symbol,
  state,
  pages,
  paragraphs,
  recommendations,
}: SplitDocument): string[] {
  const about = [symbol, state && stateOf(state).names.en, pages && `${pages} pages`]
    .filter(Boolean)
    .join(', ');
  const numbers = new Set(recommendations.map(({ paragraph }) => paragraph)).size;
  return [
    `${file}: ${kind}${about ? ` (${about})` : ''}`,
    `${paragraphs.length} numbered paragraphs, ${recommendations.length} recommendations under ${numbers} numbers`,
  ];
}

function tellFinding(finding: SplitFinding): string {
  const { number, page } = finding;
  const where = `${finding.kind === 'row not read' ? 'row ' : ''}${number}${page === undefined ? '' : ` (page ${page})`}`;
  return [where, findingText(finding)].filter(Boolean).join(': ');
}

const columns = {
  paragraphs: ['paragraph', 'page', 'heading', 'text'],
  recommendations: [
    'paragraph',
    'page',
    'askers',
    'response',
    'text',
    'theme',
    'themes',
    'groups',
    'goals',
    'said',
    'source',
  ],
};

function splitCsv(document: SplitDocument, shown: keyof typeof columns): string {
  return writeCsv(columns[shown], splitRows(document, shown));
}

function splitRows(document: SplitDocument, shown: keyof typeof columns): string[][] {
  if (shown === 'paragraphs')
    return document.paragraphs.map(({ number, page, headings, text }) => [
      number,
      String(page ?? ''),
      headings.join(' > '),
      text,
    ]);
  return document.recommendations.map((one) => [
    one.paragraph,
    String(one.page ?? ''),
    one.askers.map(({ name }) => name).join('; '),
    one.response,
    one.text,
    one.heading ?? '',
    (one.themes ?? []).join('; '),
    (one.groups ?? []).join('; '),
    (one.goals ?? []).join('; '),
    one.said,
    one.source ?? '',
  ]);
}
