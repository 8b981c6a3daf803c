/** Figures from SDMX data messages of any source. What has no place here is reported. */
import { parseDate, type PartialDate } from '../../core/date.ts';
import { type Place, Problem } from '../../core/problem.ts';
import { type Iso3, meaningOf, meaningOfCode } from '../../core/state.ts';
import { measured, type Value } from '../../core/value.ts';
import {
  all,
  type Code,
  type CodeList,
  confidentialities,
  type Confidentiality,
  type IndicatorId,
  type Observation,
  type ObservationStatus,
  observationStatuses,
  parsePeriod,
  type Period,
} from '../model.ts';
import { stateByCode } from './concepts.ts';
import { type Component, type DataMessage, type DataRow, type DataSet, textOf, textsOf } from './message.ts';
import { placed, type Reading, readingOf } from './reading.ts';

export interface TakeOptions {
  readonly file: string;
  /** The series of figures it belongs to; the agency of its structure, if it is not said. */
  readonly source?: string;
  /** When the source released it. Figures that this program wrote bring this, source and citation themselves. */
  readonly released?: PartialDate;
  /** Where it was published. */
  readonly address?: string;
  /** Of a message without a dimension for it. */
  readonly indicator?: string;
  /** What the codes of indicators in the message are called here; the others keep their code. */
  readonly indicatorIds?: ReadonlyMap<string, IndicatorId>;
}

export interface Taken {
  readonly observations: readonly Observation[];
  /** Rows that are no figure of a State, with the reason. */
  readonly skipped: readonly { readonly row: number; readonly reason: string }[];
  /** Components that say something for which there is no place here. */
  readonly leftOut: readonly string[];
  /** What the codes of breakdowns and the indicators are called, as far as the message says. */
  readonly codeLists: readonly CodeList[];
  readonly indicators: readonly { readonly id: IndicatorId; readonly name: string; readonly unit: string }[];
}

/** "All" and "does not apply": the figure is not broken down by this. */
const undivided = new Set([all, '_Z', '']);

/**
 * The figures of all data sets of a message.
 * @throws Problem `sdmx-column-missing`, `sdmx-value-invalid`, `sdmx-column-unclear`, `sdmx-cell-twice`;
 *   `sdmx-feature-unread` for deletions; `figures-source-missing`, `as-at-missing`. Nothing is taken then.
 */
export function figuresOf(message: DataMessage, options: TakeOptions): Taken {
  const parts = message.dataSets.map((dataSet) => takeDataSet(dataSet, options));
  const observations = parts.flatMap((part) => part.observations);
  const cells = new Map<string, { observation: Observation; row: number | undefined }>();
  for (const { observation, row } of observations) {
    const breakdown = Object.entries(observation.breakdown).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const { indicator, state, period, source, released } = observation;
    const cell = JSON.stringify([indicator, state, period, source, released, breakdown]);
    const before = cells.get(cell)?.observation;
    if (before && JSON.stringify(before) !== JSON.stringify(observation))
      throw new Problem(
        'sdmx-cell-twice',
        { cell: [indicator, state, period, ...breakdown.flat()].join(' ') },
        placed(options.file, row),
      );
    if (!before) cells.set(cell, { observation, row });
  }
  return {
    observations: [...cells.values()].map(({ observation }) => observation),
    skipped: parts.flatMap(({ skipped }) => skipped),
    leftOut: [...new Set(parts.flatMap(({ leftOut }) => leftOut))],
    codeLists: mergedLists(parts.flatMap(({ codeLists }) => codeLists)),
    indicators: [
      ...new Map(parts.flatMap(({ indicators }) => indicators).map((each) => [each.id, each])).values(),
    ],
  };
}

function takeDataSet(dataSet: DataSet, options: TakeOptions) {
  const { rows, action } = dataSet;
  const { file } = options;
  const nothing = { observations: [], skipped: [], leftOut: [], codeLists: [], indicators: [] };
  if (action === 'Delete')
    throw new Problem('sdmx-feature-unread', { feature: 'a data set with the action Delete' }, { file });
  if (rows.length === 0) return nothing;
  const reading = readingOf(dataSet, options);
  const labels = new Map(dataSet.components.map(({ id, codes }) => [id, codes]));
  const observations: { observation: Observation; row: number | undefined }[] = [];
  const skipped: { row: number; reason: string }[] = [];
  const said = statementOf(dataSet, options);
  const indicators = new Map<string, { id: IndicatorId; name: string; unit: string }>();
  for (const [at, { values, row }] of rows.entries()) {
    const place = (column: string) => placed(file, row, column);
    const skip = (reason: string) => skipped.push({ row: row ?? at + 1, reason });
    if (values['TIME_PERIOD'] === undefined) {
      skip('no period: the row belongs to attributes of several figures');
      continue;
    }
    const state = stateIn(textOf(values[reading.area.id]), reading.area);
    if ('reason' in state) {
      skip(state.reason);
      continue;
    }
    const code = (reading.indicator && textOf(values[reading.indicator.id])) || options.indicator;
    if (!code)
      throw new Problem(
        'sdmx-value-invalid',
        {
          column: reading.indicator?.id ?? 'INDICATOR',
          value: '',
          detail: 'each figure needs its indicator',
        },
        place('INDICATOR'),
      );
    const period = periodIn(textOf(values['TIME_PERIOD']), place('TIME_PERIOD'));
    const unitCode = textOf(values['UNIT_MEASURE']);
    const observation: Observation = {
      indicator: options.indicatorIds?.get(code) ?? (code as IndicatorId),
      state: state.iso3,
      period,
      breakdown: Object.fromEntries(
        reading.breakdowns
          .map(({ id }) => [id, textOf(values[id])] as const)
          .filter(([, own]) => !undivided.has(own)),
      ),
      unit: labels.get('UNIT_MEASURE')?.get(unitCode) ?? unitCode,
      ...figuresIn(values, reading, place),
      ...(reading.origin === 'own'
        ? ownStatement(values, said, place)
        : {
            ...said(),
            footnotes: reading.footnotes.flatMap((id) => textsOf(values[id])).filter((text) => text !== ''),
          }),
    };
    observations.push({ observation, row });
    const name = reading.indicator?.codes?.get(code) ?? dataSet.label ?? code;
    if (!indicators.has(code))
      indicators.set(code, { id: observation.indicator, name, unit: observation.unit });
  }
  return {
    observations,
    skipped,
    leftOut: reading.leftOut,
    indicators: [...indicators.values()],
    codeLists: listsOf(reading.breakdowns, observations),
  };
}

/** A State by ISO 3166-1 or M49 code; a region or territory with its reason. */
function stateIn(code: string, { codes }: Component): { readonly iso3: Iso3 } | { readonly reason: string } {
  const label = codes?.get(code);
  const meaning = meaningOfCode(/^\d{1,2}$/.test(code) ? code.padStart(3, '0') : code);
  if (meaning.kind === 'state') return meaning;
  const told = label === undefined ? code : `${code} (${label})`;
  if (meaning.kind !== 'unknown')
    return { reason: `“${told}” is no State of the list (${meaning.kind}: ${meaning.name})` };
  const byName = label === undefined ? undefined : meaningOf(label);
  return byName?.kind === 'state' ? byName : { reason: `“${told}” is no State of the list` };
}

/** Reporting years and months are written as the calendar's; weeks, days of the year and thirds are not kept. */
function periodIn(text: string, place: Place): Period {
  const plain = text
    .replace(/-A1$/, '')
    .replace(/^(\d{4})-M(\d\d)$/, '$1-$2')
    .replace('T00:00:00', '');
  try {
    return parsePeriod(plain);
  } catch (error) {
    throw error instanceof Problem ? error.at(place) : error;
  }
}

type ColumnPlace = (column: string) => Place;

function figuresIn(values: DataRow['values'], { multiplier, confidentiality }: Reading, place: ColumnPlace) {
  const power = numberIn(multiplier && textOf(values[multiplier]), multiplier ?? '', place) ?? 0;
  const scaled = (column: string) => {
    const text = textOf(values[column]);
    const number = numberIn(text, column, place);
    // By the exponent, so that no digit changes: 0.1 thousand is 100.
    return number === undefined || power === 0 ? number : Number(`${number}e${power}`);
  };
  const status = oneOf(observationStatuses, textOf(values['OBS_STATUS']) || 'A', 'OBS_STATUS', place);
  const conf = oneOf(
    confidentialities,
    textOf(confidentiality ? values[confidentiality] : undefined) || 'F',
    confidentiality ?? 'OBS_CONF',
    place,
  );
  const lower = scaled('LOWER_BOUND');
  const upper = scaled('UPPER_BOUND');
  return {
    value: valueIn(scaled('OBS_VALUE'), textOf(values['VALUE_STATE']), status, conf, place),
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
    status,
    confidentiality: conf,
  };
}

const gaps: { readonly [status in ObservationStatus]?: Value['state'] } = {
  L: 'not collected',
  M: 'not applicable',
  Q: 'suppressed',
};

/** A number, or the reason why there is none: as it is said, or by the status. */
function valueIn(
  number: number | undefined,
  said: string,
  status: ObservationStatus,
  conf: Confidentiality,
  place: ColumnPlace,
): Value {
  if (said === '') {
    if (number !== undefined) return measured(number);
    return { state: gaps[status] ?? (conf === 'F' ? 'not available' : 'suppressed') } as Value;
  }
  const state = stateByCode.get(said) ?? [...stateByCode.values()].find((each) => each === said);
  const agrees =
    state === 'number'
      ? number !== undefined && number !== 0
      : state === 'zero'
        ? number === 0
        : number === undefined;
  if (!state || !agrees)
    throw new Problem(
      'sdmx-value-invalid',
      {
        column: 'VALUE_STATE',
        value: said,
        detail: 'it must be one of the six states and agree with OBS_VALUE',
      },
      place('VALUE_STATE'),
    );
  return state === 'number' && number !== undefined ? measured(number) : ({ state } as Value);
}

/** Undefined for an empty cell and for a number that is missing on purpose. */
function numberIn(text: string | undefined, column: string, place: ColumnPlace): number | undefined {
  if (!text || text === 'NaN' || text === '#N/A') return undefined;
  const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number))
    throw new Problem(
      'sdmx-value-invalid',
      { column, value: text, detail: 'a number is needed, with a point for decimals' },
      place(column),
    );
  return number;
}

function oneOf<T extends string>(list: readonly T[], text: string, column: string, place: ColumnPlace): T {
  const found = list.find((each) => each === text);
  if (!found)
    throw new Problem(
      'sdmx-value-invalid',
      { column, value: text, detail: `the codes are ${list.join(', ')}` },
      place(column),
    );
  return found;
}

type Statement = Pick<Observation, 'source' | 'released' | 'citation'>;

/** What is said of a whole data set, once it is needed. @throws Problem `figures-source-missing`, `as-at-missing` */
function statementOf(
  { structure, label }: DataSet,
  { file, source, released, address }: TakeOptions,
): () => Statement {
  let made: Statement | undefined;
  return () => {
    const series = source ?? structure?.agency;
    if (!series) throw new Problem('figures-source-missing', { file });
    if (!released) throw new Problem('as-at-missing', { file });
    const title = [series, label ?? structure?.id ?? file].join(', ');
    const citation = {
      title,
      ...(address ? { address } : {}),
      asAt: released,
      standing: 'unverified',
    } as const;
    made ??= { source: series, released, citation };
    return made;
  };
}

/** Source, release, footnotes and citation as this program writes them. */
function ownStatement(
  values: DataRow['values'],
  said: () => Statement,
  place: ColumnPlace,
): Statement & Pick<Observation, 'footnotes'> {
  const text = (id: string) => textOf(values[id]);
  const date = (id: string) => {
    try {
      return text(id) ? parseDate(text(id)) : undefined;
    } catch (error) {
      throw error instanceof Problem ? error.at(place(id)) : error;
    }
  };
  const asAt = date('CITATION_AS_AT');
  const link = text('CITATION_ADDRESS');
  return {
    source: text('DATA_SOURCE') || text('SOURCE') || said().source,
    released: date('RELEASED') ?? said().released,
    // The tables of figures that are no SDMX have FOOTNOTES.
    footnotes: textsOf(values['FOOTNOTE'] ?? values['FOOTNOTES']),
    citation: text('CITATION')
      ? {
          title: text('CITATION'),
          ...(text('CITATION_PLACE') ? { place: text('CITATION_PLACE') } : {}),
          ...(/^https?:\/\//.test(link) ? { address: link } : {}),
          ...(asAt ? { asAt } : {}),
          standing: text('CITATION_STANDING') === 'verified' ? 'verified' : 'unverified',
        }
      : said().citation,
  };
}

function listsOf(
  breakdowns: readonly Component[],
  observations: readonly { readonly observation: Observation }[],
): CodeList[] {
  return breakdowns.flatMap(({ id, label, codes }) => {
    const used = new Set(observations.flatMap(({ observation }) => observation.breakdown[id] ?? []));
    return used.size === 0
      ? []
      : [
          {
            dimension: id,
            label: label ?? id,
            codes: [...used].map((code) => ({ code, label: codes?.get(code) ?? code })),
          },
        ];
  });
}

function mergedLists(lists: readonly CodeList[]): CodeList[] {
  return [...Map.groupBy(lists, ({ dimension }) => dimension)].map(([dimension, same]) => ({
    dimension,
    label: same[0]?.label ?? dimension,
    codes: [
      ...new Map(
        same.flatMap(({ codes }) => codes).map((code): [string, Code] => [code.code, code]),
      ).values(),
    ],
  }));
}
