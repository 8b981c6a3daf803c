/** Numbers as people write them: "163,120", "12,5", "1 234.5". A comma means one thing in a whole column. Pure. */

/** What a comma is in a column: a mark of thousands, or the decimal point. */
export type Comma = 'thousands' | 'decimals';

/**
 * Decides from all values of a column. Where each comma is followed by exactly three digits, with no zero before it,
 * it marks thousands; otherwise it stands before decimals.
 */
export function writtenWith(values: readonly string[]): Comma {
  const commas = values.filter((value) => value.includes(','));
  return commas.every((value) => /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(value.trim()))
    ? 'thousands'
    : 'decimals';
}

/** The number; undefined for what is none under this reading of commas. */
export function readNumber(text: string, comma: Comma): number | undefined {
  const bare = text.trim().replace(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3})/g, '');
  const plain = comma === 'thousands' ? bare.replaceAll(',', '') : decimals(bare);
  if (plain === undefined || !/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(plain)) return undefined;
  const number = Number(plain);
  return Number.isFinite(number) ? number : undefined;
}

/** Points before a decimal comma mark thousands; a point alone stays what it is. */
function decimals(text: string): string | undefined {
  if (!text.includes(',')) return text;
  if (text.indexOf(',') !== text.lastIndexOf(',')) return undefined;
  return text.replaceAll('.', '').replace(',', '.');
}
