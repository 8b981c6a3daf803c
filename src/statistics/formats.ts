/** Files of what a page of figures shows, with citation, warnings and flags inside. */
import { openHead } from '../accounts/store/open-head.ts';
import type { Record } from '../platform/record.ts';
import { software } from '../platform/product.ts';
import { csvLines } from '../platform/tables/write.ts';
import { xlsxBytes } from '../platform/tables/write-xlsx.ts';
import type { Indicator } from './model.ts';
import type { StoredObservation } from './store.ts';

export const figureFormats = ['csv', 'xlsx', 'svg'] as const;
export type FigureFormat = (typeof figureFormats)[number];

export const figureTypes: { readonly [F in FigureFormat]: string } = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  svg: 'image/svg+xml',
};

/** Each row carries the warnings of its indicator and its source, so that a row that is copied takes them along. */
export function figuresFile(
  record: Record,
  indicator: Indicator,
  figures: readonly StoredObservation[],
  { format, address }: { readonly format: Exclude<FigureFormat, 'svg'>; readonly address: string },
): Uint8Array {
  const dimensions = [...new Set(figures.flatMap(({ breakdown }) => Object.keys(breakdown)))].toSorted();
  const header = [
    'REF_AREA',
    'INDICATOR',
    'TIME_PERIOD',
    ...dimensions,
    'OBS_VALUE',
    'VALUE_STATE',
    'LOWER_BOUND',
    'UPPER_BOUND',
    'UNIT_MEASURE',
    'OBS_STATUS',
    'OBS_CONF',
    'SOURCE',
    'RELEASED',
    'FOOTNOTES',
    'WARNING',
    'CITATION',
    'CITATION_PLACE',
    'CITATION_ADDRESS',
    'CITATION_AS_AT',
    'CITATION_STANDING',
  ];
  const warning = indicator.warnings.map(({ text }) => text).join(' ');
  const rows = figures.map((one): (string | number)[] => [
    one.state,
    one.indicator,
    one.period,
    ...dimensions.map((dimension) => one.breakdown[dimension] ?? '_T'),
    one.value.state === 'number' ? one.value.number : one.value.state === 'zero' ? 0 : '',
    one.value.state,
    one.lower ?? '',
    one.upper ?? '',
    one.unit,
    one.status,
    one.confidentiality,
    one.source,
    one.released,
    one.footnotes.join('; '),
    warning,
    one.citation.title,
    one.citation.place ?? '',
    one.citation.address ?? '',
    one.citation.asAt ?? '',
    one.citation.standing,
  ]);
  if (format === 'csv')
    return new TextEncoder().encode(
      [
        ...csvLines(
          header,
          rows.map((row) => row.map(String)),
        ),
      ].join(''),
    );
  return Buffer.concat([
    ...xlsxBytes([
      { name: 'Figures', header, rows },
      {
        name: 'About',
        header: ['about', 'value'],
        rows: [
          ['indicator', indicator.name],
          ['warning', warning],
          ['figures', figures.length],
          ['address', address],
          ['record', openHead(record)],
          ['software', `${software.name} ${software.version}`],
        ],
      },
    ]),
  ]);
}
