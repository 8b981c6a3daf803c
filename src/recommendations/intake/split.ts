/**
 * A United Nations document split into its numbered paragraphs and the recommendations in them: reports of the
 * Working Group on the Universal Periodic Review, OHCHR's thematic lists, concluding observations of treaty bodies.
 */
import type { PartialDate } from '../../core/date.ts';
import { findState, type Iso3 } from '../../core/state.ts';
import { type DocumentSymbol, findSymbols } from '../../core/symbol.ts';
import type { TextDocument } from '../../platform/documents/model.ts';
import { type Finding, numberedParagraphs, type Paragraph } from '../../platform/documents/paragraphs.ts';
import type { Asker, Response } from '../model.ts';
import { answersOf, isAddendum, type SplitAnswer } from './addendum.ts';
import { committeeRecommendations } from './concluding-observations.ts';
import { distributionDate, sessionHeld } from './front.ts';
import { reviewRecommendations } from './review-report.ts';
import { isThematicList, listedRecommendations } from './thematic-list.ts';

/** One recommendation as a document has it; a compound item gives several under one number. */
export interface SplitRecommendation {
  /** "119.2", "12 (b)". */
  readonly paragraph: string;
  readonly page?: number;
  readonly text: string;
  /** Those who made it, in the order of the document. */
  readonly askers: readonly Asker[];
  readonly response: Response;
  /** The words of the document on the answer. */
  readonly said: string;
  /** Where the State gave its answer, as the document says: "A/HRC/28/15/Add.1 - Para. 3". */
  readonly source?: string;
  /** Of thematic lists: the theme under which it stands, and what OHCHR labelled it with. */
  readonly heading?: string;
  readonly themes?: readonly string[];
  readonly groups?: readonly string[];
  readonly goals?: readonly string[];
}

/** What a State under review pledged of itself, as a report has it. */
export interface SplitPledge {
  readonly paragraph: string;
  readonly page?: number;
  readonly text: string;
}

/** What could not be read, or is not as it should be; `number` is that of the paragraph, or of the row of a table. */
export type SplitFinding =
  | Finding
  | {
      readonly kind:
        | 'name not known'
        | 'no asker'
        | 'row not read'
        | 'no text'
        | 'answer not read'
        | 'answer without number'
        | 'answers differ'
        | 'range not read'
        | 'text differs';
      readonly number: string;
      readonly page?: number;
      /** The name, or the beginning of the text. */
      readonly name: string;
    };

export const splitKinds = [
  'review report',
  'addendum',
  'thematic list',
  'concluding observations',
  'other document',
] as const;

export interface SplitDocument {
  readonly file: string;
  readonly format: TextDocument['format'];
  readonly kind: (typeof splitKinds)[number];
  readonly pages?: number;
  readonly symbol?: string;
  /** The State under review, where symbol, title or header names it. */
  readonly state?: Iso3;
  /** The session of the Universal Periodic Review, where the document says it. */
  readonly session?: number;
  /** The day on which it was distributed, where its first page says it. */
  readonly date?: PartialDate;
  readonly paragraphs: readonly Paragraph[];
  readonly recommendations: readonly SplitRecommendation[];
  /** Of reports of the Working Group only. */
  readonly pledges?: readonly SplitPledge[];
  /** Of addenda only: what the State answers, number by number. */
  readonly answers?: readonly SplitAnswer[];
  /** Where numbers of its paragraphs are taken for those of recommendations: all of them. */
  readonly numbering?: readonly string[];
  readonly findings: readonly SplitFinding[];
}

/** Splits a document. What is not understood is in the findings. */
export function splitDocument(document: TextDocument): SplitDocument {
  const numbered = numberedParagraphs(document);
  const symbol = symbolOf(document);
  const session = sessionOf(document) ?? sessionHeld(numbered.paragraphs);
  const date = distributionDate(opening(document));
  const base = {
    file: document.file,
    format: document.format,
    ...(document.pages === undefined ? {} : { pages: document.pages }),
    ...(symbol ? { symbol: symbol.text } : {}),
    ...(symbol?.state ? { state: symbol.state } : {}),
    ...(session === undefined ? {} : { session }),
    ...(date === undefined ? {} : { date }),
    paragraphs: numbered.paragraphs,
  };
  const reviewed = stateUnderReview(document);
  const review = { ...base, ...(reviewed ? { state: reviewed } : {}) };
  const lists = document.tables.filter(isThematicList).map(listedRecommendations);
  if (lists.length > 0)
    return {
      ...review,
      kind: 'thematic list',
      recommendations: lists.flatMap(({ recommendations }) => recommendations),
      findings: [...numbered.findings, ...lists.flatMap(({ findings }) => findings)],
    };
  const empty: SplitFinding[] =
    document.lines.length === 0 && document.tables.length === 0
      ? [{ kind: 'no text', number: '', name: document.file }]
      : [];
  if (isAddendum(opening(document), symbol)) {
    // What breaks its numbers is told by the numbers that are not answered: several stand together in front of one.
    const { findings, ...answered } = answersOf(document);
    return {
      ...review,
      kind: 'addendum',
      recommendations: [],
      ...answered,
      findings: [...empty, ...findings],
    };
  }
  const findings = [...empty, ...numbered.findings];
  const report = reviewRecommendations(numbered);
  if (report.recommendations.length > 0)
    return {
      ...review,
      kind: 'review report',
      recommendations: report.recommendations,
      pledges: report.pledges,
      findings: [...findings, ...report.findings],
    };
  const isCommittee =
    symbol?.kind.endsWith('-concluding-observations') === true || /\/CO\//.test(symbol?.text ?? '');
  if (isCommittee || opening(document).some((line) => /^Concluding observations/i.test(line)))
    return {
      ...base,
      kind: 'concluding observations',
      recommendations: committeeRecommendations(numbered, committeeOf(document, symbol)),
      findings,
    };
  return { ...base, kind: 'other document', recommendations: [], findings };
}

/** The first page, or in formats without pages the first lines; and what stands over the pages. */
function opening({ lines, headers }: TextDocument): string[] {
  const first = lines.filter(({ page }) => page === undefined || page === 1);
  return [...first.slice(0, 60).map(({ text }) => text), ...headers];
}

function symbolOf(document: TextDocument): DocumentSymbol | undefined {
  return opening(document).flatMap((line) => findSymbols(line).map(({ symbol }) => symbol))[0];
}

/** The State whose name is a heading of the first page, or which the header of a list names. */
function stateUnderReview(document: TextDocument): Iso3 | undefined {
  const titles = document.lines
    .filter(({ kind, page }) => kind === 'heading' && (page ?? 1) === 1)
    .slice(0, 20);
  const named = [
    ...titles.map(({ text }) => text.replace(/[*\d]+$/, '')),
    ...document.headers.map((header) => /^UPR of ([^(]+)/.exec(header)?.[1] ?? ''),
  ];
  return named.map(findState).find((state) => state !== undefined);
}

/** "UPR of Slovenia (3rd Cycle - 34th Session)": the number of the session, as thematic lists have it. */
function sessionOf({ headers }: TextDocument): number | undefined {
  const found = headers
    .map((header) => /Cycle\W+(\d{1,2}) ?(?:st|nd|rd|th) session/i.exec(header)?.[1])
    .find(Boolean);
  return found === undefined ? undefined : Number(found);
}

function committeeOf(document: TextDocument, symbol: DocumentSymbol | undefined): string {
  const named = opening(document)
    .map((line) => /^(Committee (?:on|against) [^.,*]+|Human Rights Committee)\**$/.exec(line)?.[1])
    .find((name) => name !== undefined);
  return named ?? symbol?.body ?? symbol?.text.split('/')[0] ?? 'Committee';
}
