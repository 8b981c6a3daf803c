/**
 * Writes SDMX-CSV 1.0 and 2.0 line by line. Cells are harmless in spreadsheet programs, as in every CSV file of
 * this program; the count and hash of other exports are left out, because clients of SDMX take each line for data.
 */
import { csvLine } from '../../platform/tables/write.ts';
import {
  type Component,
  type Content,
  type DataRow,
  type DataSet,
  isSeveral,
  textOf,
  writeReference,
} from './message.ts';
import { joined } from './subfields.ts';

export interface CsvOptions {
  /** 1.0 has no action and no several values: these are joined to one text. */
  readonly version: '1.0' | '2.0';
  /** `both`: "A: Annual" in one cell; `name`: the label in a column of its own. */
  readonly labels: 'id' | 'both' | 'name';
  /** Columns with the keys put together; of version 2.0. */
  readonly keys?: 'none' | 'series' | 'obs' | 'both';
}

const subfield = ';';
const letters = { Information: 'I', Append: 'A', Merge: 'M', Replace: 'R', Delete: 'D' } as const;
const kinds = {
  dataflow: 'dataflow',
  datastructure: 'datastructure',
  provisionagreement: 'dataprovision',
} as const;

export function* csvMessage(dataSets: readonly DataSet[], options: CsvOptions): Generator<string> {
  const columns = columnsOf(dataSets, options);
  const { version, labels } = options;
  const several = columns.some(({ languages, depth }) => languages || depth > 0);
  const keyColumns = keysOf(options);
  const header = csvLine([
    ...(version === '1.0'
      ? ['DATAFLOW']
      : [several ? `STRUCTURE[${subfield}]` : 'STRUCTURE', 'STRUCTURE_ID']),
    ...(version === '2.0' && labels === 'name' ? ['STRUCTURE_NAME'] : []),
    ...(version === '2.0' ? ['ACTION'] : []),
    ...keyColumns.map((key) => key.title),
    ...columns.flatMap((column) => titlesOf(column, options)),
  ]);
  // Readers take the separator of fields from behind this term, which therefore stands without quotes.
  yield header.replace(`"STRUCTURE[${subfield}]"`, `STRUCTURE[${subfield}]`);
  for (const dataSet of dataSets) {
    const { structure, label, action } = dataSet;
    const name = structure ? writeReference(structure) : '';
    const nameCell = labels === 'both' && label ? `${name}: ${label}` : name;
    const front =
      version === '1.0'
        ? [nameCell]
        : [
            structure ? kinds[structure.kind] : '',
            nameCell,
            ...(labels === 'name' ? [label ?? ''] : []),
            letters[action],
          ];
    for (const row of dataSet.rows)
      yield csvLine([
        ...front,
        ...keyColumns.map((key) => key.of(dataSet, row)),
        ...columns.flatMap((column) => cellsOf(column, row, options)),
      ]);
  }
}

interface Column {
  readonly component: Component;
  /** Of several values: how deep lists stand within lists; 0 for one value. */
  readonly depth: number;
  readonly languages: readonly string[] | undefined;
}

/** Of several structures first the dimensions, then the measures, then the attributes. */
function rankOf({ role, type }: Component): number {
  return role === 'dimension' ? (type === 'time' ? 1 : 0) : role === 'measure' ? 2 : 3;
}

/** The components of all data sets, with what their values need: one pass over the rows. */
function columnsOf(dataSets: readonly DataSet[], { version }: CsvOptions): Column[] {
  const components = new Map(
    dataSets.flatMap((dataSet) => dataSet.components.map((one) => [one.id, one] as const)),
  );
  const depths = new Map<string, number>();
  const languages = new Map<string, Set<string>>();
  const look = (id: string, content: Content, depth: number): void => {
    if (typeof content === 'string') return;
    if (isSeveral(content)) {
      depths.set(id, Math.max(depths.get(id) ?? 0, depth + 1));
      for (const one of content) look(id, one, depth + 1);
      return;
    }
    const known = languages.get(id) ?? new Set();
    for (const language of Object.keys(content)) known.add(language);
    languages.set(id, known);
  };
  if (version === '2.0')
    for (const { rows } of dataSets)
      for (const { values } of rows) for (const [id, content] of Object.entries(values)) look(id, content, 0);
  const inOrder = [...components.values()];
  if (inOrder.every(({ role }) => role !== 'unknown')) inOrder.sort((a, b) => rankOf(a) - rankOf(b));
  return inOrder.map((component) => {
    const known = languages.get(component.id);
    return { component, depth: depths.get(component.id) ?? 0, languages: known && [...known] };
  });
}

function titlesOf({ component, depth, languages }: Column, { labels }: CsvOptions): string[] {
  const bracket = languages ? `[${languages.join(subfield)}]` : depth > 0 ? '[]' : '';
  const id = `${component.id}${bracket}`;
  if (labels === 'name') return [id, component.label ?? component.id];
  return [labels === 'both' && component.label ? `${id}: ${component.label}` : id];
}

function cellsOf(
  { component, depth }: Column,
  { values }: DataRow,
  { version, labels }: CsvOptions,
): string[] {
  const content = values[component.id];
  const coded = (text: string) => {
    const label = labels === 'both' ? component.codes?.get(text) : undefined;
    return label === undefined ? text : `${text}: ${label}`;
  };
  const cell =
    content === undefined
      ? ''
      : version === '1.0' && typeof content !== 'string'
        ? textOf(content)
        : cellOf(content, depth, coded);
  if (labels !== 'name') return [cell];
  return [cell, typeof content === 'string' ? (component.codes?.get(content) ?? '') : ''];
}

function cellOf(content: Content, depth: number, coded: (text: string) => string): string {
  if (typeof content === 'string') return depth > 0 ? joined([coded(content)], subfield) : coded(content);
  if (isSeveral(content))
    return joined(
      content.map((one) => cellOf(one, depth - 1, coded)),
      subfield,
    );
  const words = Object.entries(content).map(([language, text]) => `${language}:${text}`);
  // Not in quotes, which would make a list of it; the reader puts a separator inside the words back.
  return words.join(subfield);
}

function keysOf({ version, keys = 'none' }: CsvOptions) {
  const key = (title: string, has: (component: Component) => boolean) => ({
    title,
    of: ({ components }: DataSet, { values }: DataRow) =>
      components
        .filter((component) => component.role === 'dimension' && has(component))
        .map(({ id }) => textOf(values[id]))
        .join('.'),
  });
  if (version === '1.0') return [];
  return [
    ...(keys === 'series' || keys === 'both' ? [key('SERIES_KEY', ({ type }) => type !== 'time')] : []),
    ...(keys === 'obs' || keys === 'both' ? [key('OBS_KEY', () => true)] : []),
  ];
}
