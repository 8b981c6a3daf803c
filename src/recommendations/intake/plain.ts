/**
 * Our own form, for tables that people write themselves: a CSV or workbook with the columns named in the README.
 * Names of columns may be written in any case, with spaces or underscores.
 */
import { findState, type Iso3, isIso3, stateOf, whyNoState } from '../../core/state.ts';
import { bodyName, bodyOf } from '../bodies.ts';
import {
  type Asker,
  cycleOfSession,
  type Kind,
  kinds,
  type Mechanism,
  mechanisms,
  type Round,
  yearOfSession,
} from '../model.ts';
import {
  askerFrom,
  categoryOf,
  dateOf,
  type Form,
  list,
  plain,
  responseFrom,
  symbolOf,
  tidy,
} from './reading.ts';

const columns = {
  state: /^(state( under review)?|country)$/i,
  text: /^(text|recommendation)$/i,
};

const more = {
  mechanism: /^mechanism$/i,
  body: /^(recommending[ _])?body$/i,
  symbol: /^(document[ _])?symbol$/i,
  paragraph: /^paragraph$/i,
  date: /^(document[ _])?date$/i,
  year: /^year$/i,
  session: /^(upr[ _])?session$/i,
  cycle: /^(upr[ _])?cycle$/i,
  askers: /^(askers?|recommending[ _]states?)$/i,
  response: /^(response|position)$/i,
  action: /^action([ _]category)?$/i,
  issues: /^(upr[ _]info[ _])?issues?$/i,
  themes: /^themes?$/i,
  persons: /^affected[ _]persons$/i,
  sdgs: /^sdgs?$/i,
  type: /^(type|kind)$/i,
  id: /^id$/i,
  source: /^source$/i,
};

const tells = [more.mechanism, more.body, more.session, more.cycle];

export const plainTable: Form<typeof columns, typeof more> = {
  kind: 'plain table',
  columns,
  more,
  accepts: (header) => tells.some((column) => header.some((name) => column.test(name))),
  read(cells, row, table) {
    if (cells.text.trim() === '') return { refused: 'the text is empty' };
    const category = categoryOf(cells.action);
    if ('refused' in category) return category;
    const symbol = symbolOf(cells.symbol);
    if (cells.symbol.trim() !== '' && !symbol.symbol)
      return { refused: `“${cells.symbol}” is not a document symbol` };
    const date = dateOf(cells.date);
    if (cells.date.trim() !== '' && !date) return { refused: `“${cells.date}” is not a date` };
    const kind = kindOf(cells.type);
    if (!kind) return { refused: `“${cells.type}” is not a type; write one of: ${kinds.join(', ')}` };
    const asked = askedIn(cells, { date, symbol: symbol.symbol });
    if ('refused' in asked) return asked;
    if ('unmapped' in asked) return { entries: [], ...asked };
    const state = stateIn(cells.state);
    if (!state) return { entries: [], unmapped: whyNoState(plain(cells.state)) };
    const { round, year, session, askers } = asked;
    const isReview = round.mechanism === 'UPR';
    const answered = responseFrom(cells.response);
    const response = isReview || cells.response.trim() ? answered : 'none asked';
    const source = tidy(cells.source);
    const said = {
      response,
      said: cells.response.trim(),
      ...category,
      issues: list(cells.issues, several),
      themes: list(cells.themes, several),
      affectedPersons: list(cells.persons, several),
      sdgs: list(cells.sdgs, several),
      ...(session ? { session } : {}),
      year,
      ...(date ? { documentDate: date } : {}),
      ...(cells.id.trim() ? { sourceId: cells.id.trim() } : {}),
      ...symbol,
      ...(cells.paragraph.trim() ? { paragraph: cells.paragraph.trim() } : {}),
      row,
      // Nobody read the source that a row names; what was read is the table.
      citation: source ? ({ ...table, title: source, standing: 'unverified' } as const) : table,
    };
    return {
      entries: askers.map((asker) => ({
        state,
        kind: response === 'pledged' ? 'voluntary pledge' : kind,
        round,
        text: tidy(cells.text),
        statement: { asker, ...said },
      })),
    };
  },
};

/** Values of one cell: one a line, or with semicolons. Names of States and labels have commas in them. */
const several = /[;\n]/;

function kindOf(written: string): Kind | undefined {
  const word = written.trim().toLowerCase() || 'recommendation';
  return kinds.find((kind) => kind === word || `${kind}s` === word);
}

function mechanismOf(written: string): Mechanism | undefined {
  const word = written.trim().toLowerCase().replace(/s$/, '').replace('bodie', 'body');
  return (
    mechanisms.find((mechanism) =>
      [mechanism.toLowerCase(), mechanism.replace(' body', '')].includes(word),
    ) ?? bodyOf(written)?.mechanism
  );
}

interface Asked {
  readonly round: Round;
  readonly year: number;
  readonly session?: number;
  readonly askers: readonly Asker[];
}

/** In our own form a State can stand as its name or as its ISO 3166-1 code of three letters. */
function stateIn(cell: string): Iso3 | undefined {
  const written = plain(cell).trim();
  return isIso3(written) ? written : findState(written);
}

function askerIn(written: string): Asker {
  return isIso3(written) ? askerFrom(stateOf(written).shortNames.en) : askerFrom(written);
}

type Time = { readonly [N in 'mechanism' | 'body' | 'session' | 'cycle' | 'year' | 'askers']: string };

/** When, by which mechanism and by whom the text was asked; or what the row lacks to say so. */
function askedIn(
  cells: Time,
  { date, symbol }: { readonly date: string | undefined; readonly symbol: string | undefined },
): Asked | { readonly refused: string } | { readonly unmapped: string } {
  const body = tidy(cells.body);
  const isReview = cells.session.trim() !== '' || cells.cycle.trim() !== '';
  const mechanism = cells.mechanism.trim()
    ? mechanismOf(cells.mechanism)
    : (bodyOf(body)?.mechanism ?? (isReview && body === '' ? 'UPR' : undefined));
  if (!mechanism)
    return {
      refused: `“${cells.mechanism.trim() || body}” is no mechanism; write one of: ${mechanisms.join(', ')}`,
    };
  for (const [name, form] of [
    ['session', /^([1-9]\d?)?$/],
    ['cycle', /^[1-9]?$/],
    ['year', /^((19|20)\d\d)?$/],
  ] as const)
    if (!form.test(cells[name].trim())) return { refused: `“${cells[name]}” is not a ${name}` };
  const session = Number(cells.session) || undefined;
  const year = Number(date?.slice(0, 4)) || Number(cells.year) || (session && yearOfSession(session));
  if (!year) return { refused: 'there is neither date, year nor session' };
  const askers = list(plain(cells.askers), several).map(askerIn);
  if (mechanism === 'UPR') {
    const cycle = Number(cells.cycle) || (session && cycleOfSession(session));
    if (!cycle) return { refused: 'there is neither session nor cycle' };
    if (session && cycle !== cycleOfSession(session))
      return { unmapped: `session ${session} is not of cycle ${cycle}` };
    return {
      round: { mechanism, cycle },
      year,
      ...(session ? { session } : {}),
      askers: askers.length > 0 ? askers : [askerFrom('')],
    };
  }
  if (body === '') return { refused: 'the body is missing' };
  const name = bodyName(body);
  return {
    round: { mechanism, body: name, round: symbol ?? String(year) },
    year,
    askers: askers.length > 0 ? askers : [{ name }],
  };
}
