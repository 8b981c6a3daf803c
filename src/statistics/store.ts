/** The SQL of statistics. */
import type { Day, PartialDate } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import type { Language } from '../core/text.ts';
import type { Value } from '../core/value.ts';
import { citationId, citations, isVerified, type StoredCitation } from '../evidence/store.ts';
import type { Read, Row, Write } from '../platform/record.ts';
import { translatedWords } from '../translations/store.ts';
import {
  type Breakdown,
  breakdownKey,
  type Code,
  type CodeList,
  type Confidentiality,
  type Indicator,
  type IndicatorId,
  type Observation,
  type ObservationStatus,
  parseBreakdown,
  type Period,
} from './model.ts';

export { migrations } from './tables.ts';

/** An observation of the record; of its citation, number and who entered it are known. */
export interface StoredObservation extends Observation {
  readonly id: number;
  readonly enteredAt: string;
  readonly citation: StoredCitation;
}

interface ObservationRow {
  readonly id: number;
  readonly indicator: IndicatorId;
  readonly state: Iso3;
  readonly period: Period;
  readonly breakdown: string;
  readonly source: string;
  readonly released: PartialDate;
  readonly value: Value['state'];
  readonly number: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly unit: string;
  readonly status: ObservationStatus;
  readonly confidentiality: Confidentiality;
  readonly footnotes: string;
  readonly citation: number;
  /** When it was entered. */
  readonly at: string;
}

/** Which figures are asked for. What is left out does not narrow. */
export interface ObservationsAsked {
  readonly indicator?: string;
  readonly state?: Iso3;
  /** As the record can have known it on that day: releases of later days are left out. */
  readonly asOf: Day;
}

/** The last day that `released` can mean, in SQL: a year counts from its end. */
const releasedBy = "released || substr('-12-31', length(released) - 3) <= ?";

/** The figures that hold: of each key the newest release, in the order of indicator, State, period and breakdown. */
export function observations(tx: Read, { indicator, state, asOf }: ObservationsAsked): StoredObservation[] {
  const known = citations(tx);
  const narrowed = [
    ...(indicator === undefined ? [] : ([['indicator = ?', indicator]] as const)),
    ...(state === undefined ? [] : ([['state = ?', state]] as const)),
    [releasedBy, asOf] as const,
  ];
  const rows = tx.all<ObservationRow>(
    `SELECT o.*, a.at FROM (
       SELECT *, row_number() OVER (
         PARTITION BY indicator, state, period, breakdown, source ORDER BY released DESC, id DESC) AS place
       FROM observation WHERE ${narrowed.map(([sql]) => sql).join(' AND ')})
       AS o JOIN audit a ON a.seq = o.entry
     WHERE place = 1 ORDER BY indicator, state, period, breakdown, source`,
    ...narrowed.map(([, value]) => value),
  );
  return rows.map((row) => shown(row, known));
}

function shown(row: ObservationRow, known: ReadonlyMap<number, StoredCitation>): StoredObservation {
  const citation = known.get(row.citation);
  if (!citation) throw new Error(`citation ${row.citation} is not in the record`);
  return {
    id: row.id,
    enteredAt: row.at,
    indicator: row.indicator,
    state: row.state,
    period: row.period,
    breakdown: parseBreakdown(row.breakdown),
    value: row.value === 'number' ? { state: row.value, number: row.number ?? 0 } : { state: row.value },
    ...(row.lower === null ? {} : { lower: row.lower }),
    ...(row.upper === null ? {} : { upper: row.upper }),
    unit: row.unit,
    status: row.status,
    confidentiality: row.confidentiality,
    source: row.source,
    released: row.released,
    footnotes: row.footnotes === '' ? [] : row.footnotes.split('\n'),
    citation,
  };
}

/** Which breakdowns and sources the figures of each indicator have, as of a day. */
export function outlines(
  tx: Read,
  asOf: Day,
): { readonly indicator: IndicatorId; readonly breakdown: Breakdown; readonly source: string }[] {
  return tx
    .all<Pick<ObservationRow, 'indicator' | 'breakdown' | 'source'>>(
      `SELECT DISTINCT indicator, breakdown, source FROM observation WHERE ${releasedBy}`,
      asOf,
    )
    .map((row) => ({ ...row, breakdown: parseBreakdown(row.breakdown) }));
}

/** How many figures the record holds of each indicator, and for how many States, as of a day. */
export function coverage(
  tx: Read,
  asOf: Day,
): ReadonlyMap<
  string,
  { readonly states: number; readonly figures: number; readonly from: Period; readonly to: Period }
> {
  const rows = tx.all<{ indicator: string; states: number; figures: number; first: Period; last: Period }>(
    `SELECT indicator, count(DISTINCT state) AS states,
            count(DISTINCT state || '|' || period || '|' || breakdown || '|' || source) AS figures,
            min(period) AS first, max(period) AS last
     FROM observation WHERE ${releasedBy} GROUP BY indicator`,
    asOf,
  );
  return new Map(
    rows.map(({ indicator, states, figures, first, last }) => [
      indicator,
      { states, figures, from: first, to: last },
    ]),
  );
}

/**
 * Adds a figure, unless the one that it would take the place of says the same: in the same release, or on a verified
 * citation. What somebody read in its source must not be replaced by the same number that nobody has checked.
 * @returns whether it was new
 * @throws Problem `breakdown-invalid`
 */
export function enterObservation(tx: Write, one: Observation): boolean {
  const key = {
    indicator: one.indicator,
    state: one.state,
    period: one.period,
    breakdown: breakdownKey(one.breakdown),
    source: one.source,
  };
  // What could not be read back would break every page that shows it.
  parseBreakdown(key.breakdown);
  const figure: Row = {
    value: one.value.state,
    number: one.value.state === 'number' ? one.value.number : null,
    lower: one.lower ?? null,
    upper: one.upper ?? null,
    unit: one.unit,
    status: one.status,
    confidentiality: one.confidentiality,
  };
  const last = tx.first<Row>(
    `SELECT * FROM observation WHERE indicator = ? AND state = ? AND period = ? AND breakdown = ?
       AND source = ? AND released <= ? ORDER BY released DESC, id DESC LIMIT 1`,
    ...Object.values(key),
    one.released,
  );
  const isLast = (values: Row) =>
    last !== undefined && Object.entries(values).every(([column, value]) => last[column] === value);
  if (isLast(figure) && one.citation.standing === 'unverified' && isVerified(tx, Number(last?.['citation'])))
    return false;
  const values: Row = {
    released: one.released,
    ...figure,
    footnotes: one.footnotes.join('\n'),
    citation: citationId(tx, one.citation),
  };
  if (isLast(values)) return false;
  tx.insert('observation', { ...key, ...values });
  return true;
}

const rankings = ['allowed', 'never'] as const;

/** The fields of an indicator that are known; see `Indicator`. */
export const indicatorFields = [
  'name',
  'unit',
  'definition',
  'numerator',
  'denominator',
  'limits',
  'custodian',
  'target',
  'series',
  'about',
  'ranking',
  'warning',
] as const;
export type IndicatorField = (typeof indicatorFields)[number];

/** @returns whether it was new */
export function enterIndicatorField(
  tx: Write,
  indicator: IndicatorId,
  field: IndicatorField,
  value: string,
  citation: Parameters<typeof citationId>[1],
): boolean {
  const last = tx.first<{ value: string; citation: number }>(
    'SELECT value, citation FROM indicator_field WHERE indicator = ? AND field = ? ORDER BY id DESC LIMIT 1',
    indicator,
    field,
  );
  const id = citationId(tx, citation);
  if (last?.value === value && last.citation === id) return false;
  tx.insert('indicator_field', { indicator, field, value, citation: id });
  return true;
}

/** Adds a code of a dimension with its name. */
export function enterCode(
  tx: Write,
  dimension: string,
  { code, label, parent }: Code,
  citation: Parameters<typeof citationId>[1],
): void {
  tx.insert('statistics_code', {
    dimension,
    code,
    label,
    parent: parent ?? null,
    citation: citationId(tx, citation),
  });
}

/** All indicators in the order in which they were entered; those without a name have only figures and are left out. */
export function indicators(tx: Read): Indicator[] {
  const known = citations(tx);
  const rows = tx.all<{ indicator: IndicatorId; field: IndicatorField; value: string; citation: number }>(
    `SELECT * FROM indicator_field
     WHERE id IN (SELECT max(id) FROM indicator_field GROUP BY indicator, field) ORDER BY id`,
  );
  return [...Map.groupBy(rows, ({ indicator }) => indicator)].flatMap(([id, fields]) => {
    const of = (field: IndicatorField) => fields.find((one) => one.field === field);
    const text = (
      field: 'definition' | 'numerator' | 'denominator' | 'limits' | 'custodian' | 'target' | 'series',
    ) => {
      const value = of(field)?.value;
      return value === undefined ? {} : { [field]: value };
    };
    const name = of('name');
    const unit = of('unit');
    const citation = name && known.get(name.citation);
    if (!name || !unit || !citation) return [];
    const about = of('about')?.value;
    const ranking = of('ranking')?.value;
    return [
      {
        id,
        name: name.value,
        unit: unit.value,
        ...text('definition'),
        ...text('numerator'),
        ...text('denominator'),
        ...text('limits'),
        ...text('custodian'),
        ...text('target'),
        ...text('series'),
        about: about === 'children' || about === 'context' ? about : 'everybody',
        ranking: rankings.find((one) => one === ranking) ?? 'not said',
        warnings: fields.flatMap((one) => {
          const source = known.get(one.citation);
          return one.field === 'warning' && source ? [{ text: one.value, citation: source }] : [];
        }),
        citation,
      } satisfies Indicator,
    ];
  });
}

/** As `indicators`, each under the name that somebody approved in a language; in English where nobody did. */
export function indicatorsIn(tx: Read, language: Language): Indicator[] {
  const approved = translatedWords(tx);
  return indicators(tx).map((indicator) => {
    const { id, name: en } = indicator;
    const name = { ...approved({ collection: 'indicators', thing: id, field: 'name' }, en), en };
    return { ...indicator, name: name[language] ?? en };
  });
}

/** The codes that importers brought, by dimension; ages and sexes have their words in the catalogue. */
export function codeLists(tx: Read): ReadonlyMap<string, CodeList> {
  const rows = tx.all<{ dimension: string; code: string; label: string; parent: string | null }>(
    `SELECT * FROM statistics_code
     WHERE id IN (SELECT max(id) FROM statistics_code GROUP BY dimension, code) ORDER BY id`,
  );
  return new Map(
    [...Map.groupBy(rows, ({ dimension }) => dimension)].map(([dimension, codes]) => [
      dimension,
      {
        dimension,
        label: dimension,
        codes: codes.map(({ code, label, parent }) => ({ code, label, ...(parent ? { parent } : {}) })),
      },
    ]),
  );
}
