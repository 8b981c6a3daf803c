/** Cells of outside tables as numbers, periods, sexes, ages and codes, whatever the habits of who wrote them. */
import { createHash } from 'node:crypto';
import type { Value } from '../../core/value.ts';
import {
  type Code,
  isCode,
  type ObservationStatus,
  observationStatuses,
  parsePeriod,
  type Period,
  readAge,
} from '../model.ts';

export type DecimalMark = 'point' | 'comma';

/** What separates thousands beside the mark that is not the decimal one: spaces of all kinds and apostrophes. */
const spacers = /[\s\u00a0\u2007\u2009\u202f'’]/g;

/** Digits and marks of Arabic as European ones; no spacers. */
function plain(cell: string): string {
  return cell
    .trim()
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replaceAll('\u066b', '.')
    .replaceAll('\u066c', ',')
    .replace(/^[\u2212\u2013]/, '-')
    .replace(spacers, '');
}

/** What one number tells of its marks. "1,234" can be read both ways; "1,5", "0,125" and "1,234,567" cannot. */
function markIn(cell: string): DecimalMark | 'either' | 'none' {
  const text = plain(cell);
  const marks = [...text].filter((sign) => sign === ',' || sign === '.');
  const [first] = marks;
  if (first === undefined || !/^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(text)) return 'none';
  const name = (mark: string): DecimalMark => (mark === ',' ? 'comma' : 'point');
  const other = (mark: string): DecimalMark => (mark === ',' ? 'point' : 'comma');
  if (new Set(marks).size === 2) return name(marks.at(-1) ?? '');
  if (marks.length > 1) return other(first);
  return /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(text) ? 'either' : name(first);
}

/**
 * The decimal mark of a column: what the first number says that can be read in one way only.
 * @param usual the mark where no number tells
 * @returns the number that can be read in two ways, where none tells and nothing is usual
 */
export function decimalMarkOf(
  cells: Iterable<string>,
  usual?: DecimalMark,
): DecimalMark | { readonly unclear: string } {
  let unclear: string | undefined;
  for (const cell of cells) {
    const mark = markIn(cell);
    if (mark === 'point' || mark === 'comma') return mark;
    if (mark === 'either') unclear ??= cell;
  }
  return usual ?? (unclear === undefined ? 'point' : { unclear });
}

const forms = {
  point: /^[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?(e[+-]?\d{1,3})?$/i,
  comma: /^[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?(e[+-]?\d{1,3})?$/i,
};

/** The number of a cell; undefined where it is none. */
export function numberIn(cell: string, mark: DecimalMark): number | undefined {
  const text = plain(cell);
  if (!/\d/.test(text) || !forms[mark].test(text)) return undefined;
  const number = Number(
    mark === 'point' ? text.replaceAll(',', '') : text.replaceAll('.', '').replace(',', '.'),
  );
  return Number.isFinite(number) ? number : undefined;
}

/** What says that there is no number. "NA" is among them in a column of numbers; in one of codes it is Namibia. */
export function isGap(cell: string): boolean {
  return /^(|-|–|—|\.{1,3}|…|:|n\.?\/?a\.?|nan|null|none)$/i.test(cell.trim());
}

/** Why there is no number, where a cell says it. */
export function gapIn(cell: string): Exclude<Value['state'], 'number' | 'zero'> | undefined {
  const text = cell.trim().toLowerCase().replaceAll('_', ' ');
  if (text === 'not available' || text === 'not collected' || text === 'not applicable') return text;
  // Marks in brackets: the shorthand of the United Kingdom's statistical service.
  if (/^(suppressed|confidential|\[?c\]?)$/.test(text)) return 'suppressed';
  if (/^\[?z\]?$/.test(text)) return 'not applicable';
  return text === '[x]' ? 'not available' : undefined;
}

const multipliers: ReadonlyMap<string, number> = new Map([
  ...['', '0', 'units'].map((word) => [word, 1] as const),
  ...['3', 'thousands'].map((word) => [word, 1_000] as const),
  ...['6', 'millions'].map((word) => [word, 1_000_000] as const),
]);

/** By what a number is to be multiplied, in words or as UNIT_MULT of SDMX. */
export function multiplierIn(cell: string): number | undefined {
  return multipliers.get(cell.trim().toLowerCase());
}

const statusWords: readonly (readonly [RegExp, ObservationStatus])[] = [
  [/^normal/i, 'A'],
  [/estimate/i, 'E'],
  [/provisional/i, 'P'],
  [/forecast/i, 'F'],
  [/break/i, 'B'],
  [/reliab/i, 'U'],
  [/missing/i, 'O'],
];

/** The flag of a figure, by its code in SDMX or in words. */
export function statusIn(cell: string): ObservationStatus | undefined {
  const text = cell.trim();
  return (
    observationStatuses.find((code) => code === text.toUpperCase()) ??
    statusWords.find(([form]) => form.test(text))?.[1]
  );
}

/** In which month the years of a source begin that are written "2018/19"; 1 to 12. */
export type YearStart = number;

/** A period; the years as the file has them, where it does not say on which day they begin. */
export interface ReadPeriod {
  readonly period: Period;
  readonly note?: string;
}

/**
 * The reader of a column of periods. "2011-12" is a month, unless the column holds a year such as "2018-19". A year
 * over two years whose first month nobody says is the first of them, with a note; "2018 to 2020" is three years.
 * @throws (the reader) Problem `period-invalid`
 */
export function periodReader(
  cells: Iterable<string>,
  yearStart: YearStart | undefined,
): (cell: string) => ReadPeriod {
  const areYears = Array.from(cells).some((cell) => {
    const [, , second = ''] = twoYears.exec(cell.trim()) ?? [];
    return second.length === 2 && Number(second) > 12;
  });
  return (cell) => {
    const text = cell.trim();
    const [, year = '', second = ''] = twoYears.exec(text) ?? [];
    const next = String(Number(year) + 1);
    const isYear = next.endsWith(second) && (areYears || /[/–]/.test(text) || second.length === 4);
    if (year && isYear)
      return yearStart === undefined
        ? { period: parsePeriod(year), note: `year ${text}` }
        : { period: parsePeriod(`${year}-${String(yearStart).padStart(2, '0')}-01/P1Y`) };
    const [, from = '', to = ''] = /^(\d{4}) to (\d{4})$/.exec(text) ?? [];
    if (from && to > from)
      return {
        period: parsePeriod(`${from}-01-01/P${Number(to) - Number(from) + 1}Y`),
        note: `years ${text}`,
      };
    return {
      period: parsePeriod(
        text
          .replace(/^(\d{4})\.0$/, '$1')
          .replace(
            /^(\d{4})\s*[- ]?([QS])([1-4])$/i,
            (_, of, kind: string, part) => `${of}-${kind.toUpperCase()}${part}`,
          )
          .replace(/^(\d{4})M(\d{2})$/, '$1-$2'),
      ),
    };
  };
}

const twoYears = /^(\d{4})[-/–](\d{2}|\d{4})$/;

/** Everybody: the figure is not broken down by this. */
const everybody =
  /^(|_T|_Z|T|total|all|all ages|allage|both|both sexes|bothsex|both sexes or no breakdown by sex|tous|toutes|total général|todos|todas|ambos sexos|ensemble|les deux sexes|المجموع|كلا الجنسين)$/i;
const notStated =
  /^(_U|unknown|not (known|stated|specified|recorded)|.+ (unknown|not (known|stated|specified|recorded))|no declarado|non précisé|غير محدد)$/i;
const female =
  /^(F|female|females|girl|girls|woman|women|femme|femmes|fille|filles|mujer|mujeres|niña|niñas|أنثى|إناث|فتيات)$/i;
const male =
  /^(M|male|males|boy|boys|man|men|homme|hommes|garçon|garçons|hombre|hombres|niño|niños|ذكر|ذكور|فتيان)$/i;

/**
 * The reader of a column of a breakdown: the code of a cell, with its name; undefined for everybody. Where a column
 * tells "not known" from "not recorded", these are codes of their own.
 */
export function codeReader(dimension: string, cells: Iterable<string>): (cell: string) => Code | undefined {
  const missing = new Set(Array.from(cells, (cell) => cell.trim()).filter((cell) => notStated.test(cell)));
  return (cell) => codeIn(dimension, cell.trim().replaceAll('\u00a0', ' '), missing.size > 1);
}

function codeIn(dimension: string, text: string, several: boolean): Code | undefined {
  if (everybody.test(text)) return undefined;
  if (notStated.test(text) && !several) return { code: '_U', label: text };
  if (dimension === 'SEX' && female.test(text)) return { code: 'F', label: text };
  if (dimension === 'SEX' && male.test(text)) return { code: 'M', label: text };
  const age = dimension === 'AGE' ? ageIn(text) : undefined;
  return { code: age ?? identifier(text), label: text };
}

/** "5-17", "5 to 17 years", "<15Y", "under 1", "15+", "75 and over" as SDMX writes them. */
function ageIn(text: string): string | undefined {
  if (readAge(text)) return text;
  const [, from, to] =
    /^(\d{1,3})\s*(?:-|–|to|à|a|إلى)\s*(\d{1,3})(?:\s*(?:y|years|ans|años|سنة).*)?$/i.exec(text) ?? [];
  if (from && to) return `Y${Number(from)}T${Number(to)}`;
  const [, below] =
    /^(?:<|under|below|less than|moins de|menos de|menores de|دون|أقل من)\s*(\d{1,3})(?:\s*(?:y|years|ans|años).*)?$/i.exec(
      text,
    ) ?? [];
  if (below) return `Y_LT${Number(below)}`;
  const [, most] =
    /^(\d{1,3})\s*(?:y|years|ans|años)?\s*(?:\+|and over|and older|or over|or older|et plus|y más|فأكثر)(?: years old)?$/i.exec(
      text,
    ) ?? [];
  return most ? `Y_GE${Number(most)}` : undefined;
}

/** A text as a code of SDMX: "Country of birth" as COUNTRY_OF_BIRTH; of other scripts a number made of the text. */
export function identifier(text: string): string {
  const ascii = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
  if (/^[A-Z]/.test(ascii) && ascii.length <= 60) return ascii;
  const tail = hashOf(text);
  return ascii === '' ? `C_${tail}` : ascii.length > 60 ? `${ascii.slice(0, 50)}_${tail}` : `C_${ascii}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
}

/**
 * A code of others as one of SDMX: as it is where it is one, else with a number made of it, so that "<50" and ">50" stay
 * two, and each is the same in every release.
 */
export function codeOf(text: string): string {
  return isCode(text) ? text : `${identifier(text).slice(0, 50)}_${hashOf(text)}`;
}
