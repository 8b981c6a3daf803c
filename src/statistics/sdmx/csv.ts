/**
 * Reads SDMX-CSV 1.0 and 2.x, and the plain tables with SDMX columns that some services give instead.
 * Rules: field guide of SDMX-CSV 2.1 (sdmx-twg/sdmx-csv).
 */
import { Problem } from '../../core/problem.ts';
import { readCsv } from '../../platform/tables/csv.ts';
import type { Table } from '../../platform/tables/table.ts';
import {
  type Action,
  type Component,
  type Content,
  type DataMessage,
  type DataRow,
  type DataSet,
  parseReference,
  type StructureReference,
} from './message.ts';
import { subfields } from './subfields.ts';

const actionOf: { readonly [letter: string]: Action } = {
  I: 'Information',
  A: 'Append',
  M: 'Merge',
  R: 'Replace',
  D: 'Delete',
};
const kindOf: { readonly [cell: string]: StructureReference['kind'] } = {
  dataflow: 'dataflow',
  datastructure: 'datastructure',
  dataprovision: 'provisionagreement',
};

/** "STRUCTURE[;]," gives the separator of subfields and of fields. */
const opening = /^"?STRUCTURE(?:\[(.)[^\]]*\])?"?([^\w"\r\n])/;

/** Whether a text is SDMX-CSV, told by its header. */
export function isCsvMessage(text: string): boolean {
  if (opening.test(text) || /^"?DATAFLOW"?[,;\t]/.test(text)) return true;
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return /\bTIME_PERIOD\b/.test(header) && /\bOBS_VALUE\b/.test(header);
}

/**
 * The rows of a message. Without a data structure CSV does not say which columns are dimensions: only
 * TIME_PERIOD and OBS_VALUE are known, the others have the role `unknown`.
 * @throws Problem as `readCsv`; `sdmx-invalid` for an action or a structure that cannot be read
 */
export function readCsvMessage(text: string, file: string): DataMessage {
  const [, subfield = ';', separator] = opening.exec(text) ?? [];
  const table = readCsv(text, { file, ...(separator ? { separator } : {}) });
  const layout = layoutOf(table, subfield);
  const dataSets: (DataSet & { readonly rows: DataRow[] })[] = [];
  for (const { row, cells } of table.rows) {
    const head = headOf(layout, cells, { file, row });
    const before = dataSets.at(-1);
    const open =
      before && before.action === head.action && sameStructure(before.structure, head.structure)
        ? before
        : { ...head, components: layout.components, rows: [] };
    if (open !== before) dataSets.push(open);
    open.rows.push({ row, values: Object.fromEntries(valuesOf(layout, cells)) });
  }
  // A header alone is an answer without observations, of which the columns are known all the same.
  if (dataSets.length === 0)
    dataSets.push({ action: 'Information', components: layout.components, rows: [] });
  return { kind: 'data', notices: [], dataSets };
}

interface Column {
  readonly at: number;
  readonly component: Component;
  /** How the cell is cut: not at all, into values, into languages. */
  readonly cut: 'whole' | 'values' | 'languages';
  /** How many times lists stand within lists. */
  readonly depth: number;
  /** Whether the code stands before its label in the cell. */
  readonly cell: 'code' | 'code and label';
}

interface Layout {
  readonly columns: readonly Column[];
  readonly components: readonly Component[];
  readonly subfield: string;
  readonly decimalComma: 'decimal comma' | undefined;
  readonly structure: { readonly version: 1 | 2; readonly name: number; readonly action: number } | undefined;
}

const reserved = /^(STRUCTURE(\[.*\])?|STRUCTURE_ID|STRUCTURE_NAME|ACTION|SERIES_KEY|OBS_KEY|DATAFLOW)$/;
const title =
  /^(?<path>[A-Za-z][\w@$.-]*(?:\[\]\.[\w@$.-]+)*)(?:\[(?<bracket>[^\]]*)\])?(?:: (?<label>.*))?$/;
/** Columns of words, where “Note: …” is no code with its label. */
const isText =
  /(^|_)(FOOTNOTES?|NOTES?|COMMENTS?|WARNING|CITATION|TITLE)(_|$)|^DATA_SOURCE$|(_LINK|_ADDRESS)$/;
const idForm = /^[A-Z][A-Z0-9_@$.-]*(\[|:|$)/;

function layoutOf({ header, rows }: Table, subfield: string): Layout {
  const columns: Column[] = [];
  for (let at = 0; at < header.length; at += 1) {
    const name = header[at] ?? '';
    if (reserved.test(name) || name === '') continue;
    const labelAt = labelColumn(header, rows, at);
    columns.push(columnOf(header, rows, { at, labelAt, subfield }));
    if (labelAt !== undefined) at = labelAt;
  }
  const version = opening.test(`${header[0] ?? ''},`) ? 2 : header[0] === 'DATAFLOW' ? 1 : undefined;
  return {
    columns,
    components: columns.map(({ component }) => component),
    subfield,
    decimalComma: hasDecimalComma(columns, rows),
    structure: version && {
      version,
      name: header.indexOf('STRUCTURE_NAME'),
      action: header.indexOf('ACTION'),
    },
  };
}

interface Where {
  readonly at: number;
  /** Of a column of labels beside it. */
  readonly labelAt: number | undefined;
  readonly subfield: string;
}

function columnOf(header: readonly string[], rows: Table['rows'], { at, labelAt, subfield }: Where): Column {
  const name = header[at] ?? '';
  const { path = name, bracket, label } = title.exec(name)?.groups ?? {};
  const cut = bracket === undefined ? 'whole' : bracket === '' ? 'values' : 'languages';
  const ownLabel = labelAt === undefined ? label : header[labelAt];
  const inCell = () => {
    const cells = rows.map((row) => row.cells[at] ?? '');
    const values = cut === 'values' ? cells.flatMap((cell) => subfields(cell, subfield)) : cells;
    // Units are codes elsewhere, and words in what this program writes.
    const isUnit = path === 'UNIT_MEASURE' && header.some((each) => each.startsWith('VALUE_STATE'));
    return label === undefined || isText.test(path) || isUnit ? undefined : bothPairs(values);
  };
  const codes = labelAt === undefined ? inCell() : pairsOf(rows, at, labelAt);
  return {
    at,
    component: {
      id: path,
      ...roleOf(path),
      ...(ownLabel ? { label: ownLabel } : {}),
      ...(codes ? { codes } : {}),
    },
    cut,
    depth: path.split('[]').length,
    cell: labelAt === undefined && codes ? 'code and label' : 'code',
  };
}

function roleOf(id: string): Pick<Component, 'role' | 'type'> {
  if (id === 'TIME_PERIOD') return { role: 'dimension', type: 'time' };
  return id.startsWith('OBS_VALUE') ? { role: 'measure', type: 'number' } : { role: 'unknown' };
}

/** Where the labels of a column stand: beside it, under a name in plain words, one label to each code. */
function labelColumn(header: readonly string[], rows: Table['rows'], at: number): number | undefined {
  const next = header[at + 1];
  if (next === undefined) return undefined;
  if (header.includes('STRUCTURE_NAME')) return at + 1;
  const [code = '', words = ''] = [header[at], next];
  return idForm.test(code) && !idForm.test(words) && !code.includes(': ') && pairsOf(rows, at, at + 1)
    ? at + 1
    : undefined;
}

/** Label by code; undefined where a code has two labels, or where there is none at all. */
function pairsOf(rows: Table['rows'], at: number, labelAt: number): ReadonlyMap<string, string> | undefined {
  return labelled(rows.map(({ cells }) => [cells[at] ?? '', cells[labelAt] ?? '']));
}

/** The same of values such as "A: Annual"; a text that has ": " by chance has no one label to a code. */
function bothPairs(values: readonly string[]): ReadonlyMap<string, string> | undefined {
  const pairs: [string, string][] = [];
  for (const value of values) {
    if (value === '') continue;
    const [, code, label] = /^([\w@$:/.-]+?): (.*)$/s.exec(value) ?? [];
    if (!code || label === undefined) return undefined;
    pairs.push([code, label]);
  }
  return labelled(pairs);
}

function labelled(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const [code, label] of pairs) {
    if ((found.get(code) ?? label) !== label) return undefined;
    if (code === '' && label !== '') return undefined;
    if (code !== '' && label !== '') found.set(code, label);
  }
  return found.size > 0 ? found : undefined;
}

/** Numbers such as "12,4" are only meant so where no number of the file has a point. */
function hasDecimalComma(columns: readonly Column[], rows: Table['rows']): Layout['decimalComma'] {
  const places = columns.filter(({ component }) => component.type === 'number').map(({ at }) => at);
  const numbers = rows.flatMap(({ cells }) => places.map((at) => cells[at] ?? ''));
  const comma =
    numbers.some((number) => /^-?\d+,\d+$/.test(number)) && !numbers.some((number) => number.includes('.'));
  return comma ? 'decimal comma' : undefined;
}

function headOf(
  { structure }: Layout,
  cells: readonly string[],
  place: { readonly file: string; readonly row: number },
): Pick<DataSet, 'action' | 'structure' | 'label'> {
  if (!structure) return { action: 'Information' };
  const [first = '', second = ''] = cells;
  if (structure.version === 1) {
    // Some services write the id of the dataflow alone.
    const [, reference = first, label] = /^(\S+?)(?:: (.*))?$/s.exec(first) ?? [];
    const parsed = parseReference(reference);
    return {
      action: 'Information',
      ...(parsed ? { structure: { kind: 'dataflow', ...parsed } } : {}),
      ...(label ? { label } : {}),
    };
  }
  const letter = structure.action < 0 ? 'I' : (cells[structure.action] ?? '');
  const action = actionOf[letter];
  if (!action)
    throw new Problem(
      'sdmx-invalid',
      { detail: `“${letter}” is no action; use M, R, D, A or I` },
      { ...place, column: 'ACTION' },
    );
  const kind = kindOf[first];
  const [, reference = second, inCell] = /^(\S+?)(?:: (.*))?$/s.exec(second) ?? [];
  const parsed = parseReference(reference);
  if (!kind || !parsed)
    throw new Problem(
      'sdmx-invalid',
      { detail: `“${first} ${second}” names no structure` },
      { ...place, column: 'STRUCTURE' },
    );
  const label = structure.name < 0 ? inCell : cells[structure.name];
  return { action, structure: { kind, ...parsed }, ...(label ? { label } : {}) };
}

function sameStructure(a: StructureReference | undefined, b: StructureReference | undefined): boolean {
  return (
    a === b ||
    (a?.kind === b?.kind && a?.agency === b?.agency && a?.id === b?.id && a?.version === b?.version)
  );
}

function* valuesOf(
  { columns, subfield, decimalComma }: Layout,
  cells: readonly string[],
): Iterable<[string, Content]> {
  for (const { at, component, cut, depth, cell } of columns) {
    const text = cells[at] ?? '';
    if (text === '') continue;
    const bare = (value: string) => (cell === 'code and label' ? value.slice(0, value.indexOf(': ')) : value);
    if (cut === 'values') yield [component.id, nested(text, depth, subfield, bare)];
    else if (cut === 'languages') yield [component.id, localised(text, subfield)];
    else if (component.type === 'number' && decimalComma) yield [component.id, text.replace(',', '.')];
    else yield [component.id, bare(text)];
  }
}

function nested(text: string, depth: number, separator: string, bare: (value: string) => string): Content {
  const parts = subfields(text, separator);
  return depth > 1
    ? parts.map((part) => (part === '' ? [] : nested(part, depth - 1, separator, bare)))
    : parts.map(bare);
}

/** "en:Value;fr:Valeur", or several of these, each in quotes. */
function localised(text: string, separator: string): Content {
  if (!text.startsWith('"')) return languagesOf(text, separator);
  return subfields(text, separator).map((value) => languagesOf(value, separator));
}

function languagesOf(text: string, separator: string): { readonly [language: string]: string } {
  const found: { [language: string]: string } = {};
  let last: string | undefined;
  for (const value of text.split(separator)) {
    const [, language, words] = /^([a-z]{2,3}(?:-[A-Za-z0-9]+)*):(.*)$/s.exec(value) ?? [];
    if (language) found[(last = language)] = words ?? '';
    // A separator inside the words.
    else if (last) found[last] += separator + value;
    else found[(last = 'en')] = value;
  }
  return found;
}
