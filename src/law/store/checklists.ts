/** The SQL of checklists: what holds now, and how rows are added. */
import type { Citation } from '../../core/citation.ts';
import type { Language, LocalText } from '../../core/text.ts';
import type { InstrumentId } from '../../commitments/model.ts';
import { citationId, citations, type StoredCitation } from '../../evidence/store.ts';
import type { Read, Row, Write } from '../../platform/record.ts';
import type { TextField } from '../../translations/model.ts';
import { translatedWords } from '../../translations/store.ts';
import {
  askedChecklist,
  type Checklist,
  type ChecklistFact,
  type ChecklistId,
  type Origin,
  type Point,
  pointTexts,
  type PointText,
} from '../checklist.ts';
import type { Hook, Treaties, TreatyArticles } from '../hook.ts';

interface ChecklistRow {
  readonly checklist: ChecklistId;
  readonly version: string;
  readonly origin: Origin;
  readonly title: string;
  readonly publisher: string;
  readonly address: string;
  readonly citation: number;
}

interface PointRow {
  readonly id: number;
  readonly checklist: ChecklistId;
  readonly point: string;
  readonly grouped: string;
  readonly subject: string;
  readonly requirement: string;
  readonly yes: string;
  readonly partly: string;
  readonly no: string;
  readonly evidence: string;
  readonly status: string;
  readonly citation: number;
}

interface HookRow extends Omit<Hook, 'citation'> {
  readonly checklist: ChecklistId;
  readonly point: string;
  readonly citation: number;
}

/** The rows that count: of each key the last. */
const lastOf = (table: string, key: string) =>
  `SELECT * FROM ${table} WHERE id IN (SELECT max(id) FROM ${table} GROUP BY ${key})`;

/** All checklists with their points, by their ids. Remember it: `record.cached('checklists', checklists)`. */
export function checklists(tx: Read): Checklist[] {
  const cited = citer(tx);
  const words = wordsOf(tx);
  const points = Map.groupBy(
    tx.all<PointRow>(`${lastOf('checklist_point', 'checklist, point')} ORDER BY position, id`),
    ({ checklist: id }) => id,
  );
  const hooks = Map.groupBy(
    tx.all<HookRow>(
      `SELECT * FROM (${lastOf('checklist_hook', 'checklist, point, instrument, article')})
       WHERE standing = 'stands' ORDER BY id`,
    ),
    (row) => `${row.checklist} ${row.point}`,
  );
  const facts = Map.groupBy(
    tx.all<{ checklist: ChecklistId; fact: string; statement: string; citation: number }>(
      `${lastOf('checklist_fact', 'checklist, fact')} ORDER BY id`,
    ),
    ({ checklist: id }) => id,
  );
  const approved = translatedWords(tx);
  return tx.all<ChecklistRow>(`${lastOf('checklist', 'checklist')} ORDER BY checklist`).map((row) => {
    const local = (text: string, field: TextField, about?: string): LocalText => {
      const thing = textThing(row.checklist, about);
      return {
        ...words.get(`${row.checklist} ${text}`),
        ...approved({ collection: 'checklists', thing, field }, text),
        en: text,
      };
    };
    const firstUnder = new Map<string, string>();
    for (const { point, grouped } of points.get(row.checklist) ?? [])
      if (!firstUnder.has(grouped)) firstUnder.set(grouped, point);
    const pointOf = (one: PointRow): Point => ({
      checklist: row.checklist,
      point: one.point,
      wording: one.id,
      origin: row.origin,
      ...textsOf(one, (text, field) =>
        local(text, field, field === 'group' ? firstUnder.get(text) : one.point),
      ),
      status: one.status,
      hooks: (hooks.get(`${row.checklist} ${one.point}`) ?? []).map(({ instrument, article, citation }) => ({
        instrument,
        article,
        citation: cited(citation),
      })),
      citation: cited(one.citation),
    });
    return {
      id: row.checklist,
      version: row.version,
      origin: row.origin,
      title: local(row.title, 'title'),
      publisher: row.publisher,
      ...(row.address ? { address: row.address } : {}),
      facts: (facts.get(row.checklist) ?? []).map(({ fact, statement, citation }) => ({
        fact,
        statement: local(statement, 'fact', fact),
        citation: cited(citation),
      })),
      points: (points.get(row.checklist) ?? []).map(pointOf),
      citation: cited(row.citation),
    };
  });
}

/** One checklist. @throws Problem `checklist-unknown` */
export function checklist(tx: Read, id: string): Checklist {
  return askedChecklist(tx.cached('checklists', checklists), id);
}

/** The treaties whose articles are counted. */
export function treatyArticles(tx: Read): Treaties {
  return new Map(
    tx
      .all<{ instrument: string; last: number; between_them: string }>(lastOf('treaty_article', 'instrument'))
      .map(({ instrument, last, between_them: between }) => [
        instrument,
        { last, between: between === '' ? [] : between.split('; ') },
      ]),
  );
}

function citer(tx: Read): (id: number) => StoredCitation {
  const known = tx.cached('citations', citations);
  return (id) => {
    const citation = known.get(id);
    if (!citation) throw new Error(`citation ${id} is not in the record`);
    return citation;
  };
}

/** What a text is of, for `translations`: a checklist, or a point or fact of it. A heading is of its first point. */
export function textThing(checklist: string, about = ''): string {
  return about === '' ? checklist : `${checklist}:${about}`;
}

/** Translations by checklist and English text. */
function wordsOf(tx: Read): ReadonlyMap<string, { readonly [L in Language]?: string }> {
  const words = new Map<string, { readonly [L in Language]?: string }>();
  for (const row of tx.all<{ checklist: string; original: string; language: Language; text: string }>(
    lastOf('checklist_word', 'checklist, original, language'),
  )) {
    const key = `${row.checklist} ${row.original}`;
    words.set(key, { ...words.get(key), [row.language]: row.text });
  }
  return words;
}

/** The texts of a point that are there. */
function textsOf(
  row: PointRow,
  local: (text: string, field: PointText) => LocalText,
): { readonly [T in PointText]?: LocalText } {
  return Object.fromEntries(
    pointTexts.flatMap((name) => {
      const text = row[name === 'group' ? 'grouped' : name];
      return text === '' ? [] : [[name, local(text, name)] as const];
    }),
  );
}

/** What entering did. */
export type Entering = 'new' | 'changed' | 'known';

/** Adds a row unless the last one with its key says the same. */
function enter(tx: Write, table: string, key: Row, values: Row): Entering {
  const where = Object.keys(key)
    .map((column) => `${column} = ?`)
    .join(' AND ');
  const last = tx.first<Row>(
    `SELECT * FROM ${table} WHERE ${where} ORDER BY id DESC LIMIT 1`,
    ...Object.values(key),
  );
  if (last && Object.entries(values).every(([column, value]) => last[column] === value)) return 'known';
  tx.insert(table, { ...key, ...values });
  return last ? 'changed' : 'new';
}

/** A checklist without its points. */
export type ChecklistHead = Omit<Checklist, 'title' | 'facts' | 'points'> & { readonly title: string };

export function enterChecklist(tx: Write, head: ChecklistHead): Entering {
  return enter(
    tx,
    'checklist',
    { checklist: head.id },
    {
      version: head.version,
      origin: head.origin,
      title: head.title,
      publisher: head.publisher,
      address: head.address ?? '',
      citation: citationId(tx, head.citation),
    },
  );
}

export function enterChecklistFact(
  tx: Write,
  id: ChecklistId,
  { fact, statement, citation }: Omit<ChecklistFact, 'statement'> & { readonly statement: string },
): Entering {
  return enter(
    tx,
    'checklist_fact',
    { checklist: id, fact },
    { statement, citation: citationId(tx, citation) },
  );
}

/** The words of a point in English; '' where a text is not known. */
export interface PointWords extends Pick<Point, 'checklist' | 'point' | 'status' | 'citation'> {
  readonly texts: { readonly [T in PointText]: string };
}

/** Adds a wording of a point. A point that is known keeps its place; a new one comes last. */
export function enterPoint(
  tx: Write,
  { checklist: id, point, texts, status, citation }: PointWords,
): Entering {
  const { group, ...others } = texts;
  const known = tx.first<{ position: number }>(
    'SELECT position FROM checklist_point WHERE checklist = ? AND point = ? ORDER BY id DESC LIMIT 1',
    id,
    point,
  );
  const position =
    known?.position ??
    (tx.first<{ last: number | null }>(
      'SELECT max(position) AS last FROM checklist_point WHERE checklist = ?',
      id,
    )?.last ?? 0) + 1;
  return enter(
    tx,
    'checklist_point',
    { checklist: id, point },
    { position, grouped: group, ...others, status, citation: citationId(tx, citation) },
  );
}

/** Makes these the hooks of a point: adds those that are new, takes out those that are not among them. */
export function enterHooks(
  tx: Write,
  { checklist: id, point }: Pick<Point, 'checklist' | 'point'>,
  hooks: readonly Hook[],
): Entering {
  const standing = tx.all<{ instrument: string; article: string; citation: number }>(
    `SELECT * FROM (${lastOf('checklist_hook', 'checklist, point, instrument, article')})
     WHERE standing = 'stands' AND checklist = ? AND point = ? ORDER BY id`,
    id,
    point,
  );
  const key = ({ instrument, article }: { readonly instrument: string; readonly article: string }) => ({
    checklist: id,
    point,
    instrument,
    article,
  });
  const named = new Set(hooks.map((hook) => `${hook.instrument} ${hook.article}`));
  const gone = standing.filter((hook) => !named.has(`${hook.instrument} ${hook.article}`));
  for (const hook of gone)
    tx.insert('checklist_hook', { ...key(hook), standing: 'taken out', citation: hook.citation });
  const done = hooks.map((hook) =>
    enter(tx, 'checklist_hook', key(hook), { standing: 'stands', citation: citationId(tx, hook.citation) }),
  );
  return gone.length > 0 || done.some((one) => one !== 'known') ? 'changed' : 'known';
}

/** A translation of an English text of a checklist. */
export function enterWord(
  tx: Write,
  word: {
    readonly checklist: ChecklistId;
    readonly original: string;
    readonly language: Exclude<Language, 'en'>;
    readonly text: string;
    readonly citation: Citation;
  },
): Entering {
  const { checklist: id, original, language, text, citation } = word;
  return enter(
    tx,
    'checklist_word',
    { checklist: id, original, language },
    { text, citation: citationId(tx, citation) },
  );
}

export function enterTreatyArticles(
  tx: Write,
  instrument: InstrumentId,
  { last, between }: TreatyArticles,
  citation: Citation,
): Entering {
  return enter(
    tx,
    'treaty_article',
    { instrument },
    { last, between_them: between.join('; '), citation: citationId(tx, citation) },
  );
}

/** Whether the newest row of a checklist, or of one of its points, came from a person and not from the shipped files. */
export function enteredByPerson(
  tx: Read,
  table: 'checklist' | 'checklist_point' | 'checklist_hook',
  id: ChecklistId,
  point?: string,
): boolean {
  const found = tx.first<{ kind: string }>(
    `SELECT a.kind FROM ${table} t JOIN audit a ON a.seq = t.entry
     WHERE t.checklist = ?${point === undefined ? '' : ' AND t.point = ?'} ORDER BY t.id DESC LIMIT 1`,
    id,
    ...(point === undefined ? [] : [point]),
  );
  return found !== undefined && found.kind !== 'reference';
}
