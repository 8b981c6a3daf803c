/**
 * The US Department of Labor's suggested actions to States ("Findings on the Worst Forms of Child Labor"): a
 * year's XML, and tables drawn from it.
 */
import { parseDate } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { findState, whyNoState } from '../../core/state.ts';
import type { Named, Table, TableRow } from '../../platform/tables/table.ts';
import { readXml, type XmlElement } from '../../platform/tables/xml.ts';
import { type Form, tidy } from './reading.ts';

const columns = {
  year: /^report_year$/i,
  country: /^country$/i,
  area: /^area$/i,
  action: /^action$/i,
};

const department = 'United States Department of Labor';

/** Words that stand where no action is suggested. They are not one and the same, so the report repeats them. */
const noAction = /^(n\/?a|not applicable|no value|none|unavailable|not available|unknown\*?|[-–]*)$/i;

export const labor: Form<typeof columns, Record<never, never>> = {
  kind: 'US Department of Labor',
  title: 'US Department of Labor, Findings on the Worst Forms of Child Labor',
  columns,
  read({ year: written, country, area, action }, row, citation) {
    const year = Number(written);
    if (!/^(19|20)\d\d$/.test(written.trim())) return { refused: `“${written}” is not a year` };
    const text = tidy(action);
    const place = `${tidy(country)}, ${tidy(area)}`;
    if (noAction.test(text))
      return {
        entries: [],
        unmapped:
          text === '' ? `the action is empty (${place})` : `“${text}” stands for an action (${place})`,
      };
    const state = findState(country);
    if (!state) return { entries: [], unmapped: whyNoState(tidy(country)) };
    const theme = tidy(area.replaceAll('_', ' '));
    return {
      entries: [
        {
          state,
          kind: 'recommendation',
          round: { mechanism: 'other body', body: department, round: String(year) },
          text,
          statement: {
            asker: { name: department },
            response: 'none asked',
            said: '',
            issues: [],
            ...(theme ? { themes: [theme] } : {}),
            year,
            row,
            citation,
          },
        },
      ],
    };
  },
};

/**
 * The suggested actions of a year's XML as a table; undefined where the XML is another. From year to year
 * elements come, go and change their order; the actions always stand in `Suggested_Actions`, by area. Rows are
 * counted as in a table with a header, one for each `Action`.
 * @param asAt the year, where the descriptions of the countries do not say it
 * @throws Problem `as-at-missing`, and what `readXml` throws
 */
export function suggestedActions(
  bytes: Uint8Array,
  { file, asAt }: Named & { readonly asAt?: string },
): Table | undefined {
  const root = readXml(bytes, { file });
  const countries = root.children.filter(({ name }) => name === 'Country');
  const found = countries.flatMap((country) =>
    all(country, 'Suggested_Actions').flatMap(({ children: areas }) =>
      areas.flatMap((area) => all(area, 'Action').map((action) => ({ country, area: area.name, action }))),
    ),
  );
  if (root.name !== 'Countries' || found.length === 0) return undefined;
  const year = yearOf(countries) ?? (asAt && parseDate(asAt).slice(0, 4));
  if (!year) throw new Problem('as-at-missing', { file });
  const rows = found.map(({ country, area, action }, at): TableRow => ({
    row: at + 2,
    cells: [year, textOf(country, 'Name'), area, textOf(action, 'Name')],
  }));
  return { file, header: ['report_year', 'country', 'area', 'action'], rows };
}

function all({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((child) => child.name === name);
}

function textOf(element: XmlElement, name: string): string {
  return all(element, name)[0]?.text.trim() ?? '';
}

/** The file has no year of its own; most descriptions begin with it ("In 2016, …"). */
function yearOf(countries: readonly XmlElement[]): string | undefined {
  const years = Map.groupBy(
    countries.flatMap((country) => /^In (20\d\d),/.exec(textOf(country, 'Description'))?.[1] ?? []),
    (year) => year,
  );
  const [most] = [...years].toSorted(([, a], [, b]) => b.length - a.length);
  return most && most[1].length > countries.length / 2 ? most[0] : undefined;
}
