/** The checklists that ship with Plumbline, brought into the record as any import is: by a command, with citations. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { citationOf } from '../core/citation.ts';
import { askedInstrument, type Instrument } from '../commitments/model.ts';
import { instruments } from '../commitments/store.ts';
import { loadShipped } from '../evidence/store/shipped.ts';
import type { Record, Write } from '../platform/record.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { type ChecklistId, origins, pointTexts, type PointText } from './checklist.ts';
import { articleStanding, checkHook, type Hook, parseArticle } from './hook.ts';
import {
  enterChecklist,
  enterChecklistFact,
  enteredByPerson,
  enterHooks,
  enterPoint,
  enterTreatyArticles,
  enterWord,
  treatyArticles,
} from './store/checklists.ts';

/** The files of the folder `reference/checklists`, without their ending. */
export const fileNames = ['treaty-articles', 'checklists', 'facts', 'points', 'hooks', 'words'] as const;
export type Files = { readonly [name in (typeof fileNames)[number]]: string };

/**
 * Brings the shipped checklists into the record. The same content twice adds nothing. A wording, and
 * legal hooks, that a person loaded stay: what ships never replaces them.
 * @param folder the folder `reference/checklists`
 * @returns the number of rows added or changed
 * @throws Error or Problem for a fault in the files, with file and row
 */
export function loadReference(
  record: Record,
  { folder, at }: { readonly folder: string; readonly at: string },
): number {
  const files = Object.fromEntries(
    fileNames.map((name) => [name, readFileSync(join(folder, `${name}.csv`), 'utf8')]),
  ) as Files;
  return loadShipped(
    record,
    { part: 'law', what: 'Checklists of law', folder: 'checklists', content: files },
    at,
    (tx) => loadFiles(tx, files),
  );
}

const text = z.string().trim().min(1);
const maybe = z.string().trim();
const checklist = text.transform((id) => id as ChecklistId);
const sourced = {
  verified: z
    .enum(['true', 'false'])
    .transform((value): 'verified' | 'unverified' => (value === 'true' ? 'verified' : 'unverified')),
  // Square brackets hold the source of a hook in an import file.
  source: text.regex(/^[^[\]]*$/),
};

const shapes = {
  treaty: z.object({
    instrument: text,
    articles: z.coerce.number().int().min(1),
    between: maybe,
    ...sourced,
  }),
  checklist: z.object({
    checklist,
    version: maybe,
    origin: z.enum(origins),
    title: text,
    publisher: text,
    address: maybe,
    ...sourced,
  }),
  fact: z.object({ checklist, fact: text, statement: text, ...sourced }),
  point: z.object({
    checklist,
    point: text,
    group: maybe,
    subject: maybe,
    requirement: maybe,
    yes: maybe,
    partly: maybe,
    no: maybe,
    evidence: maybe,
    status: maybe,
    ...sourced,
  }),
  hook: z.object({ checklist, point: text, instrument: text, article: text, ...sourced }),
  word: z.object({
    checklist,
    /** The point, the fact, or the heading in English; empty for the title. */
    about: maybe,
    field: z.enum(['title', 'fact', ...pointTexts]),
    language: z.enum(['fr', 'es', 'ar']),
    text,
    ...sourced,
  }),
};

/** Enters all rows of the files. @returns the number of rows added or changed */
export function loadFiles(tx: Write, files: Files): number {
  const known = instruments(tx);
  let added = 0;
  const count = (entering: string) => (added += Number(entering !== 'known'));
  for (const { row } of rowsOf(files, 'treaty-articles', shapes.treaty))
    count(
      enterTreatyArticles(
        tx,
        askedInstrument(known, row.instrument).id,
        { last: row.articles, between: row.between === '' ? [] : row.between.split('; ') },
        citationOf(row.source, row.verified),
      ),
    );
  for (const { row } of rowsOf(files, 'checklists', shapes.checklist))
    if (!enteredByPerson(tx, 'checklist', row.checklist))
      count(
        enterChecklist(tx, {
          id: row.checklist,
          version: row.version,
          origin: row.origin,
          title: row.title,
          publisher: row.publisher,
          ...(row.address ? { address: row.address } : {}),
          citation: citationOf(row.source, row.verified),
        }),
      );
  for (const { row } of rowsOf(files, 'facts', shapes.fact))
    count(
      enterChecklistFact(tx, row.checklist, {
        fact: row.fact,
        statement: row.statement,
        citation: citationOf(row.source, row.verified),
      }),
    );
  const hooks = Map.groupBy(hooksOf(tx, files, known), ({ of }) => of);
  const originals = new Map<string, string>();
  for (const { row } of rowsOf(files, 'checklists', shapes.checklist))
    originals.set(`${row.checklist} title `, row.title);
  for (const { row } of rowsOf(files, 'facts', shapes.fact))
    originals.set(`${row.checklist} fact ${row.fact}`, row.statement);
  for (const { row, place } of rowsOf(files, 'points', shapes.point)) {
    const of = `${row.checklist} ${row.point}`;
    const texts = Object.fromEntries(pointTexts.map((name) => [name, row[name]])) as {
      readonly [T in PointText]: string;
    };
    if (originals.has(`${row.checklist} requirement ${row.point}`)) throw fault(place, `${of} stands twice`);
    for (const name of pointTexts)
      originals.set(`${row.checklist} ${name} ${name === 'group' ? row.group : row.point}`, row[name]);
    if (enteredByPerson(tx, 'checklist_point', row.checklist, row.point)) continue;
    const citation = citationOf(row.source, row.verified);
    const { checklist: id, point, status } = row;
    count(enterPoint(tx, { checklist: id, point, texts, status, citation }));
    if (enteredByPerson(tx, 'checklist_hook', row.checklist, row.point)) continue;
    count(
      enterHooks(
        tx,
        row,
        (hooks.get(of) ?? []).map(({ hook }) => hook),
      ),
    );
  }
  for (const [of, [first]] of hooks)
    if (first && !originals.has(of.replace(' ', ' requirement ')))
      throw fault(first.place, `there is no point ${of}`);
  for (const { row, place } of rowsOf(files, 'words', shapes.word)) {
    const original = originals.get(`${row.checklist} ${row.field} ${row.about}`);
    if (!original) throw fault(place, `${row.checklist} has no text ${row.field} of “${row.about}”`);
    count(
      enterWord(tx, {
        checklist: row.checklist,
        original,
        language: row.language,
        text: row.text,
        citation: citationOf(row.source, row.verified),
      }),
    );
  }
  return added;
}

interface FilePlace {
  readonly file: string;
  readonly row: number;
}

/** The hooks of the file, each of an article that exists. @throws Problem `hook-article-missing`, `hook-invalid` */
function hooksOf(
  tx: Write,
  files: Files,
  known: readonly Instrument[],
): { readonly of: string; readonly hook: Hook; readonly place: FilePlace }[] {
  const treaties = treatyArticles(tx);
  return rowsOf(files, 'hooks', shapes.hook).map(({ row, place }) => {
    const hook = {
      instrument: askedInstrument(known, row.instrument).id,
      article: parseArticle(row.article),
      citation: citationOf(row.source, row.verified),
    };
    checkHook(hook, treaties, place);
    if (articleStanding(hook, treaties) === 'articles not known')
      throw fault(place, `treaty-articles.csv does not say how many articles ${hook.instrument} has`);
    return { of: `${row.checklist} ${row.point}`, hook, place };
  });
}

function rowsOf<T extends z.ZodType>(
  files: Files,
  name: keyof Files,
  schema: T,
): { readonly row: z.infer<T>; readonly place: FilePlace }[] {
  const table = readCsv(files[name], { file: `${name}.csv` });
  return table.rows.map(({ row, cells }) => {
    const place = { file: `${name}.csv`, row };
    const parsed = schema.safeParse(
      Object.fromEntries(table.header.map((column, at) => [column, cells[at] ?? ''])),
    );
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw fault(place, `${issue?.path.join('.')}: ${issue?.message}`);
    }
    return { row: parsed.data, place };
  });
}

/** A fault in the files is a fault of the package, not of a person. */
function fault({ file, row }: FilePlace, what: string): Error {
  return new Error(`${file}, row ${row}: ${what}`);
}
