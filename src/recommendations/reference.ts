/**
 * The codebook that ships (`reference/codebook`), read and checked. People edit these files, so a fault is told with
 * its file, row and column.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { citationOf } from '../core/citation.ts';
import { Problem } from '../core/problem.ts';
import { languages, type LocalText } from '../core/text.ts';
import { productFolder } from '../platform/product.ts';
import { readCsv } from '../platform/tables/csv.ts';
import {
  choices,
  type Codebook,
  type Coder,
  type Entry,
  listNames,
  type Reference,
  ruleLanguages,
  type Rules,
} from './codebook.ts';
import { coder } from './coder.ts';
import { type Pattern, parsePattern, type WordGroups } from './pattern.ts';

const fileNames = ['lists', 'words', 'entries', 'patterns', 'crosswalk', 'implied', 'examples'] as const;
type Files = { readonly [name in (typeof fileNames)[number]]: string };

/** A sentence that must get the label of the entry, or must not. */
export interface Example extends Reference {
  readonly language: (typeof ruleLanguages)[number];
  readonly holds: 'yes' | 'no';
  readonly text: string;
  readonly row: number;
}

/**
 * Reads the files of a folder such as `reference/codebook`.
 * @throws Problem `codebook-invalid` and those of `readCsv`, with file, row and column
 */
export function readCodebook(folder: string): {
  readonly codebook: Codebook;
  readonly examples: readonly Example[];
} {
  const files = Object.fromEntries(
    fileNames.map((name) => [name, readFileSync(join(folder, `${name}.csv`), 'utf8')]),
  ) as Files;
  const { examples: _, ...ruling } = files;
  const version = createHash('sha256').update(JSON.stringify(ruling)).digest('hex').slice(0, 12);
  const entries = entriesFrom(files);
  const known = new Set(entries.map(({ list, id }) => `${list}/${id}`));
  return {
    codebook: {
      version,
      lists: rowsOf(files, 'lists', { list, choice: z.enum(choices), ...labelled }).map(({ cells }) => ({
        name: cells.list,
        choice: cells.choice,
        label: labelFrom(cells),
      })),
      entries,
      crosswalk: rowsOf(files, 'crosswalk', {
        from_list: list,
        from_entry: text,
        to_list: list,
        to_entry: text,
        reason: text,
        ...sourced,
      }).map(({ cells, row }) => ({
        from: knownEntry(known, { list: cells.from_list, entry: cells.from_entry }, 'crosswalk', row),
        to: knownEntry(known, { list: cells.to_list, entry: cells.to_entry }, 'crosswalk', row),
        reason: cells.reason,
        citation: citationOf(cells.source, cells.verified),
      })),
      implied: new Map(
        rowsOf(files, 'implied', { object: text, operation: text, reason: text }).map(({ cells, row }) => [
          knownEntry(known, { list: 'object', entry: cells.object }, 'implied', row).entry,
          knownEntry(known, { list: 'operation', entry: cells.operation }, 'implied', row).entry,
        ]),
      ),
    },
    examples: rowsOf(files, 'examples', {
      list,
      entry: text,
      language: ruleLanguage,
      holds: z.enum(['yes', 'no']),
      text,
    }).map(({ cells, row }) => ({ ...cells, ...knownEntry(known, cells, 'examples', row), row })),
  };
}

let shipped: Coder | undefined;

/** The codebook that ships, made ready the first time it is needed. */
export function shippedCoder(): Coder {
  return (shipped ??= coder(readCodebook(join(productFolder(), 'reference', 'codebook')).codebook));
}

const text = z.string().trim().min(1);
const list = z.enum(listNames);
const ruleLanguage = z.enum(ruleLanguages);
const labelled = { label_en: text, label_fr: text, label_es: text, label_ar: text };
const sourced = {
  source: text,
  verified: z.enum(['true', 'false']).transform((flag) => (flag === 'true' ? 'verified' : 'unverified')),
};

function labelFrom(cells: { readonly [column in keyof typeof labelled]: string }): LocalText {
  return Object.fromEntries(
    languages.map((language) => [language, cells[`label_${language}`]]),
  ) as unknown as LocalText;
}

/** The rows of a file, each checked. @throws Problem `codebook-invalid` */
function rowsOf<T extends z.ZodRawShape>(files: Files, name: keyof Files, shape: T) {
  const file = `${name}.csv`;
  const table = readCsv(files[name], { file });
  const schema = z.object(shape);
  return table.rows.map(({ cells, row }) => {
    const parsed = schema.safeParse(
      Object.fromEntries(table.header.map((column, at) => [column, cells[at] ?? ''])),
    );
    if (parsed.success) return { cells: parsed.data, row };
    const [issue] = parsed.error.issues;
    throw new Problem(
      'codebook-invalid',
      { detail: issue?.message ?? 'a cell is wrong' },
      { file, row, column: String(issue?.path[0] ?? '') },
    );
  });
}

function knownEntry(
  known: ReadonlySet<string>,
  { list, entry }: Reference,
  file: keyof Files,
  row: number,
): Reference {
  if (known.has(`${list}/${entry}`)) return { list, entry };
  throw new Problem(
    'codebook-invalid',
    { detail: `entries.csv has no “${entry}” in the list ${list}` },
    { file: `${file}.csv`, row },
  );
}

function entriesFrom(files: Files): Entry[] {
  const rows = rowsOf(files, 'entries', { list, id: text, ...labelled, definition: text, ...sourced });
  const known = new Set<string>();
  for (const { cells, row } of rows) {
    const name = `${cells.list}/${cells.id}`;
    if (known.has(name))
      throw new Problem(
        'codebook-invalid',
        { detail: `“${cells.id}” stands twice in the list ${cells.list}` },
        { file: 'entries.csv', row },
      );
    known.add(name);
  }
  const patterns = Map.groupBy(patternsFrom(files, known), ({ name, language }) => `${name} ${language}`);
  return rows.map(({ cells }) => ({
    list: cells.list,
    id: cells.id,
    label: labelFrom(cells),
    definition: cells.definition,
    rules: Object.fromEntries(
      ruleLanguages.flatMap((language) => {
        const own = patterns.get(`${cells.list}/${cells.id} ${language}`);
        if (!own) return [];
        const of = (kind: string): readonly Pattern[] =>
          own.filter((row) => row.kind === kind).map(({ pattern }) => pattern);
        const rules: Rules = {
          include: of('include'),
          includeAll: of('include-all'),
          exclude: of('exclude'),
        };
        return [[language, rules]];
      }),
    ),
    citation: citationOf(cells.source, cells.verified),
  }));
}

function patternsFrom(files: Files, known: ReadonlySet<string>) {
  const groups = new Map(
    ruleLanguages.map((language): [string, Map<string, readonly string[]>] => [language, new Map()]),
  );
  for (const { cells } of rowsOf(files, 'words', { language: ruleLanguage, name: text, words: text }))
    groups.get(cells.language)?.set(cells.name, cells.words.split(/\s+/));
  const none: WordGroups = new Map();
  return rowsOf(files, 'patterns', {
    list,
    entry: text,
    language: ruleLanguage,
    kind: z.enum(['include', 'include-all', 'exclude']),
    pattern: text,
  }).map(({ cells, row }) => {
    const { list, entry } = knownEntry(known, cells, 'patterns', row);
    try {
      const pattern = parsePattern(cells.pattern, groups.get(cells.language) ?? none);
      return { name: `${list}/${entry}`, language: cells.language, kind: cells.kind, pattern };
    } catch (error) {
      if (error instanceof Problem) throw error.at({ file: 'patterns.csv', row, column: 'pattern' });
      throw error;
    }
  });
}
