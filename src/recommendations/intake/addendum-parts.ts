/** An addendum in its parts, each with the number or the numbers it stands behind. */
import { textBlocks } from '../../platform/documents/blocks.ts';
import type { DocumentTable, TextDocument } from '../../platform/documents/model.ts';
import { jointIn, jointNumbers, numberList, numbersIn } from './numbers.ts';
import { announcedIn, beginsWithAnswer, type Position, sentencesOf } from './position.ts';

export interface Part {
  /**
   * What stands in front: the number of a paragraph ("5."), several of them together ("5., 6.") or numbers that are
   * those of recommendations by their form ("122.5", "Rec. 5"); or nothing.
   */
  readonly form: 'paragraph' | 'joint' | 'named' | 'none';
  /** Undefined also where the range in front means nothing. */
  readonly numbers?: readonly string[] | undefined;
  readonly text: string;
  /** The numbered paragraph of the addendum that it is in. */
  readonly paragraph?: string;
  readonly page?: number;
  /** Of an item below "Kenya accepts the following recommendations:", what that sentence says. */
  readonly announced?: { readonly position: Position; readonly said: string };
  /** It ends with such a sentence. */
  readonly announces?: true;
}

const noun = String.raw`(?:Rec(?:ommendation)?s?\b\.?|Nos?\.)\s*(?:Nos?\.?\s*)?`;
const whole = String.raw`\d{1,3}\.\d{1,3}(?!\d)`;
const ahead = String.raw`\s*(?:[.:;)–—-]\s*|\s+|$)(?=[\p{Lu}“"(‘]|$)`;
const namedHead = new RegExp(String.raw`^(?:${noun}|(?=${whole}))(${numberList})${ahead}`, 'u');
const paragraphHead = /^(\d{1,3})\s?\.\s+(?=\S)/;
const jointHead = /^\d{1,3}\.,/;

/** Where a head stands within a block, because nothing but the end of a sentence parts them. */
const seam = new RegExp(
  String.raw`(?<=[.!?;:][”"’)]?)\s+(?=(?:Recs?\.\s*\d|${whole}[^.;]{0,80}?\s\p{Lu})|\d{1,3}\.,\s)`,
  'gu',
);

/** The parts of a document in its order, and after them the rows of its tables. */
export function addendumParts(document: TextDocument): Part[] {
  const reading = new Reading();
  const begins = (text: string) => [namedHead, paragraphHead, jointHead].some((head) => head.test(text));
  for (const { kind, text, page } of textBlocks(document, begins)) {
    const place = page === undefined ? {} : { page };
    if (kind === 'heading') reading.heading(text, place);
    else for (const piece of text.split(seam)) reading.take(piece, place);
  }
  return [...reading.parts, ...document.tables.flatMap(partsOfTable)];
}

/** A part whose text still grows. */
type Growing = Omit<Part, 'text' | 'numbers' | 'announces'> & {
  readonly numbers?: string[] | undefined;
  announces?: true;
  readonly pieces: string[];
};

/** Puts pieces of text together into parts. */
class Reading {
  readonly #parts: Growing[] = [];
  #paragraph: string | undefined;
  /** The highest number of a paragraph so far. */
  #highest = 0;
  #announced: Part['announced'];
  /** The head of several numbers ended with a comma: more of them come in the next lines. */
  #jointGoesOn = false;

  get parts(): Part[] {
    return this.#parts.map(({ pieces, ...part }) => ({ ...part, text: pieces.join('\n').trim() }));
  }

  heading(text: string, place: { readonly page?: number }): void {
    this.#add({ form: 'none', pieces: [text], ...place });
    this.#announced = undefined;
    this.#listen(text);
  }

  take(text: string, place: { readonly page?: number }): void {
    const named = namedHead.exec(text);
    const bare = paragraphHead.exec(text)?.[1];
    if (named) {
      const announced = this.#announced ? { announced: this.#announced } : {};
      const pieces = [text.slice(named[0].length)];
      this.#add({ form: 'named', numbers: numbersIn(named[1] ?? ''), pieces, ...place, ...announced });
      if (this.#announced) return;
    } else if (jointHead.test(text)) this.#joint(text, place);
    else if (bare !== undefined && Number(bare) > this.#highest) {
      this.#paragraph = bare;
      this.#highest = Number(bare);
      const pieces = [text.replace(paragraphHead, '')];
      this.#add({ form: 'paragraph', numbers: [bare], pieces, ...place });
    } else if (this.#parts.length === 0) this.#add({ form: 'none', pieces: [text], ...place });
    else this.#parts.at(-1)?.pieces.push(text);
    if (bare !== undefined || jointHead.test(text)) this.#announced = undefined;
    this.#listen(text);
  }

  #joint(text: string, place: { readonly page?: number }): void {
    const last = this.#parts.at(-1);
    const open = last?.form === 'joint' && this.#jointGoesOn ? last : undefined;
    const numbers = open?.numbers ?? [];
    this.#jointGoesOn = true;
    const rest = text.replace(jointNumbers, (head) => {
      if (!this.#jointGoesOn) return head;
      for (const number of jointIn(head)) numbers.push(number);
      this.#jointGoesOn = head.trimEnd().endsWith(',');
      return '';
    });
    if (open) open.pieces.push(rest.trim());
    else this.#add({ form: 'joint', numbers, pieces: [rest.trim()], ...place });
  }

  /** Whether the text announces an answer to what follows; a word on other recommendations ends what was announced. */
  #listen(text: string): void {
    const ending = sentencesOf(text).at(-1) ?? '';
    if (!ending.endsWith(':') && !/\brecommendation/i.test(text)) return;
    this.#announced = announcedIn(ending);
    const last = this.#parts.at(-1);
    if (this.#announced && last) last.announces = true;
  }

  #add(part: Growing): void {
    this.#parts.push({ ...part, ...(this.#paragraph === undefined ? {} : { paragraph: this.#paragraph }) });
  }
}

/**
 * The rows of a table in Word in which a cell is or begins with an answer ("Accepted"). The number is that of another
 * cell; one without the paragraph of the report could be that of the row, and is not taken.
 */
function partsOfTable(table: DocumentTable): Part[] {
  return table.flatMap((cells): Part[] => {
    const [answer, ...more] = cells.filter(beginsWithAnswer);
    if (answer === undefined) return [];
    const [head, ...others] = cells.flatMap((cell) => namedHead.exec(cell)?.[1] ?? []);
    if (head === undefined || others.length > 0)
      return [{ form: 'none', announces: true, text: cells.join(' ') }];
    const text = more.length === 0 ? answer : cells.join('\n');
    return [{ form: 'named', numbers: numbersIn(head), text }];
  });
}
