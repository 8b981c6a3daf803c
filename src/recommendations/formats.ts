/** Files of what a search shows: all of it, each text with its sources, and how many there are. */
import { z } from 'zod';
import { stateOf } from '../core/state.ts';
import { software } from '../platform/product.ts';
import type { Record } from '../platform/record.ts';
import { csvLines } from '../platform/tables/write.ts';
import { xlsxBytes } from '../platform/tables/write-xlsx.ts';
import { askersOf, placeOf, responseOf } from './model.ts';
import { type Filters, type FoundItem, matches, type Order, shown } from './search.ts';

const formats = ['csv', 'xlsx', 'json'] as const;
export const exportFormat = z.enum(formats);
type ExportFormat = (typeof formats)[number];

export const exportTypes: { readonly [F in ExportFormat]: string } = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
};

export interface Export {
  readonly filters: Filters;
  readonly order: Order;
  readonly format: ExportFormat;
  /** Where the same search can be seen. */
  readonly address: string;
  /** How the JSON file shows one of them. */
  readonly show: (one: FoundItem) => unknown;
}

/**
 * The file, made as it is taken away. The query is read before the first byte.
 * @throws Problem `query-…`
 */
export function exportStream(record: Record, asked: Export): ReadableStream<Uint8Array> {
  const bytes = exportBytes(record, asked);
  return new ReadableStream({
    pull: (controller) => {
      const { done, value } = bytes.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

function exportBytes(record: Record, asked: Export): Generator<Uint8Array> {
  const { ids, total, order, understood } = record.read((tx) => matches(tx, asked.filters, asked.order));
  const items = itemsOf(record, ids, asked.filters.words);
  const about: readonly (readonly [string, string | number])[] = [
    ['address', asked.address],
    ...(understood ? ([['words', understood]] as const) : []),
    ['order', order],
    ['recommendations', total],
    ['record', record.head().hash],
    ['software', `${software.name} ${software.version}`],
  ];
  if (asked.format === 'csv')
    return encoded(
      csvLines(
        header,
        mapped(items, (one) => cells(one).map(String)),
      ),
    );
  if (asked.format === 'json') return encoded(jsonParts(about, mapped(items, asked.show)));
  return xlsxBytes([
    { name: 'Recommendations', header, rows: mapped(items, cells) },
    { name: 'About', header: ['about', 'value'], rows: about },
  ]);
}

const batch = 500;

function* itemsOf(record: Record, ids: Uint32Array, words: string | undefined): Generator<FoundItem> {
  for (let at = 0; at < ids.length; at += batch)
    yield* record.read((tx) => shown(tx, [...ids.subarray(at, at + batch)], words));
}

const header = [
  'id',
  'state',
  'state_name',
  'kind',
  'mechanism',
  'cycle',
  'body',
  'round',
  'years',
  'sessions',
  'text',
  'language',
  'asked_by',
  'response',
  'action',
  'issues',
  'sources',
];

function cells(one: FoundItem): (string | number)[] {
  const { round, statements } = one;
  const agreed = responseOf(one);
  const joined = (values: readonly (string | number | undefined)[]) =>
    [...new Set(values.filter((value) => value !== undefined))].join('; ');
  return [
    one.id,
    one.state,
    stateOf(one.state).shortNames.en,
    one.kind,
    round.mechanism,
    ...(round.mechanism === 'UPR' ? [round.cycle, '', ''] : ['', round.body, round.round]),
    joined(statements.map(({ year }) => year)),
    joined(statements.map(({ session }) => session)),
    one.text,
    one.language,
    askersOf(one)
      .map(({ name }) => name)
      .join('; '),
    agreed.kind === 'agreed' ? agreed.response : 'answers differ',
    joined(statements.map(({ action }) => action)),
    joined(statements.flatMap(({ issues, themes = [] }) => [...issues, ...themes])),
    joined(
      statements.map((said) => {
        const { title, place, address } = placeOf(said);
        return [title, place, address].filter(Boolean).join(', ');
      }),
    ),
  ];
}

function* jsonParts(
  about: readonly (readonly [string, string | number])[],
  items: Iterable<unknown>,
): Generator<string> {
  yield `${JSON.stringify(Object.fromEntries(about)).slice(0, -1)},"items":[`;
  let before = '\n';
  for (const item of items) {
    yield `${before}${JSON.stringify(item)}`;
    before = ',\n';
  }
  yield '\n]}\n';
}

function* mapped<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}

/** In pieces of some size: a small one costs as much to send as a large one. */
function* encoded(parts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < 65_536) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}
