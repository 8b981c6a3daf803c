/**
 * The pattern language of the codebook: words, and nothing that could take long to look for.
 *
 *     traffick* [2] @child        up to two words between
 *     sale/selling of children    either word in one place
 *     grooming AND @child         both, anywhere in the text
 *     exploitation NOT mineral    unless this occurs anywhere in the text
 *
 * A word in the singular stands for its plural too, one in the plural for itself alone, a word with * for all that
 * begin so, `@child` for a group of words of the file words.csv. Words next to each other must follow each other within one sentence.
 */
import { Problem } from '../core/problem.ts';
import { wordsOf } from './rule-words.ts';

/** What one word of a text may be: `stem*`, or a word, also where it stands in the plural. */
export interface Form {
  readonly kind: 'word' | 'stem';
  readonly text: string;
}

/** Words in their order; before each but the first, how many others may come between. */
export interface Phrase {
  readonly elements: readonly (readonly Form[])[];
  readonly gaps: readonly number[];
}

export interface Pattern {
  readonly written: string;
  /** All must occur; there is at least one. */
  readonly all: readonly Phrase[];
  /** None may occur. */
  readonly none: readonly Phrase[];
}

/** The words a name such as `@child` stands for. */
export type WordGroups = ReadonlyMap<string, readonly string[]>;

const most = { elements: 12, gap: 9, forms: 80 } as const;

/** @throws Problem `codebook-invalid` with what is wrong with the pattern */
export function parsePattern(written: string, groups: WordGroups): Pattern {
  const all: Phrase[] = [];
  const none: Phrase[] = [];
  let target = all;
  let part: string[] = [];
  const close = () => {
    target.push(parsePhrase(part, written, groups));
    part = [];
  };
  for (const token of written.split(/\s+/).filter(Boolean)) {
    if (token !== 'AND' && token !== 'NOT') part.push(token);
    else {
      close();
      target = token === 'AND' ? all : none;
    }
  }
  close();
  return { written, all, none };
}

function parsePhrase(tokens: readonly string[], written: string, groups: WordGroups): Phrase {
  const elements: (readonly Form[])[] = [];
  const gaps: number[] = [];
  let gap = 0;
  for (const token of tokens) {
    const between = /^\[(\d+)\]$/.exec(token)?.[1];
    if (between !== undefined) {
      gap = Number(between);
      if (gap < 1 || gap > most.gap || elements.length === 0)
        throw fault(written, `“${token}” must stand between words and be from [1] to [${most.gap}]`);
      continue;
    }
    for (const forms of parseElement(token, written, groups)) {
      elements.push(forms);
      gaps.push(gap);
      gap = 0;
    }
  }
  if (elements.length === 0) throw fault(written, 'words are missing');
  if (gap > 0) throw fault(written, 'it ends with a gap');
  if (elements.length > most.elements) throw fault(written, `it has more than ${most.elements} words`);
  return { elements, gaps };
}

/** One place in the phrase; a word with a hyphen is several. */
function parseElement(token: string, written: string, groups: WordGroups): readonly (readonly Form[])[] {
  const alternatives = token.split('/').flatMap((one) => {
    if (!one.startsWith('@')) return [one];
    const group = groups.get(one.slice(1));
    if (!group) throw fault(written, `there are no words “${one}” in words.csv`);
    return group;
  });
  if (alternatives.length > most.forms) throw fault(written, `“${token}” stands for too many words`);
  const forms = alternatives.map((alternative) => {
    if (!/^[\p{L}\p{N}\p{M}'’‐‑-]+\*?$/u.test(alternative))
      throw fault(written, `“${alternative}” is not a word`);
    const { words } = wordsOf(alternative);
    return words.map((word, at): Form => {
      if (!alternative.endsWith('*') || at < words.length - 1) return { kind: 'word', text: word };
      if (word.length < 3) throw fault(written, `“${alternative}” needs three letters before the *`);
      return { kind: 'stem', text: word };
    });
  });
  const [only] = forms;
  if (forms.length === 1 && only) return only.map((form) => [form]);
  if (forms.some((parts) => parts.length !== 1)) throw fault(written, `“${token}” mixes words and hyphens`);
  return [forms.flat()];
}

function fault(written: string, detail: string): Problem {
  return new Problem('codebook-invalid', { detail: `in the pattern “${written}”, ${detail}` });
}
