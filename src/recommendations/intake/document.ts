/**
 * A United Nations document as a source of recommendations: each is cited with the paragraph and page where it
 * stands in the document itself. What the document does not say of itself must be said by whoever hands it in.
 */
import type { Citation } from '../../core/citation.ts';
import { parseDate, type PartialDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { findState, isIso3, type Iso3, stateOf } from '../../core/state.ts';
import { documentLink, type DocumentSymbol, parseSymbol } from '../../core/symbol.ts';
import { bodyOf } from '../bodies.ts';
import { type Asker, cycleOfSession, type Round, type Statement, yearOfSession } from '../model.ts';
import { noteOf } from './findings.ts';
import { askerFrom, type RecommendationFile, tidy } from './reading.ts';
import type { SplitDocument, SplitRecommendation } from './split.ts';

/** What a person says of a document, for where it is silent itself. */
export interface DocumentOptions {
  /** Code or name of the State that is asked. */
  readonly state?: string;
  /** Number of the session of the Universal Periodic Review. */
  readonly session?: string;
  readonly symbol?: string;
  /** The day of the document. */
  readonly asAt?: string;
  /** Where it was published; of a document with a symbol the address is that of the symbol. */
  readonly address?: string;
}

/**
 * The recommendations of a document, ready to be stored.
 * @throws Problem `document-without-text`, `document-without-recommendations`; `document-state-missing`,
 *   `document-session-missing`, `document-symbol-missing`, `document-date-missing` where neither document nor
 *   options say it; `document-says-otherwise` where they differ; `state-unknown`, `symbol-invalid`, `date-invalid`,
 *   `parameter-invalid` for options that mean nothing
 */
export function documentRecommendations(
  document: SplitDocument,
  options: DocumentOptions,
): RecommendationFile {
  const { file, kind, recommendations, findings, pledges = [] } = document;
  if (findings.some((finding) => finding.kind === 'no text'))
    throw new Problem('document-without-text', {}, { file });
  if (recommendations.length === 0) throw new Problem('document-without-recommendations', {}, { file });
  const state = agreed(
    document.state,
    options.state === undefined ? undefined : stateGiven(options.state),
    'state',
    file,
  );
  if (!state) throw new Problem('document-state-missing', {}, { file });
  const written = agreed(
    document.symbol,
    options.symbol === undefined ? undefined : parseSymbol(options.symbol).text,
    'symbol',
    file,
  );
  const symbol = written === undefined ? undefined : parseSymbol(written);
  const date = agreed(
    document.date,
    options.asAt === undefined ? undefined : parseDate(options.asAt),
    'date',
    file,
  );
  const about =
    kind === 'concluding observations'
      ? ofCommittee(document, symbol, date)
      : ofReview(document, options, symbol);
  const citation: Citation = {
    title: titleOf(document, state, symbol, about.session),
    ...(symbol ? { address: documentLink(symbol) } : { place: file }),
    ...(symbol === undefined && options.address ? { address: options.address } : {}),
    standing: 'verified',
  };
  const statementOf = (one: SplitRecommendation, asker: Asker, row: number): Statement => ({
    asker,
    response: one.response,
    said: one.said,
    issues: [],
    themes: [...new Set([...(one.heading ? [one.heading] : []), ...(one.themes ?? [])])],
    affectedPersons: one.groups ?? [],
    sdgs: one.goals ?? [],
    ...(about.session === undefined ? {} : { session: about.session }),
    year: about.year,
    ...(date === undefined ? {} : { documentDate: date }),
    ...(symbol ? { symbol: symbol.text } : {}),
    paragraph: one.paragraph,
    ...(one.page === undefined ? {} : { page: one.page }),
    row,
    citation,
  });
  return {
    file,
    kind,
    findings: findings.map(noteOf),
    *readings() {
      for (const [at, one] of recommendations.entries())
        yield {
          row: at + 1,
          entries: about.askersOf(one).map((asker) => ({
            state,
            kind: 'recommendation' as const,
            round: about.round,
            text: tidy(one.text),
            statement: statementOf(one, asker, at + 1),
          })),
        };
      for (const [at, { text, ...place }] of pledges.entries()) {
        const row = recommendations.length + at + 1;
        const pledged = {
          ...place,
          text,
          askers: [],
          response: 'pledged',
          said: 'voluntary pledge',
        } as const;
        const itself: Asker = { name: stateOf(state).names.en, state };
        yield {
          row,
          entries: [
            {
              state,
              kind: 'voluntary pledge',
              round: about.round,
              text: tidy(text),
              statement: statementOf(pledged, itself, row),
            },
          ],
        };
      }
    },
  };
}

/** When and by whom was asked. */
interface About {
  readonly round: Round;
  readonly session?: number;
  readonly year: number;
  readonly askersOf: (one: SplitRecommendation) => readonly Asker[];
}

/** A report on a review, or a list made of it. */
function ofReview(
  { file, kind, session: said }: SplitDocument,
  { session: given }: DocumentOptions,
  symbol: DocumentSymbol | undefined,
): About {
  if (kind === 'review report' && !symbol) throw new Problem('document-symbol-missing', {}, { file });
  const session = agreed(said, given === undefined ? undefined : sessionGiven(given), 'session', file);
  if (session === undefined) throw new Problem('document-session-missing', {}, { file });
  const year = yearOfSession(session);
  if (year === undefined) throw noSession(String(session));
  return {
    round: { mechanism: 'UPR', cycle: cycleOfSession(session) },
    session,
    year,
    askersOf: ({ askers }) => (askers.length > 0 ? askers : [askerFrom('')]),
  };
}

/** Concluding observations: the committee is that of the symbol, else as the document names it. */
function ofCommittee(
  { file, recommendations }: SplitDocument,
  symbol: DocumentSymbol | undefined,
  date: PartialDate | undefined,
): About {
  if (!symbol) throw new Problem('document-symbol-missing', {}, { file });
  if (date === undefined) throw new Problem('document-date-missing', {}, { file });
  const named = recommendations[0]?.askers[0]?.name ?? '';
  const body = (bodyOf(symbol.body ?? symbol.text.split('/')[0] ?? '') ?? bodyOf(named))?.name ?? named;
  return {
    round: { mechanism: 'treaty body', body, round: symbol.text },
    year: Number(date.slice(0, 4)),
    askersOf: () => [{ name: body }],
  };
}

/** The number of a session, as a person gives it. @throws Problem `parameter-invalid` */
export function sessionGiven(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value.trim()) || number < 1) throw noSession(value);
  return number;
}

function noSession(value: string): Problem {
  return new Problem('parameter-invalid', {
    name: 'session',
    value,
    detail: 'no session of this number is known here',
  });
}

/** A State by its code or name. @throws Problem `state-unknown` */
export function stateGiven(value: string): Iso3 {
  const code = value.trim().toUpperCase();
  const state = isIso3(code) ? code : findState(value);
  if (!state) throw new Problem('state-unknown', { value });
  return state;
}

/** What the document or the person says; both may. @throws Problem `document-says-otherwise` */
export function agreed<T extends string | number>(
  said: T | undefined,
  given: T | undefined,
  name: string,
  file: string,
): T | undefined {
  if (said !== undefined && given !== undefined && said !== given)
    throw new Problem('document-says-otherwise', { name, given, said }, { file });
  return said ?? given;
}

function titleOf(
  { kind }: SplitDocument,
  state: Iso3,
  symbol: DocumentSymbol | undefined,
  session: number | undefined,
): string {
  const name = stateOf(state).names.en;
  if (kind === 'concluding observations') return `${symbol?.text ?? ''}, concluding observations, ${name}`;
  if (kind === 'thematic list')
    return `OHCHR, thematic list of recommendations, UPR of ${name}, session ${session ?? ''}`;
  return `${symbol?.text ?? ''}, report of the Working Group on the Universal Periodic Review, ${name}`;
}
