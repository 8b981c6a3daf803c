/**
 * Automatic paragraph numbers of Word: they are not in the text and must be counted (ECMA-376 part 1, 17.9).
 */

/** One of up to nine levels of a list. */
export interface Level {
  readonly start: number;
  /** "decimal", "lowerLetter", "bullet" …: the value of `numFmt`. */
  readonly format: string;
  /** "%1." or "%1.%2": figures stand for the counters of the levels. */
  readonly text: string;
  /** The level after which this one begins anew: the one above unless said; 0: it never does. */
  readonly restart?: number;
  /** All counters in this level's text are written as decimals. */
  readonly legal: boolean;
}

/** A list as `numbering.xml` defines it: a form, and what one instance changes in it. */
export interface List {
  /** Instances of the same form count together. */
  readonly form: string;
  readonly levels: ReadonlyMap<number, Level>;
  /** Where the instance begins to count anew, by level. */
  readonly starts: ReadonlyMap<number, number>;
}

/**
 * Counts the paragraphs of a document in their order.
 * @returns a function that gives the number of the next paragraph of a list ("12.", "(b)"), or undefined for
 *   bullets and for lists that are not defined
 */
export function createCounter(
  lists: ReadonlyMap<string, List>,
): (list: string, level: number) => string | undefined {
  const counters = new Map<string, number[]>();
  const begun = new Set<string>();
  return (id, at) => {
    const list = lists.get(id);
    const level = list?.levels.get(at);
    if (!list || !level) return undefined;
    const counts = counters.get(list.form) ?? [];
    counters.set(list.form, counts);
    const start = list.starts.get(at);
    const first = start !== undefined && !begun.has(`${id} ${at}`);
    begun.add(`${id} ${at}`);
    counts[at] = first ? start : (counts[at] ?? level.start - 1) + 1;
    for (const [deeper, { restart }] of list.levels)
      if (deeper > at && (restart === undefined || (restart > 0 && at < restart))) delete counts[deeper];
    if (level.format === 'bullet' || level.format === 'none') return undefined;
    const text = level.text.replace(/%([1-9])/g, (_, figure: string) => {
      const of = Number(figure) - 1;
      const other = list.levels.get(of);
      return written(counts[of] ?? other?.start ?? 1, level.legal ? 'decimal' : (other?.format ?? 'decimal'));
    });
    return text.trim() === '' ? undefined : text.trim();
  };
}

function written(count: number, format: string): string {
  switch (format) {
    case 'lowerLetter':
      return letters(count);
    case 'upperLetter':
      return letters(count).toUpperCase();
    case 'lowerRoman':
      return roman(count);
    case 'upperRoman':
      return roman(count).toUpperCase();
    case 'decimalZero':
      return String(count).padStart(2, '0');
    case 'bullet':
    case 'none':
      return '';
    default:
      return String(count);
  }
}

/** a … z, then aa, bb … (ECMA-376 part 1, 17.18.59). */
function letters(count: number): string {
  if (count < 1) return '';
  return String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.min(30, Math.ceil(count / 26)));
}

const romans: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

function roman(count: number): string {
  if (count < 1 || count > 3999) return String(count);
  let rest = count;
  let text = '';
  for (const [value, letter] of romans)
    while (rest >= value) {
      text += letter;
      rest -= value;
    }
  return text;
}
