/** The command `split`: a UN document in paragraphs and recommendations. */
import type { Command } from 'commander';
import { stateOf } from '../../core/state.ts';
import { readDocument } from '../../platform/documents/read.ts';
import { fileFromDisk } from '../../platform/tables/read.ts';
import { writeCsv } from '../../platform/tables/write.ts';
import type { Terminal } from '../../platform/terminal.ts';
import type { SplitAnswer } from '../intake/addendum.ts';
import { findingText } from '../intake/findings.ts';
import { type SplitDocument, splitDocument, type SplitFinding } from '../intake/split.ts';

export function split(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('split')
    .argument('<file>', 'a UN document: PDF, Word (.docx) or a saved web page')
    .option('--paragraphs', 'the numbered paragraphs, in place of recommendations or answers')
    .option('--csv', 'as CSV')
    .description('splits a document into numbered paragraphs and recommendations; stores nothing')
    .addHelpText(
      'after',
      `
Reads reports of the UPR working group, addenda to them with the State's answers, thematic lists of OHCHR and
concluding observations of treaty bodies.
What breaks the numbering, and every name that is not known, is listed.

Examples:
  plumbline split g1934994.pdf
  plumbline split thematic-list.docx --csv
  plumbline split concluding-observations.pdf --paragraphs`,
    )
    .action(async (path: string, options: { paragraphs?: true; csv?: true }, command: Command) => {
      const to = terminal(command);
      const document = splitDocument(await readDocument(fileFromDisk(path)));
      const shown = options.paragraphs ? 'paragraphs' : shownOf(document);
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

function shownOf({ answers, recommendations }: SplitDocument): keyof typeof columns {
  if (answers !== undefined) return 'answers';
  return recommendations.length === 0 ? 'paragraphs' : 'recommendations';
}

function tellDocument({
  file,
  kind,
  answers,
  symbol,
  state,
  pages,
  paragraphs,
  recommendations,
  pledges = [],
}: SplitDocument): string[] {
  const about = [symbol, state && stateOf(state).names.en, pages && `${pages} pages`]
    .filter(Boolean)
    .join(', ');
  const counted = (response: SplitAnswer['response']) =>
    `${answers?.filter((answer) => answer.response === response).length ?? 0} ${response}`;
  const numbers = new Set(recommendations.map(({ paragraph }) => paragraph)).size;
  return [
    `${file}: ${kind}${about ? ` (${about})` : ''}`,
    answers === undefined
      ? `${paragraphs.length} numbered paragraphs, ${recommendations.length} recommendations under ${numbers} numbers`
      : `${answers.length} numbers answered: ${counted('supported')}, ${counted('noted')}`,
    ...(pledges.length > 0
      ? [`${pledges.length} voluntary pledges of the State, which are stored as such, not as recommendations`]
      : []),
  ];
}

function tellFinding(finding: SplitFinding): string {
  const { number, page } = finding;
  const where = `${finding.kind === 'row not read' ? 'row ' : ''}${number}${page === undefined ? '' : ` (page ${page})`}`;
  return [where, findingText(finding)].filter(Boolean).join(': ');
}

const columns = {
  answers: ['number', 'response', 'paragraph', 'page', 'said'],
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
  if (shown === 'answers')
    return (document.answers ?? []).map(({ number, response, paragraph = '', page, said }) => [
      number,
      response,
      paragraph,
      String(page ?? ''),
      said,
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
