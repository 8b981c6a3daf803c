/** UPR Info's files, in the names of columns of its CSV and of its older workbooks. */
import { z } from 'zod';
import { findState, whyNoState } from '../../core/state.ts';
import { cycleOfSession, yearOfSession } from '../model.ts';
import { askerFrom, categoryOf, type Form, list, plain, responseFrom, tidy } from './reading.ts';

const columns = {
  to: /^(To|SuR)$/,
  text: /^(Text|Recommendation)$/,
  from: /^(From|RS)$/,
  response: /^Response$/,
  action: /^Action$/,
  issue: /^Issue$/,
  session: /^Session$/,
};

const sessionNumber = z.coerce.number().int().min(1).max(99);

export const uprInfo: Form<typeof columns, Record<never, never>> = {
  kind: 'UPR Info',
  title: 'UPR Info, Database of UPR recommendations and voluntary pledges',
  columns,
  read({ to, text, from, response, action, issue, session: written }, row, citation) {
    const session = sessionNumber.safeParse(written.trim() || undefined);
    if (!session.success) return { refused: `“${written}” is not the number of a UPR session` };
    const year = yearOfSession(session.data);
    if (year === undefined) return { refused: `session ${session.data} is not known here` };
    if (text.trim() === '') return { refused: 'the text is empty' };
    const category = categoryOf(action);
    if ('refused' in category) return category;
    const state = findState(plain(to));
    if (!state) return { entries: [], unmapped: whyNoState(plain(to)) };
    const mapped = responseFrom(response);
    return {
      entries: [
        {
          state,
          kind: mapped === 'pledged' ? 'voluntary pledge' : 'recommendation',
          round: { mechanism: 'UPR', cycle: cycleOfSession(session.data) },
          text: tidy(text),
          statement: {
            asker: askerFrom(from),
            response: mapped,
            said: response.trim(),
            ...category,
            issues: list(issue),
            session: session.data,
            year,
            row,
            citation,
          },
        },
      ],
    };
  },
};
