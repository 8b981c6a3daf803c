/**
 * An addendum as a source: its answers are joined, by the numbers of the paragraphs, to the recommendations of the
 * report that the record holds already. The addendum is the citation of each, beside the report; where the two
 * differ, both stand.
 */
import type { Citation } from '../../core/citation.ts';
import { parseDate, type PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { type Iso3, stateOf } from '../../core/state.ts';
import { documentLink, parseSymbol } from '../../core/symbol.ts';
import type { ImportReport, RowNote } from '../../platform/imports.ts';
import type { Write } from '../../platform/record.ts';
import type { Recommendation, Statement } from '../model.ts';
import { enterStatement, recommendationsOf, recommendationsTo } from '../store.ts';
import { contradiction, settled, type SplitAnswer } from './addendum.ts';
import { agreed, type DocumentOptions, sessionGiven, stateGiven } from './document.ts';
import { noteOf } from './findings.ts';
import type { SplitDocument } from './split.ts';

/** The answers of an addendum, ready to be joined. */
export interface AnswerFile {
  readonly file: string;
  readonly state: Iso3;
  readonly symbol: string;
  /** The symbol of the report that it belongs to. */
  readonly report: string;
  readonly session?: number;
  readonly date?: PartialDate;
  readonly citation: Citation;
  readonly answers: readonly SplitAnswer[];
  readonly numbering?: readonly string[];
  readonly findings: readonly RowNote[];
}

/**
 * @throws Problem `document-without-text`, `addendum-without-answers`; `document-state-missing`,
 *   `document-symbol-missing` where neither document nor options say it; `document-says-otherwise` where they differ;
 *   `state-unknown`, `symbol-invalid`, `date-invalid`, `parameter-invalid` for options that mean nothing
 */
export function addendumAnswers(document: SplitDocument, options: DocumentOptions): AnswerFile {
  const { file, answers = [], numbering, findings } = document;
  if (findings.some(({ kind }) => kind === 'no text'))
    throw new Problem('document-without-text', {}, { file });
  if (answers.length === 0 && findings.length === 0)
    throw new Problem('addendum-without-answers', {}, { file });
  const given = <T>(value: string | undefined, read: (value: string) => T) =>
    value === undefined ? undefined : read(value);
  const state = agreed(document.state, given(options.state, stateGiven), 'state', file);
  if (!state) throw new Problem('document-state-missing', {}, { file });
  const symbol = agreed(
    document.symbol,
    given(options.symbol, (value) => parseSymbol(value).text),
    'symbol',
    file,
  );
  if (!symbol) throw new Problem('document-symbol-missing', {}, { file });
  const [report = ''] = symbol.split(/\/Add\./);
  if (report === symbol)
    throw new Problem('parameter-invalid', {
      name: 'symbol',
      value: symbol,
      detail: 'the symbol of an addendum ends with Add. and a number, as in A/HRC/43/15/Add.1',
    });
  const session = given(options.session, sessionGiven);
  const date = agreed(document.date, given(options.asAt, parseDate), 'date', file);
  const address = documentLink(parseSymbol(symbol));
  return {
    file,
    state,
    symbol,
    report,
    ...(session === undefined ? {} : { session }),
    ...(date === undefined ? {} : { date }),
    citation: {
      title: `${symbol}, addendum to the report of the Working Group on the Universal Periodic Review, ${stateOf(state).names.en}`,
      ...(address ? { address } : { place: file }),
      standing: 'verified',
    },
    answers,
    ...(numbering ? { numbering } : {}),
    findings: findings.map(noteOf),
  };
}

/**
 * Joins the answers to what the record holds of the report. Give it to `record.rehearse` for a preview.
 * @throws Problem `addendum-report-missing` where the record has no recommendation of the report;
 *   `document-says-otherwise` where the report is of another session than the person says
 */
export function importAnswers(tx: Write, answers: AnswerFile): ImportReport {
  const { file, state, report, session } = answers;
  const asked = askedIn(recommendationsOf(tx, recommendationsTo(tx, state)), report);
  if (asked.length === 0)
    throw new Problem(
      'addendum-report-missing',
      { symbol: report, state: stateOf(state).names.en },
      { file },
    );
  agreed(
    asked.find((one) => one.statement.session !== undefined)?.statement.session,
    session,
    'session',
    file,
  );
  const { joined, notes } = join(answers, asked);
  let [changed, unchanged] = [0, 0];
  for (const [at, { answer, to }] of joined.entries()) {
    const outcomes = to.map(({ recommendation, statement }) =>
      enterStatement(tx, { ...recommendation, statement: statementOf(answers, answer, statement, at + 1) }),
    );
    if (outcomes.some((outcome) => outcome !== 'known')) changed += 1;
    else unchanged += 1;
  }
  return {
    file,
    kind: 'addendum',
    rows: joined.length,
    added: 0,
    changed,
    unchanged,
    conflicting: [],
    unmapped: notes,
    refused: [],
    findings: [...answers.findings, ...unanswered(asked, joined)],
  };
}

/** What one asker asked under one number of the report. */
interface Asked {
  readonly number: string;
  readonly recommendation: Recommendation;
  readonly statement: Statement;
}

interface Joined {
  readonly answer: SplitAnswer;
  readonly to: readonly Asked[];
}

/** What the report asked, by number; each asker of a text once, though several sources may name the report. */
function askedIn(recommendations: readonly Recommendation[], report: string): Asked[] {
  const asked = recommendations
    .filter(({ kind, round }) => kind === 'recommendation' && round.mechanism === 'UPR')
    .flatMap((recommendation) =>
      recommendation.statements.flatMap((statement) =>
        statement.paragraph !== undefined && statement.symbol?.replace(/\*$/, '') === report
          ? [{ number: statement.paragraph, recommendation, statement }]
          : [],
      ),
    );
  const key = ({ number, recommendation, statement }: Asked) =>
    [number, recommendation.id, statement.asker.state ?? statement.asker.name].join(' ');
  return [...new Map(asked.map((one) => [key(one), one])).values()];
}

/**
 * A number without the paragraph of the report is joined where only one paragraph has it. Numbers of paragraphs are
 * those of recommendations where they go through all that the report leaves open, and no further.
 */
function join(
  { answers, numbering }: AnswerFile,
  asked: readonly Asked[],
): { readonly joined: Joined[]; readonly notes: RowNote[] } {
  const byNumber = Map.groupBy(asked, ({ number }) => number);
  const byItem = Map.groupBy(byNumber.keys(), (number) => number.split('.').at(-1) ?? '');
  const notes: RowNote[] = [];
  if (numbering) {
    const items = (of: readonly Asked[]) => of.map(({ number }) => number.split('.').at(-1) ?? '');
    const [own, all] = [new Set(numbering), new Set(items(asked))];
    const same =
      numbering.every((number) => all.has(number)) &&
      items(asked.filter(isOpen)).every((item) => own.has(item));
    if (!same) {
      const text =
        'the paragraphs answer one recommendation after the other, and their numbers are not those that the report leaves open; read them yourself';
      return { joined: [], notes: [{ paragraph: numbering[0] ?? '', text }] };
    }
  }
  const found = answers.flatMap((answer) => {
    const { number } = answer;
    const numbers = byNumber.has(number) ? [number] : number.includes('.') ? [] : (byItem.get(number) ?? []);
    const [full] = numbers;
    if (full !== undefined && numbers.length === 1) return [{ ...answer, full }];
    const text =
      numbers.length > 1
        ? `recommendation ${number} could be ${numbers.join(' or ')}`
        : `recommendation ${number} is not among those of the report in the record`;
    notes.push(noteAt(answer, text));
    return [];
  });
  const { answers: clear, contradicted } = settled(found, ({ full }) => full);
  return {
    joined: clear.map(({ full, ...answer }) => ({ answer, to: byNumber.get(full) ?? [] })),
    notes: [...notes, ...contradicted.map((group) => noteOf(contradiction(group)))],
  };
}

function noteAt({ number, paragraph = number, page }: SplitAnswer, text: string): RowNote {
  return { paragraph, ...(page === undefined ? {} : { page }), text };
}

/** The report leaves the answer open. */
function isOpen({ statement }: Asked): boolean {
  return statement.response === 'not known';
}

/** Which recommendations the report leaves open, and the addendum too. */
function unanswered(asked: readonly Asked[], joined: readonly Joined[]): RowNote[] {
  const answered = new Set(joined.flatMap(({ to }) => to.map(({ number }) => number)));
  const open = asked.filter((one) => isOpen(one) && !answered.has(one.number));
  const numbers = [...new Set(open.map(({ number }) => number))];
  const [first] = numbers;
  return first === undefined
    ? []
    : [
        {
          paragraph: first,
          text: `the report leaves ${numbers.length} recommendations open to which no answer was read: ${numbers.join(', ')}`,
        },
      ];
}

function statementOf(
  { symbol, date, citation }: AnswerFile,
  { response, said, paragraph, page }: SplitAnswer,
  { asker, session, year }: Statement,
  row: number,
): Statement {
  return {
    asker,
    response,
    said,
    issues: [],
    ...(session === undefined ? {} : { session }),
    year,
    ...(date === undefined ? {} : { documentDate: date }),
    symbol,
    ...(paragraph === undefined ? {} : { paragraph }),
    ...(page === undefined ? {} : { page }),
    row,
    citation,
  };
}
