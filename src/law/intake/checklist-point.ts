/** The text of a point as a person loads it, from a row of a table or from the form. */
import { z } from 'zod';
import { type Citation, citationOf } from '../../core/citation.ts';
import { Problem } from '../../core/problem.ts';
import { askedInstrument, type Instrument } from '../../commitments/model.ts';
import { instruments } from '../../commitments/store.ts';
import type { Read, Record, Write } from '../../platform/record.ts';
import {
  type Checklist,
  type ChecklistId,
  type Origin,
  origins,
  type Point,
  pointTexts,
  type PointText,
} from '../checklist.ts';
import { checkHook, type Hook, parseHooks, type Treaties } from '../hook.ts';
import {
  type ChecklistHead,
  checklists,
  enterChecklist,
  type Entering,
  enterHooks,
  enterPoint,
  type PointWords,
  treatyArticles,
} from '../store/checklists.ts';

export type Fields = { readonly [name: string]: string | undefined };

/** What a row is held against. */
export interface KnownLaw {
  readonly checklists: readonly Checklist[];
  readonly instruments: readonly Instrument[];
  readonly treaties: Treaties;
}

/** Read it before the first row is entered. */
export function knownLaw(tx: Read): KnownLaw {
  return { checklists: checklists(tx), instruments: instruments(tx), treaties: treatyArticles(tx) };
}

/** A point as loaded, with what it says of its checklist. */
export interface LoadedPoint {
  readonly head: ChecklistHead;
  readonly words: PointWords;
  readonly hooks: readonly Hook[];
}

/** Longer than any point of a checklist; more is a text put into the wrong cell. */
const longest = 5_000;
const text = z.string().trim().max(longest, `has more than ${longest} characters`).default('');
const mark = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(['', 'yes', 'no', 'true', 'false'], 'write yes or no'))
  .default('');

const fieldsSchema = z.object({
  checklist: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'write small letters, digits and hyphens, for example sectt-24')
    .transform((id) => id as ChecklistId),
  point: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}.-]{0,19}$/u, 'write the number of the point, for example 7'),
  version: text,
  title: text,
  publisher: text,
  address: text.refine(
    (value) => value === '' || z.url({ protocol: /^https?$/ }).safeParse(value).success,
    'begins with https:// or http://',
  ),
  origin: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['', ...origins], `write one of: ${origins.join(', ')}`))
    .default(''),
  group: text,
  subject: text,
  requirement: text,
  yes: text,
  partly: text,
  no: text,
  evidence: text,
  status: text,
  hooks: text,
  verified: mark,
  source: text
    .refine((value) => value !== '', 'is missing: say where the text stands')
    .refine((value) => !/[[\]]/.test(value), 'holds square brackets; write round ones'),
});

type Parsed = z.output<typeof fieldsSchema>;

/**
 * A point from fields, completed by what is known of it. An empty cell takes nothing away: it leaves the text that
 * is there, or, where the requirement is a new one, leaves the criterion open. A verified text that is given again in
 * the same words stays verified.
 * @throws Problem `checklist-invalid`, naming the field; `instrument-unknown`, `hook-invalid`, `hook-article-missing`
 */
export function pointFromFields(known: KnownLaw, fields: Fields): LoadedPoint {
  const given = parsed(fields);
  const checklist = known.checklists.find(({ id }) => id === given.checklist);
  const before = checklist?.points.find(({ point }) => point === given.point);
  if (given.requirement === '' && isYes(given.verified))
    throw invalid('verified', 'there is no requirement that could be verified');
  const head = headOf(given, checklist);
  const renewed = given.requirement !== '' && given.requirement !== before?.requirement?.en;
  const texts = textsOf(given, before, renewed);
  const status = given.status || (renewed ? '' : (before?.status ?? ''));
  const same =
    before !== undefined &&
    status === before.status &&
    pointTexts.every((name) => texts[name] === (before[name]?.en ?? ''));
  const citation = citationOf(given.source, isYes(given.verified) ? 'verified' : 'unverified');
  const kept = same && (before.citation.standing === 'verified' || texts.requirement === '');
  return {
    head,
    words: {
      checklist: given.checklist,
      point: given.point,
      texts,
      status,
      citation: kept ? before.citation : citation,
    },
    hooks: given.hooks === '' ? (before?.hooks ?? []) : hooksOf(given, known, before, citation),
  };
}

function isYes(mark: Parsed['verified']): boolean {
  return mark === 'yes' || mark === 'true';
}

function parsed(fields: Fields): Parsed {
  const result = fieldsSchema.safeParse(fields);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? '');
  throw invalid(field, (fields[field] ?? '').trim() === '' ? 'is missing' : (issue?.message ?? ''));
}

function invalid(field: string, detail: string): Problem {
  return new Problem('checklist-invalid', { field, detail });
}

function headOf(given: Parsed, checklist: Checklist | undefined): ChecklistHead {
  const origin: Origin = given.origin || checklist?.origin || 'official';
  if (checklist && origin !== checklist.origin)
    throw invalid(
      'origin',
      `${checklist.id} is “${checklist.origin}”, and stays so. Give the other another id`,
    );
  const title = given.title || checklist?.title.en;
  if (!title) throw invalid('title', `there is no checklist ${given.checklist} yet; give its title`);
  const address = given.address || checklist?.address;
  const head = {
    id: given.checklist,
    version: given.version || (checklist?.version ?? ''),
    origin,
    title,
    publisher: given.publisher || (checklist?.publisher ?? ''),
    ...(address ? { address } : {}),
  };
  const unchanged =
    checklist !== undefined &&
    head.version === checklist.version &&
    head.title === checklist.title.en &&
    head.publisher === checklist.publisher &&
    address === checklist.address;
  const citation = unchanged ? checklist.citation : citationOf(given.source, 'unverified');
  return { ...head, citation };
}

function textsOf(given: Parsed, before: Point | undefined, renewed: boolean): PointWords['texts'] {
  const kept = (name: PointText) => (renewed && name !== 'group' ? '' : (before?.[name]?.en ?? ''));
  return Object.fromEntries(pointTexts.map((name) => [name, given[name] || kept(name)])) as {
    readonly [T in PointText]: string;
  };
}

/** A hook without a source of its own keeps the one it has, or takes that of the row, as not verified. */
function hooksOf(given: Parsed, known: KnownLaw, before: Point | undefined, row: Citation): Hook[] {
  const hooks = parseHooks(given.hooks).map(({ instrument: name, article, source, standing }): Hook => {
    const instrument = askedInstrument(known.instruments, name).id;
    checkHook({ instrument, article }, known.treaties);
    const there = before?.hooks.find((hook) => hook.instrument === instrument && hook.article === article);
    const citation =
      source === undefined
        ? (there?.citation ?? { ...row, standing: 'unverified' as const })
        : citationOf(source, standing);
    return { instrument, article, citation };
  });
  return [...new Map(hooks.map((hook) => [`${hook.instrument} ${hook.article}`, hook])).values()];
}

/** Adds what is new of a point: its checklist, its wording, its hooks. */
export function enterLoadedPoint(tx: Write, { head, words, hooks }: LoadedPoint): Entering {
  const entered = [enterChecklist(tx, head), enterPoint(tx, words), enterHooks(tx, words, hooks)];
  if (entered[1] === 'new') return 'new';
  return entered.every((one) => one === 'known') ? 'known' : 'changed';
}

/** Enters the text of one point of a checklist that is there. @throws Problem as `pointFromFields` */
export function loadPoint(
  record: Record,
  fields: Fields,
  change: { readonly actor: string; readonly reason: string; readonly at: string },
): Entering {
  const command = { kind: 'checklist', ...change, citation: fields['source'] ?? '' };
  return record.command(command, (tx) => enterLoadedPoint(tx, pointFromFields(knownLaw(tx), fields))).result;
}
