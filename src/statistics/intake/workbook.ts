/** The workbook to fill in, and the coloured copy of a table that was refused. */
import { states } from '../../core/state.ts';
import type { MessageKey, Translate } from '../../platform/messages.ts';
import { markedWorkbook } from '../../platform/tables/marked.ts';
import { xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import type { Indicator } from '../model.ts';
import type { FigureTable } from './table.ts';

/** The columns of our own form, in their order, with a cell as an example. */
const columns = [
  ['state', 'MUS'],
  ['indicator', '16.2.3'],
  ['period', '2019'],
  ['sex', 'F'],
  ['age', '15-17'],
  ['disability', ''],
  ['manifestation', ''],
  ['value', '12.5'],
  ['lower', '10.1'],
  ['upper', '14.9'],
  ['unit', 'percent'],
  ['status', 'A'],
  ['source', 'Child Protection Survey'],
  ['released', '2020-03'],
  ['document', 'Final report'],
  ['place', 'p. 14'],
  ['address', 'https://example.org/report'],
  ['note', ''],
] as const;
type Column = (typeof columns)[number][0];

/** A workbook with a sheet to fill in, and sheets that say what to write. */
export function template(indicators: readonly Indicator[], t: Translate): Uint8Array {
  const meaning = (column: Column) => t(`numbers.template.${column}` satisfies MessageKey);
  return Buffer.concat([
    ...xlsxBytes([
      { name: 'Figures', header: columns.map(([column]) => column), rows: [] },
      {
        name: 'Columns',
        header: [
          t('numbers.template.heading.column'),
          t('numbers.template.heading.meaning'),
          t('numbers.template.heading.example'),
        ],
        rows: columns.map(([column, example]) => [column, meaning(column), example]),
      },
      {
        name: 'Indicators',
        header: [t('numbers.indicator'), t('numbers.template.heading.meaning'), t('numbers.unit')],
        rows: indicators.map(({ id, name, unit }) => [id, name, unit]),
      },
      {
        name: 'States',
        header: [t('word.state'), t('numbers.template.heading.meaning')],
        rows: states.map(({ iso3, shortNames }) => [iso3, shortNames[t.language] ?? shortNames.en]),
      },
    ]),
  ]);
}

/** The table as it came, the refused cells coloured, and at the end of each row what is wrong with it. */
export function marked({ table, refused }: FigureTable): Uint8Array {
  return markedWorkbook([{ name: 'Figures', table, refused }]);
}
