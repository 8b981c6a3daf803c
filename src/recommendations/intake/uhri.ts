/**
 * The Universal Human Rights Index (OHCHR): its export as a workbook. Cells with several values hold one a line,
 * each after "- "; days are Excel's numbers; two names of columns are misspelt, and may be spelt right one day.
 */
import { findState, whyNoState } from '../../core/state.ts';
import { bodyOf } from '../bodies.ts';
import { type Asker, cycleOfSession, type Kind, type Round, yearOfSession } from '../model.ts';
import { askerFrom, dateOf, type Form, list, responseFrom, symbolOf, tidy } from './reading.ts';

const columns = {
  text: /^Text$/i,
  countries: /^Countries Concerned$/i,
  body: /^Recc?omm?ending Body$/i,
  id: /^OHCHR Annotation Id$/i,
};

/** Left out: regions, which follow from the States, and the day on which UHRI showed the text. */
const more = {
  symbol: /^Document Symbol$/i,
  themes: /^Themes$/i,
  persons: /^Affected Persons$/i,
  sdgs: /^Sdgs$/i,
  published: /^Document Publication Date$/i,
  states: /^UPR Recc?omm?ending States$/i,
  position: /^UPR Position$/i,
  type: /^Type$/i,
  session: /^UPR Session$/i,
};

export const uhri: Form<typeof columns, typeof more> = {
  kind: 'Universal Human Rights Index',
  title: 'OHCHR, Universal Human Rights Index, export',
  columns,
  more,
  read(cells, row, citation) {
    const { paragraph, text } = withoutNumber(cells.text);
    if (text === '') return { refused: 'the text is empty' };
    const published = dateOf(cells.published);
    if (cells.published.trim() !== '' && !published)
      return { refused: `“${cells.published}” is not a date (Document Publication Date)` };
    const kind = kindOf(cells.type);
    if (!kind)
      return { entries: [], unmapped: `“${values(cells.type).join(', ')}” is not a known type of text` };
    const symbol = symbolOf(cells.symbol);
    const year = published && Number(published.slice(0, 4));
    const asked = askedBy(cells, { document: symbol.symbol ?? cells.symbol.trim(), year });
    if ('unmapped' in asked) return { entries: [], unmapped: asked.unmapped };
    const names = values(cells.countries);
    const position = values(cells.position).join(', ');
    const said = {
      said: position,
      response: asked.round.mechanism === 'UPR' ? responseFrom(position) : ('none asked' as const),
      issues: [],
      themes: values(cells.themes),
      affectedPersons: values(cells.persons),
      sdgs: values(cells.sdgs),
      ...(asked.session ? { session: asked.session } : {}),
      year: asked.year,
      ...(published ? { documentDate: published } : {}),
      ...(cells.id.trim() ? { sourceId: cells.id.trim() } : {}),
      ...symbol,
      ...(paragraph ? { paragraph } : {}),
      row,
      citation,
    };
    const states = names.map((name) => ({ name, state: findState(name) }));
    const strangers = states.flatMap(({ name, state }) => (state ? [] : [whyNoState(name)]));
    return {
      entries: states.flatMap(({ state }) =>
        state
          ? asked.askers.map((asker) => ({
              state,
              kind,
              round: asked.round,
              text: asked.round.mechanism === 'UPR' ? withoutAskers(text, asked.askers) : text,
              statement: { asker, ...said },
            }))
          : [],
      ),
      ...(names.length === 0 ? { unmapped: 'no State is named' } : {}),
      ...(strangers.length > 0 ? { unmapped: strangers.join('; ') } : {}),
    };
  },
};

interface Asked {
  readonly round: Round;
  readonly askers: readonly Asker[];
  readonly year: number;
  readonly session?: number;
}

/** In which round the text was asked, and by whom; or why that cannot be told. */
function askedBy(
  {
    body,
    states,
    session: written,
  }: { readonly body: string; readonly states: string; readonly session: string },
  { document, year }: { readonly document: string; readonly year: number | undefined },
): Asked | { readonly unmapped: string } {
  const bodies = values(body).map((name) => ({ name, known: bodyOf(name) }));
  const known = bodies.flatMap(({ known: one }) => one ?? []);
  const [first] = known;
  const unknown = bodies.find(({ known: one }) => !one || one.mechanism !== first?.mechanism);
  if (!first || unknown) return { unmapped: `“${unknown?.name ?? ''}” is not a body known here` };
  if (first.mechanism === 'UPR') {
    const session = Number(/\d{1,2}/.exec(written)?.[0]);
    const time = yearOfSession(session) ?? year;
    if (!session || time === undefined) return { unmapped: `“${written.trim()}” names no UPR session` };
    const askers = values(states).map(askerFrom);
    return {
      round: { mechanism: 'UPR', cycle: cycleOfSession(session) },
      askers: askers.length > 0 ? askers : [askerFrom('')],
      year: time,
      session,
    };
  }
  if (year === undefined) return { unmapped: 'the document has no date' };
  const names = [...new Set(known.map(({ name }) => name))];
  return {
    round: { mechanism: first.mechanism, body: names.join('; '), round: document || String(year) },
    askers: names.map((name) => ({ name })),
    year,
  };
}

function kindOf(type: string): Kind | undefined {
  const [word = ''] = values(type);
  if (/^recommendation/i.test(word)) return 'recommendation';
  if (/^(concern|observation)/i.test(word)) return 'concern';
  return /pledge|commitment/i.test(word) ? 'voluntary pledge' : undefined;
}

function values(cell: string): string[] {
  return list(cell, /\r?\n/).flatMap((line) => line.replace(/^[-–•]\s*/, '').trim() || []);
}

/**
 * The number of the paragraph, and the text without it. A heading may stand before the number ("Rural women
 * 49.The Committee …"); the text is then left as it is.
 */
function withoutNumber(cell: string): { readonly paragraph?: string; readonly text: string } {
  const whole = tidy(cell);
  const atStart = /^(\d{1,3}(?:\.\d{1,3})?)(?:\.|\)|(?<=\.\d{1,3})(?=\s))\s*(?=\D|$)/.exec(whole);
  if (atStart?.[1]) return { paragraph: atStart[1], text: whole.slice(atStart[0].length) };
  const afterHeading = /^[^.\d]{1,150}\s(\d{1,3})\.\s*(?=\p{Lu})/u.exec(whole);
  return { ...(afterHeading?.[1] ? { paragraph: afterHeading[1] } : {}), text: whole };
}

/** Without the States in brackets at the end, where they are those of the row. */
function withoutAskers(text: string, askers: readonly Asker[]): string {
  const [, before, inside] = /^(.*\S)\s*\(([^()]+)\)\s*[;.,]*$/.exec(text) ?? [];
  if (before === undefined || inside === undefined) return text;
  const names = [inside, ...list(inside, /[,;]|\band\b/)].map(askerFrom);
  const listed = ({ state, name }: Asker) =>
    askers.some((asker) => (state ? asker.state === state : asker.name === name));
  const [whole, ...parts] = names;
  return (whole && listed(whole)) || (parts.length > 0 && parts.every(listed))
    ? withoutAskers(before, askers)
    : text;
}
