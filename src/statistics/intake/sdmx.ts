/** SDMX files on their way into the record. */
import { parseDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { ImportReport } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import type { OutsideFile } from '../../platform/tables/read.ts';
import type { Indicator } from '../model.ts';
import { figuresOf } from '../sdmx/figures.ts';
import { idsOf } from '../sdmx/flow.ts';
import type { DataMessage } from '../sdmx/message.ts';
import { looksLikeSdmx, readMessage } from '../sdmx/read.ts';
import { indicators } from '../store.ts';
import { enterTaken } from './enter.ts';
import type { FigureOptions } from './options.ts';

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
