/** A first codebook from records: what a machine can see, with `TODO` wherever a person must say something. */
import { Problem } from '../../core/problem.ts';
import { mostTags, toFill, type Variable, type VariableCode } from '../codebook.ts';
import { byName, byValue } from '../identifiers.ts';
import { readyLists } from './codebook.ts';
import type { RecordFile } from './records.ts';

/** A codebook that may still have `TODO` in place of texts, days and the unit. */
export interface DraftCodebook {
  readonly title: string;
  readonly unit: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly source: string;
  readonly legalBasis: string;
  readonly completeness: string;
  readonly state: string;
  readonly threshold: number;
  readonly variables: readonly Variable[];
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  readonly impossible: readonly Readonly<Record<string, string>>[];
}

export interface Guess {
  readonly codebook: DraftCodebook;
  /** What was guessed and why, a sentence each. */
  readonly notes: readonly string[];
}

/** So many different values of a column are kept in sight. */
const mostValues = 2_000;
/** A list of codes longer than this is no list of codes. */
const mostCodes = 300;
const threshold = 10;
/** A form is taken for that of a column when so large a part of its values has it. */
const part = 0.2;

interface Seen {
  readonly column: string;
  readonly at: number;
  filled: number;
  readonly values: Map<string, number>;
  /** Values beyond those in sight. */
  others: number;
  readonly forms: Map<string, number>;
}

/** @throws Problem `records-header-missing`, and those of the reader */
export async function guessCodebook(
  source: RecordFile,
  progress: (rows: number) => void = () => {},
): Promise<Guess> {
  // Else the codebook would hold a record.
  if (source.header.some((title) => byValue(title) !== undefined || isNumberOrDay(title)))
    throw new Problem('records-header-missing', {}, { file: source.file });
  const seen = source.header.map((column, at): Seen => ({
    column,
    at,
    filled: 0,
    values: new Map(),
    others: 0,
    forms: new Map(),
  }));
  let rows = 0;
  for await (const batch of source.batches())
    for (const { cells } of batch) {
      for (const one of seen) look(one, cells[one.at]?.trim() ?? '');
      rows += 1;
      if (rows % 100_000 === 0) progress(rows);
    }
  const notes: string[] = [`${source.file}: ${rows} records, ${seen.length} columns`];
  const leftOut: { column: string; reason: string }[] = [];
  const leave = (column: string, reason: string) => {
    leftOut.push({ column, reason });
    notes.push(`${column}: left out; ${reason}`);
  };
  const kept = seen.filter((one) => {
    const reason = one.column === '' ? 'it has no name' : identifying(one, rows);
    if (reason) leave(one.column, reason);
    return reason === undefined;
  });
  const groups = choiceGroups(kept);
  const inGroup = new Set([...groups.values()].flat());
  const variables: Variable[] = [];
  const taken = new Set<string>();
  const add = (column: string, rest: Omit<Variable, 'name' | 'column' | 'label'>, why: string) => {
    const name = nameFor(column, taken);
    variables.push({ name, ...(name === column ? {} : { column }), label: `${toFill}: ${column}`, ...rest });
    notes.push(`${column}: ${why}`);
  };
  for (const one of kept) {
    if (inGroup.has(one)) continue;
    if (groups.has(one.column) && one.filled > 0) continue;
    const found = guessed(one);
    if (typeof found === 'string') leave(one.column, found);
    else add(one.column, found.variable, found.why);
  }
  for (const [column, choices] of groups) {
    const whole = kept.find((one) => one.column === column && one.filled > 0);
    const codes = choices.map(({ column: title }) => title.slice(column.length + 1));
    if (codes.length >= mostTags) {
      for (const { column: title } of choices) leave(title, `there are more than ${mostTags} choices`);
      continue;
    }
    add(
      column,
      severalOf(codes),
      `several answers, in ${whole ? 'one column and in ' : ''}a column for each`,
    );
    // Either form holds the whole; the column of all answers is read.
    if (whole) for (const { column: title } of choices) leave(title, `it stands in ${column} already`);
  }
  return {
    notes,
    codebook: {
      title: toFill,
      unit: toFill,
      period: { from: toFill, to: toFill },
      source: toFill,
      legalBasis: toFill,
      completeness: toFill,
      state: toFill,
      threshold,
      variables,
      leftOut,
      impossible: [],
    },
  };
}

function look(one: Seen, value: string): void {
  if (value === '') return;
  one.filled += 1;
  const count = one.values.get(value);
  if (count !== undefined) one.values.set(value, count + 1);
  else if (one.values.size < mostValues) one.values.set(value, 1);
  else one.others += 1;
  const form = count === undefined || one.others > 0 ? byValue(value) : undefined;
  if (form) one.forms.set(form, (one.forms.get(form) ?? 0) + 1);
}

/** Why a column must stay outside; undefined where nothing speaks against it. */
function identifying(one: Seen, rows: number): string | undefined {
  const named = byName(one.column);
  if (named) return named;
  const distinct = one.values.size + one.others;
  for (const [form, count] of one.forms)
    if (count >= Math.max(1, part * Math.min(distinct, mostValues))) return `its values look like ${form}`;
  if (one.forms.size > 0) return `among its values is ${[...one.forms.keys()][0] ?? ''}`;
  const texts = [...one.values.keys()];
  if (rows >= 50 && one.filled >= 20 && one.values.size >= 0.9 * one.filled && !texts.every(isNumberOrDay))
    return 'nearly every record has a value of its own, which may lead to a person';
  return undefined;
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(text);
const isNumberOrDay = (text: string) => isNumber(text) || isDay(text);

interface Found {
  readonly variable: Omit<Variable, 'name' | 'column' | 'label'>;
  readonly why: string;
}

/** The variable that a column seems to be, or why it is none. */
function guessed(one: Seen): Found | string {
  const texts = [...one.values.keys()];
  if (texts.length === 0) return 'it is empty';
  const concept = conceptOf(one.column);
  if (texts.every(isDay)) {
    const years = [...new Set(texts.map((text) => text.slice(0, 4)))].toSorted();
    if (one.others > 0 && years.length > 50) return 'its days are of more than 50 years';
    return {
      variable: {
        answers: 'one',
        codes: [...years.map(coded), blankCode],
        days: 'year',
        concept: 'TIME_PERIOD',
      },
      why: `days, kept as their year (${years[0] ?? ''} to ${years.at(-1) ?? ''}); "days": "month" keeps the month, with its codes`,
    };
  }
  if (texts.every(isNumber) && (concept === 'AGE' || texts.length > 30)) {
    if (concept === 'AGE') {
      const ages = readyLists()('age') ?? [];
      const bands = ages.flatMap(({ code }) => {
        const [, from, to] = /^(\d+)(?:-(\d+)|\+)$/.exec(code) ?? [];
        return from === undefined ? [] : [{ code, from: Number(from), to: to ? Number(to) + 0.999 : 150 }];
      });
      return {
        variable: { answers: 'one', codes: [...ages], bands, concept },
        why: 'ages, kept in bands; change the bands to those you publish',
      };
    }
    return 'it holds numbers of many values; give it bands if a table needs it';
  }
  const tags = tagsOf(one);
  if (tags)
    return {
      variable: severalOf(tags),
      why: 'several answers in one column',
    };
  if (one.others > 0 || texts.length > mostCodes) return `it has more than ${mostCodes} different values`;
  const list = readyListOf(texts);
  if (list)
    return {
      variable: { answers: 'one', codes: list.codes, ...list.concept, ...(concept ? { concept } : {}) },
      why: `the ready-made list “${list.name}”`,
    };
  const common = texts.filter((text) => (one.values.get(text) ?? 0) >= threshold);
  const blanks = common.filter((text) => notStatedWords.test(text));
  const codes = common.filter((text) => !blanks.includes(text)).toSorted((a, b) => a.localeCompare(b, 'en'));
  if (codes.length === 0) return `none of its values stands in ${threshold} records or more`;
  const rare = texts.length - common.length;
  return {
    variable: {
      answers: 'one',
      codes: [...codes.map(coded), blanks.length > 0 ? { ...blankCode, written: blanks } : blankCode],
      ...(concept ? { concept } : {}),
    },
    why: `${codes.length} codes as found${rare > 0 ? `; ${rare} more values stand in fewer than ${threshold} records each and are not written here: correct them, or add them by hand` : ''}`,
  };
}

const blankCode: VariableCode = { code: 'not-stated', label: 'not stated', meaning: 'not stated' };
const notStatedWords =
  /^(\?|-+|\.+|n\/?[as]|none stated|not (stated|known|recorded)|unknown|missing|inconnue?|non (précisé|renseigné|connu)e?|desconocid[oa]|no (consta|especificad[oa])|غير (معروف|محدد|مذكور))$/iu;

function coded(code: string): VariableCode {
  return { code, label: code };
}

const concepts: readonly (readonly [RegExp, string])[] = [
  [/^(sex|gender|sexe|genre|sexo|genero|género|الجنس|النوع)$/iu, 'SEX'],
  [/^(age|age_?years|âge|edad|العمر|السن)$/iu, 'AGE'],
  [/^(year|annee|année|ano|año|السنة|العام)$/iu, 'TIME_PERIOD'],
  [/^(region|région|region_?name|province|provincia|المنطقة|المحافظة)$/iu, 'REF_AREA'],
];

function conceptOf(column: string): string | undefined {
  const last = column.split('/').at(-1)?.trim() ?? '';
  return concepts.find(([form]) => form.test(last))?.[1];
}

/** Ways in which sexes are written in the four languages; with the codes of the lists that ship. */
const writtenSexes: Readonly<Record<string, readonly string[]>> = {
  female: [
    'f',
    'female',
    'girl',
    'woman',
    'femme',
    'fille',
    'féminin',
    'mujer',
    'niña',
    'femenino',
    'أنثى',
    'فتاة',
  ],
  male: [
    'm',
    'male',
    'boy',
    'man',
    'homme',
    'garçon',
    'masculin',
    'hombre',
    'niño',
    'masculino',
    'ذكر',
    'فتى',
  ],
  other: ['o', 'x', 'other', 'autre', 'otro', 'آخر'],
};

/** A variable of these tags; where all of them are manifestations it is published as such, under their names. */
function severalOf(tags: readonly string[]): Found['variable'] {
  const list = readyListOf(tags);
  if (list?.name !== 'manifestations') return { answers: 'several', codes: [...tags.map(coded), blankCode] };
  const labels = new Map(list.codes.map(({ code, label }) => [code, label]));
  const codes = tags
    .filter((tag) => tag !== blankCode.code)
    .map((code): VariableCode => ({ code, label: labels.get(code) ?? code }));
  return { answers: 'several', codes: [...codes, blankCode], ...list.concept };
}

interface List {
  readonly name: string;
  readonly codes: VariableCode[];
  /** The dimension of statistics that such a list becomes, whatever its column is called. */
  readonly concept: Pick<Variable, 'concept'>;
}

/** The shipped list of which all values are codes, or ways to write them. */
function readyListOf(texts: readonly string[]): List | undefined {
  const lists = readyLists();
  for (const name of ['sex', 'manifestations', 'icvac', 'iccs']) {
    const codes = (lists(name) ?? []).map((one): VariableCode => {
      const words = name === 'sex' ? (writtenSexes[one.code] ?? []) : [];
      const written = texts.filter(
        (text) =>
          text !== one.code &&
          (words.includes(text.toLowerCase()) || (one.meaning === 'not stated' && notStatedWords.test(text))),
      );
      return written.length > 0 ? { ...one, written } : one;
    });
    const known = new Set(codes.flatMap(({ code, written = [] }) => [code, ...written]));
    if ((texts.length > 1 || name === 'sex') && texts.every((text) => known.has(text)))
      return { name, codes, concept: name === 'manifestations' ? { concept: 'MANIFESTATION' } : {} };
  }
  return undefined;
}

/** The tags of a column whose cells hold several: each also stands alone or often, and none has a blank within. */
function tagsOf({ values, others, filled }: Seen): string[] | undefined {
  const counts = new Map<string, number>();
  let several = 0;
  for (const [text, count] of values) {
    const tags = text.split(text.includes(';') ? ';' : ' ').map((tag) => tag.trim());
    if (tags.some((tag) => !/^[\p{L}\p{N}_.-]{1,60}$/u.test(tag)) || new Set(tags).size < tags.length)
      return undefined;
    if (tags.length > 1) several += count;
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + count);
  }
  const isTags =
    several > 0.02 * filled && counts.size < mostTags && (others > 0 || counts.size <= values.size);
  return isTags && several > 0 ? [...counts.keys()].toSorted() : undefined;
}

/** Columns "group/choice" that hold 1 or 0, by their group; one alone is no group. */
function choiceGroups(columns: readonly Seen[]): Map<string, Seen[]> {
  const groups = new Map<string, Seen[]>();
  for (const one of columns) {
    const mark = Math.max(one.column.lastIndexOf('/'), one.column.lastIndexOf('.'));
    if (mark <= 0 || one.filled === 0) continue;
    if ([...one.values.keys()].some((value) => !/^([01](\.0)?|true|false)$/i.test(value))) continue;
    const group = one.column.slice(0, mark);
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return new Map([...groups].filter(([, all]) => all.length > 1));
}

function nameFor(column: string, taken: Set<string>): string {
  const plain = column
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9_]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '')
    .slice(0, 50);
  const base = plain === '' ? 'variable' : plain;
  let name = base;
  for (let nth = 2; taken.has(name.toLowerCase()); nth += 1) name = `${base}_${nth}`;
  taken.add(name.toLowerCase());
  return name;
}
