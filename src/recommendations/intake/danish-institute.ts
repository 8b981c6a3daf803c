/** The Danish Institute for Human Rights: exports of its SDG explorer. */
import { findState, whyNoState } from '../../core/state.ts';
import { askerFrom, type Form, plain, responseFrom, symbolOf, tidy } from './reading.ts';

/**
 * Its headers are mislabelled: the column "Recommendation" holds the State under review. Goals, Targets and
 * Keywords are left out: an algorithm gave them, and they must not be read as the words of a body or a State.
 */
const columns = {
  state: /^Recommendation$/,
  text: /^Tekst$/,
  response: /^Response$/,
  from: /^Recommending state$/i,
  year: /^field_year$/,
  document: /^Document$/,
};

export const danishInstitute: Form<typeof columns, Record<never, never>> = {
  kind: 'Danish Institute for Human Rights',
  title: 'Danish Institute for Human Rights, SDG – Human Rights Data Explorer, export',
  columns,
  read({ state: to, text, response, from, year, document }, row, citation) {
    const time = /^(\d{4}) Cycle (\d)$/.exec(year.trim());
    if (!time) return { refused: `“${year}” is not a year with its cycle (2009 Cycle 1)` };
    if (text.trim() === '') return { refused: 'the text is empty' };
    const state = findState(plain(to));
    if (!state) return { entries: [], unmapped: whyNoState(plain(to)) };
    const [, symbol = '', paragraph = ''] = /^Source:\s*([^|]*)\|?([^|]*)\|?/.exec(document.trim()) ?? [];
    return {
      entries: [
        {
          state,
          kind: 'recommendation',
          round: { mechanism: 'UPR', cycle: Number(time[2]) },
          text: tidy(text),
          statement: {
            asker: askerFrom(from),
            response: responseFrom(response),
            said: response.trim(),
            issues: [],
            year: Number(time[1]),
            ...symbolOf(symbol),
            ...(paragraph.trim() ? { paragraph: paragraph.trim() } : {}),
            row,
            citation,
          },
        },
      ],
    };
  },
};
