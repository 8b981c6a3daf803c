/**
 * The codebook: what a recommendation is about, as lists of entries with the words by which each is known. The
 * rules are data (`reference/codebook`); a label says which rule gave it, in which version, and which words of
 * the text it rests on.
 */
import type { Citation } from '../core/citation.ts';
import type { LocalText } from '../core/text.ts';
import type { Pattern } from './pattern.ts';
import type { Words } from './rule-words.ts';

/** Languages whose words the rules know. A text in another is labelled by none of them. */
export const ruleLanguages = ['en', 'fr', 'es'] as const;
export type RuleLanguage = (typeof ruleLanguages)[number];

/** Lists whose entries label texts. */
export const labelLists = [
  'relevance',
  'manifestation',
  'theme',
  'instrument',
  'sdg',
  'group',
  'addressee',
] as const;
export const listNames = [...labelLists, 'action', 'operation', 'object'] as const;
export type ListName = (typeof listNames)[number];

export const choices = ['one', 'many', 'parts'] as const;

export interface CodebookList {
  readonly name: ListName;
  readonly label: LocalText;
  /**
   * How its entries label a text: "many": each that is found; "one": of those found the first in the order of the
   * file; "parts": none, they are the parts of demands and of the action category (demand.ts, action.ts).
   */
  readonly choice: (typeof choices)[number];
}

/** The words by which an entry is known in one language. */
export interface Rules {
  /** One of these must occur. */
  readonly include: readonly Pattern[];
  /** Each of these must occur as well. */
  readonly includeAll: readonly Pattern[];
  /** Words that do not count: "sexual orientation" takes "sexual" away. */
  readonly exclude: readonly Pattern[];
}

export interface Entry {
  readonly list: ListName;
  readonly id: string;
  readonly label: LocalText;
  readonly definition: string;
  readonly rules: { readonly [L in RuleLanguage]?: Rules };
  readonly citation: Citation;
}

/** "Where this is found, that holds as well", with the reason. */
export interface Crossing {
  readonly from: Reference;
  readonly to: Reference;
  readonly reason: string;
  readonly citation: Citation;
}

export interface Reference {
  readonly list: ListName;
  readonly entry: string;
}

export interface Codebook {
  /** Changes whenever a file of the codebook changes. */
  readonly version: string;
  readonly lists: readonly CodebookList[];
  readonly entries: readonly Entry[];
  readonly crosswalk: readonly Crossing[];
  /** The operation that an object stands for after a verb that says nothing: to strengthen training is to train. */
  readonly implied: ReadonlyMap<string, string>;
}

/** Where a label comes from: here always a rule of the codebook. */
export interface RuleOrigin {
  readonly kind: 'rule';
  /** "theme/trafficking", or "manifestation/trafficking > sdg/16.2" where the crosswalk gave it. */
  readonly rule: string;
  readonly version: string;
}

/** Words of the text, from `start` to before `end` (UTF-16 units). */
export interface MatchedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Label extends Reference {
  /** The pattern as it stands in the codebook. */
  readonly pattern: string;
  /** The words that matched, in their order, each once. */
  readonly words: readonly MatchedWord[];
  readonly origin: RuleOrigin;
}

/** An entry at one place. */
export interface Mention extends Reference {
  readonly pattern: string;
  /** The numbers of the words of the first phrase of the pattern, in order. */
  readonly at: readonly number[];
  /** The words elsewhere in the text without which it would not hold. */
  readonly beside: readonly number[];
}

/** A text read: its words, and every place an entry is mentioned, in the order of the text. */
export interface Reading {
  readonly text: string;
  readonly words: Words;
  readonly mentions: readonly Mention[];
}

/** The codebook made ready. Make it once: this takes far longer than reading a text with it. */
export interface Coder {
  readonly codebook: Codebook;
  /** All mentions of all entries; the crosswalk is not applied, nor the choice of one. */
  read(text: string, language: RuleLanguage): Reading;
  /** What a text is about, in the order of the lists and of their entries. */
  labels(text: string, language: RuleLanguage): readonly Label[];
}

/** "theme/trafficking" */
export function nameOf({ list, entry }: Reference): string {
  return `${list}/${entry}`;
}
