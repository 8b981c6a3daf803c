/**
 * Working papers of coders: what was typed on one point, kept as it was typed, whether it is right or not. Here:
 * what a paper says once it is handed in, and what keeps it from being handed in.
 */
import { z } from 'zod';
import type { Citation } from '../core/citation.ts';
import { type Day, parseDate, type PartialDate } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import type { Iso3 } from '../core/state.ts';
import { fold } from '../core/text.ts';
import { answers } from '../core/value.ts';
import { type Assessment, isStatement, type Practice } from './assessment.ts';
import {
  checkDates,
  type Law,
  type LawId,
  lawKinds,
  type Provision,
  type ProvisionId,
  standingOn,
  translations,
} from './model.ts';

/** No text of a paper is longer; a browser stops there. */
export const longestText = 20_000;
/** Provisions that one paper can write out. */
export const mostWritten = 20;

const typed = z.string().max(longestText).default('');

/** A provision that is not in the record yet, as typed. A law that is not there either is described beside it. */
const writtenSchema = z.object({
  /** Name, number or title of the law. */
  law: typed,
  article: typed,
  text: typed,
  textIs: z.enum(['quotation', 'paraphrase']).default('paraphrase'),
  from: typed,
  to: typed,
  enacted: typed,
  /** The document in which it was read; empty where only the law is known. */
  source: typed,
  titleEnglish: typed,
  number: typed,
  language: typed,
  kind: z.enum(lawKinds).default('act'),
  date: typed,
  address: typed,
  translation: z.enum(translations).default('not translated'),
});
export type Written = z.infer<typeof writtenSchema>;

export const writtenFields = Object.keys(writtenSchema.shape) as readonly (keyof Written)[];

const answerOrNone = z.enum([...answers, '']).default('');

export const paperSchema = z.object({
  /** The wording of the point that stood beside the form. */
  wording: z.number().int().positive(),
  answer: answerOrNone,
  reasoning: typed,
  /** Names of provisions of the record. */
  provisions: z.array(z.string().max(500)).max(500).default([]),
  written: z.array(writtenSchema).max(mostWritten).default([]),
  /** A document on each line: its title, and behind strokes its place and its address. */
  receipts: typed,
  practice: answerOrNone,
  practiceReasoning: typed,
  practiceReceipts: typed,
});
export type Paper = z.infer<typeof paperSchema>;

export function emptyPaper(wording: number): Paper {
  return paperSchema.parse({ wording });
}

/** Whether a point counts as done. */
export function isAnswered(paper: Paper | undefined): boolean {
  return paper !== undefined && paper.answer !== '';
}

export const faultKinds = [
  'rests on nothing',
  'practice rests on nothing',
  'practice without answer',
  'no such provision',
  'provision had ceased',
  'law missing',
  'article missing',
  'text missing',
  'language missing',
  'not a date',
  'dates disagree',
  'not an address',
] as const;

/** What has to be mended before a paper can be handed in. */
export interface Fault {
  readonly kind: (typeof faultKinds)[number];
  /** What was typed there, or the name of the provision. */
  readonly value: string;
}

/** What a paper is read against. */
export interface PaperContext {
  readonly state: Iso3;
  readonly asOf: Day;
  readonly laws: readonly Law[];
  readonly provisions: ReadonlyMap<ProvisionId, Provision>;
}

/** A provision written out, and its law where that is new as well; their names are given when they are entered. */
export interface WrittenOut {
  readonly law: LawId | Omit<Law, 'id'>;
  readonly provision: Omit<Provision, 'id' | 'law'>;
}

export interface Read {
  readonly faults: readonly Fault[];
  readonly said: Pick<
    Assessment,
    'wording' | 'answer' | 'provisions' | 'reasoning' | 'receipts' | 'practice'
  >;
  readonly writtenOut: readonly WrittenOut[];
}

/** What a paper says. What is at fault is left out, and told. A paper without an answer says "not yet assessed". */
export function readPaper(paper: Paper, context: PaperContext): Read {
  const faults: Fault[] = [];
  const fault = (kind: Fault['kind'], value = '') => void faults.push({ kind, value });
  const provisions = paper.provisions.filter((id): id is ProvisionId => {
    const provision = context.provisions.get(id as ProvisionId);
    if (!provision) fault('no such provision', id);
    else if (standingOn(provision, context.asOf) === 'no longer in force') fault('provision had ceased', id);
    else return true;
    return false;
  });
  const writtenOut = paper.written.filter(isFilled).flatMap((one) => readWritten(one, context, fault) ?? []);
  const receipts = receiptsOf(paper.receipts, fault);
  const answer = paper.answer || 'not yet assessed';
  if (isStatement(answer) && provisions.length + writtenOut.length + receipts.length === 0)
    fault('rests on nothing', answer);
  const practice = practiceOf(paper, fault);
  return {
    faults,
    said: {
      wording: paper.wording,
      answer,
      provisions,
      reasoning: paper.reasoning,
      receipts,
      ...(practice ? { practice } : {}),
    },
    writtenOut,
  };
}

type Tell = (kind: Fault['kind'], value?: string) => void;

function practiceOf(paper: Paper, fault: Tell): Practice | undefined {
  const receipts = receiptsOf(paper.practiceReceipts, fault);
  if (paper.practice === '') {
    if (receipts.length > 0 || paper.practiceReasoning !== '') fault('practice without answer');
    return undefined;
  }
  if (isStatement(paper.practice) && receipts.length === 0)
    fault('practice rests on nothing', paper.practice);
  return { answer: paper.practice, reasoning: paper.practiceReasoning, receipts };
}

/** Whether anything but a choice was filled in. */
export function isFilled(written: Written): boolean {
  const choices: readonly (keyof Written)[] = ['textIs', 'kind', 'translation'];
  return writtenFields.some((field) => !choices.includes(field) && written[field] !== '');
}

function readWritten(written: Written, context: PaperContext, fault: Tell): WrittenOut | undefined {
  let isWhole = true;
  const wrong: Tell = (kind, value) => {
    isWhole = false;
    fault(kind, value);
  };
  const dateOf = (text: string): PartialDate | undefined => {
    if (text === '') return undefined;
    try {
      return parseDate(text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      wrong('not a date', text);
      return undefined;
    }
  };
  const { article, text } = written;
  const law = lawOf(written, context, { wrong, dateOf });
  if (article === '') wrong('article missing', written.law);
  if (text === '') wrong('text missing', article);
  const dates = present({
    from: dateOf(written.from),
    to: dateOf(written.to),
    enacted: dateOf(written.enacted),
  });
  try {
    checkDates({ id: article as ProvisionId, ...dates });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    wrong('dates disagree', article);
  }
  if (isWhole && standingOn(dates, context.asOf) === 'no longer in force')
    wrong('provision had ceased', article);
  if (!isWhole || law === undefined) return undefined;
  const found = typeof law === 'string' ? context.laws.find(({ id }) => id === law) : law;
  const citation: Citation = written.source
    ? { title: written.source, place: `art. ${article}`, standing: 'verified' }
    : {
        title: found?.title ?? written.law,
        place: `art. ${article}`,
        ...present({ address: found?.address }),
        standing: 'unverified',
      };
  return { law, provision: { article, text, textIs: written.textIs, ...dates, citation } };
}

/** The law of the record that is meant, or a new one. */
function lawOf(
  written: Written,
  { state, laws }: PaperContext,
  { wrong, dateOf }: { readonly wrong: Tell; readonly dateOf: (text: string) => PartialDate | undefined },
): WrittenOut['law'] | undefined {
  if (written.law === '') return void wrong('law missing', written.article);
  const known = lawNamed(written.law, laws, state);
  if (known) return known.id;
  const language = written.language.toLowerCase();
  if (!/^[a-z]{2,3}$/.test(language)) return void wrong('language missing', written.law);
  if (written.address !== '' && !isAddress(written.address))
    return void wrong('not an address', written.address);
  const date = dateOf(written.date);
  return {
    state,
    title: written.law,
    language,
    ...present({
      titleEnglish: written.titleEnglish || undefined,
      number: written.number || undefined,
      date,
      address: written.address || undefined,
    }),
    kind: written.kind,
    translation: language === 'en' ? 'original in English' : written.translation,
    stages: [],
    citation: {
      title: written.source || written.law,
      ...(isAddress(written.address) ? { address: written.address } : {}),
      standing: written.source ? 'verified' : 'unverified',
    },
  };
}

/** The law of a State by its name, its number or one of its titles. */
function lawNamed(name: string, laws: readonly Law[], state: Iso3): Law | undefined {
  const wanted = fold(name);
  return laws.find(
    (law) =>
      law.state === state &&
      [law.id, law.number, law.title, law.titleEnglish].some(
        (one) => one !== undefined && fold(one) === wanted,
      ),
  );
}

/** The documents of a field of lines. A coder names what was read there, so they are verified. */
function receiptsOf(lines: string, fault: Tell): Citation[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [title = '', ...rest] = line.split('|').map((part) => part.trim());
      const address = rest.find((part) => isAddress(part));
      const place = rest.find((part) => part !== '' && part !== address);
      if (title === '' || rest.filter((part) => part !== '').length > 2) fault('not an address', line);
      return { title, ...present({ place, address }), standing: 'verified' as const };
    })
    .filter(({ title }) => title !== '');
}

/** The lines that `receiptsOf` reads as these documents. Unverified ones are left out: typed, they would count as read. */
export function receiptLines(receipts: readonly Citation[]): string {
  const lines = receipts
    .filter(({ standing }) => standing === 'verified')
    .map(({ title, place, address }) => [title, place, address].filter(Boolean).join(' | '));
  return [...new Set(lines)].join('\n');
}

function isAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** What entering one provision that was written out comes to. */
export interface Entering {
  /** New where it is not in the record. */
  readonly law?: Law;
  readonly provision: Provision;
  readonly isNew: boolean;
}

/**
 * Gives a provision written out its name, and its law where that is new. A wording of the same article of the same law
 * from the same day is taken for the same one.
 */
export function placeWritten(
  { law: of, provision }: WrittenOut,
  { state, laws, provisions }: PaperContext,
): Entering {
  const known = typeof of === 'string' ? laws.find(({ id }) => id === of) : lawNamed(of.title, laws, state);
  const law: Law | undefined =
    typeof of === 'string' ? undefined : known ? undefined : { ...of, id: newLawId(of, laws) };
  const id = (known?.id ?? law?.id) as LawId;
  const same = [...provisions.values()].find(
    (one) => one.law === id && one.article === provision.article && one.from === provision.from,
  );
  if (same) return { provision: same, isNew: false };
  const plain = `${id}-${provision.article}`.replaceAll(';', ',') as ProvisionId;
  const name = provisions.has(plain) ? (`${plain} ${provision.from ?? 'draft'}` as ProvisionId) : plain;
  return { ...(law ? { law } : {}), provision: { ...provision, id: name, law: id }, isNew: true };
}

/** "MUS-lantern-act": of the State and the title in whatever script; numbered where another law has it. */
function newLawId({ state, title }: Pick<Law, 'state' | 'title'>, laws: readonly Law[]): LawId {
  const words = fold(title)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  const taken = new Set<string>(laws.map(({ id }) => id));
  const names = [
    `${state}-${words}`,
    ...Array.from({ length: laws.length + 1 }, (_, at) => `${state}-${words}-${at + 2}`),
  ];
  return names.find((name) => !taken.has(name)) as LawId;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
