/**
 * One door for outside files: what a file is, is told by its content. The same reading is rehearsed for a
 * preview and carried out for an import.
 */
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Problem } from './core/problem.ts';
import { importDue, isMasterCalendar, readMasterCalendar } from './commitments/intake/master-calendar.ts';
import { readStatusFile } from './commitments/intake/read.ts';
import type { StatusOptions } from './commitments/intake/source.ts';
import { importStatus } from './commitments/intake/status-file.ts';
import { instruments } from './commitments/store.ts';
import { fileHash } from './platform/backup.ts';
import { isDocument, readDocument } from './platform/documents/read.ts';
import type { ImportReport, OnProgress } from './platform/imports.ts';
import type { Record, Write } from './platform/record.ts';
import { gunzip, isGzip } from './platform/tables/archive.ts';
import { type LargeFile, openLargeCsv } from './platform/tables/large.ts';
import { type OutsideFile, readTable } from './platform/tables/read.ts';
import { caps, type Table } from './platform/tables/table.ts';
import { readXlsxSheets } from './platform/tables/xlsx.ts';
import { isAkomaNtoso, readAkomaNtoso } from './law/intake/akoma-ntoso.ts';
import { importAkomaNtoso } from './law/intake/akoma-ntoso-enter.ts';
import { importLaws, isLaw, markedLaws, readLaws } from './law/intake/laws.ts';
import { importChecklist, readChecklist } from './law/intake/checklist.ts';
import { importFollowUp, readFollowUp } from './recommendations/intake/follow-up.ts';
import { importRecommendations } from './recommendations/intake/import.ts';
import { addendumAnswers, importAnswers } from './recommendations/intake/answers.ts';
import { type DocumentOptions, documentRecommendations } from './recommendations/intake/document.ts';
import { suggestedActions } from './recommendations/intake/labor.ts';
import { readRecommendations } from './recommendations/intake/read.ts';
import { type SplitDocument, splitDocument } from './recommendations/intake/split.ts';
import { importRelease, readRelease } from './statistics/intake/release.ts';
import { importFigureTable } from './statistics/intake/enter.ts';
import type { FigureOptions } from './statistics/intake/options.ts';
import { importMetadata, readOpenSdgMetadata } from './statistics/intake/open-sdg.ts';
import { importFigures, readSdmxFigures } from './statistics/intake/sdmx.ts';
import { readFigureTable } from './statistics/intake/table.ts';
import { marked } from './statistics/intake/workbook.ts';
import { indicators } from './statistics/store.ts';

/** What a person says of a file when handing it in; see `StatusOptions`, `DocumentOptions` and `FigureOptions`. */
export type ImportOptions = Pick<StatusOptions, 'instrument' | 'asAt' | 'address'> &
  DocumentOptions &
  FigureOptions;

/** A file that was read and is ready to be stored, or to be rehearsed. */
export interface ReadyFile {
  readonly name: string;
  readonly sha256: string;
  readonly store: (tx: Write, onProgress?: OnProgress) => ImportReport;
  /** Of a table of which cells are refused: a workbook with the same table, in which these are coloured. */
  readonly marked?: () => Uint8Array;
}

/**
 * Reads an outside file; one packed by gzip is unpacked. Of a large file the rows are read while they are stored.
 * @throws Problem of the readers: unknown form, hostile or damaged file, with file, row and column; whatever
 *   aborted the signal, which is heeded between the pages of a document
 */
export async function readOutside(
  record: Record,
  file: OutsideFile | LargeFile,
  options: ImportOptions,
  signal?: AbortSignal,
): Promise<ReadyFile> {
  const name = basename(file.name);
  if (options.address && !/^https?$/.test(URL.parse(options.address)?.protocol.slice(0, -1) ?? '')) {
    throw new Problem('parameter-invalid', {
      name: 'address',
      value: options.address,
      detail: 'give an address that begins with http:// or https://',
    });
  }
  if ('path' in file) return readLarge({ ...file, name });
  const packed = isGzip(file.bytes);
  const bytes = packed ? gunzip(file.bytes, { file: name }) : file.bytes;
  const inside = packed ? name.replace(/\.gz$/i, '') : name;
  const ready = (store: ReadyFile['store']): ReadyFile => ({ name, sha256: fileHash(file.bytes), store });
  if (isAkomaNtoso({ name: inside, bytes })) {
    const law = readAkomaNtoso({ name: inside, bytes });
    return ready((tx) => importAkomaNtoso(tx, law));
  }
  const figures = readSdmxFigures({ name: inside, bytes }, options);
  if (figures) return ready((tx) => importFigures(tx, figures));
  const release = await readRelease({ name: inside, bytes });
  if (release) return ready((tx) => importRelease(tx, release));
  const metadata = readOpenSdgMetadata({ name: inside, bytes }, options);
  if (metadata) return ready((tx) => importMetadata(tx, metadata));
  const about = await isDocument({ name: inside, bytes });
  const asDocument = async () => {
    const text = await readDocument({ name: inside, bytes }, signal);
    // A server answers others before and after what takes a while.
    await setImmediate();
    const document = splitDocument(text);
    await setImmediate();
    return document;
  };
  const readyDocument = (document: SplitDocument) => {
    if (document.kind === 'addendum') {
      const answers = addendumAnswers(document, options);
      return ready((tx) => importAnswers(tx, answers));
    }
    const file = documentRecommendations(document, options);
    return ready((tx, onProgress) => importRecommendations(tx, file, onProgress));
  };
  if (about === 'only') return readyDocument(await asDocument());
  const known = { ...options, file: inside, instruments: record.cached('instruments', instruments) };
  const tables = await tablesOf({ name: inside, bytes }, options);
  const followUp = tables[0] && readFollowUp(tables[0]);
  if (followUp) return ready((tx) => importFollowUp(tx, followUp));
  if (tables[0] && isLaw(tables[0])) {
    const isWorkbook =
      tables[0].sheet !== undefined && new TextDecoder().decode(bytes.subarray(0, 2)) === 'PK';
    const laws = readLaws(isWorkbook ? await readXlsxSheets(bytes, { file: inside }) : tables, inside);
    const coloured = record.read((tx) => markedLaws(tx, laws));
    return { ...ready((tx) => importLaws(tx, laws)), ...(coloured ? { marked: () => coloured } : {}) };
  }
  const checklist = tables[0] && readChecklist(tables[0]);
  if (checklist) return ready((tx) => importChecklist(tx, checklist));
  const recommendations = tables[0] && readRecommendations(tables[0]);
  if (recommendations)
    return ready((tx, onProgress) => importRecommendations(tx, recommendations, onProgress));
  const figureTable =
    tables[0] && readFigureTable(tables[0], { known: record.cached('indicators', indicators), options });
  if (figureTable)
    return {
      ...ready((tx) => importFigureTable(tx, figureTable)),
      ...(figureTable.refused.length > 0 ? { marked: () => marked(figureTable) } : {}),
    };
  if (isMasterCalendar(tables)) {
    const calendar = readMasterCalendar(tables, known);
    return ready((tx) => importDue(tx, calendar));
  }
  if (about === 'perhaps') {
    const document = await asDocument();
    if (document.recommendations.length > 0 || document.kind === 'addendum') return readyDocument(document);
  }
  const status = await readStatusFile(bytes, known);
  return ready((tx) => importStatus(tx, status));
}

/** Only recommendations come in such numbers. */
function readLarge(file: LargeFile): ReadyFile {
  const { rows, sha256 } = openLargeCsv(file);
  const recommendations = readRecommendations(rows);
  if (!recommendations)
    throw new Problem('table-file-too-large', { cap: caps.fileBytes }, { file: file.name });
  return {
    name: file.name,
    sha256,
    store: (tx, onProgress) => importRecommendations(tx, recommendations, onProgress),
  };
}

/** Of XML, suggested actions are a table; that of the Treaty Collection is none, its own reader takes it. */
async function tablesOf(file: OutsideFile, { asAt }: ImportOptions): Promise<readonly Table[]> {
  try {
    return await readTable(file);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'table-format-unknown')) throw error;
    if (error.details['format'] !== 'XML') return [];
    const actions = suggestedActions(file.bytes, { file: file.name, ...(asAt ? { asAt } : {}) });
    return actions ? [actions] : [];
  }
}

/** Stores a file that was read: one command, all of it or nothing. */
export function storeOutside(
  record: Record,
  file: ReadyFile,
  who: { readonly actor: string; readonly reason: string; readonly at: string },
  onProgress?: OnProgress,
): ImportReport {
  const command = { kind: 'import', ...who, citation: `${file.name}, SHA-256 ${file.sha256}` };
  return record.command(command, (tx) => file.store(tx, onProgress)).result;
}
