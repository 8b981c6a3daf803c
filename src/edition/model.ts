/**
 * What a field edition is: a copy of the pages of some States as files that open without a server. Which addresses
 * belong to it, and which file each of them becomes.
 */
import { createHash } from 'node:crypto';
import type { Day } from '../core/date.ts';
import type { State } from '../core/state.ts';
import type { Language, LocalText } from '../core/text.ts';

/** What an edition holds, and what it says of itself on each page. */
export interface Edition {
  /** The name of the group that was asked for; absent where the States were named one by one. */
  readonly name?: LocalText;
  readonly states: readonly State[];
  /** The first one stands at the root of the folder, each other in a folder of its name. */
  readonly languages: readonly [Language, ...Language[]];
  readonly day: Day;
  /** Hash of the last entry of the audit log: the state of the record that was copied. */
  readonly head: string;
  /** Where the installation can be reached, without a slash at its end; absent where it cannot. */
  readonly address?: string;
  readonly documents: 'included' | 'left out';
}

/** What belongs to the States of an edition, by its keys in addresses. */
export interface Holdings {
  readonly states: ReadonlySet<string>;
  readonly recommendations: ReadonlySet<string>;
  readonly laws: ReadonlySet<string>;
  readonly documents: Edition['documents'];
}

/** Path and query of a page without its language, the query in one order: the same page has one address. */
export type Address = string & { readonly Address: true };

/** An address of the program, in the edition's form, with what stands apart in it. */
export interface Link {
  readonly address: Address;
  readonly language: string | undefined;
  /** With its "#", or empty. */
  readonly fragment: string;
}

export function linkOf(href: string): Link {
  const url = new URL(href, 'http://localhost');
  const language = url.searchParams.get('lang') ?? undefined;
  url.searchParams.delete('lang');
  url.searchParams.sort();
  return { address: `${url.pathname}${url.search}` as Address, language, fragment: url.hash };
}

interface Kind {
  /** The path; the group `of` must be among the holdings named `among`. */
  readonly path: RegExp;
  readonly among?: 'states' | 'recommendations' | 'laws';
  /** What may stand in the query, each once. */
  readonly query?: { readonly [name: string]: RegExp | 'state' };
  /** Without these no page of this kind belongs. */
  readonly needs?: string;
}

const number = /^\d{1,6}$/;
const kinds: readonly Kind[] = [
  { path: /^\/(?:states|instruments|checklists|law|indicators|bodies|compare|recommendations|search)?$/ },
  { path: /^\/contents$/ },
  { path: /^\/states\/(?<of>[^/]+)(?:\/(?:demands|follow-up|numbers|recommends|law))?$/, among: 'states' },
  { path: /^\/(?:instruments|checklists|bodies)\/[^/]+$/ },
  { path: /^\/calendar$/, query: { state: 'state' } },
  {
    path: /^\/recommendations$/,
    query: { state: 'state', page: number, relevance: /^core$/, session: number, response: /^[a-z ]+$/ },
    needs: 'state',
  },
  { path: /^\/recommendations\/again$/ },
  { path: /^\/recommendations\/(?<of>\d+)$/, among: 'recommendations' },
  { path: /^\/law\/laws\/(?<of>[^/]+)$/, among: 'laws' },
  { path: /^\/law\/(?!rounds\b|laws\b)[A-Za-z0-9-]+(?:\/(?!agreement$|changes$)[^/]+)?$/ },
  { path: /^\/indicators\/[^/]+$/, query: { state: 'state' } },
  { path: /^\/numbers\/unknown$/, query: { state: 'state' } },
  { path: /^\/sources$/, query: { page: number } },
  { path: /^\/sources\/\d+$/ },
];
const document = /^\/states\/(?<of>[^/]+)\/overview\.(?:docx|pdf)$/;
/** Tables and pictures are made by the server; `/law/laws.csv` has the form of a page. */
const file = /\.(?:csv|xlsx|svg|docx|pdf|html|json|ics|atom)$/;

/** Whether the edition has the page or document of an address. */
export function belongs(address: Address, holdings: Holdings): boolean {
  const { pathname, searchParams } = new URL(address, 'http://localhost');
  const path = decoded(pathname);
  if (file.test(path)) {
    const of = document.exec(path)?.groups?.['of'];
    return of !== undefined && holdings.documents === 'included' && holdings.states.has(of);
  }
  return kinds.some((kind) => {
    const found = kind.path.exec(path);
    if (!found) return false;
    if (kind.among && !holdings[kind.among].has(found.groups?.['of'] ?? '')) return false;
    if (kind.needs && !searchParams.has(kind.needs)) return false;
    const names = [...searchParams.keys()];
    return (
      new Set(names).size === names.length &&
      [...searchParams].every(([name, value]) => {
        const allowed = kind.query?.[name];
        return allowed === 'state' ? holdings.states.has(value) : (allowed?.test(value) ?? false);
      })
    );
  });
}

/** Whether an address is a file that is not a page. */
export function isDocument(address: Address): boolean {
  return document.test(address);
}

/**
 * The files of addresses: the path of the address as folders, the query as one more, so that permanent links keep
 * their form. Names hold only what every file system and address takes as it is, and differ also where capitals do
 * not count.
 */
export class Files {
  readonly #first: Language;
  readonly #known = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor({ languages }: Pick<Edition, 'languages'>) {
    this.#first = languages[0];
  }

  /** The path of the file below the folder of the edition, with "/" between. */
  of(address: Address, language: Language): string {
    const key = `${language} ${address}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const url = new URL(address, 'http://localhost');
    const query = [...url.searchParams].map(([name, value]) => `~${name}=${value}`).join('');
    const path = decoded(url.pathname).split('/').filter(Boolean);
    const folders = [...(language === this.#first ? [] : [language]), ...path, ...(query ? [query] : [])].map(
      safeName,
    );
    const asFile = isDocument(address);
    let made = (asFile ? folders : [...folders, 'index.html']).join('/');
    if (this.#taken.has(made.toLowerCase()))
      made = [...folders.slice(0, -1), `${shortHash(address)}-${folders.at(-1)}`, 'index.html'].join('/');
    this.#taken.add(made.toLowerCase());
    this.#known.set(key, made);
    return made;
  }
}

/** The address of a file as a page of another file gives it. */
export function relativeTo(from: string, to: string): string {
  return `${'../'.repeat(from.split('/').length - 1)}${to}`;
}

/** A name of a file or folder; what it cannot hold stands as "_" and the number of the byte. */
function safeName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9.=~-]|^\.|\.$/g, (character) =>
    [...Buffer.from(character)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  // Names that Windows keeps for devices.
  const free = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(safe) ? `_${safe}` : safe;
  return free.length > 90 ? `${free.slice(0, 60)}-${shortHash(name)}` : free;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
