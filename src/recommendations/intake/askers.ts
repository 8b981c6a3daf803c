/** Who made a recommendation, as reports say it: names in brackets after the text. */
import { meaningOf } from '../../core/state.ts';
import type { Asker } from '../model.ts';

/** A text with those who made it. */
export interface Asked {
  readonly text: string;
  readonly askers: readonly Asker[];
  /** Names among the askers that stand for nothing known here. */
  readonly unknown: readonly string[];
}

/**
 * The parts of one item of a report: "Ratify the Convention (Chile, Peru); Sign it (Kenya)" holds two. A group of
 * names closes a part when the text ends there or goes on after a semicolon or full stop; one inside a sentence
 * belongs to the text. A last part without names has no askers.
 */
export function askedIn(item: string): Asked[] {
  const parts: Asked[] = [];
  let from = 0;
  for (const group of nameGroups(item)) {
    const closes = /^\s*([;.:]|$|(?=\p{Lu}))/u.test(item.slice(group.to));
    if (!closes) continue;
    const text = tidy(item.slice(from, group.from));
    const before = parts.at(-1);
    if (text !== '') parts.push({ text, askers: group.askers, unknown: group.unknown });
    else if (before) parts[parts.length - 1] = { text: before.text, ...together(before, group) };
    from = group.to;
  }
  const rest = tidy(item.slice(from));
  return rest === '' ? parts : [...parts, withLooseName(rest)];
}

type Names = Omit<Asked, 'text'>;

const nobody: Names = { askers: [], unknown: [] };

function together(a: Names, b: Names): Names {
  const askers = new Map([...a.askers, ...b.askers].map((asker) => [asker.state ?? asker.name, asker]));
  return { askers: [...askers.values()], unknown: [...a.unknown, ...b.unknown] };
}

/** Groups of names in brackets; those that only commas, "and" or nothing part are one: "(Chile) (Peru)". */
function nameGroups(item: string): (Group & Names)[] {
  const found: (Group & Names)[] = [];
  for (const group of bracketGroups(item)) {
    const names = namesIn(group.inner);
    if (!names) continue;
    const before = found.at(-1);
    if (before && /^(\s|,|\band\b)*$/.test(item.slice(before.to, group.from)))
      found[found.length - 1] = { ...before, ...together(before, names), to: group.to };
    else found.push({ ...group, ...together(nobody, names) });
  }
  return found;
}

/** The names of States and others in brackets, or undefined where what stands there is something else. */
function namesIn(inner: string): { askers: Asker[]; unknown: string[] } | undefined {
  const names = splitNames(inner);
  const unknown = names.filter((name) => !isName(name));
  if (names.length === 0 || unknown.length > names.length / 2) return undefined;
  return { askers: names.map(asker), unknown };
}

/** A part of which the last brackets hold what looks like a name, and is none that is known. */
function withLooseName(text: string): Asked {
  const group = bracketGroups(text).at(-1);
  if (!group || text.slice(group.to).trim() !== '' || !/^\p{Lu}\p{Ll}[\p{L} ’',()-]*$/u.test(group.inner))
    return { text, askers: [], unknown: [] };
  const names = splitNames(group.inner);
  return {
    text: tidy(text.slice(0, group.from)),
    askers: names.map(asker),
    unknown: names.filter((name) => !isName(name)),
  };
}

function asker(name: string): Asker {
  const meaning = meaningOf(name);
  return { name, ...(meaning.kind === 'state' ? { state: meaning.iso3 } : {}) };
}

/** Two names with “and” are never longer. */
const longestNames = 200;

function isName(name: string): boolean {
  if (name.length > longestNames) return false;
  return /^unknown$/i.test(name) || meaningOf(name).kind !== 'unknown';
}

/** A mark that was set in the size of the text: "France 4". */
const footnoteMark = /\s\d{1,2}\s*$/;

/** "Bosnia and Herzegovina" is one name, "Chile and Peru" are two, "Iran (Islamic Republic of)" is one. */
function splitNames(inner: string): string[] {
  const text = inner.replace(/\s+/g, ' ').replace(footnoteMark, '').trim();
  if (text === '' || isName(text)) return text === '' ? [] : [text];
  return topLevel(text).flatMap((part) => {
    const name = part
      .replace(/^\s*(and|&)\s+/i, '')
      .replace(footnoteMark, '')
      .trim();
    if (name === '' || name.length > longestNames || isName(name)) return name === '' ? [] : [name];
    return namesBetween(name.split(/\s+(?:and|&)\s+/)) ?? [name];
  });
}

/** The names that these words are when "and" stands between them, the longest first; undefined where they are none. */
function namesBetween(words: readonly string[]): string[] | undefined {
  if (words.length === 0) return [];
  for (let taken = words.length; taken > 0; taken -= 1) {
    const name = words.slice(0, taken).join(' and ');
    const rest = isName(name) ? namesBetween(words.slice(taken)) : undefined;
    if (rest) return [name, ...rest];
  }
  return undefined;
}

/** Parts between commas, semicolons and slashes that stand in no brackets. */
function topLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth <= 0 && /[,;/]/.test(character)) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

interface Group {
  readonly from: number;
  /** Behind the closing bracket. */
  readonly to: number;
  readonly inner: string;
}

/** The outermost brackets of a text. One that is never closed ends with the text, if it holds names. */
function bracketGroups(text: string): Group[] {
  const groups: Group[] = [];
  let begin = 0;
  for (let attempt = 0; attempt < mostUnclosed; attempt += 1) {
    let depth = 0;
    let from = begin;
    for (let at = begin; at < text.length; at += 1) {
      if (text[at] === '(') {
        if (depth === 0) from = at;
        depth += 1;
      } else if (text[at] === ')' && depth > 0) {
        depth -= 1;
        if (depth === 0) groups.push({ from, to: at + 1, inner: text.slice(from + 1, at) });
      }
    }
    if (depth === 0) break;
    const inner = text.slice(from + 1).replace(/^\(|[\s;.,]+$/g, '');
    if (splitNames(inner).every(isName)) return [...groups, { from, to: text.length, inner }];
    // The bracket was opened by mistake: those after it count.
    begin = from + 1;
  }
  return groups;
}

const mostUnclosed = 10;

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/^[\s;.,:]+(and\s+)?/, '')
    .replace(/[\s;.,:]+$/, '')
    .trim();
}
