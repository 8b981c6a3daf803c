/** Made-up figures that have every state, a second source, a breakdown and texts that are hard to write. */
import { parseDate } from '../../core/date.ts';
import type { Iso3 } from '../../core/state.ts';
import type { Value } from '../../core/value.ts';
import type { Figures } from './flow.ts';
import type { CodeList, Indicator, IndicatorId, Observation, Period } from '../model.ts';

const citation = {
  title: 'A list of figures',
  address: 'https://example.org/list?a=1&b=2',
  standing: 'unverified',
} as const;

export const indicator: Indicator = {
  id: 'SDG-16.2.2' as IndicatorId,
  name: 'Detected victims of trafficking per 100,000 people',
  unit: 'per 100,000',
  about: 'everybody',
  ranking: 'never',
  warnings: [
    { text: 'Counts victims that were found; "more" can mean <better> work.', citation },
    { text: 'Second; warning', citation },
  ],
  citation,
};
export const second: Indicator = {
  ...indicator,
  id: 'CYBERTIP' as IndicatorId,
  name: 'Reports, a count',
  unit: 'number',
  warnings: [],
};

export const codeLists: readonly CodeList[] = [
  {
    dimension: 'SEX',
    label: 'Sex',
    codes: [
      { code: 'F', label: 'Girls and women' },
      { code: 'M', label: 'Boys and men' },
    ],
  },
  {
    dimension: 'AGE',
    label: 'Age',
    codes: [
      { code: '_T', label: 'All ages' },
      { code: 'Y0T17', label: 'Under 18', parent: '_T' },
      { code: 'Y15T17', label: '15 to 17', parent: 'Y0T17' },
    ],
  },
];

export function observation(part: Partial<Observation>): Observation {
  return {
    indicator: indicator.id,
    state: 'MUS' as Iso3,
    period: '2019' as Period,
    breakdown: {},
    value: { state: 'number', number: 1.25 },
    unit: 'per 100,000',
    status: 'A',
    confidentiality: 'F',
    source: 'UNSD SDG database',
    released: parseDate('2024-03'),
    footnotes: [],
    citation,
    ...part,
  };
}

const gaps: readonly Value[] = [
  { state: 'zero' },
  { state: 'not available' },
  { state: 'not collected' },
  { state: 'not applicable' },
  { state: 'suppressed' },
];

export const observations: readonly Observation[] = [
  observation({}),
  observation({
    source: 'National report',
    value: { state: 'number', number: 1.5 },
    status: 'E',
    lower: 1,
    upper: 2.5,
  }),
  observation({
    period: '2020-Q1' as Period,
    breakdown: { SEX: 'M', AGE: 'Y0T17' },
    footnotes: ['=SUM(A1); "quoted"', 'Boys only'],
  }),
  observation({ period: '2018-04-01/P1Y' as Period, confidentiality: 'N' }),
  ...gaps.map((value, at) =>
    observation({
      state: 'FRA' as Iso3,
      period: `201${at}` as Period,
      value,
      status: at === 4 ? 'Q' : 'O',
      citation: { ...citation, place: 'table 3', asAt: parseDate('2024-02-01'), standing: 'verified' },
    }),
  ),
  observation({
    indicator: second.id,
    state: 'CIV' as Iso3,
    unit: 'number',
    value: { state: 'number', number: 123456 },
  }),
];

/** What the server is given. */
export const madeUp: Figures = {
  version: 'made up',
  describing: {
    indicators: [indicator, second],
    codeLists,
    dimensions: new Map([[indicator.id, ['SEX', 'AGE']]]),
    sources: ['National report', 'UNSD SDG database'],
  },
  figures: (asked) => observations.filter((each) => each.indicator === asked),
};
