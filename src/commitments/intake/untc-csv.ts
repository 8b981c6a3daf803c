/** Participants' tables of the United Nations Treaty Collection as CSV: one instrument a file, "4-11-c.csv". */
import { basename } from 'node:path';
import type { Table } from '../../platform/tables/table.ts';
import { linesOf } from './columns.ts';
import { asAtOf, instrumentOf, type StatusOptions, treatyNumber } from './source.ts';
import { type Participant, readParticipants, type StatusFile } from './status-file.ts';

/** What the columns of a participants' table are called. */
export const participantColumns = {
  name: /^participant/i,
  signature: /^signature/i,
  consent: /^(?!signature).*(ratification|accession|acceptance|approval)/i,
};

/** @throws Problem `table-unrecognised`, `instrument-missing`, `instrument-unknown`, `as-at-missing` */
export function readUntcCsv(tables: readonly Table[], options: StatusOptions): StatusFile {
  return readUntc(
    linesOf(tables, participantColumns, options.file),
    'UN Treaty Collection (CSV)',
    options,
    [],
  );
}

/**
 * What both forms of the Treaty Collection share. Its table names every State that signed or consented, so a
 * State that is not in it took no step.
 */
export function readUntc(
  participants: readonly Participant[],
  kind: string,
  options: StatusOptions,
  hints: readonly string[],
): StatusFile {
  const instrument = instrumentOf(options, [treatyNumber(options.file), ...hints]);
  const asAt = asAtOf(options);
  const file = basename(options.file);
  const citation = {
    title: `United Nations Treaty Collection, status of ${instrument} (${file})`,
    ...(options.address ? { address: options.address } : {}),
    asAt,
    standing: 'verified' as const,
  };
  const { unknown, ...read } = readParticipants(participants, instrument, { asAt, citation });
  // With a name left unplaced, silence on a State means nothing.
  const complete = unknown === 0 ? [{ instrument, asAt, citation }] : [];
  return { file, kind, rows: participants.length, ...read, complete };
}
