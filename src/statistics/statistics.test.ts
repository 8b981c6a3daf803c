/** Figures through the public doors: what ships, what holds on a day, and what nobody knows. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { parseDay } from '../core/date.ts';
import { citationOf, dateSchema } from '../core/citation.ts';
import { askedState, states } from '../core/state.ts';
import { citations } from '../evidence/store.ts';
import { measured, type Value } from '../core/value.ts';
import { webApp } from '../web/app.tsx';
import { known, statesWith } from './gaps.ts';
import {
  breakdownKey,
  headline,
  type Indicator,
  type IndicatorId,
  isChildAge,
  latestOf,
  newest,
  type Observation,
  parseBreakdown,
  parsePeriod,
} from './model.ts';
import { enterObservation, observations } from './store.ts';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });

function figure(more: Partial<Observation> = {}): Observation {
  return {
    indicator: '16.2.3' as IndicatorId,
    state: askedState('CHL').iso3,
    period: parsePeriod('2021'),
    breakdown: {},
    value: measured(3),
    unit: 'percent',
    status: 'A',
    confidentiality: 'F',
    source: 'A survey',
    released: dateSchema.parse('2022-05-01'),
    footnotes: [],
    citation: citationOf('A survey, https://example.org/survey', 'verified'),
    ...more,
  };
}

const enter = (...all: Observation[]) =>
  record.command(
    { kind: 'test', actor: 'test', reason: 'test', citation: 'test', at: `${testDay}T00:00:00Z` },
    (tx) => all.map((one) => enterObservation(tx, one)),
  ).result;

const held = (asOf: string, state = 'CHL') =>
  record
    .read((tx) =>
      observations(tx, { state: askedState(state).iso3, indicator: '16.2.3', asOf: parseDay(asOf) }),
    )
    .map(({ source, released, value }) => [
      source,
      released,
      value.state === 'number' ? value.number : value.state,
    ]);

describe('figures on a day', () => {
  test('the newest release of a source counts, the older is kept, other sources stand beside it', () => {
    expect(
      enter(
        figure(),
        figure({ released: dateSchema.parse('2024'), value: measured(4) }),
        figure({ source: 'Another survey', value: measured(9) }),
      ),
    ).toEqual([true, true, true]);
    expect(held('2022-04-30')).toEqual([]);
    expect(held('2022-05-01')).toEqual([
      ['A survey', '2022-05-01', 3],
      ['Another survey', '2022-05-01', 9],
    ]);
    // A release of which only the year is known is certain from the end of that year.
    expect(held('2024-12-30')[0]).toEqual(['A survey', '2022-05-01', 3]);
    expect(held('2024-12-31')[0]).toEqual(['A survey', '2024', 4]);
  });

  test('the same again adds nothing; a correction of the same release takes its place', () => {
    expect(enter(figure())).toEqual([false]);
    expect(enter(figure({ value: measured(5) }))).toEqual([true]);
    expect(held('2023-01-01')[0]).toEqual(['A survey', '2022-05-01', 5]);
  });

  test('a verified figure is not replaced by the same one that nobody has checked', () => {
    const state = askedState('PER').iso3;
    const unchecked = citationOf('A survey, as downloaded', 'unverified');
    const [released, later] = [dateSchema.parse('2022-05-01'), dateSchema.parse('2024')];
    const citationsOf = () =>
      record
        .read((tx) => observations(tx, { state, indicator: '16.2.3', asOf: parseDay(testDay) }))
        .map(({ value, citation }) => [value.state === 'number' && value.number, citation.standing]);
    expect(enter(figure({ state, released }))).toEqual([true]);
    const sources = record.read((tx) => citations(tx)).size;
    expect(
      enter(
        figure({ state, released, citation: unchecked }),
        figure({ state, released: later, citation: unchecked }),
        // Said in other words beside it, it is still the same figure.
        figure({ state, released, citation: unchecked, footnotes: ['as in the file'] }),
      ),
    ).toEqual([false, false, false]);
    expect(citationsOf()).toEqual([[3, 'verified']]);
    // What adds no figure adds no source.
    expect(record.read((tx) => citations(tx)).size).toBe(sources);
    // A release that says something else counts, and what an earlier one said is kept as of its day.
    const earlier = dateSchema.parse('2021');
    expect(
      enter(
        figure({ state, released: later, value: measured(4), citation: unchecked }),
        figure({ state, released: earlier, citation: unchecked }),
      ),
    ).toEqual([true, true]);
    expect(citationsOf()).toEqual([[4, 'unverified']]);
    expect(held('2021-12-31', 'PER')).toEqual([['A survey', '2021', 3]]);
    // Unverified again, then checked: a check is always an entry.
    expect(enter(figure({ state, released: later, value: measured(4) }))).toEqual([true]);
    expect(citationsOf()).toEqual([[4, 'verified']]);
  });

  test.each<[Value, string | number]>([
    [{ state: 'zero' }, 'zero'],
    [{ state: 'suppressed' }, 'suppressed'],
    [{ state: 'not collected' }, 'not collected'],
    [{ state: 'not available' }, 'not available'],
    [{ state: 'not applicable' }, 'not applicable'],
    [{ state: 'number', number: 0.5 }, 0.5],
  ])('%o comes back as it went in', (value, expected) => {
    enter(figure({ state: askedState('URY').iso3, value }));
    expect(held('2023-01-01', 'URY')).toEqual([['A survey', '2022-05-01', expected]]);
  });
});

describe('what ships', () => {
  test.each([
    ['/api/v1/figures?indicator=cybertipline-reports&state=MUS', '2023', undefined],
    ['/api/v1/figures?indicator=gbr-potential-victims&state=GBR&size=1000', '2021', 11387],
    ['/api/v1/figures?indicator=16.2.3&state=AFG', '2015', 1.1],
  ])('%s', async (path, period, value) => {
    const answer = (await (await app.request(path)).json()) as {
      items: { period: string; value: number; warnings: string[]; citation: { title: string } }[];
    };
    const found = answer.items.filter((item) => item.period === period);
    expect(found.length).toBeGreaterThan(0);
    if (value !== undefined) expect(found.map((item) => item.value)).toContain(value);
    // Each of these has a warning, which goes wherever its figures go.
    for (const item of answer.items) {
      expect(item.warnings.length).toBeGreaterThan(0);
      expect(item.citation.title).not.toBe('');
    }
  });

  test('two sources for one figure stand side by side on the page', async () => {
    const html = await (await app.request('/indicators/5.3.1-before-18?state=ALB')).text();
    expect(html).toContain('UN SDG database');
    expect(html).toContain('360info');
  });

  test('what is unverified says so, and what counts only what was found is never mapped by its size', async () => {
    const html = await (await app.request('/indicators/cybertipline-reports')).text();
    expect(html).toContain('unverified');
    expect(html).toContain('there is a figure');
    expect(html).not.toMatch(/ to below /);
    expect(html).toContain('never: it counts what was found');
  });

  test('States beside each other stand as they were asked for, with the warning, and gaps are named', async () => {
    const html = await (
      await app.request('/numbers/compare?indicator=cybertipline-reports&states=MUS,Chile,DNK&lang=en')
    ).text();
    expect(html).toContain('They say nothing about where there is more of it');
    expect(html).toContain('Read with care');
    const order = ['Mauritius', 'Chile', 'Denmark'].map((name) => html.indexOf(`</svg>${name}<`));
    expect(order.every((at) => at > 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect((await app.request('/numbers/compare?states=Narnia')).status).toBe(404);
  });

  test.each([
    ['newest of each State', '/indicators/16.9.1'],
    ['one State', '/indicators/gbr-potential-victims?state=GBR'],
    ['some States', '/numbers/compare?indicator=cybertipline-reports&states=MUS,CHL'],
  ])('the CSV of a page holds the rows of its table, no more: %s', async (_, path) => {
    const html = await (await app.request(`${path}${path.includes('?') ? '&' : '?'}lang=en`)).text();
    const href = /href="([^"]*figures\.csv[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const csv = await (await app.request(href)).text();
    const rows = html.match(/<tr><th scope="row"/g) ?? [];
    expect(csv.trim().split('\r\n')).toHaveLength(rows.length + 2);
    expect(rows.length).toBeGreaterThan(3);
  });

  test('the chart as a file carries warnings, sources and its looks', async () => {
    const response = await app.request('/indicators/cybertipline-reports/figures.svg?states=MUS,CHL&lang=en');
    expect(response.headers.get('Content-Type')).toBe('image/svg+xml');
    const svg = await response.text();
    for (const part of [
      'It counts reports by',
      'Source: NCMEC CyberTipline, 2024',
      'unverified',
      '<style>',
      'Chile',
    ])
      expect(svg).toContain(part);
  });

  test.each<[path: string, parts: string[], hidden: string[]]>([
    [
      '/indicators/16.9.1?lang=en',
      ['Source: UN SDG database, 2019', 'do not imply endorsement', 'no data: ', '<title>Chile</title>'],
      [],
    ],
    [
      '/indicators/cybertipline-reports?lang=ar',
      ['It counts reports by', 'direction="rtl"', '<title>شيلي</title>', 'CyberTipline'],
      ['class 1'],
    ],
    [
      '/numbers/unknown?lang=en&question=boys&indicator=16.2.3',
      ['States with a figure for boys alone', 'Adults are asked about their childhood', 'is not counted'],
      [],
    ],
  ])(
    'the map of %s as a file is the one that is shown, with warnings and sources',
    async (path, parts, hidden) => {
      const html = await (await app.request(path)).text();
      const href = /href="([^"]*\.svg[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const response = await app.request(href);
      expect(response.headers.get('Content-Type')).toBe('image/svg+xml');
      const svg = await response.text();
      // Lines are broken where they are full: the description has the whole.
      for (const part of parts) expect(svg).toContain(part);
      for (const part of hidden) expect(svg).not.toContain(part);
      const areas = (text: string) =>
        elements(
          text,
          ({ name, attributes }) => name === 'g' && attributes['class']?.startsWith('area ') === true,
        ).map(({ attributes, inside }) => [
          attributes['class'],
          inside('title').map(({ text: name }) => name),
        ]);
      expect(areas(svg)).toEqual(areas(html));
      expect(areas(svg).flatMap(([, names]) => names)).toHaveLength(states.length);
      expect(svg).not.toContain('href');
    },
  );

  test('a year without a figure breaks the line; bounds are drawn', async () => {
    const state = askedState('PER').iso3;
    const year = (period: string, more: Partial<Observation> = {}) =>
      figure({ state, period: parsePeriod(period), source: 'Gaps', ...more });
    enter(
      year('2018'),
      year('2019', { value: { state: 'suppressed' } }),
      year('2020', { lower: 1, upper: 5 }),
      year('2021'),
    );
    const html = await (await app.request('/indicators/16.2.3?state=PER&lang=en')).text();
    const line = /class="line" d="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(line.match(/M/g)).toHaveLength(2);
    expect(line.match(/L/g)).toHaveLength(1);
    expect(html).toContain('class="bounds"');
    // In words that stand on the page, not only in a title.
    expect(html).toMatch(/class="reasons"><li><strong>suppressed/);
  });

  test('the API says what nobody knows', async () => {
    const answer = (await (await app.request('/api/v1/unknown?state=MUS&years=5')).json()) as {
      items: { state: string; indicator: string; missing: string[] }[];
    };
    expect(answer.items).toContainEqual({ state: 'MUS', indicator: '16.2.3', missing: ['any'] });
    expect(answer.items.every(({ state }) => state === 'MUS')).toBe(true);
    expect((await app.request('/api/v1/unknown?years=3')).status).toBe(400);
  });

  test('the list of what to ask for, as a file', async () => {
    const csv = await (await app.request('/numbers/unknown.csv?state=MUS&lang=en')).text();
    expect(csv).toMatch(/MUS,Mauritius,16\.2\.3,.*,on children,10,/);
    expect(csv).not.toContain('CHL');
  });

  test.each(['csv', 'xlsx'])('the file of figures as %s', async (format) => {
    const response = await app.request(`/indicators/cybertipline-reports/figures.${format}?state=MUS`);
    expect(response.status).toBe(200);
    if (format !== 'csv') return;
    const text = await response.text();
    expect(text.split('\r\n')[0]).toContain('OBS_VALUE,VALUE_STATE');
    expect(text).toContain('It counts reports by companies, not children');
    expect(text).toMatch(/# 5 rows, sha256 [0-9a-f]{64}/);
  });
});

describe('what nobody knows', () => {
  const indicator = (id: string, about: Indicator['about']): Indicator => ({
    id: id as IndicatorId,
    name: id,
    unit: 'percent',
    about,
    ranking: 'allowed',
    warnings: [],
    citation: citationOf('test', 'verified'),
  });
  const indicators = [indicator('16.2.3', 'children'), indicator('victims', 'everybody')];
  const answers = (...all: Partial<Observation>[]) => {
    const of = known(indicators, all.map(figure), { year: 2024 });
    return (['any', 'girls', 'boys', 'age', 'disability', 'manifestation'] as const).filter(
      (question) => statesWith(of, question).length > 0,
    );
  };

  test.each<[string, Partial<Observation>[], string[]]>([
    ['a figure for all', [{}], ['any']],
    ['girls alone do not answer for boys', [{ breakdown: { SEX: 'F' } }], ['any', 'girls']],
    ['a figure of ten years ago is too old', [{ period: parsePeriod('2014') }], []],
    ['and of nine years ago is not', [{ period: parsePeriod('2015') }], ['any']],
    ['a figure that is withheld answers nothing', [{ value: { state: 'suppressed' } }], []],
    ['one age is no breakdown by age', [{ breakdown: { AGE: 'Y5T17' } }], ['any']],
    ['two ages are', [{ breakdown: { AGE: 'Y5T11' } }, { breakdown: { AGE: 'Y12T17' } }], ['any', 'age']],
    ['figures of everybody say nothing of children', [{ indicator: 'victims' as IndicatorId }], []],
    [
      'unless they are broken down to ages under 18',
      [{ indicator: 'victims' as IndicatorId, breakdown: { AGE: 'Y0T14', SEX: 'M' } }],
      ['any', 'boys'],
    ],
    ['by disability', [{ breakdown: { DISABILITY: 'Y' } }], ['any', 'disability']],
  ])('%s', (_, given, expected) => expect(answers(...given)).toEqual(expected));

  test.each([
    ['Y0T14', true],
    ['Y15T17', true],
    ['Y15T18', false],
    ['Y_LT18', true],
    ['Y_LT19', false],
    ['Y_GE15', false],
    ['M6T59', true],
    ['_U', false],
  ])('%s counts children only: %s', (code, expected) => expect(isChildAge(code)).toBe(expected));
});

describe('rules', () => {
  const codes = fc.dictionary(
    fc.constantFrom('SEX', 'AGE', 'DISABILITY'),
    fc.constantFrom('F', 'M', 'Y0T4', '_T'),
  );

  test('a breakdown has one key, whatever its order, and reads back', () => {
    fc.assert(
      fc.property(codes, (breakdown) => {
        const turned = Object.fromEntries(Object.entries(breakdown).toReversed());
        expect(breakdownKey(turned)).toBe(breakdownKey(breakdown));
        expect(breakdownKey(parseBreakdown(breakdownKey(breakdown)))).toBe(breakdownKey(breakdown));
      }),
    );
  });

  test('the newest figures are of one period, and no State is lost', () => {
    const of = fc.record({
      state: fc.constantFrom('CHL', 'URY', 'MUS').map((code) => askedState(code).iso3),
      period: fc.integer({ min: 2000, max: 2024 }).map((year) => parsePeriod(String(year))),
    });
    fc.assert(
      fc.property(fc.array(of), (given) => {
        const all = given.map(figure);
        const found = newest(all);
        expect([...found.keys()].toSorted()).toEqual([...new Set(all.map(({ state }) => state))].toSorted());
        for (const [state, own] of found) {
          const last = all
            .filter((one) => one.state === state)
            .map(({ period }) => period)
            .toSorted()
            .at(-1);
          expect(own.every(({ period }) => period === last)).toBe(true);
        }
      }),
    );
  });

  test('what is shown first is for both sexes where there is such a figure', () => {
    const of = (breakdown: Observation['breakdown']) => figure({ breakdown });
    expect(headline([of({ SEX: 'F' }), of({ SEX: 'M' }), of({})])).toBe('');
    expect(headline([of({ SEX: 'F', AGE: 'Y5T17' }), of({ AGE: 'Y5T17' })])).toBe('AGE=Y5T17');
    expect(headline([of({ AGE: 'Y_GE15' }), of({ AGE: 'Y_LT15' })])).toBe('AGE=Y_LT15');
    expect(headline([])).toBe('');
    const bySex = [of({ SEX: 'F' }), of({ SEX: 'M' }), of({ SEX: 'F', AGE: 'Y5T17' })];
    expect(latestOf(bySex).map(({ breakdown }) => breakdownKey(breakdown))).toEqual(['SEX=F', 'SEX=M']);
  });

  test.each(['2019', '2019-S2', '2019-Q4', '2019-06', '2019-06-14', '2018-04-01/P1Y'])(
    '%s is a period',
    (text) => expect(parsePeriod(text)).toBe(text),
  );
  test.each(['19', '2019-13', '2018/19', '2019-Q5', '', '2019-06-32', '2018-04-01/P'])('%s is none', (text) =>
    expect(() => parsePeriod(text)).toThrow(/is not a period/),
  );
});
