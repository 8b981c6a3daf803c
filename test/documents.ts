/**
 * Working-group reports as they are, and what the tables of UPR Info and of the Danish Institute say of the same
 * sessions: how much of a table is found in its report, and how much of what is found is in the table.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { findState } from '../src/core/state.ts';
import { fold } from '../src/core/text.ts';
import { readDocument } from '../src/platform/documents/read.ts';
import { readTable } from '../src/platform/tables/read.ts';
import { findColumns } from '../src/platform/tables/table.ts';
import { type SplitDocument, splitDocument } from '../src/recommendations/intake/split.ts';
import { shared } from './shared.ts';

/** The reports of which the tables hold the same version, told by the symbol. */
export const reports = [
  ...[
    'brazil2012',
    'germany2013',
    'guatemala2012',
    'japan2012',
    'moldova2011',
    'netherlands2012',
    'peru2012',
    'romania2013',
    'srilanka2012',
    'tunisia2012',
  ].map((name) => `data/upr-wg-reports-pdf/pdfs/${name}.pdf`),
  'data/upr-documents-slovenia/1stcyycleunoriginal/g1012049.pdf',
];

/** The join of both tables, in which each row has symbol and paragraph. */
const table = 'data/upr_cross_labelled_2008_2013.csv.gz';

export interface TableRow {
  readonly symbol: string;
  readonly paragraph: string;
  readonly asker: string;
  readonly text: string;
}

/** The rows of the tables, or undefined where the real files are not at hand. */
export async function tableRows(): Promise<readonly TableRow[] | undefined> {
  const file = shared(table);
  if (!file) return undefined;
  const [read] = await readTable({ name: basename(file), bytes: gunzipSync(readFileSync(file)) });
  const cells =
    read &&
    findColumns(read, {
      symbol: /^document_symbol$/,
      paragraph: /^paragraph$/,
      asker: /^recommending_state$/,
      text: /^text$/,
    });
  if (!read || !cells) throw new Error(`${table} has other columns than it had`);
  return read.rows.map(cells);
}

export async function splitFile(path: string): Promise<SplitDocument> {
  return splitDocument(await readDocument({ name: basename(path), bytes: readFileSync(path) }));
}

export interface Comparison {
  /** Rows of the table with this symbol. */
  readonly rows: number;
  /** Of these: with a paragraph number that was found. */
  readonly numbers: number;
  /** With the same words under that number, letters and figures alone compared, a leading "to" left out. */
  readonly texts: number;
  /** With the same words, or all but a few of them: the table shortens some, or corrects them. */
  readonly nearly: number;
  /** Recommendations found, each counted once for every State that made it. */
  readonly made: number;
  /** Of these: with a row of that number and State. */
  readonly precise: number;
  /** What differs, for reading. */
  readonly differences: readonly string[];
}

export function compare({ symbol, recommendations }: SplitDocument, all: readonly TableRow[]): Comparison {
  const rows = all.filter((row) => row.symbol === symbol);
  const differences: string[] = [];
  let [numbers, texts, nearly, made, precise] = [0, 0, 0, 0, 0];
  for (const row of rows) {
    const found = recommendations.filter(({ paragraph }) => paragraph === row.paragraph);
    const likeness = Math.max(0, ...found.map(({ text }) => likenessOf(words(text), words(row.text))));
    numbers += found.length > 0 ? 1 : 0;
    texts += likeness === 1 ? 1 : 0;
    nearly += likeness >= 0.9 ? 1 : 0;
    if (found.length === 0)
      differences.push(`${row.paragraph || 'no number'} ${row.asker}: not found: ${row.text}`);
    else if (likeness < 1)
      differences.push(
        `${row.paragraph} ${row.asker}: table: ${row.text}\n    report: ${found.map(({ text }) => text).join(' | ')}`,
      );
  }
  const nameKey = (name: string) => findState(name) ?? fold(name);
  const known = new Set(rows.map(({ paragraph, asker }) => `${paragraph} ${nameKey(asker)}`));
  for (const { paragraph, askers, text } of recommendations)
    for (const asker of askers) {
      made += 1;
      if (known.has(`${paragraph} ${nameKey(asker.name)}`)) precise += 1;
      else differences.push(`${paragraph} ${asker.name}: not in the table: ${text}`);
    }
  return { rows: rows.length, numbers, texts, nearly, made, precise, differences };
}

/** The sum of several. */
export function total(comparisons: readonly Comparison[]): Comparison {
  const sum = (of: (one: Comparison) => number) => comparisons.reduce((all, one) => all + of(one), 0);
  return {
    rows: sum(({ rows }) => rows),
    numbers: sum(({ numbers }) => numbers),
    texts: sum(({ texts }) => texts),
    nearly: sum(({ nearly }) => nearly),
    made: sum(({ made }) => made),
    precise: sum(({ precise }) => precise),
    differences: [],
  };
}

function words(text: string): readonly string[] {
  return fold(text).replace(/^to /, '').split(' ');
}

/** How much of two texts is common, in order: twice the longest common subsequence of words over all words. */
function likenessOf(one: readonly string[], other: readonly string[]): number {
  const row = Array.from({ length: other.length + 1 }, () => 0);
  for (const word of one) {
    let diagonal = 0;
    for (const [at, candidate] of other.entries()) {
      const above = row[at + 1] ?? 0;
      row[at + 1] = word === candidate ? diagonal + 1 : Math.max(above, row[at] ?? 0);
      diagonal = above;
    }
  }
  return (2 * (row.at(-1) ?? 0)) / (one.length + other.length);
}
