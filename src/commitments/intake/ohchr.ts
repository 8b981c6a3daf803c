/**
 * Ratification tables of the Office of the High Commissioner for Human Rights, saved as HTML or CSV: every
 * State with each treaty, both dates blank where it took no step.
 */
import { basename } from 'node:path';
import type { Table } from '../../platform/tables/table.ts';
import { linesOf } from './columns.ts';
import { asAtOf, instrumentNamed, instrumentOf, type StatusOptions } from './source.ts';
import { readParticipants, type StatusFile } from './status-file.ts';

export const ohchrColumns = {
  name: /^(country|state)/i,
  signature: /^signature/i,
  consent: /^ratification|^accession/i,
};

/** @throws Problem `table-unrecognised`, `instrument-missing`, `instrument-unknown`, `as-at-missing` */
export function readOhchr(tables: readonly Table[], options: StatusOptions): StatusFile {
  const file = basename(options.file);
  const asAt = asAtOf(options);
  const lines = linesOf(tables, ohchrColumns, file, { treaty: /^treaty name/i });
  // The page's own command row stands above the first State in some files and below the last in others.
  const said = lines.filter(({ name }) => name !== '' && !/^command item/i.test(name));
  const parts = [...Map.groupBy(said, (line) => line.treaty)].map(([treaty, participants]) => {
    const instrument =
      treaty === '' ? instrumentOf(options, []) : instrumentNamed(options.instruments, treaty);
    if (!instrument) {
      const text = `“${treaty}” is not an instrument of the record (${participants.length} rows)`;
      return {
        states: [],
        organisations: [],
        unmapped: [{ row: participants[0]?.row ?? 1, text }],
        refused: [],
      };
    }
    const citation = {
      title: `Office of the High Commissioner for Human Rights, ratification status of ${instrument} (${file})`,
      ...(options.address ? { address: options.address } : {}),
      asAt,
      standing: 'verified' as const,
    };
    return readParticipants(participants, instrument, { asAt, citation });
  });
  return {
    file,
    kind: 'OHCHR ratification table',
    rows: said.length,
    states: parts.flatMap((part) => part.states),
    organisations: parts.flatMap((part) => part.organisations),
    unmapped: parts.flatMap((part) => part.unmapped),
    refused: parts.flatMap((part) => part.refused),
    complete: [],
  };
}
