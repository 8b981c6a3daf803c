/** A release of a vault on its way into the record: a ZIP of its folder. */
import { createHash } from 'node:crypto';
import { Problem } from '../../core/problem.ts';
import type { ImportReport } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { openArchive } from '../../platform/tables/archive.ts';
import { readCsv } from '../../platform/tables/csv.ts';
import type { OutsideFile } from '../../platform/tables/read.ts';
import type { Breakdown, IndicatorId, Observation } from '../model.ts';
import { observationsOf, type Release, releaseSchema, type Row } from '../release.ts';
import { codeLists, enterCode, enterIndicatorField, enterObservation } from '../store.ts';
import { hasWords } from '../words.ts';
import { codeOf, identifier } from './cells.ts';

const description = 'datapackage.json';

export interface ReleaseFile {
  readonly name: string;
  readonly release: Release;
  readonly observations: readonly Observation[];
}

/**
 * The release in a ZIP; undefined for other files. Every table must be the one that the description names by its hash.
 * @throws Problem `release-invalid`, `release-table-invalid`, those of the archive and of CSV
 */
export async function readRelease(file: OutsideFile): Promise<ReleaseFile | undefined> {
  if (file.bytes[0] !== 0x50 || file.bytes[1] !== 0x4b) return undefined;
  const archive = await openArchive(file.bytes, { file: file.name });
  if (!archive.has(description)) return undefined;
  const invalid = (detail: string) => new Problem('release-invalid', { detail }, { file: file.name });
  let content: unknown;
  try {
    content = JSON.parse(await joined(archive.text(description)));
  } catch (error) {
    throw error instanceof Problem ? error : invalid(`${description} is not JSON`);
  }
  const parsed = releaseSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(
      `${description}, ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unreadable'}`,
    );
  }
  const release = parsed.data;
  const rows = new Map<string, readonly Row[]>();
  for (const { name, path, hash, schema } of release.resources) {
    if (!archive.has(path)) throw invalid(`the table ${path} is missing`);
    const text = await joined(archive.text(path));
    if (`sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}` !== hash)
      throw invalid(`${path} is not the table that was released`);
    const table = readCsv(text, { file: path });
    const wanted = schema.fields.map((field) => field.name);
    if (table.header.join() !== wanted.join()) throw invalid(`${path} has other columns than described`);
    rows.set(
      name,
      table.rows.map(({ cells }) =>
        Object.fromEntries(table.header.map((column, at) => [column, cells[at] ?? ''])),
      ),
    );
  }
  return {
    name: file.name,
    observations: observationsOf(release, rows).map((one) => ({
      ...one,
      breakdown: inOurCodes(one.breakdown),
    })),
    release: {
      ...release,
      plumbline: { ...release.plumbline, codeLists: release.plumbline.codeLists.map(listInOurCodes) },
    },
  };
}

/** A custodian's codes may be anything, such as "<=50K" or a word in Arabic; the record has those of SDMX. */
function inOurCodes(breakdown: Breakdown): Breakdown {
  return Object.fromEntries(
    Object.entries(breakdown).map(([dimension, code]) => [dimensionOf(dimension), codeOf(code)]),
  );
}

type List = Release['plumbline']['codeLists'][number];

function listInOurCodes({ dimension, codes, ...list }: List): List {
  return {
    ...list,
    dimension: dimensionOf(dimension),
    codes: codes.map(({ code, parent, ...one }) => ({
      ...one,
      code: codeOf(code),
      ...(parent === undefined ? {} : { parent: codeOf(parent) }),
    })),
  };
}

function dimensionOf(text: string): string {
  return /^[A-Z][A-Z0-9_]*$/.test(text) ? text : identifier(text);
}

/** Adds the figures, the indicator with the custodian's words, and the codes that the catalogue has no words for. */
export function importRelease(tx: Write, { name, release, observations }: ReleaseFile): ImportReport {
  const { measure, completeness, counting, codeLists: lists, caveats } = release.plumbline;
  const [first] = observations;
  let added = 0;
  for (const observation of observations) added += Number(enterObservation(tx, observation));
  if (first) {
    const id = measure.id as IndicatorId;
    const fields = [
      ['name', measure.name],
      ['unit', measure.unit],
      ['definition', `each counts a ${counting}`],
      ['limits', completeness],
      ['ranking', 'never'],
      ['warning', caveats.join(' ')],
    ] as const;
    for (const [field, value] of fields)
      if (value.trim() !== '') enterIndicatorField(tx, id, field, value, first.citation);
    const listed = codeLists(tx);
    for (const { dimension, codes } of lists)
      for (const code of codes)
        if (
          !hasWords(dimension, code.code) &&
          !listed.get(dimension)?.codes.some((one) => one.code === code.code)
        )
          enterCode(tx, dimension, code, first.citation);
  }
  return {
    file: name,
    kind: 'release of a vault',
    rows: observations.length,
    added,
    changed: 0,
    unchanged: observations.length - added,
    conflicting: [],
    unmapped: [],
    refused: [],
  };
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
