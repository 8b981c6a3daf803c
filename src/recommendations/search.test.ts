import { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { testInstallation } from '../../test/installation.ts';
import type { Iso3 } from '../core/state.ts';
import type { Terminal } from '../platform/terminal.ts';
import { commands } from './commands.ts';
import { type Filters, search, type Suggestion, suggestions } from './search.ts';
import { enterStatement } from './store.ts';

const record = testInstallation();

const texts = [
  ['KEN', 2010, 'Protect the children who sell lanterns to travellers in the harbour towns of the coast'],
  ['KEN', 2014, 'Train judges, so that every child who sells lanterns is heard'],
  ['FRA', 2013, 'Protéger les enfants qui vendent des lampions aux voyageurs dans les ports'],
  ['CHL', 2013, 'Proteger a las niñas y los niños que venden faroles a los viajeros en los puertos'],
  ['EGY', 2014, 'حماية الأطفال الذين يبيعون الفوانيس للمسافرين في الموانئ'],
  ['RUS', 2013, 'Защитить детей, которые продают фонари путешественникам в портах'],
  ['NOR', 2012, 'Beskytt barna som selger lykter til de reisende i havnene langs hele kysten'],
  ['KEN', 2012, 'Count the harbours of the coast and the lanterns in each of them, lantern by lantern'],
] as const;

beforeAll(() => {
  record.command(
    { kind: 'import', actor: 'test', reason: 'test', citation: 'made up', at: '2026-11-23T00:00:00Z' },
    (tx) => {
      for (const [row, [state, year, text]] of texts.entries())
        enterStatement(tx, {
          state: state as Iso3,
          kind: 'recommendation',
          round: { mechanism: 'UPR', cycle: year < 2012 ? 1 : 2 },
          text,
          statement: {
            asker: { name: 'Peru', state: 'PER' as Iso3 },
            response: row % 2 === 0 ? 'supported' : 'noted',
            said: 'so',
            issues: ['Lanterns'],
            year,
            row,
            citation: { title: 'made up', standing: 'verified' },
          },
        });
    },
  );
});

const found = (filters: Filters, order: 'newest' | 'relevance' = 'newest') =>
  record.read((tx) => search(tx, filters, { offset: 0, limit: 50 }, order));
const states = (filters: Filters) =>
  found(filters)
    .items.map(({ state }) => state)
    .toSorted();

describe('in each language', () => {
  test.each<[string, string[]]>([
    ['child', ['KEN', 'KEN']],
    ['lantern', ['KEN', 'KEN', 'KEN']],
    ['enfant', ['FRA']],
    ['proteger', ['CHL', 'FRA']],
    ['Protéger', ['CHL', 'FRA']],
    ['nino', ['CHL']],
    ['"niñas y los niños"', ['CHL']],
    ['puerto', ['CHL']],
    ['port', ['FRA']],
    ['طفل', ['EGY']],
    ['فوانيس', ['EGY']],
    ['"حماية الاطفال"', ['EGY']],
    ['ребёнок', ['RUS']],
    ['порт*', ['RUS']],
    ['barna', ['NOR']],
    ['barn*', ['NOR']],
    ['barn', []],
    ['طفل OR ребёнок OR nino', ['CHL', 'EGY', 'RUS']],
    ['"child who sells"', ['KEN']],
    ['lanterns NOT judges', ['KEN', 'KEN']],
    ['"harbour town*"', ['KEN']],
  ])('%s', (words, expected) => {
    expect(states({ words })).toEqual(expected);
  });

  test('the language is kept with the text, and can be asked for', () => {
    expect(
      found({}).counts.language.toSorted((a, b) => String(a.value).localeCompare(String(b.value))),
    ).toEqual([
      { value: 'ar', count: 1 },
      { value: 'en', count: 3 },
      { value: 'es', count: 1 },
      { value: 'fr', count: 1 },
      { value: 'other', count: 1 },
      { value: 'ru', count: 1 },
    ]);
    expect(states({ language: 'es' })).toEqual(['CHL']);
  });
});

describe('order', () => {
  test('newest first; by relevance the text that speaks of it most', () => {
    const years = (order: 'newest' | 'relevance') =>
      found({ words: 'lantern' }, order).items.map(({ statements }) => statements[0]?.year);
    expect(years('newest')).toEqual([2014, 2012, 2010]);
    expect(years('relevance')[0]).toBe(2012);
  });

  test('without words there is no relevance', () => {
    expect(found({ state: 'KEN' as Iso3 }, 'relevance').order).toBe('newest');
  });
});

test('by regional group of the State', () => {
  expect(states({ group: 'African Group' })).toEqual(['EGY', 'KEN', 'KEN', 'KEN']);
});

describe('where nothing is found', () => {
  const offered = (filters: Filters): [Suggestion['kind'], string, number][] =>
    record.read((tx) => suggestions(tx, filters)).map(({ kind, part, count }) => [kind, part, count]);

  test.each<[Filters, [Suggestion['kind'], string, number][]]>([
    [
      { words: 'lantern judges coast' },
      [
        ['without', 'lantern', 0],
        ['without', 'judges', 2],
        ['without', 'coast', 1],
      ],
    ],
    [{ words: 'lantern zebra' }, [['without', 'zebra', 3]]],
    [
      { words: 'judges coast zebra' },
      [
        ['alone', 'judges', 1],
        ['alone', 'coast', 2],
      ],
    ],
    [{ words: 'judges NOT child' }, [['without', 'child', 1]]],
    [{ words: '"lantern judge"' }, [['looser', '"lantern judge"', 1]]],
    [{ words: 'judgez' }, [['looser', 'judgez', 1]]],
    [{ words: 'judges', state: 'FRA' as Iso3 }, [['filter', 'state', 1]]],
    [{ words: 'zebra' }, []],
  ])('%j', (filters, expected) => {
    expect(found(filters).total).toBe(0);
    expect(offered(filters)).toEqual(expected.filter(([, , count]) => count > 0));
  });

  test('what is offered finds as many as it says', () => {
    for (const words of ['lantern judges coast', 'judges coast zebra', 'lantern zebra'])
      for (const { filters, count } of record.read((tx) => suggestions(tx, { words })))
        expect(found(filters).total).toBe(count);
  });
});

describe('plumbline asked', () => {
  async function asked(...args: string[]): Promise<{ value: unknown; lines: readonly string[] }> {
    const printed: { value: unknown; lines: readonly string[] }[] = [];
    const to = {
      reading: async (work: (one: typeof record) => unknown) => work(record),
      print: (value: unknown, lines: readonly string[]) => printed.push({ value, lines }),
    } as unknown as Terminal;
    const program = new Command().exitOverride();
    commands(program, () => to);
    await program.parseAsync(['asked', ...args], { from: 'user' });
    return printed[0] ?? { value: undefined, lines: [] };
  }

  test('finds what the page finds, and says what it looked for', async () => {
    const { value, lines } = await asked(
      'lanterns',
      'NOT',
      'judges',
      '--state',
      'ken',
      '--where',
      'untilYear=2011',
    );
    expect(value).toMatchObject({ total: 1, understood: 'lanterns NOT judges' });
    expect(lines).toEqual([
      'looked for: lanterns NOT judges',
      '1 recommendations',
      expect.stringContaining('KEN  2010  supported  Protect the children') as string,
    ]);
  });

  test('offers what would be found', async () => {
    expect((await asked('lantern', 'zebra')).lines).toContain('3 without zebra');
  });

  test.each([[['--where', 'colour=red']], [['(a']], [['--order', 'x']], [['--state', 'XXX']]])(
    'refuses %j',
    async (args) => {
      await expect(asked(...args)).rejects.toMatchObject({ name: 'Problem' });
    },
  );
});
