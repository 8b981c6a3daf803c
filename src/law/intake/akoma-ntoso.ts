/**
 * Laws as Akoma Ntoso (OASIS LegalDocML, Akoma Ntoso 3.0): the metadata of an act or a bill, and each of its articles
 * as a wording with its dates. Nothing is guessed: where the file names no day, the wording has none, and the report
 * says so.
 */
import { Problem } from '../../core/problem.ts';
import { type Iso3, meaningOfCode } from '../../core/state.ts';
import { fold } from '../../core/text.ts';
import type { Citation } from '../../core/citation.ts';
import type { RowNote } from '../../platform/imports.ts';
import type { OutsideFile } from '../../platform/tables/read.ts';
import { readXml, type XmlElement } from '../../platform/tables/xml.ts';
import { type Law, type LawId, lawKinds, type Provision } from '../model.ts';
import { adoptedOn, dateOf, datesOf, idOf } from './akoma-ntoso-dates.ts';
import { all, first, words } from './akoma-ntoso-text.ts';
import { longestCell } from './cells.ts';

/** A wording as the file has it; its name is found when it is held up against the record. */
export type Wording = Omit<Provision, 'id' | 'law'>;

export interface AkomaNtosoFile {
  readonly file: string;
  readonly law: Law;
  readonly wordings: readonly Wording[];
  /** Articles that cannot be taken, and why. */
  readonly left: readonly RowNote[];
  readonly remarks: readonly RowNote[];
}

export function isAkomaNtoso({ bytes }: OutsideFile): boolean {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 8_000)).replaceAll('\0', '');
  return /<(?:[\w.-]+:)?akomaNtoso[\s>]/.test(start);
}

/**
 * @throws Problem `akoma-ntoso-invalid` for documents that are no act or bill, or whose metadata lack State, title or
 *   language; and what the reader of XML throws
 */
export function readAkomaNtoso({ name: file, bytes }: OutsideFile): AkomaNtosoFile {
  const root = readXml(bytes, { file });
  const invalid = (detail: string) => new Problem('akoma-ntoso-invalid', { detail }, { file });
  const document = root.children.find(({ name }) => name === 'act' || name === 'bill');
  if (!document) throw invalid(`it holds ${root.children[0]?.name ?? 'nothing'}, no act and no bill`);
  const meta = first(document, 'meta');
  const work = meta && first(meta, 'FRBRWork');
  const expression = meta && first(meta, 'FRBRExpression');
  if (!meta || !work) throw invalid('it has no metadata of the work (FRBRWork)');
  const law = lawOf({ document, meta, work, expression, file }, invalid);
  const dates = datesOf(meta, work, document.name === 'bill' ? 'bill' : 'act');
  const left: RowNote[] = [];
  const undated: string[] = [];
  const wordings = articlesOf(document).flatMap(({ element, period, article }): Wording[] => {
    const leave = (text: string): [] => {
      left.push({ article: article || element.attributes.get('eId') || '?', text });
      return [];
    };
    const text = words(element);
    if (article === '') return leave('it has no number, so that nothing can refer to it');
    if (text === '') return leave('it has no words');
    if (text.length > longestCell)
      return leave(`it is longer than ${longestCell} characters; enter what matters of it by a table`);
    const own = period === undefined ? dates.ofDocument : dates.ofPeriod(period);
    if (own === undefined)
      return leave(`the period “${period}” is given in a way that is not read; enter it by a table`);
    if (own.from === undefined) undated.push(article);
    return [
      { article, text, textIs: 'quotation', ...own, citation: { ...law.citation, place: `art. ${article}` } },
    ];
  });
  if (wordings.length === 0 && left.length === 0)
    left.push({ article: '?', text: 'the body holds no articles or sections' });
  return {
    file,
    law,
    wordings,
    left,
    remarks: [
      ...dates.remarks.map((text) => ({ article: '*', text })),
      ...(undated.length > 0
        ? [
            {
              article: undated.join(', '),
              text: 'the file names no day on which it comes into force; taken as a draft',
            },
          ]
        : []),
    ],
  };
}

interface Parts {
  readonly document: XmlElement;
  readonly meta: XmlElement;
  readonly work: XmlElement;
  readonly expression: XmlElement | undefined;
  readonly file: string;
}

function lawOf({ document, meta, work, expression, file }: Parts, invalid: (detail: string) => Problem): Law {
  const value = (of: XmlElement | undefined, name: string, attribute = 'value') =>
    (of && first(of, name)?.attributes.get(attribute)?.trim()) ?? '';
  const country = value(work, 'FRBRcountry');
  const meaning = meaningOfCode(country.toUpperCase());
  if (meaning.kind !== 'state') throw invalid(`FRBRcountry is “${country}”, no code of a State (ISO 3166-1)`);
  const alias = all(work, 'FRBRalias');
  const title =
    [...all(document, 'docTitle'), ...all(document, 'shortTitle')].map((one) => words(one)).find(Boolean) ??
    (alias.find(({ attributes }) => attributes.get('name') === 'title') ?? alias[0])?.attributes
      .get('value')
      ?.trim() ??
    value(work, 'FRBRname');
  if (!title) throw invalid('it has no title (docTitle, shortTitle, FRBRalias or FRBRname)');
  const written = languageOf(value(expression, 'FRBRlanguage', 'language'));
  const translated = expression && first(expression, 'FRBRtranslation');
  const original = languageOf(translated?.attributes.get('fromLanguage') ?? '') || written;
  if (!original) throw invalid('it names no language (FRBRlanguage)');
  const number = value(work, 'FRBRnumber');
  const kind = lawKinds.find((one) =>
    [value(work, 'FRBRsubtype'), document.attributes.get('name')].some((name) => fold(name ?? '') === one),
  );
  const worked = adoptedOn(work);
  const date = document.name === 'act' ? worked : undefined;
  // Most States count their acts anew each year.
  const year = worked?.slice(0, 4);
  const address = [work, expression, first(meta, 'FRBRManifestation')]
    .flatMap((of) => (of ? [value(of, 'FRBRuri'), value(of, 'FRBRthis')] : []))
    .concat(all(meta, 'original').map(({ attributes }) => attributes.get('href') ?? ''))
    .find((one) => /^https?:\/\//.test(one));
  const asAt = expression && dateOf(first(expression, 'FRBRdate')?.attributes.get('date'));
  const citation: Citation = {
    title,
    place: file,
    ...(address ? { address } : {}),
    ...(asAt ? { asAt } : {}),
    standing: 'unverified',
  };
  return {
    id: [meaning.iso3, ...(document.name === 'bill' ? ['bill'] : []), year, number || title]
      .filter((part) => part !== undefined)
      .join('-')
      .replace(/[\s;/]+/g, '-') as LawId,
    state: meaning.iso3 as Iso3,
    title,
    language: original,
    ...(translated && written === 'en' ? { titleEnglish: title } : {}),
    ...(number ? { number } : {}),
    kind: kind ?? 'act',
    ...(date ? { date } : {}),
    ...(address ? { address } : {}),
    translation: translated
      ? translated.attributes.get('authoritative') === 'true'
        ? 'official translation'
        : 'unofficial translation'
      : original === 'en'
        ? 'original in English'
        : 'not translated',
    stages: [],
    citation,
  };
}

/** The two-letter code of a language, which Akoma Ntoso writes with three (ISO 639-2). */
function languageOf(code: string): string {
  try {
    return Intl.getCanonicalLocales(code)[0]?.split('-')[0] ?? '';
  } catch {
    return '';
  }
}

interface Article {
  readonly element: XmlElement;
  readonly period: string | undefined;
  readonly article: string;
}

/** The elements that carry the numbering of a law, in the order in which they are looked for. */
const units = ['article', 'section', 'rule', 'clause'];

/** The articles, or where a law has none its sections; not those that an amending law quotes. */
function articlesOf(document: XmlElement): Article[] {
  const body = first(document, 'body');
  if (!body) return [];
  for (const unit of units) {
    const found: Article[] = [];
    const look = (element: XmlElement, inherited: string | undefined): void => {
      const period = element.attributes.get('period') ?? inherited;
      if (element.name === unit) found.push({ element, period, article: numberOf(element) });
      else if (!/^(quoted|embedded)/.test(element.name))
        for (const child of element.children) look(child, period);
    };
    look(body, document.attributes.get('period'));
    if (found.length > 0) return found;
  }
  return [];
}

/** "Article 4.", "Sec. 4", "§ 4" and "มาตรา ๔" as "4" and "๔"; without a number, that of the element's name ("art_4"). */
function numberOf(element: XmlElement): string {
  const written = element.children.find(({ name }) => name === 'num')?.text ?? '';
  const number = written
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:(?!bis|ter |quater)[\p{L}\p{M}]{3,}\.?|art\.|ss?\.|§+) ?(?=\S)/iu, (word) =>
      word.trim() === written.trim() ? word : '',
    )
    .replace(/[.:;,–—-]+$/u, '')
    .trim()
    .replaceAll(';', ',');
  return number || (/__?([^_]+)$/.exec(idOf(element))?.[1] ?? '');
}
