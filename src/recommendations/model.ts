/**
 * Recommendations: what States were asked to do, by whom, and what they answered.
 *
 * A recommendation is a text addressed to one State by a mechanism in a round. A row of a file says what one
 * source says of it. The same text to the same State in the same round is one recommendation, however many
 * asked for it and however many sources list it.
 */
import type { Citation } from '../core/citation.ts';
import type { PartialDate } from '../core/date.ts';
import { Problem } from '../core/problem.ts';
import type { Iso3 } from '../core/state.ts';
import { documentLink, parseSymbol } from '../core/symbol.ts';

/** A body's concern or observation asks for nothing; a pledge is the State's own. */
export const kinds = ['recommendation', 'concern', 'voluntary pledge'] as const;
export type Kind = (typeof kinds)[number];

/** The families of those who ask. */
export const mechanisms = ['UPR', 'treaty body', 'special procedure', 'regional body', 'other body'] as const;
export type Mechanism = (typeof mechanisms)[number];

/** What sets one asking apart from the next, which may be in the same words. */
export type Round =
  | { readonly mechanism: 'UPR'; readonly cycle: number }
  | {
      readonly mechanism: Exclude<Mechanism, 'UPR'>;
      /** As the source names it: "Committee on the Rights of the Child", "CRC". */
      readonly body: string;
      /** The symbol of the document that asks; its year where the source names none, or the body issues none. */
      readonly round: string;
    };

/**
 * The answer of the State under review. "Rejected" is no formal answer: a recommendation is supported or noted.
 * UPR Info counts as noted whatever was not clearly accepted: accepted in part or in principle, and never
 * answered (UPR Info, Methodology: responses to recommendations, 2014). "Not known": the source gives none, or
 * in words of no fixed meaning. "None asked": outside the UPR no body asks for an answer to each text.
 */
export const responses = ['supported', 'noted', 'pledged', 'not known', 'none asked'] as const;
export type Response = (typeof responses)[number];

/**
 * UPR Info's five categories of action, from the least to the most specific: 1 ask others for help, or share
 * what is known; 2 go on with what is done; 3 think about a change; 4 act, with the manner left open; 5 do one
 * definite thing, such as passing or joining a law or treaty. The main verb decides (UPR Info, Action category, 2014).
 */
export const actionCategories = [1, 2, 3, 4, 5] as const;
export type ActionCategory = (typeof actionCategories)[number];

/** Who made a recommendation: a State, or a body or other name as written where it is no State of the list. */
export interface Asker {
  readonly name: string;
  readonly state?: Iso3;
}

/** What one row of one file says. */
export interface Statement {
  readonly asker: Asker;
  readonly response: Response;
  /** The word of the source: "Accepted". */
  readonly said: string;
  readonly action?: ActionCategory;
  readonly issues: readonly string[];
  /** Further labels, each in the words of the source and of its making; absent where it gives none. */
  readonly themes?: readonly string[];
  readonly affectedPersons?: readonly string[];
  readonly sdgs?: readonly string[];
  readonly session?: number;
  readonly year: number;
  /** Of the UN document, where the source gives it. */
  readonly documentDate?: PartialDate;
  /** By which the source itself knows this text. */
  readonly sourceId?: string;
  /** The UN document that holds it, and the paragraph, where the source gives them. */
  readonly symbol?: string;
  readonly paragraph?: string;
  readonly row: number;
  readonly citation: Citation;
}

export interface Recommendation {
  readonly id: number;
  readonly state: Iso3;
  readonly kind: Kind;
  readonly round: Round;
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** The answer as all sources together give it. */
export type AgreedResponse =
  | { readonly kind: 'agreed'; readonly response: Response }
  | { readonly kind: 'answers differ'; readonly responses: readonly Response[] };

/** Whether the sources agree on the answer; "not known" and "none asked" contradict nothing. */
export function responseOf({ statements }: Recommendation): AgreedResponse {
  const said = new Set(statements.map((statement) => statement.response));
  const known = [...said].filter((response) => response !== 'not known' && response !== 'none asked');
  if (known.length > 1) return { kind: 'answers differ', responses: known };
  return { kind: 'agreed', response: known[0] ?? (said.has('none asked') ? 'none asked' : 'not known') };
}

/** Those who made it, each once, in the order of the sources. */
export function askersOf({ statements }: Recommendation): Asker[] {
  return [...new Map(statements.map(({ asker }) => [asker.state ?? asker.name, asker])).values()];
}

/** The cycle of a UPR session: 1-12, 13-26, 27-40, 41-54 (OHCHR, cycles of the UPR). */
export function cycleOfSession(session: number): number {
  return session <= 12 ? 1 : 2 + Math.floor((session - 13) / 14);
}

/** Sessions by year, 2008 to 2026: three a year, fewer in the years the cycles change and in 2020. */
const lastSessions: readonly (readonly [year: number, session: number])[] = [
  [2008, 3],
  [2009, 6],
  [2010, 9],
  [2011, 12],
  [2012, 14],
  [2013, 17],
  [2014, 20],
  [2015, 23],
  [2016, 26],
  [2017, 28],
  [2018, 31],
  [2019, 34],
  [2020, 36],
  [2021, 39],
  [2022, 41],
  [2023, 44],
  [2024, 47],
  [2025, 50],
  [2026, 53],
];

/** The year of a UPR session; undefined for sessions not held yet. */
export function yearOfSession(session: number): number | undefined {
  return lastSessions.find(([, last]) => session <= last)?.[0];
}

/** Where a statement can be read: the UN document where the source names it, else the source itself. */
export function placeOf({ symbol, paragraph, citation }: Statement): Citation {
  if (!symbol) return citation;
  const place = [paragraph && `para. ${paragraph}`, `as given by ${citation.title}`]
    .filter(Boolean)
    .join(', ');
  return { title: symbol, place, address: documentLink(parseSymbol(symbol)), standing: citation.standing };
}

/** The time of a query grows with its words; a text pasted whole from a report still fits. */
const mostWords = 100;

/**
 * A person's words as a query of FTS5: all words must occur; "a phrase" as it stands; a word may end in *;
 * OR between words means either. Anything else is looked for as written and never an error.
 * @returns undefined when there is nothing to look for
 * @throws Problem `parameter-invalid` for more than 100 words
 */
export function searchQuery(words: string): string | undefined {
  if ((words.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) > mostWords)
    throw new Problem('parameter-invalid', {
      name: 'words',
      value: `${words.slice(0, 40)}…`,
      detail: `it has more than ${mostWords} words`,
    });
  const groups: string[][] = [[]];
  for (const [, phrase, word = ''] of words.matchAll(/"([^"]*)"|(\S+)/g)) {
    if (word === 'OR') {
      groups.push([]);
      continue;
    }
    const text = (phrase ?? word).replaceAll('"', ' ').replace(/\*+$/, '').replaceAll('\0', ' ');
    if (!/[\p{L}\p{N}]/u.test(text)) continue;
    groups.at(-1)?.push(`"${text}"${word.endsWith('*') ? ' *' : ''}`);
  }
  const filled = groups.filter((group) => group.length > 0);
  return filled.length > 0 ? filled.map((group) => `(${group.join(' AND ')})`).join(' OR ') : undefined;
}

/**
 * Words by which a recommendation is taken to speak of the sexual exploitation of children. A first cut, printed
 * beside what it finds; old terms stand here because the texts use them.
 */
export const sexualExploitationWords = [
  '"sexual exploitation"',
  '"sexual abuse"',
  '"sale of children"',
  '"child prostitution"',
  '"child pornography"',
  '"sex tourism"',
  '"trafficking in children"',
  '"child trafficking"',
  '"trafficking of children"',
  '"child marriage"',
  '"early marriage"',
  '"forced marriage"',
].join(' OR ');
