/** Codes and dimensions in words: ages and sexes have theirs in the catalogue, the others are called as importers call them. */
import type { Translate } from '../platform/messages.ts';
import { type Breakdown, type CodeList, readAge } from './model.ts';

export function dimensionText(t: Translate, dimension: string): string {
  switch (dimension) {
    case 'SEX':
      return t('numbers.dimension.SEX');
    case 'AGE':
      return t('numbers.dimension.AGE');
    default:
      return dimension;
  }
}

/** The name of a code; undefined where neither the catalogue nor an importer has one. */
export function codeText(
  t: Translate,
  dimension: string,
  code: string,
  lists: ReadonlyMap<string, CodeList>,
): string | undefined {
  if (dimension === 'SEX' && (code === 'F' || code === 'M')) return t(`numbers.sex.${code}`);
  if (code === '_U') return t('numbers.notStated', { dimension: dimensionText(t, dimension) });
  const age = dimension === 'AGE' ? readAge(code) : undefined;
  if (age?.is === 'between')
    return t(age.in === 'years' ? 'numbers.age.years' : 'numbers.age.months', { from: age.from, to: age.to });
  if (age) return t(age.is === 'below' ? 'numbers.age.below' : 'numbers.age.from', { age: age.age });
  return lists.get(dimension)?.codes.find((one) => one.code === code)?.label;
}

/** "girls and women, 15 to 17 years"; "all" where nothing is broken down. */
export function breakdownText(
  t: Translate,
  breakdown: Breakdown,
  lists: ReadonlyMap<string, CodeList>,
): string {
  const words = Object.entries(breakdown)
    .toSorted(([a], [b]) => Number(a !== 'SEX') - Number(b !== 'SEX') || (a < b ? -1 : 1))
    .map(([dimension, code]) => codeInWords(t, dimension, code, lists));
  return words.length === 0 ? t('numbers.all') : words.join(t.language === 'ar' ? '، ' : ', ');
}

/** A code with its dimension, unless its words say which that is. */
function codeInWords(
  t: Translate,
  dimension: string,
  code: string,
  lists: ReadonlyMap<string, CodeList>,
): string {
  const words = codeText(t, dimension, code, lists);
  const isPlain = dimension === 'SEX' || dimension === 'AGE' || code === '_U';
  return words !== undefined && isPlain ? words : `${dimensionText(t, dimension)}: ${words ?? code}`;
}

/** Whether the catalogue has words for a code, so that none need to be kept. */
export function hasWords(dimension: string, code: string): boolean {
  if (code === '_U') return true;
  return dimension === 'SEX'
    ? code === 'F' || code === 'M'
    : dimension === 'AGE' && readAge(code) !== undefined;
}
