/** Tables of figures that are no SDMX: our template, the UN's long and wide tables, Open SDG, and plain ones. */
import { parseDate, type PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { Iso3 } from '../../core/state.ts';
import { measured, type Value } from '../../core/value.ts';
import type { Refusal } from '../../platform/tables/marked.ts';
import type { Table, TableRow } from '../../platform/tables/table.ts';
import {
  breakdownKey,
  type Code,
  type CodeList,
  type Indicator,
  type Observation,
  type ObservationStatus,
} from '../model.ts';
import type { Taken } from '../sdmx/figures.ts';
import { type Area, areaReader } from './areas.ts';
import {
  codeReader,
  type DecimalMark,
  decimalMarkOf,
  gapIn,
  isGap,
  multiplierIn,
  numberIn,
  periodReader,
  statusIn,
} from './cells.ts';
import { type Layout, layoutOf, type Role } from './columns.ts';
import { withoutTags } from './hxl.ts';
import { byId, bySeries, type Named, ofNationalFile, unitOf } from './indicator.ts';
import { decimalOf, type FigureOptions, stateGiven, yearStartOf } from './options.ts';

/** A table of figures that was read. Where anything is refused, nothing of it is stored. */
export interface FigureTable {
  readonly file: string;
  readonly kind: string;
  readonly table: Table;
  readonly taken: Taken;
  readonly refused: readonly Refusal[];
}

const kinds = {
  long: 'table of figures',
  national: 'figures of Open SDG',
  wide: 'table of figures by year',
} as const;

/**
 * The figures of a table; undefined when its columns are others.
 * @throws Problem `figures-source-missing`, `as-at-missing`, `figures-state-missing`, `figures-indicator-missing`,
 *   `figures-decimal-unclear`, `parameter-invalid`, `state-unknown`: what a person has to say for the whole file
 */
export function readFigureTable(
  given: Table,
  { known, options }: { readonly known: readonly Indicator[]; readonly options: FigureOptions },
): FigureTable | undefined {
  const table = withoutTags(given);
  const layout = layoutOf(table.header);
  if (!layout) return undefined;
  const reading = new Reading(table, layout, known, options);
  for (const row of table.rows) reading.take(row);
  return { file: table.file, kind: kinds[layout.shape], table, ...reading.result() };
}

/** One table on its way to figures. */
class Reading {
  readonly #table: Table;
  readonly #layout: Layout;
  readonly #known: readonly Indicator[];
  readonly #options: FigureOptions;
  readonly #state: Iso3 | undefined;
  readonly #area: (row: { readonly code: string; readonly name: string }) => Area;
  readonly #units: number;
  readonly #dimensions: readonly {
    readonly at: number;
    readonly id: string;
    readonly read: ReturnType<typeof codeReader>;
  }[];
  readonly #mark: DecimalMark;
  readonly #period: ReturnType<typeof periodReader>;
  readonly #isUn: boolean;
  readonly #found = new Map<string, Observation>();
  readonly #named = new Map<string, Taken['indicators'][number]>();
  readonly #codes = new Map<string, Map<string, Code>>();
  readonly #skipped: { row: number; reason: string }[] = [];
  readonly #refused: Refusal[] = [];

  constructor(table: Table, layout: Layout, known: readonly Indicator[], options: FigureOptions) {
    this.#table = table;
    this.#layout = layout;
    this.#known = known;
    this.#options = options;
    const { at, years, shape } = layout;
    const column = (role: Role) => {
      const place = at.get(role);
      return place === undefined ? [] : table.rows.map(({ cells }) => cells[place] ?? '');
    };
    this.#isUn = at.has('series') && (at.has('code') || at.has('state'));
    this.#state = shape === 'national' ? stateGiven(options, table.file) : undefined;
    const numbers =
      shape === 'wide'
        ? years.flatMap((year) => table.rows.map(({ cells }) => cells[year.at] ?? ''))
        : [...column('value'), ...column('lower'), ...column('upper')];
    // Workbooks keep numbers with a point, and machines write these forms with one.
    const usual = table.sheet !== undefined || this.#isUn || shape === 'national' ? 'point' : undefined;
    const mark = decimalOf(options) ?? decimalMarkOf(numbers, usual);
    if (typeof mark !== 'string')
      throw new Problem('figures-decimal-unclear', { value: mark.unclear }, { file: table.file });
    this.#mark = mark;
    this.#area = areaReader(at.has('code') ? 'codes' : column('state'));
    this.#dimensions = layout.dimensions.map(({ at: place, id }) => ({
      at: place,
      id,
      read: codeReader(
        id,
        table.rows.map(({ cells }) => cells[place] ?? ''),
      ),
    }));
    this.#units = new Set(column('unit')).size;
    this.#period = periodReader(column('period'), yearStartOf(options));
  }

  take(row: TableRow): void {
    const area = this.#state
      ? { iso3: this.#state }
      : this.#area({ code: this.#cell(row, 'code'), name: this.#cell(row, 'state') });
    if ('wrong' in area)
      return this.#refuse(row.row, area.wrong, this.#nameOf(this.#layout.at.has('state') ? 'state' : 'code'));
    if ('leftOut' in area) {
      this.#skipped.push({ row: row.row, reason: area.leftOut });
      return;
    }
    const [period, value] = [this.#cell(row, 'period'), this.#cell(row, 'value')];
    if (this.#state && value === '' && !/\d{4}/.test(period)) {
      // "There are no data for this indicator yet"
      this.#skipped.push({ row: row.row, reason: period });
      return;
    }
    if (this.#layout.shape !== 'wide') return this.#figure(row, area.iso3, period);
    for (const { at, year } of this.#layout.years)
      if (!isGap(row.cells[at] ?? '')) this.#figure(row, area.iso3, year, at);
  }

  #figure(row: TableRow, state: Iso3, period: string, valueAt?: number): void {
    const column = valueAt ?? this.#layout.at.get('value') ?? -1;
    const name = this.#table.header[column] ?? '';
    try {
      const named = this.#whatOf(row);
      if (named.standing === 'new') this.#named.set(named.id, named);
      const read = this.#in('period', () => this.#period(period));
      const observation: Observation = {
        indicator: named.id,
        state,
        period: read.period,
        breakdown: this.#breakdownOf(row, named),
        value: this.#valueOf(row, column, name),
        ...this.#boundsOf(row),
        unit: this.#in('unit', () => unitOf(this.#cell(row, 'unitName') || this.#cell(row, 'unit'), named)),
        status: this.#statusOf(row),
        confidentiality: 'F',
        ...this.#statementOf(row, read.note),
      };
      this.#keep(row.row, observation);
    } catch (error) {
      if (error instanceof Problem && !wholeFile.has(error.code))
        return this.#refuse(row.row, new Problem(error.code, error.details).message, error.place?.column);
      throw error;
    }
  }

  /** The same figure twice is one; with two values it is a fault of the file. */
  #keep(row: number, observation: Observation): void {
    const { indicator, state, period, breakdown, source, released } = observation;
    const cell = JSON.stringify([indicator, state, period, breakdownKey(breakdown), source, released]);
    const before = this.#found.get(cell);
    if (!before) this.#found.set(cell, observation);
    else if (JSON.stringify(before) !== JSON.stringify(observation))
      this.#refuse(
        row,
        `the same figure stands in the file already, and differs: ${[indicator, state, period, breakdownKey(breakdown)].filter(Boolean).join(' ')}`,
      );
  }

  #whatOf(row: TableRow): Named {
    const { indicator } = this.#options;
    const unit = this.#cell(row, 'unitName') || this.#cell(row, 'unit');
    if (this.#state && !indicator) {
      const { id, name } = ofNationalFile(this.#table.file, this.#state, { unit, units: this.#units });
      return byId(this.#known, id, { name, unit });
    }
    const series = this.#isUn ? this.#cell(row, 'series') : '';
    const id = indicator || series || this.#cell(row, 'indicator');
    if (id === '') throw new Problem('figures-indicator-missing', { file: this.#table.file });
    return (
      (indicator ? undefined : bySeries(this.#known, series)) ??
      this.#in('indicator', () => byId(this.#known, id, { name: this.#cell(row, 'indicatorName'), unit }))
    );
  }

  #breakdownOf({ cells }: TableRow, { whom }: Named): Observation['breakdown'] {
    const found: { [dimension: string]: string } = {};
    for (const { at, id, read } of this.#dimensions) {
      const code = read(cells[at] ?? '');
      if (!code || (whom === 'in the name' && (id === 'SEX' || id === 'AGE'))) continue;
      found[id] = code.code;
      const list = this.#codes.get(id) ?? new Map<string, Code>();
      this.#codes.set(id, list.set(code.code, code));
    }
    return found;
  }

  #valueOf({ cells, ...row }: TableRow, at: number, column: string): Value {
    const cell = (cells[at] ?? '').trim();
    const number = numberIn(cell, this.#mark);
    if (number !== undefined) return measured(number * this.#multiplierOf({ cells, ...row }));
    const flag = isGap(cell) ? this.#cell({ cells, ...row }, 'status') : '';
    const gap = gapIn(cell) ?? gapIn(flag.replace(/^missing (data|value)[;:,]? */i, ''));
    if (gap) return { state: gap };
    // In our own template an empty cell may be an oversight; those who publish mean that there is none.
    if (isGap(cell) && (cell !== '' || this.#isUn || this.#state)) return { state: 'not available' };
    const expected = `a number (decimal ${this.#mark}), or “not available”, “not collected”, “not applicable” or “suppressed”`;
    throw new Problem('figures-cell-invalid', { value: cell, expected }, { column });
  }

  #multiplierOf(row: TableRow): number {
    const written = this.#cell(row, 'multiplier');
    return multiplierIn(written) ?? this.#wrong('multiplier', written, 'Units, Thousands or Millions');
  }

  #boundsOf(row: TableRow): { readonly lower?: number; readonly upper?: number } {
    const bound = (role: 'lower' | 'upper') => {
      const cell = this.#cell(row, role);
      if (isGap(cell)) return {};
      const number = numberIn(cell, this.#mark);
      if (number !== undefined) return { [role]: number * this.#multiplierOf(row) };
      return this.#wrong(role, cell, 'a number');
    };
    const bounds: { lower?: number; upper?: number } = { ...bound('lower'), ...bound('upper') };
    if ((bounds.lower ?? -Infinity) > (bounds.upper ?? Infinity))
      return this.#wrong('lower', this.#cell(row, 'lower'), 'a number that is not above the upper bound');
    return bounds;
  }

  #statusOf(row: TableRow): ObservationStatus {
    const written = this.#cell(row, 'status');
    // Codes of the UN on where a figure comes from: E and M are estimates, the others are the State's own.
    if (/^(|undefined)$/i.test(written)) return /^[EM]$/.test(this.#cell(row, 'nature')) ? 'E' : 'A';
    return (
      statusIn(written) ?? this.#wrong('status', written, 'a code of OBS_STATUS, such as A, B, E, P or U')
    );
  }

  #statementOf(
    row: TableRow,
    yearNote: string | undefined,
  ): Pick<Observation, 'source' | 'released' | 'footnotes' | 'citation'> {
    const { file } = this.#table;
    const series = this.#isUn ? '' : this.#cell(row, 'source');
    const source = series || this.#options.source || (this.#isUn ? 'UN SDG database' : '');
    if (source === '') throw new Problem('figures-source-missing', { file });
    const released = this.#in('released', () => this.#releasedOf(row));
    const address = this.#cell(row, 'address') || this.#options.address;
    if (address && !/^https?:$/.test(URL.parse(address)?.protocol ?? ''))
      return this.#wrong('address', address, 'an address that begins with https://');
    const origin = this.#isUn ? [this.#cell(row, 'source')] : [];
    return {
      source,
      released,
      footnotes: [...origin, this.#cell(row, 'note'), yearNote ?? ''].filter((text) => text !== ''),
      citation: {
        title: this.#cell(row, 'document') || source,
        place: this.#cell(row, 'place') || file,
        ...(address ? { address } : {}),
        asAt: released,
        standing: 'unverified',
      },
    };
  }

  /** A release of the UN is named "2019.Q1.G.02": of it the year is certain. */
  #releasedOf(row: TableRow): PartialDate {
    const cell = this.#cell(row, 'released');
    const written = this.#isUn
      ? (this.#options.asAt ?? /^\d{4}/.exec(cell)?.[0])
      : cell || this.#options.asAt;
    if (!written) throw new Problem('as-at-missing', { file: this.#table.file });
    return parseDate(written);
  }

  result(): Pick<FigureTable, 'taken' | 'refused'> {
    const codeLists = [...this.#codes].map(([dimension, codes]): CodeList => ({
      dimension,
      label: dimension,
      codes: [...codes.values()],
    }));
    return {
      taken: {
        observations: [...this.#found.values()],
        skipped: this.#skipped,
        leftOut: this.#layout.leftOut,
        codeLists,
        indicators: [...this.#named.values()],
      },
      refused: this.#refused,
    };
  }

  #wrong(role: Role, value: string, expected: string): never {
    throw new Problem('figures-cell-invalid', { value, expected }, { column: this.#nameOf(role) });
  }

  #cell({ cells }: TableRow, role: Role): string {
    const at = this.#layout.at.get(role);
    return at === undefined ? '' : (cells[at] ?? '').replaceAll('\u00a0', ' ').trim();
  }

  #nameOf(role: Role): string {
    return this.#table.header[this.#layout.at.get(role) ?? -1] ?? role;
  }

  #in<T>(role: Role, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof Problem && !wholeFile.has(error.code)
        ? error.at({ column: this.#nameOf(role) })
        : error;
    }
  }

  #refuse(row: number, text: string, column?: string): void {
    this.#refused.push({ row, text, ...(column === undefined ? {} : { column }) });
  }
}

/** Problems that a person solves once for the whole file, by an option. */
const wholeFile: ReadonlySet<string> = new Set([
  'figures-source-missing',
  'figures-indicator-missing',
  'as-at-missing',
]);
