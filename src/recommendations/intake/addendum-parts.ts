/** An addendum in its parts, each with the number or the numbers it stands behind. */
import { textBlocks } from '../../platform/documents/blocks.ts';
import type { DocumentTable, TextDocument } from '../../platform/documents/model.ts';
import { jointIn, jointNumbers, numberList, numbersIn } from './numbers.ts';
import { announcedIn, isAnswerAlone, type Position, sentencesOf } from './position.ts';

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
    if (kind === 'heading') reading.heading();
    else for (const piece of text.split(seam)) reading.take(piece, place);
  }
  return [...reading.parts, ...document.tables.flatMap(partsOfTable)];
}

/** Puts pieces of text together into parts. */
class Reading {
  readonly parts: Part[] = [];
  #paragraph: string | undefined;
  #announced: Part['announced'];
  /** The head of several numbers ended with a comma: more of them come in the next lines. */
  #jointGoesOn = false;

  heading(): void {
    this.#announced = undefined;
    this.#add({ form: 'none', text: '' });
  }

  take(text: string, place: { readonly page?: number }): void {
    const named = namedHead.exec(text);
    const bare = paragraphHead.exec(text)?.[1];
    if (named) {
      const announced = this.#announced ? { announced: this.#announced } : {};
      const part = { numbers: numbersIn(named[1] ?? ''), text: text.slice(named[0].length), ...place };
      this.#add({ form: 'named', ...part, ...announced });
      if (this.#announced) return;
    } else if (jointHead.test(text)) this.#joint(text, place);
    else if (bare !== undefined && Number(bare) > this.#highest()) {
      this.#paragraph = bare;
      this.#add({ form: 'paragraph', numbers: [bare], text: text.replace(paragraphHead, ''), ...place });
    } else if (this.parts.length === 0) this.#add({ form: 'none', text, ...place });
    else this.#append(text);
    this.#listen(text);
  }

  #joint(text: string, place: { readonly page?: number }): void {
    const last = this.parts.at(-1);
    const numbers: string[] = last?.form === 'joint' && this.#jointGoesOn ? [...(last.numbers ?? [])] : [];
    const continues = numbers.length > 0;
    this.#jointGoesOn = true;
    const rest = text.replace(jointNumbers, (head) => {
      if (!this.#jointGoesOn) return head;
      numbers.push(...jointIn(head));
      this.#jointGoesOn = head.trimEnd().endsWith(',');
      return '';
    });
    if (continues && last)
      this.parts[this.parts.length - 1] = { ...last, numbers, text: `${last.text} ${rest}`.trim() };
    else this.#add({ form: 'joint', numbers, text: rest.trim(), ...place });
  }

  #append(text: string): void {
    const last = this.parts.at(-1);
    if (last) this.parts[this.parts.length - 1] = { ...last, text: `${last.text}\n${text}`.trim() };
  }

  /** Whether the text announces an answer to what follows; a word on other recommendations ends what was announced. */
  #listen(text: string): void {
    const ending = sentencesOf(text).at(-1) ?? '';
    if (
      !ending.endsWith(':') &&
      !/\brecommendation/i.test(text) &&
      !jointHead.test(text) &&
      !paragraphHead.test(text)
    )
      return;
    this.#announced = announcedIn(ending);
    const last = this.parts.at(-1);
    if (this.#announced && last) this.parts[this.parts.length - 1] = { ...last, announces: true };
  }

  #add(part: Part): void {
    this.parts.push({ ...part, ...(this.#paragraph === undefined ? {} : { paragraph: this.#paragraph }) });
  }

  /** The highest number of a paragraph so far. */
  #highest(): number {
    const numbers = this.parts.flatMap((part) => (part.form === 'paragraph' ? (part.numbers ?? []) : []));
    return Math.max(0, ...numbers.map(Number));
  }
}

/**
 * The rows of a table in Word in which one cell is an answer ("Accepted"). The number is that of another cell; one
 * without the paragraph of the report could be that of the row, and is not taken.
 */
function partsOfTable(table: DocumentTable): Part[] {
  return table.flatMap((cells): Part[] => {
    const answers = cells.filter(isAnswerAlone);
    if (answers.length === 0) return [];
    const heads = cells.flatMap((cell) => namedHead.exec(cell)?.[1] ?? []);
    const [head] = heads;
    return heads.length === 1 && head !== undefined
      ? [
          {
            form: 'named',
            numbers: numbersIn(head),
            text: answers.length === 1 ? answers.join() : cells.join('\n'),
          },
        ]
      : [{ form: 'none', announces: true, text: cells.join(' ') }];
  });
}
