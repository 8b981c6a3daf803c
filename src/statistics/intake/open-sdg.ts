/** Metadata of an Open SDG site (opensdg.org): what a national indicator counts, in a file beside its figures. */
import { parseDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import type { ImportReport } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import { decodeText } from '../../platform/tables/encoding.ts';
import type { OutsideFile } from '../../platform/tables/read.ts';
import { caps, checkSize } from '../../platform/tables/table.ts';
import type { IndicatorId } from '../model.ts';
import { enterIndicatorField, type IndicatorField } from '../store.ts';
import { ofNationalFile } from './indicator.ts';
import { type FigureOptions, stateGiven } from './options.ts';

/** What is known of one indicator. */
export interface Metadata {
  readonly file: string;
  readonly indicator: IndicatorId;
  readonly fields: readonly (readonly [field: IndicatorField, value: string])[];
  readonly citation: Parameters<typeof enterIndicatorField>[4];
}

/** The field of a profile by the keys of Open SDG, the first that is there. */
const meanings: readonly (readonly [field: IndicatorField, keys: readonly string[]])[] = [
  ['name', ['indicator_available', 'graph_title', 'indicator_name']],
  ['unit', ['computation_units']],
  ['definition', ['national_indicator_description', 'computation_definitions']],
  ['limits', ['data_footnote', 'other_info', 'computation_calculations']],
  ['custodian', ['source_organisation_1']],
];

/**
 * Reads a metadata file; undefined for files of other kinds.
 * @throws Problem `figures-state-missing`, `figures-source-missing`, `as-at-missing`, `figures-indicator-missing`,
 *   `figures-metadata-unrecognised`
 */
export function readOpenSdgMetadata(
  { name, bytes }: OutsideFile,
  options: FigureOptions,
): Metadata | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 20_000)).replace(/^\xef\xbb\xbf/, '');
  if (!/^---\r?\n/.test(start) || !/^indicator_(name|number|available):/m.test(start)) return undefined;
  const file = name;
  checkSize(bytes.length, { file }, caps.markupBytes);
  const said = frontMatter(decodeText(bytes, { file }));
  const state = stateGiven(options, file);
  const number = said.get('indicator_number') ?? '';
  const { id } = options.indicator
    ? { id: options.indicator }
    : ofNationalFile(number === '' ? file : `indicator_${number}.md`, state, { unit: '', units: 1 });
  const fields = meanings.flatMap(([field, keys]) => {
    // Names such as "global_indicators.16-2-2-title" stand for a text that is elsewhere.
    const value = keys
      .map((key) => said.get(key) ?? '')
      .find((text) => text !== '' && !/^\w+\.[\w-]+$/.test(text));
    return value === undefined ? [] : [[field, value] as const];
  });
  if (!fields.some(([field]) => field === 'name'))
    throw new Problem('figures-metadata-unrecognised', {}, { file });
  const source = options.source ?? said.get('source_organisation_1');
  if (!source) throw new Problem('figures-source-missing', { file });
  if (!options.asAt) throw new Problem('as-at-missing', { file });
  const citation = {
    title: `${source}, metadata of indicator ${number}`.trim(),
    place: file,
    ...(options.address ? { address: options.address } : {}),
    asAt: parseDate(options.asAt),
    standing: 'unverified',
  } as const;
  return { file, indicator: id as IndicatorId, fields, citation };
}

export function importMetadata(tx: Write, { file, indicator, fields, citation }: Metadata): ImportReport {
  const added = fields.filter(([field, value]) =>
    enterIndicatorField(tx, indicator, field, value, citation),
  ).length;
  return {
    file,
    kind: `metadata of Open SDG, indicator ${indicator}`,
    rows: fields.length,
    added,
    changed: 0,
    unchanged: fields.length - added,
    conflicting: [],
    unmapped: [],
    refused: [],
  };
}

/**
 * The texts of the part between two lines of dashes, by their key. Of YAML only what Open SDG uses for texts is read:
 * one line, folded over several, and blocks (">", "|"); lists and maps are left out. Markup becomes plain text.
 */
function frontMatter(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let key: string | undefined;
  let parts: string[] = [];
  const keep = () => {
    if (key !== undefined) found.set(key, plain(parts.join(' ')));
  };
  for (const line of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .slice(1)) {
    if (line === '---') break;
    const [, name, value = ''] = /^([A-Za-z_]\w*):(?:\s+(.*))?$/.exec(line) ?? [];
    if (name !== undefined) {
      keep();
      key = name;
      parts = /^[>|][-+]?$/.test(value) ? [] : [value.replace(/^(['"])(.*)\1$/, '$2')];
    } else if (!/^\s*-\s/.test(line)) parts.push(line.trim());
  }
  keep();
  return found;
}

function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
