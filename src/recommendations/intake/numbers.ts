/** Numbers of recommendations as addenda write them: "122.1, 122.17-18 and 122.30–33", "1–5, 14– 16", "5., 6., 7." */

const one = String.raw`\d{1,3}(?:\s?\.\d{1,3})?(?![\w%]|\.\d)`;
const range = String.raw`${one}(?:\s*[-\u2010-\u2015\u2212]\s*${one})?`;
/** After a number may stand those who asked: "122.5 (Chile, Peru), 122.6". */
const askers = String.raw`(?:\s*\([^()\d]{1,200}\))?`;
const between = String.raw`${askers}\s*(?:[,;/]|,?\s*\band\b|&)\s*(?:\bnos?\b\.?\s*)?`;

/** The source of a pattern for one number or range, and more after it. */
export const numberList = String.raw`${range}(?:${between}${range})*`;

/** Numbers that stand together before an answer, each with its full stop; the comma at the end tells that more come. */
export const jointNumbers = /(?:\b\d{1,3}\.,\s*)+(?:\d{1,3}\.(?!\d)\s*)?/g;

/** A range so wide is none, and a list so long: a review has some 300 recommendations. */
const widestRange = 400;
const longestList = 2_000;

/** The single numbers of a list; undefined where it is too long, or a range means nothing ("9–5", "121.3–122.4"). */
export function numbersIn(list: string): string[] | undefined {
  const numbers: string[] = [];
  for (const [found] of list.matchAll(new RegExp(range, 'g'))) {
    if (numbers.length > longestList) return undefined;
    const [from = '', to] = found.replace(/\s/g, '').split(/[-\u2010-\u2015\u2212]/);
    if (to === undefined) {
      numbers.push(from);
      continue;
    }
    const [last = '', above] = to.split('.').toReversed();
    const [first = '', under] = from.split('.').toReversed();
    const count = Number(last) - Number(first);
    if (count < 1 || count > widestRange || (above !== undefined && above !== under)) return undefined;
    for (let number = Number(first); number <= Number(last); number += 1)
      numbers.push(under === undefined ? String(number) : `${under}.${number}`);
  }
  return numbers;
}

/** The single numbers of a joint head: "5., 6., 7." */
export function jointIn(head: string): string[] {
  return head.match(/\d+/g) ?? [];
}
