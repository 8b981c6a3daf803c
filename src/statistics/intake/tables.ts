/**
 * Tables of figures as statistics offices publish them: Open SDG (one file an indicator of one State) and the long
 * tables of the UN database of SDG indicators.
 */
import { parseDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { isIso3, meaningOf, meaningOfCode, resolveState, whyNoState } from '../../core/state.ts';
import { measured, type Value } from '../../core/value.ts';
import type { Table } from '../../platform/tables/table.ts';
import type { Code, IndicatorId, Observation, ObservationStatus } from '../model.ts';
import { parsePeriod, type Period } from '../model.ts';
import type { Taken } from '../sdmx/figures.ts';
import { readNumber, writtenWith } from './numbers.ts';
import type { FigureOptions } from './sdmx.ts';

/** What a person says of a table that does not say it. */
export interface TableOptions extends FigureOptions {
  readonly state?: string;
}

export interface FigureTable {
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  readonly taken: Taken;
}

/** @throws Problem where the table is one of figures, and a row of it is wrong or something is not said */
export function readFigureTable(table: Table, options: TableOptions): FigureTable | undefined {
  const at = (form: RegExp) => table.header.findIndex((name) => form.test(name));
  if (at(/^seriesCode$/i) >= 0 && at(/^timePeriod$/i) >= 0 && at(/^value$/i) >= 0)
    return unitedNations(table, options);
  if (at(/^year$/i) === 0 && at(/^value$/i) === table.header.length - 1) return openSdg(table, options);
  return undefined;
}

interface Said {
  readonly source: string;
  readonly released: ReturnType<typeof parseDate>;
  readonly citation: Observation['citation'];
}

/** @throws Problem `as-at-missing`, `figures-source-missing`, `date-invalid` */
function said(file: string, { source, asAt, address }: FigureOptions): Said {
  if (asAt === undefined) throw new Problem('as-at-missing', { file }, { file });
  if (source === undefined) throw new Problem('figures-source-missing', { file }, { file });
  const released = parseDate(asAt);
  return {
    source,
    released,
    citation: {
      title: source,
      place: file,
      ...(address === undefined ? {} : { address }),
      asAt: released,
      standing: 'verified',
    },
  };
}

/** Columns of Open SDG that are no breakdown. */
const aside = /^(year|value|unit|units|unit measure|unit multiplier|observation status|geocode)$/i;

function openSdg(table: Table, options: TableOptions): FigureTable {
  const { file } = table;
  const about = said(file, options);
  if (options.state === undefined)
    throw new Problem(
      'parameter-invalid',
      { name: 'state', value: '', detail: 'say which State the table is of, for example --state GBR' },
      { file },
    );
  const state = resolveState(
    isIso3(options.state.toUpperCase()) ? options.state.toUpperCase() : options.state,
  );
  const [, goal, target, number] = /(\d{1,2})-(\d{1,2}|[a-z])-(\d{1,2})/i.exec(file) ?? [];
  const name = goal ? `${goal}.${target}.${number}` : file.replace(/\.\w+$/, '');
  const indicator = `${name}-${state.toLowerCase()}` as IndicatorId;
  const place = (form: RegExp) => table.header.findIndex((column) => form.test(column));
  const [unitAt, statusAt, valueAt] = [
    place(/^(units?|unit measure)$/i),
    place(/^observation status$/i),
    table.header.length - 1,
  ];
  const comma = writtenWith(table.rows.map(({ cells }) => cells[valueAt] ?? ''));
  const dimensions = table.header.flatMap((column, at) =>
    aside.test(column) ? [] : [{ column, at, id: conceptOf(column) }],
  );
  const lists = new Map<string, Map<string, Code>>();
  const observations: Observation[] = [];
  const skipped: { row: number; reason: string }[] = [];
  let unit = '';
  for (const { row, cells } of table.rows) {
    const here = { file, row };
    const year = cells[0]?.trim() ?? '';
    const written = cells[valueAt]?.trim() ?? '';
    if (!/^\d{4}/.test(year) && written === '') {
      skipped.push({ row, reason: year });
      continue;
    }
    const period = periodOf(year, here);
    const breakdown: Record<string, string> = {};
    for (const { column, at, id } of dimensions) {
      const label = cells[at]?.trim() ?? '';
      if (label === '') continue;
      const code = codeOf(id, label);
      breakdown[id] = code;
      const known = lists.get(id) ?? new Map<string, Code>();
      lists.set(id, known.set(code, { code, label: `${column}: ${label}` }));
    }
    const flag = statusAt < 0 ? '' : (cells[statusAt] ?? '');
    unit = (unitAt < 0 ? '' : cells[unitAt]) || unit;
    observations.push({
      indicator,
      state,
      period: period.period,
      breakdown,
      value: valueOf(written, flag, comma, here),
      unit: (unitAt < 0 ? '' : cells[unitAt]) || 'number',
      status: written === '' ? 'M' : statusOf(flag),
      confidentiality: /suppressed/i.test(flag) ? 'C' : 'F',
      source: about.source,
      released: about.released,
      footnotes: period.note === undefined ? [] : [period.note],
      citation: about.citation,
    });
  }
  return {
    name: file,
    kind: 'Open SDG figures',
    rows: table.rows.length,
    taken: {
      observations,
      skipped,
      leftOut: table.header.filter((column) => /^geocode$/i.test(column)),
      codeLists: [...lists].map(([dimension, codes]) => ({
        dimension,
        label: dimension,
        codes: [...codes.values()],
      })),
      indicators: [{ id: indicator, name: `SDG ${name}, national figures`, unit: unit || 'number' }],
    },
  };
}

/** Series of the UN database that ship under our own names. */
const shipped: { readonly [series: string]: string } = {
  VC_VAW_PHYPYV: '16.2.1',
  VC_VAW_DIST: '16.2.2-distribution',
  VC_VAW_SXVLN: '16.2.3',
  SG_REG_BRTH: '16.9.1',
  IT_USE_ii99: '17.8.1',
  SP_DYN_MRBF15: '5.3.1-before-15',
  SP_DYN_MRBF18: '5.3.1-before-18',
  SL_TLF_CHLDEA: '8.7.1-economic',
  SL_TLF_CHLDEC: '8.7.1-with-chores',
};

/** How the UN database says of whom a figure is, where that is in the name of the series already. */
const inTheName = new Set(['5.3.1-before-15', '5.3.1-before-18']);

function unitedNations(table: Table, options: TableOptions): FigureTable {
  const { file } = table;
  const place = (name: string) =>
    table.header.findIndex((column) => column.toLowerCase() === name.toLowerCase());
  const at = Object.fromEntries(
    [
      'seriesCode',
      'seriesDesc',
      'seriesRelease',
      'ISO3CD',
      'geoAreaCode',
      'geoAreaName',
      'timePeriod',
      'ageCode',
      'sexCode',
      'value',
      'natureCode',
      'unitsDesc',
      'source',
    ].map((name) => [name, place(name)]),
  );
  const cell = (cells: readonly string[], name: string) => cells[at[name] ?? -1]?.trim() ?? '';
  const release = cell(table.rows[0]?.cells ?? [], 'seriesRelease');
  const about = said(file, {
    ...options,
    source: options.source ?? 'UN SDG database',
    ...(options.asAt === undefined && /^\d{4}/.test(release) ? { asAt: release.slice(0, 4) } : {}),
  });
  const comma = writtenWith(table.rows.map(({ cells }) => cell(cells, 'value')));
  const observations: Observation[] = [];
  const skipped: { row: number; reason: string }[] = [];
  const names = new Map<string, Taken['indicators'][number]>();
  for (const { row, cells } of table.rows) {
    const here = { file, row };
    const code = cell(cells, 'ISO3CD');
    const area = cell(cells, 'geoAreaName');
    const meaning =
      code === '' ? meaningOfCode(cell(cells, 'geoAreaCode').padStart(3, '0')) : meaningOfCode(code);
    const known = meaning.kind === 'state' ? meaning : meaningOf(area);
    if (known.kind !== 'state') {
      skipped.push({ row, reason: whyNoState(area) });
      continue;
    }
    const series = cell(cells, 'seriesCode');
    const id = (shipped[series] ?? series) as IndicatorId;
    const age = inTheName.has(id) ? '' : cell(cells, 'ageCode');
    const sex = inTheName.has(id) ? '' : cell(cells, 'sexCode').toUpperCase();
    const origin = cell(cells, 'source');
    names.set(id, {
      id,
      name: cell(cells, 'seriesDesc') || series,
      unit: cell(cells, 'unitsDesc') || 'number',
    });
    const period = periodOf(cell(cells, 'timePeriod'), here);
    observations.push({
      indicator: id,
      state: known.iso3,
      period: period.period,
      breakdown: {
        ...(age === '' ? {} : { AGE: codeOf('AGE', age) }),
        ...(sex === 'FEMALE' ? { SEX: 'F' } : sex === 'MALE' ? { SEX: 'M' } : {}),
      },
      value: valueOf(cell(cells, 'value'), '', comma, here),
      unit: cell(cells, 'unitsDesc') || 'number',
      status: /^(E|M)$/.test(cell(cells, 'natureCode')) ? 'E' : 'A',
      confidentiality: 'F',
      source: about.source,
      released: about.released,
      footnotes: [...(origin === '' ? [] : [origin]), ...(period.note === undefined ? [] : [period.note])],
      citation: about.citation,
    });
  }
  return {
    name: file,
    kind: 'figures of the UN SDG database',
    rows: table.rows.length,
    taken: { observations, skipped, leftOut: [], codeLists: [], indicators: [...names.values()] },
  };
}

/**
 * "2018/19" is a fiscal or school year, whose first day the table does not say: the first of its years, with a note.
 * "2018 to 2020" is three years.
 */
function periodOf(
  text: string,
  place: { readonly file: string; readonly row: number },
): { readonly period: Period; readonly note?: string } {
  const [, first] = /^(\d{4})\s*[/-]\s*(\d{2}|\d{4})$/.exec(text) ?? [];
  const [, from, to] = /^(\d{4}) to (\d{4})$/.exec(text) ?? [];
  try {
    if (from !== undefined && Number(to) >= Number(from))
      return {
        period: parsePeriod(`${from}-01-01/P${Number(to) - Number(from) + 1}Y`),
        note: `years ${text}`,
      };
    return first === undefined
      ? { period: parsePeriod(text.replace(/\.0$/, '')) }
      : { period: parsePeriod(first), note: `year ${text}` };
  } catch (error) {
    throw error instanceof Problem ? error.at(place) : error;
  }
}

function valueOf(
  written: string,
  flag: string,
  comma: ReturnType<typeof writtenWith>,
  place: { readonly file: string; readonly row: number },
): Value {
  if (/suppressed|confidential/i.test(flag) || /^\[?c\]?$/i.test(written)) return { state: 'suppressed' };
  if (/^(\[?z\]?)$/i.test(written) || /not applicable/i.test(flag)) return { state: 'not applicable' };
  if (/^(|[.:–-]{1,3}|\[?x\]?|N\/?A|NaN)$/i.test(written)) return { state: 'not available' };
  const number = readNumber(written, comma);
  if (number === undefined)
    throw new Problem(
      'sdmx-value-invalid',
      { column: 'value', value: written, detail: 'it is no number' },
      place,
    );
  return measured(number);
}

function statusOf(flag: string): ObservationStatus {
  if (/estimat/i.test(flag)) return 'E';
  if (/provisional/i.test(flag)) return 'P';
  if (/break/i.test(flag)) return 'B';
  if (/reliab/i.test(flag)) return 'U';
  return /forecast/i.test(flag) ? 'F' : 'A';
}

/** "Sex" is SEX, "Age (default)" AGE, "Disability status" DISABILITY; the others are called after their column. */
function conceptOf(column: string): string {
  if (/^(sex|gender|sexe|sexo)$/i.test(column)) return 'SEX';
  if (/^(age|âge|edad)( \(default\)| group)?$/i.test(column)) return 'AGE';
  if (/^disability( status)?$/i.test(column)) return 'DISABILITY';
  return upper(column);
}

function codeOf(dimension: string, label: string): string {
  if (/^(unknown|not (known|stated)|.* not known)$/i.test(label)) return '_U';
  if (dimension === 'SEX') {
    if (/^(female|women|girls|f)$/i.test(label)) return 'F';
    if (/^(male|men|boys|m)$/i.test(label)) return 'M';
  }
  if (dimension === 'AGE') return ageOf(label) ?? upper(label);
  return upper(label);
}

function ageOf(label: string): string | undefined {
  const [, from, to] = /^(\d{1,3})\s*(?:to|-|–)\s*(\d{1,3})$/i.exec(label) ?? [];
  if (from !== undefined) return `Y${Number(from)}T${Number(to)}`;
  const [, below] = /^(?:under|<)\s*(\d{1,3})Y?$/i.exec(label) ?? [];
  if (below !== undefined) return `Y_LT${Number(below)}`;
  const [, least] = /^(\d{1,3})\s*(?:\+|and over)$/i.exec(label) ?? [];
  if (least !== undefined) return `Y_GE${Number(least)}`;
  return /^M\d+T\d+$/.test(label) ? label : undefined;
}

/** Letters, digits and _ of a label, as codes have them. */
function upper(label: string): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Z]/.test(plain) ? plain : `C_${plain}`;
}
