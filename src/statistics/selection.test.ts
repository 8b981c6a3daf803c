/** Which figures an address shows. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { citationOf, dateSchema } from '../core/citation.ts';
import { type Iso3, states } from '../core/state.ts';
import { measured } from '../core/value.ts';
import { linesOf } from './chart.ts';
import { breakdownKey, type IndicatorId, type Observation, parseBreakdown, parsePeriod } from './model.ts';
import { askedSelection, parametersOf, selected } from './selection.ts';

const figure = (state: string, period: string, breakdown = ''): Observation => ({
  indicator: 'x' as IndicatorId,
  state: state as Iso3,
  period: parsePeriod(period),
  breakdown: parseBreakdown(breakdown),
  value: measured(1),
  unit: 'percent',
  status: 'A',
  confidentiality: 'F',
  source: 'A survey',
  released: dateSchema.parse('2024'),
  footnotes: [],
  citation: citationOf('A survey', 'verified'),
});

const all = [
  figure('CHL', '2019'),
  figure('CHL', '2020'),
  figure('CHL', '2020', 'SEX=M'),
  figure('MUS', '2018'),
  figure('MUS', '2018', 'SEX=F'),
];
const shown = (query: string) =>
  selected(all, askedSelection(new URLSearchParams(query), all)).map(({ state, period, breakdown }) =>
    [state, period, breakdownKey(breakdown)].filter(Boolean).join(' '),
  );

describe('what an address shows', () => {
  test.each<[query: string, expected: string[]]>([
    ['', ['CHL 2020', 'MUS 2018']],
    ['breakdown=', ['CHL 2020', 'MUS 2018']],
    ['breakdown=SEX%3DM', ['CHL 2020 SEX=M']],
    ['state=chl', ['CHL 2019', 'CHL 2020', 'CHL 2020 SEX=M']],
    ['state=CHL&breakdown=', ['CHL 2019', 'CHL 2020', 'CHL 2020 SEX=M']],
    ['state=CHL&breakdown=_T', ['CHL 2019', 'CHL 2020']],
    ['state=CHL&breakdown=SEX%3DM', ['CHL 2020 SEX=M']],
    ['states=MUS,Chile', ['MUS 2018', 'CHL 2019', 'CHL 2020']],
    ['states=MUS&states=CHL&breakdown=SEX%3DF', ['MUS 2018 SEX=F']],
    ['states=', ['CHL 2020', 'MUS 2018']],
    ['show=all', ['CHL 2019', 'CHL 2020', 'CHL 2020 SEX=M', 'MUS 2018', 'MUS 2018 SEX=F']],
  ])('%s', (query, expected) => expect(shown(query)).toEqual(expected));

  test('the parameters of a selection lead to the same figures', () => {
    const code = fc.constantFrom(...states.slice(0, 5).map(({ iso3 }) => iso3 as string));
    const breakdown = fc.constantFrom('', 'SEX=F', 'AGE=Y5T17;SEX=M');
    const figures = fc.array(
      fc
        .tuple(code, fc.integer({ min: 2010, max: 2020 }), breakdown)
        .map(([state, year, key]) => figure(state, String(year), key)),
    );
    const query = fc.record(
      { state: code, states: fc.array(code).map(String), breakdown, show: fc.constantFrom('all', '') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(figures, query, (given, parameters) => {
        const selection = askedSelection(new URLSearchParams(parameters), given);
        const again = askedSelection(new URLSearchParams({ ...parametersOf(selection) }), given);
        expect(selected(given, again)).toEqual(selected(given, selection));
      }),
    );
  });
});

test('a line for each State, source and breakdown, in which a gap has no height', () => {
  const lines = linesOf([...all, { ...figure('MUS', '2019'), value: { state: 'suppressed' } }]);
  expect(lines.map(({ points }) => points)).toEqual([
    [
      { x: 2019, y: 1 },
      { x: 2020, y: 1 },
    ],
    [{ x: 2018, y: 1 }, { x: 2019 }],
    [{ x: 2020, y: 1 }],
    [{ x: 2018, y: 1 }],
  ]);
});
