/** Records into columns, by the codebook. One wrong row, and nothing of a file is taken. */
import { parseDay } from '../../core/date.ts';
import { describePlace, Problem } from '../../core/problem.ts';
import type { TableRow } from '../../platform/tables/table.ts';
import { bottomCodes, type Codebook, columnOf, notStated, type Variable } from '../codebook.ts';
import { type Column, type Columns, newColumn } from '../engine.ts';
import { byName, byValue } from '../identifiers.ts';
import type { RecordFile } from './records.ts';

/** So many wrong cells are named before reading stops. Their values are not: they may be anything, a name too. */
const mostNamed = 20;

/**
 * What a file adds to the columns of a vault.
 * @throws Problem `records-column-missing`, `records-column-unknown`, `records-identifier`, `records-refused` and
 *   those of the reader
 */
export async function readRecords(
  codebook: Codebook,
  source: RecordFile,
  progress: (rows: number) => void = () => {},
): Promise<Columns> {
  const takers = takersOf(codebook, source);
  const parts = codebook.variables.map((variable) => createParts(variable));
  const wrong: string[] = [];
  const fault = (row: number, column: string, what: string) => {
    if (wrong.push(describePlace({ row, column }) + `: ${what}`) >= mostNamed) throw refused(source, wrong);
  };
  let records = 0;
  for await (const rows of source.batches())
    for (const row of rows) {
      for (let at = 0; at < takers.length; at += 1) {
        const entry = takers[at]?.(row, fault);
        if (entry !== undefined) parts[at]?.add(entry);
      }
      records += 1;
      if (records % 100_000 === 0) progress(records);
    }
  if (wrong.length > 0) throw refused(source, wrong);
  return { records, columns: parts.map((part) => part.whole()) };
}

function refused({ file }: RecordFile, wrong: readonly string[]): Problem {
  const more = wrong.length >= mostNamed ? '; further rows were not looked at' : '';
  return new Problem('records-refused', { detail: wrong.join('; ') + more }, { file });
}

/** Two sets of columns under each other. */
export function joined({ variables }: Codebook, first: Columns, second: Columns): Columns {
  const records = first.records + second.records;
  const columns = variables.map((variable, at) => {
    const whole = newColumn(variable, records) as Uint8Array;
    whole.set((first.columns[at] ?? []) as Uint8Array);
    whole.set((second.columns[at] ?? []) as Uint8Array, first.records);
    return whole;
  });
  return { records, columns };
}

type Fault = (row: number, column: string, what: string) => void;
/** Takes one variable out of a row. */
type Taker = (row: TableRow, fault: Fault) => number | bigint | undefined;

/**
 * One for each variable. Every column of the file must be known: in the codebook, or left out by it. Names of
 * columns are told only once all of the codebook are there: in a file without a header they are a record.
 */
function takersOf({ variables, leftOut }: Codebook, { header, file }: RecordFile): Taker[] {
  const used = new Set(leftOut.map(({ column }) => column));
  const takers = variables.map((variable): Taker => {
    const column = columnOf(variable);
    const at = header.indexOf(column);
    if (at >= 0) {
      used.add(column);
      return variable.answers === 'several'
        ? severalTaker(variable, at)
        : oneTaker(variable, at, (text) => text);
    }
    const choices = variable.answers === 'several' ? choiceColumns(variable, header) : [];
    if (choices.length === 0) throw new Problem('records-column-missing', { column }, { file });
    for (const { at: place } of choices) used.add(header[place] ?? '');
    return choicesTaker(variable, choices);
  });
  for (const column of header) {
    if (used.has(column)) continue;
    const why = byName(column);
    if (why) throw new Problem('records-identifier', { column, why }, { file });
    throw new Problem('records-column-unknown', { column: column || 'without a name' }, { file });
  }
  return takers;
}

function entriesOf(variable: Variable): ReadonlyMap<string, number> {
  const bottoms = bottomCodes(variable);
  const entries = new Map<string, number>();
  for (const [at, { code, written = [] }] of variable.codes.entries())
    if (bottoms.has(code)) for (const one of [code, ...written]) entries.set(one, at);
  const blank = notStated(variable);
  if (blank && !entries.has('')) entries.set('', variable.codes.indexOf(blank));
  return entries;
}

/** What is wrong with a value, without the value. */
function whyUnknown({ codes, bands, days }: Variable, text: string): string {
  const identifier = byValue(text);
  if (identifier) return `holds what looks like ${identifier}, and no identifier has a place in a vault`;
  if (text === '') return 'is empty, and the variable has no code “not stated”';
  if (codes.some(({ code }) => code === text)) return 'stands above other codes; give one of those under it';
  if (days) return `is no day of a ${days} that is among the codes`;
  return bands ? 'is in none of the bands and no code' : 'is no code of the codebook';
}

function oneTaker(variable: Variable, at: number, clean: (text: string) => string): Taker {
  const entries = entriesOf(variable);
  const bands = (variable.bands ?? []).map((band) => ({ ...band, entry: entries.get(band.code) }));
  const banded = (text: string): number | undefined => {
    if (bands.length === 0 || !/^-?\d+(\.\d+)?$/.test(text)) return undefined;
    const value = Number(text);
    return bands.find(({ from, to }) => value >= from && value <= to)?.entry;
  };
  const dated = (text: string): number | undefined => {
    const day = /^(\d{4}-\d{2}-\d{2})(T|\s|$)/.exec(text)?.[1];
    if (!variable.days || day === undefined || !isDay(day)) return undefined;
    return entries.get(day.slice(0, variable.days === 'year' ? 4 : 7));
  };
  return ({ row, cells }, fault) => {
    const raw = cells[at] ?? '';
    const direct = entries.get(raw);
    if (direct !== undefined) return direct;
    const text = clean(raw.trim());
    const entry = entries.get(text) ?? banded(text) ?? dated(text);
    if (entry === undefined) fault(row, columnOf(variable), whyUnknown(variable, text));
    return entry;
  };
}

function isDay(text: string): boolean {
  try {
    parseDay(text);
    return true;
  } catch {
    return false;
  }
}

/** Tags in one column: separated by semicolons, or by blanks as Kobo and ODK write them. */
function severalTaker(variable: Variable, at: number): Taker {
  const entries = entriesOf(variable);
  const known = new Map<string, bigint>();
  return ({ row, cells }, fault) => {
    const text = cells[at]?.trim() ?? '';
    const before = known.get(text);
    if (before !== undefined) return before;
    const parts = entries.has(text) ? [text] : text.split(text.includes(';') ? ';' : /\s+/);
    let mask = 0n;
    for (const part of parts) {
      const entry = entries.get(part.trim());
      if (entry === undefined)
        return fault(row, columnOf(variable), whyUnknown(variable, part.trim())) ?? undefined;
      mask |= 1n << BigInt(entry);
    }
    const contradiction = alone(variable, mask);
    if (contradiction) return fault(row, columnOf(variable), contradiction) ?? undefined;
    if (known.size < 100_000) known.set(text, mask);
    return mask;
  };
}

interface Choice {
  readonly at: number;
  readonly bit: bigint;
}

/** The columns "group/choice" or "group.choice", one for each tag, that hold 1 or 0. */
function choiceColumns(variable: Variable, header: readonly string[]): Choice[] {
  const entries = entriesOf(variable);
  return header.flatMap((title, at) => {
    const own = ['/', '.'].map((mark) => columnOf(variable) + mark).find((start) => title.startsWith(start));
    const entry = own === undefined ? undefined : entries.get(title.slice(own.length));
    return entry === undefined ? [] : [{ at, bit: 1n << BigInt(entry) }];
  });
}

const yes = new Set(['1', 'TRUE', 'True', 'true', '1.0']);
const no = new Set(['0', 'FALSE', 'False', 'false', '0.0', '']);

function choicesTaker(variable: Variable, choices: readonly Choice[]): Taker {
  const blank = notStated(variable);
  const whenNone = blank ? 1n << BigInt(variable.codes.indexOf(blank)) : undefined;
  return ({ row, cells }, fault) => {
    let mask = 0n;
    for (const { at, bit } of choices) {
      const text = cells[at]?.trim() ?? '';
      if (yes.has(text)) mask |= bit;
      else if (!no.has(text)) return fault(row, columnOf(variable), 'is neither 1 nor 0') ?? undefined;
    }
    if (mask === 0n && whenNone === undefined)
      return fault(row, columnOf(variable), whyUnknown(variable, '')) ?? undefined;
    const contradiction = alone(variable, mask);
    if (contradiction) return fault(row, columnOf(variable), contradiction) ?? undefined;
    return mask === 0n ? whenNone : mask;
  };
}

/** Whoever states nothing has no tag beside it. */
function alone({ codes }: Variable, mask: bigint): string | undefined {
  const chosen = codes.filter((_, bit) => (mask >> BigInt(bit)) & 1n);
  return chosen.length > 1 && chosen.some(({ meaning }) => meaning !== undefined)
    ? 'says that nothing is stated or applies, beside other tags'
    : undefined;
}

const partLength = 1_048_576;

/** A column that grows. */
function createParts(variable: Variable): { add(entry: number | bigint): void; whole(): Column } {
  const full: Column[] = [];
  let last = newColumn(variable, partLength);
  let length = 0;
  return {
    add(entry) {
      if (length === partLength) {
        full.push(last);
        last = newColumn(variable, partLength);
        length = 0;
      }
      last[length] = entry;
      length += 1;
    },
    whole() {
      const column = newColumn(variable, full.length * partLength + length) as Uint8Array;
      for (const [at, part] of full.entries()) column.set(part as Uint8Array, at * partLength);
      column.set((last as Uint8Array).subarray(0, length), full.length * partLength);
      return column;
    },
  };
}
