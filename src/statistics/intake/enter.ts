/** Figures of any file on their way into the record. */
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import type { Taken } from '../sdmx/figures.ts';
import { codeLists, enterCode, enterIndicatorField, enterObservation, indicators } from '../store.ts';
import { hasWords } from '../words.ts';
import type { FigureTable } from './table.ts';

/** Adds the figures, the names of indicators and codes that are not known yet, and says what was left out. */
export function enterTaken(
  tx: Write,
  taken: Taken,
  { file, kind, rows }: Pick<ImportReport, 'file' | 'kind' | 'rows'>,
): ImportReport {
  let added = 0;
  for (const observation of taken.observations) added += Number(enterObservation(tx, observation));
  enterNames(tx, taken);
  return {
    ...nothing({ file, kind, rows }),
    added,
    unchanged: taken.observations.length - added,
    unmapped: leftOutOf(taken),
  };
}

/** Stores a table, or none of it where a cell is refused. Give it to `record.rehearse` for a preview. */
export function importFigureTable(
  tx: Write,
  { file, kind, table, taken, refused }: FigureTable,
): ImportReport {
  const about = { file, kind, rows: table.rows.length };
  if (refused.length === 0) return enterTaken(tx, taken, about);
  return {
    ...nothing(about),
    unmapped: leftOutOf(taken),
    refused: refused.map(({ row, column, text }): RowNote => ({
      row,
      text: column === undefined ? text : `column ${column}: ${text}`,
    })),
  };
}

function nothing(about: Pick<ImportReport, 'file' | 'kind' | 'rows'>): ImportReport {
  return { ...about, added: 0, changed: 0, unchanged: 0, conflicting: [], unmapped: [], refused: [] };
}

function leftOutOf({ leftOut, skipped }: Taken): RowNote[] {
  return [
    ...leftOut.map((column): RowNote => ({
      row: 1,
      text: `${column} has no place in the record and was left out`,
    })),
    ...skipped.map(({ row, reason }): RowNote => ({ row, text: reason })),
  ];
}

/** What a file calls its indicators and codes, where the record has no name for them. */
function enterNames(tx: Write, { observations, indicators: named, codeLists: lists }: Taken): void {
  const known = indicators(tx);
  const listed = codeLists(tx);
  for (const { id, name, unit } of named) {
    const citation = observations.find(({ indicator }) => indicator === id)?.citation;
    if (!citation || known.some((one) => one.id === id)) continue;
    enterIndicatorField(tx, id, 'name', name, citation);
    enterIndicatorField(tx, id, 'unit', unit || 'number', citation);
  }
  for (const { dimension, codes } of lists)
    for (const code of codes) {
      if (code.label === code.code || hasWords(dimension, code.code)) continue;
      const citation = observations.find(({ breakdown }) => breakdown[dimension] === code.code)?.citation;
      if (citation && !listed.get(dimension)?.codes.some((one) => one.code === code.code))
        enterCode(tx, dimension, code, citation);
    }
}
