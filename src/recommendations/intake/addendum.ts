/**
 * Addenda to reports on reviews (A/HRC/…/Add.1), in which the State answers what the report left open: by lists
 * ("accepts recommendations 1–5, 14") or by a text behind each number. Lists take precedence over texts. What cannot
 * be read beyond dispute is a finding, never a guess.
 */
import type { DocumentSymbol } from '../../core/symbol.ts';
import type { TextDocument } from '../../platform/documents/model.ts';
import type { Response } from '../model.ts';
import { addendumParts, type Part } from './addendum-parts.ts';
import { numbersIn } from './numbers.ts';
import { answerIn, answersUnnamed, listsIn, saysOtherwise, sentencesOf } from './position.ts';
import type { SplitFinding } from './split.ts';

/** The answer to one number, as an addendum has it. */
export interface SplitAnswer {
  /** Of the recommendation: "122.5", or "5" where the document leaves out the paragraph of the report. */
  readonly number: string;
  readonly response: Extract<Response, 'supported' | 'noted'>;
  /** The words on it. */
  readonly said: string;
  /** Where it stands in the addendum. */
  readonly paragraph?: string;
  readonly page?: number;
}

/** Whether the front is that of an addendum to a report on a review. Other reports have addenda of other kinds. */
export function isAddendum(front: readonly string[], symbol: DocumentSymbol | undefined): boolean {
  const isOne = symbol
    ? symbol.kind === 'hrc-report' && symbol.suffixes.some(({ kind }) => kind === 'Add')
    : front.some((line) => /^Addendum\b/i.test(line));
  const words = front.join(' ');
  return (
    isOne &&
    /universal periodic\s+review/i.test(words) &&
    /\bviews on conclusions\b|\breport of the working group\b/i.test(words)
  );
}

/** The answers of an addendum, each number once, in the order of the document. */
export function answersOf(document: TextDocument): {
  readonly answers: SplitAnswer[];
  readonly numbering?: readonly string[];
  readonly findings: SplitFinding[];
} {
  const parts = addendumParts(document);
  const lists = listedIn(parts);
  const isListed = new Set(lists.answers.map(({ number }) => number));
  const texts = writtenIn(parts, isListed.size > 0 ? 'lists' : 'no lists');
  const { answers, contradicted } = settled([
    ...lists.answers,
    ...texts.answers.filter(({ number }) => !isListed.has(number)),
  ]);
  const responses = new Map(answers.map(({ number, response }) => [number, response]));
  const differing = texts.answers.filter(
    ({ number, response }) => isListed.has(number) && (responses.get(number) ?? response) !== response,
  );
  return {
    answers,
    ...(texts.numbering ? { numbering: texts.numbering } : {}),
    findings: [
      ...contradicted.map(contradiction),
      ...differing.map(({ number, said, paragraph = number, ...place }) => ({
        kind: 'text differs' as const,
        number: paragraph,
        ...pageOf(place),
        name: `${number}: ${said}`,
      })),
      // What is answered elsewhere need not be read here.
      ...[...lists.unread, ...texts.unread].flatMap(({ numbers, finding }) =>
        numbers.every((number) => responses.has(number)) ? [] : [finding],
      ),
      ...lists.findings,
      ...texts.findings,
    ],
  };
}

interface Found {
  readonly answers: SplitAnswer[];
  /** What was not understood of these numbers. */
  readonly unread: { readonly numbers: readonly string[]; readonly finding: SplitFinding }[];
  readonly findings: SplitFinding[];
  /** Where numbers of paragraphs are taken for those of recommendations: all of them. */
  readonly numbering?: readonly string[];
}

/** Answers to lists of numbers within sentences, and to items below a sentence that announces them. */
function listedIn(parts: readonly Part[]): Found {
  const found: Found = { answers: [], unread: [], findings: [] };
  for (const [at, part] of parts.entries()) {
    const lists = part.announced
      ? [{ numbers: part.numbers, ...part.announced }]
      : sentencesOf(part.text)
          .flatMap(listsIn)
          .map(({ list, ...more }) => ({ numbers: numbersIn(list), ...more }));
    const own = part.announced ? answerIn(part.text, part.numbers?.length ?? 0)?.position : undefined;
    for (const { numbers, position, said } of lists) {
      const name = numbers ? `${numbers.join(', ')}: ${said}` : said;
      const clear =
        position !== 'unclear' && (!part.announced || own === position || !saysOtherwise(part.text));
      if (!numbers) found.findings.push({ kind: 'range not read', ...findingPlace(part), name });
      else if (clear)
        found.answers.push(
          ...numbers.map((number) => ({ number, response: position, said, ...placeIn(part) })),
        );
      else found.unread.push({ numbers, finding: { kind: 'answer not read', ...findingPlace(part), name } });
    }
    if (part.announces && lists.length === 0 && !parts[at + 1]?.announced)
      found.findings.push({
        kind: 'answer without number',
        ...findingPlace(part),
        name: shortened(part.text),
      });
  }
  return found;
}

/**
 * Answers that stand behind a number. Numbers of paragraphs can be those of recommendations only in a document
 * without lists, where most paragraphs answer "the recommendation", and no heading between them could be what they
 * answer. Whether they are is seen when they are joined.
 */
function writtenIn(parts: readonly Part[], beside: 'lists' | 'no lists'): Found {
  const found: Found = { answers: [], unread: [], findings: [] };
  const isPlain = ({ form }: Part) => form === 'paragraph' || form === 'joint';
  const plain = parts.filter(isPlain);
  const answering = plain.filter(
    ({ text, numbers = [] }) => (answerIn(text, numbers.length)?.position ?? 'unclear') !== 'unclear',
  );
  const between = parts.slice(parts.findIndex(isPlain), parts.findLastIndex(isPlain) + 1);
  const paragraphsAnswer =
    beside === 'no lists' &&
    between.length === plain.length &&
    answering.length >= fewestAnswers &&
    answering.length * 2 > plain.length;
  for (const part of parts) {
    if (part.announced || part.announces) continue;
    if (part.form === 'none' || (part.form !== 'named' && !paragraphsAnswer)) {
      const unnamed = sentencesOf(part.text).find(answersUnnamed);
      if (unnamed)
        found.findings.push({
          kind: 'answer without number',
          ...findingPlace(part),
          name: shortened(unnamed),
        });
      continue;
    }
    const answer = answerIn(part.text, part.numbers?.length ?? 0);
    for (const number of part.numbers ?? []) {
      if (answer && answer.position !== 'unclear')
        found.answers.push({
          number,
          response: answer.position,
          said: answer.said,
          ...placeIn(part, number),
        });
      else {
        const name = `${number}: ${shortened(part.text)}`;
        found.unread.push({
          numbers: [number],
          finding: { kind: 'answer not read', ...findingPlace(part, number), name },
        });
      }
    }
    if (part.numbers === undefined)
      found.findings.push({ kind: 'range not read', ...findingPlace(part), name: shortened(part.text) });
  }
  return paragraphsAnswer ? { ...found, numbering: plain.flatMap(({ numbers = [] }) => numbers) } : found;
}

/** Fewer paragraphs that answer could do so by chance. */
const fewestAnswers = 3;
const mostOfText = 160;

function shortened(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > mostOfText ? `${plain.slice(0, mostOfText - 1)}…` : plain;
}

function placeIn(
  { form, numbers, paragraph, page }: Part,
  number = numbers?.[0],
): { paragraph?: string; page?: number } {
  const own = form === 'joint' || paragraph === undefined ? number : paragraph;
  return { ...(own === undefined ? {} : { paragraph: own }), ...pageOf({ page }) };
}

function findingPlace(part: Part, number?: string): { number: string; page?: number } {
  const { paragraph = '–', ...page } = placeIn(part, number);
  return { number: paragraph, ...page };
}

/** Each number once; numbers with different answers have none. `by` tells which answers are on one number. */
export function settled<A extends SplitAnswer>(
  answers: readonly A[],
  by: (answer: A) => string = ({ number }) => number,
): { readonly answers: A[]; readonly contradicted: (readonly A[])[] } {
  const groups = [...Map.groupBy(answers, by).values()];
  const agrees = (group: readonly A[]) => new Set(group.map(({ response }) => response)).size === 1;
  return {
    answers: groups.filter(agrees).flatMap(([first]) => first ?? []),
    contradicted: groups.filter((group) => !agrees(group)),
  };
}

/** What is to be said of different answers to one number. */
export function contradiction(answers: readonly SplitAnswer[]): SplitFinding {
  const [first] = answers;
  const places = answers.map(({ response, paragraph, page }) =>
    [response, paragraph && `para. ${paragraph}`, page && `page ${page}`].filter(Boolean).join(', '),
  );
  return {
    kind: 'answers differ',
    number: first?.paragraph ?? first?.number ?? '',
    ...(first ? pageOf(first) : {}),
    name: `${first?.number ?? ''}: ${[...new Set(places)].join('; ')}`,
  };
}

function pageOf({ page }: { readonly page?: number | undefined }): { page?: number } {
  return page === undefined ? {} : { page };
}
