/**
 * Symbols of United Nations documents (A/HRC/43/40). The patterns and what they rest on are in
 * reference/core/un-symbols.json; several are unverified, and every symbol says so of itself.
 */
import { z } from 'zod';
import shipped from '../../reference/core/un-symbols.json' with { type: 'json' };
import { Problem } from './problem.ts';
import { isIso3, type Iso3 } from './state.ts';
import type { Language } from './text.ts';

export const symbolKinds = [
  'crc-state-report',
  'crc-concluding-observations',
  'crc-list-of-issues',
  'crc-replies',
  'crc-loipr',
  'opsc-report',
  'opsc-concluding-observations',
  'opac-any',
  'crc-general-comment',
  'crc-committee-document',
  'crc-protocol-guidelines-old',
  'crc-protocol-guidelines',
  'cedaw-concluding-observations',
  'upr-document',
  'hrc-report',
  'ga-report',
  'hrc-resolution',
  'ga-resolution',
  'core-document',
  'commission-document',
] as const;
export type SymbolKind = (typeof symbolKinds)[number];

export interface SymbolSuffix {
  readonly kind: 'Add' | 'Corr' | 'Rev';
  readonly number: number;
}

export interface DocumentSymbol {
  /** The symbol as it stands on the document, with the asterisk of a document reissued for technical reasons. */
  readonly text: string;
  /** "other" for what has the form of a symbol and fits no pattern. */
  readonly kind: SymbolKind | 'other';
  /** The body that the pattern names: CRC, CEDAW, UPR, HRC, GA … */
  readonly body?: string;
  /** The State the document is about, where the pattern holds its code. */
  readonly state?: Iso3;
  /** Addenda, corrigenda and revisions at the end, in their order. */
  readonly suffixes: readonly SymbolSuffix[];
  readonly reissued: 'reissued' | 'original';
  /** Whether the pattern was seen on a document. */
  readonly verified: boolean;
}

const pattern = z.object({
  id: z.enum(symbolKinds),
  pattern: z.string(),
  body: z.string(),
  verified: z.boolean(),
});
const patterns = z
  .object({ symbols: z.array(pattern) })
  .parse(shipped)
  .symbols.map(({ id, pattern: source, body, verified }) => {
    // The first code of three letters in a pattern is that of the State.
    const form = new RegExp(source.replace('[A-Z]{3}', '(?<state>[A-Z]{3})'));
    return { id, form, body, verified };
  });

/**
 * Reads a symbol, also when it was typed or scanned badly: with spaces, long dashes, other slashes, small
 * letters, or a slash missing where only one reading is possible. Figures and letters are never exchanged.
 * @throws Problem `symbol-invalid`
 */
export function parseSymbol(value: string): DocumentSymbol {
  const text = value.length > longest ? '' : normalise(value);
  if (!form.test(text) || !/\d/.test(text)) throw new Problem('symbol-invalid', { value });
  const found = patterns.find((each) => each.form.test(text));
  const state = found?.form.exec(text)?.groups?.['state'];
  return {
    text,
    kind: found?.id ?? 'other',
    ...(found ? { body: found.body } : {}),
    ...(state && isIso3(state) ? { state } : {}),
    suffixes: suffixesOf(text),
    reissued: text.endsWith('*') ? 'reissued' : 'original',
    verified: found?.verified ?? false,
  };
}

/** Address of the document in the Official Document System; without a language, in the reader's own. */
export function documentLink(symbol: DocumentSymbol, language?: Language): string {
  const parts = symbol.text.replace('*', '').split('/');
  return ['https://undocs.org', ...(language ? [language] : []), ...parts.map(encodeURIComponent)].join('/');
}

/** A symbol in running text, and the position of its first character. */
export interface FoundSymbol {
  readonly symbol: DocumentSymbol;
  readonly at: number;
}

/**
 * Finds symbols in running text, also where a line breaks after a slash. What fits no pattern is taken only
 * when it begins like the documents of a United Nations body, so that "COVID/19" is not a symbol.
 */
export function findSymbols(text: string): FoundSymbol[] {
  const found: FoundSymbol[] = [];
  for (const match of text.matchAll(candidate)) {
    const symbol = match[0].length > longest ? undefined : readCandidate(withoutBracket(match[0]));
    if (symbol) found.push({ symbol, at: match.index });
  }
  return found;
}

/** Characters; far above any real symbol. Keeps hostile text from costing time. */
const longest = 200;

const form = /^[A-Z]{1,7}(\/[A-Z0-9][A-Za-z0-9.()-]*)+\*?$/;
const segment = String.raw`[A-Za-z0-9()]+(?:\.[A-Za-z0-9()]+)*(?:[-\u2010-\u2015]\d+)*`;
const candidate = new RegExp(
  String.raw`(?<![\p{L}\p{N}.])[A-Z]{1,7}(?:\/\r?\n?${segment})+(?:\s(?:Add|Corr|Rev)\.\d+)*\*{0,2}`,
  'gu',
);

/** First parts of symbols: those of the patterns, the Security Council and the other treaty bodies. */
const beginnings = new Set([
  'A',
  'E',
  'S',
  'HRI',
  'CAT',
  'CCPR',
  'CED',
  'CEDAW',
  'CERD',
  'CMW',
  'CRC',
  'CRPD',
]);

function readCandidate(text: string): DocumentSymbol | undefined {
  try {
    const symbol = parseSymbol(text);
    const known = symbol.kind !== 'other' || beginnings.has(symbol.text.split('/')[0] ?? '');
    return known ? symbol : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Cuts the bracket that was opened before the symbol. */
function withoutBracket(text: string): string {
  const closesTooMuch = text.endsWith(')') && text.split(')').length > text.split('(').length;
  return closesTooMuch ? withoutBracket(text.slice(0, -1)) : text;
}

function suffixesOf(text: string): SymbolSuffix[] {
  const end = /(?:\/(?:Add|Corr|Rev)\.\d+)*\*?$/.exec(text)?.[0] ?? '';
  return [...end.matchAll(/(Add|Corr|Rev)\.(\d+)/g)].map(([, kind, number]) => ({
    kind: kind as SymbolSuffix['kind'],
    number: Number(number),
  }));
}

function normalise(value: string): string {
  return value
    .trim()
    .replace(/[\u2044\u2215\uff0f\\]/g, '/')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s*([/.*-])\s*/g, '$1')
    .toUpperCase()
    .replace(/^A(HRC|RES)\//, 'A/$1/')
    .replace(/^(CRC|CEDAW)C\//, '$1/C/')
    .replace(/^A\/HRC\/WG[ .]?6\//, 'A/HRC/WG.6/')
    .replace(/^E\/CN[ .]?4\//, 'E/CN.4/')
    .replace(/^(A\/HRC\/WG\.6\/\d+)\/?([A-Z]{3})\/?(?=\d)/, '$1/$2/')
    .replace(/(?<=\d)[ /]*(ADD|CORR|REV)[ .]?(\d+)/g, (_, kind: string, number: string) => {
      return `/${kind.charAt(0)}${kind.slice(1).toLowerCase()}.${number}`;
    })
    .replace(/\/SUB\.(?=\d)/g, '/Sub.')
    .replace(/\*+$/, '*');
}
