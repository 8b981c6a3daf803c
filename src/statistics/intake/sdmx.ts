/** SDMX files on their way into the record. */
import { parseDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import type { OutsideFile } from '../../platform/tables/read.ts';
import type { Indicator } from '../model.ts';
import { figuresOf, type Taken } from '../sdmx/figures.ts';
import { idsOf } from '../sdmx/flow.ts';
import type { DataMessage } from '../sdmx/message.ts';
import { looksLikeSdmx, readMessage } from '../sdmx/read.ts';
import { codeLists, enterCode, enterIndicatorField, enterObservation, indicators } from '../store.ts';
import { hasWords } from '../words.ts';

/** What a person says of a file of figures when handing it in. */
export interface FigureOptions {
  /** The series of figures that the file belongs to, the same in every release: "UNICEF Data Warehouse". */
  readonly source?: string;
  /** When the source released it. */
  readonly asAt?: string;
  readonly address?: string;
}

/** A file of figures that was read; its rows are taken apart when it is stored. */
export interface FigureFile {
  readonly name: string;
  readonly message: DataMessage;
  readonly options: FigureOptions;
}

/**
 * The figures of an SDMX file; undefined for files of other kinds.
 * @throws Problem as `readMessage`; `sdmx-feature-unread` for a message that holds structures only
 */
export function readSdmxFigures(file: OutsideFile, options: FigureOptions): FigureFile | undefined {
  if (!looksLikeSdmx(file)) return undefined;
  const message = readMessage(file);
  if (message.kind === 'structure')
    throw new Problem(
      'sdmx-feature-unread',
      { feature: 'a message that holds structures and no figures' },
      { file: file.name },
    );
  const [notice] = message.notices;
  if (message.dataSets.length === 0)
    throw new Problem(
      'sdmx-invalid',
      { detail: notice ? `the source says “${notice.slice(0, 200)}”` : 'it holds no data set' },
      { file: file.name },
    );
  return { name: file.name, message, options };
}

/**
 * Adds the figures, the names of indicators and codes that are not known yet, and says what was left out.
 * @throws Problem as `figuresOf`
 */
export function importFigures(tx: Write, { name, message, options }: FigureFile): ImportReport {
  const known = indicators(tx);
  const { asAt, source, address } = options;
  const taken = figuresOf(message, {
    file: name,
    ...(source ? { source } : {}),
    ...(asAt ? { released: parseDate(asAt) } : {}),
    ...(address ? { address } : {}),
    indicatorIds: new Map(
      [...idsOf(known.map(({ id }) => id))].map(([id, code]) => [code, id as Indicator['id']]),
    ),
  });
  const rows = message.dataSets.reduce((sum, dataSet) => sum + dataSet.rows.length, 0);
  return enterTaken(tx, taken, { file: name, kind: 'SDMX figures', rows });
}

/** Enters what a reader took from a file, with the names that are not known yet. */
export function enterTaken(
  tx: Write,
  taken: Taken,
  about: Pick<ImportReport, 'file' | 'kind' | 'rows'>,
): ImportReport {
  let added = 0;
  for (const observation of taken.observations) added += Number(enterObservation(tx, observation));
  enterNames(tx, taken, indicators(tx));
  return {
    ...about,
    added,
    changed: 0,
    unchanged: taken.observations.length - added,
    conflicting: [],
    unmapped: [
      ...taken.leftOut.map((column): RowNote => ({
        row: 1,
        text: `${column} has no place in the record and was left out`,
      })),
      ...taken.skipped.map(({ row, reason }): RowNote => ({ row, text: reason })),
    ],
    refused: [],
  };
}

/** What a message calls its indicators and codes, where the record has no name for them. */
function enterNames(
  tx: Write,
  { observations, indicators: named, codeLists: lists }: Taken,
  known: readonly Indicator[],
): void {
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
