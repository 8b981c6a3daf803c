/**
 * Readers of recommendation tables: UPR Info's CSV files and the Danish Institute's SDG explorer export. Each
 * turns a table into entries; names that cannot be placed are listed, malformed rows refuse the file.
 */
import { z } from 'zod';
import type { Citation } from '../../core/citation.ts';
import { Problem } from '../../core/problem.ts';
import { findState, whyNoState } from '../../core/state.ts';
import { parseSymbol } from '../../core/symbol.ts';
import type { RowNote } from '../../platform/imports.ts';
import { type CellsOf, type Columns, findColumns, type Table } from '../../platform/tables/table.ts';
import {
  actionCategories,
  type ActionCategory,
  type Asker,
  cycleOfSession,
  type Response,
  yearOfSession,
} from '../model.ts';
import type { Entered } from '../store.ts';

export interface RecommendationFile {
  readonly file: string;
  readonly kind: 'UPR Info' | 'Danish Institute for Human Rights';
  readonly rows: number;
  readonly entries: readonly Entered[];
  readonly unmapped: readonly RowNote[];
  readonly refused: readonly RowNote[];
}

/** Reads a table of a known form; undefined when its headers are those of no form known here. */
export function readRecommendations(table: Table): RecommendationFile | undefined {
  const uprInfo = findColumns(table, uprInfoColumns);
  if (uprInfo) return readRows(table, 'UPR Info', uprInfo, uprInfoEntry);
  const danish = findColumns(table, danishColumns);
  return danish && readRows(table, 'Danish Institute for Human Rights', danish, danishEntry);
}

/** What a row comes to: an entry, or a remark why there is none. */
type Reading = { readonly entry: Entered } | { readonly unmapped: string } | { readonly refused: string };
type Reader<C extends Columns> = (cells: ReturnType<CellsOf<C>>, row: number, citation: Citation) => Reading;

function readRows<C extends Columns>(
  table: Table,
  kind: RecommendationFile['kind'],
  cellsOf: CellsOf<C>,
  read: Reader<C>,
): RecommendationFile {
  const citation: Citation = { title: titles[kind], place: table.file, standing: 'verified' };
  const entries: Entered[] = [];
  const unmapped: RowNote[] = [];
  const refused: RowNote[] = [];
  for (const row of table.rows) {
    const reading = read(cellsOf(row), row.row, citation);
    if ('entry' in reading) entries.push(reading.entry);
    else if ('unmapped' in reading) unmapped.push({ row: row.row, text: reading.unmapped });
    else refused.push({ row: row.row, text: reading.refused });
  }
  return { file: table.file, kind, rows: table.rows.length, entries, unmapped, refused };
}

const titles = {
  'UPR Info': 'UPR Info, Database of UPR recommendations and voluntary pledges',
  'Danish Institute for Human Rights':
    'Danish Institute for Human Rights, SDG – Human Rights Data Explorer, export',
} as const;

const uprInfoColumns = {
  to: /^To$/,
  text: /^Text$/,
  from: /^From$/,
  response: /^Response$/,
  action: /^Action$/,
  issue: /^Issue$/,
  session: /^Session$/,
};

const session = z.coerce.number().int().min(1).max(99);

function uprInfoEntry(
  {
    to,
    text,
    from,
    response,
    action,
    issue,
    session: sessionText,
  }: ReturnType<CellsOf<typeof uprInfoColumns>>,
  row: number,
  citation: Citation,
): Reading {
  const number = session.safeParse(sessionText.trim() || undefined);
  if (!number.success) return { refused: `“${sessionText}” is not the number of a UPR session` };
  const year = yearOfSession(number.data);
  if (year === undefined) return { refused: `session ${number.data} is not known here` };
  if (text.trim() === '') return { refused: 'the text is empty' };
  const category = Number(action);
  if (action.trim() !== '' && !isCategory(category))
    return { refused: `“${action}” is not an action category (1 to 5)` };
  const state = findState(plain(to));
  if (!state) return { unmapped: whyNoState(plain(to)) };
  const mapped = responseFrom(response);
  return {
    entry: {
      state,
      kind: mapped === 'pledged' ? 'voluntary pledge' : 'recommendation',
      round: { mechanism: 'UPR', cycle: cycleOfSession(number.data) },
      text: tidy(text),
      statement: {
        asker: askerFrom(from),
        response: mapped,
        said: response.trim(),
        ...(isCategory(category) ? { action: category } : {}),
        issues: list(issue),
        session: number.data,
        year,
        row,
        citation,
      },
    },
  };
}

/**
 * Its headers are mislabelled: the column "Recommendation" holds the State under review. Goals, Targets and
 * Keywords are left out: an algorithm gave them, and they must not be read as the words of a body or a State.
 */
const danishColumns = {
  state: /^Recommendation$/,
  text: /^Tekst$/,
  response: /^Response$/,
  from: /^Recommending state$/i,
  year: /^field_year$/,
  document: /^Document$/,
};

function danishEntry(
  { state: to, text, response, from, year: yearText, document }: ReturnType<CellsOf<typeof danishColumns>>,
  row: number,
  citation: Citation,
): Reading {
  const time = /^(\d{4}) Cycle (\d)$/.exec(yearText.trim());
  if (!time) return { refused: `“${yearText}” is not a year with its cycle (2009 Cycle 1)` };
  if (text.trim() === '') return { refused: 'the text is empty' };
  const state = findState(plain(to));
  if (!state) return { unmapped: whyNoState(plain(to)) };
  const [, symbol = '', paragraph = ''] = /^Source:\s*([^|]*)\|?([^|]*)\|?/.exec(document.trim()) ?? [];
  return {
    entry: {
      state,
      kind: 'recommendation',
      round: { mechanism: 'UPR', cycle: Number(time[2]) },
      text: tidy(text),
      statement: {
        asker: askerFrom(from),
        response: responseFrom(response),
        said: response.trim(),
        issues: [],
        year: Number(time[1]),
        ...symbolOf(symbol),
        ...(paragraph.trim() ? { paragraph: paragraph.trim() } : {}),
        row,
        citation,
      },
    },
  };
}

/** The document symbol in its one form; a text that is none is left out. */
function symbolOf(text: string): { symbol?: string } {
  if (text.trim() === '') return {};
  try {
    return { symbol: parseSymbol(text).text };
  } catch (error) {
    if (error instanceof Problem) return {};
    throw error;
  }
}

function responseFrom(word: string): Response {
  const folded = word.trim().toLowerCase();
  if (folded === 'accepted' || folded === 'supported') return 'supported';
  if (folded === 'noted' || folded === 'rejected') return 'noted';
  return folded === 'voluntary pledge' ? 'pledged' : 'not known';
}

/** A State by its name; any other maker, or "(Unknown)", as written. */
function askerFrom(written: string): Asker {
  const name = plain(written) || 'not stated';
  const state = findState(name);
  return { name, ...(state ? { state } : {}) };
}

function isCategory(number: number): number is ActionCategory {
  return (actionCategories as readonly number[]).includes(number);
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function tidy(text: string): string {
  return plain(text).replace(/\s+/g, ' ');
}

/** The files hold a few characters as HTML references: "&#40;Unknown&#41;". */
function plain(text: string): string {
  return text
    .replace(/&#(\d{2,6});/g, (whole, code: string) =>
      Number(code) >= 32 && Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole,
    )
    .replaceAll('&amp;', '&')
    .trim();
}
