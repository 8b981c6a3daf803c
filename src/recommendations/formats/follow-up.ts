/** Files of the follow-up of a State, with the columns in which it can be handed in again. */
import { Problem } from '../../core/problem.ts';
import { csvLines } from '../../platform/tables/write.ts';
import { xlsxBytes } from '../../platform/tables/write-xlsx.ts';
import type { EnteredFollowUp } from '../follow-up.ts';

const header = [
  'State',
  'Demand',
  'Ledger',
  'Status',
  'Said',
  'Date',
  'Source',
  'Place',
  'Address',
  'Entered by',
  'Entered at',
];

export const followUpFormats = ['csv', 'xlsx'] as const;
export type FollowUpFormat = (typeof followUpFormats)[number];

/** The form that the ending of a name chooses. @throws Problem `format-unknown` */
export function followUpFormatOf(file: string): FollowUpFormat {
  const found = followUpFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
  if (!found) throw new Problem('format-unknown', { file, known: '.csv, .xlsx' });
  return found;
}

/** All entries, in the order given. */
export function followUpFile(entries: readonly EnteredFollowUp[], format: FollowUpFormat): Uint8Array {
  const rows = entries.map(({ state, demand, ledger, status, said, date, receipt, enteredBy, enteredAt }) => [
    state,
    demand,
    ledger,
    status,
    said,
    date,
    receipt.title,
    receipt.place,
    receipt.address ?? '',
    enteredBy ?? '',
    enteredAt,
  ]);
  return format === 'csv'
    ? Buffer.from([...csvLines(header, rows)].join(''))
    : Buffer.concat([...xlsxBytes([{ name: 'Follow-up', header, rows }])]);
}
