import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import shipped from '../../reference/core/un-symbols.json' with { type: 'json' };
import { shared } from '../../test/shared.ts';
import { Problem } from './problem.ts';
import { type DocumentSymbol, documentLink, findSymbols, parseSymbol, symbolKinds } from './symbol.ts';

const examples = shipped.symbols.flatMap(({ id, examples: shown }) =>
  shown.map(({ symbol }) => ({ id, symbol })),
);
const counterexamples = shipped.symbols.flatMap(({ id, must_not_match }) =>
  must_not_match.map((symbol) => ({ id, symbol })),
);

describe('patterns', () => {
  test('are those of the reference file', () => {
    expect(shipped.symbols.map(({ id }) => id)).toEqual([...symbolKinds]);
  });

  test.each(examples)('$symbol is $id', ({ id, symbol }) => {
    const { kind, text, verified } = parseSymbol(symbol);
    expect({ kind, text }).toEqual({ kind: id, text: symbol });
    expect(verified).toBe(shipped.symbols.find((each) => each.id === id)?.verified);
  });

  test.each(examples)('$symbol fits one pattern only', ({ symbol }) => {
    expect(shipped.symbols.filter(({ pattern }) => new RegExp(pattern).test(symbol))).toHaveLength(1);
  });

  test.each(counterexamples)('$symbol is not $id', ({ id, symbol }) => {
    expect(parseSymbol(symbol).kind).not.toBe(id);
  });
});

describe('a symbol', () => {
  test('tells body, State and suffixes', () => {
    expect(parseSymbol('CRC/C/OPSC/KOR/CO/1/Add.2/Corr.1')).toEqual({
      text: 'CRC/C/OPSC/KOR/CO/1/Add.2/Corr.1',
      kind: 'opsc-concluding-observations',
      body: 'CRC',
      state: 'KOR',
      suffixes: [
        { kind: 'Add', number: 2 },
        { kind: 'Corr', number: 1 },
      ],
      reissued: 'original',
      verified: true,
    });
  });

  test.each<[string, Partial<DocumentSymbol>]>([
    ['A/HRC/WG.6/10/NRU/2', { kind: 'upr-document', state: 'NRU' as never, verified: true }],
    ['CRC/C/MUS/CO/6-7', { kind: 'crc-concluding-observations', state: 'MUS' as never, verified: false }],
    ['A/HRC/22/54*', { kind: 'hrc-report', reissued: 'reissued', suffixes: [] }],
    ['A/HRC/22/54/Add.1*', { reissued: 'reissued', suffixes: [{ kind: 'Add', number: 1 }] }],
    ['A/RES/722(XXIII)', { kind: 'other', verified: false }],
    ['A/HRC/WG.6/10/NRU/4', { kind: 'other' }],
    ['E/CN.4/Sub.2/2001/6/Rev.1', { kind: 'commission-document', suffixes: [{ kind: 'Rev', number: 1 }] }],
    ['CCPR/C/USA/CO/4', { kind: 'other' }],
  ])('%s', (text, parts) => {
    expect(parseSymbol(text)).toMatchObject({ text, ...parts });
  });

  test('names no State for an invented code', () => {
    expect(parseSymbol('CRC/C/ZZZ/5-6').state).toBeUndefined();
  });
});

describe('badly typed symbols', () => {
  test.each([
    ['  A/HRC/43/40 ', 'A/HRC/43/40'],
    ['A / HRC / 43 / 40', 'A/HRC/43/40'],
    ['a/hrc/43/40', 'A/HRC/43/40'],
    ['Crc/c/gc/12', 'CRC/C/GC/12'],
    ['AHRC/43/40', 'A/HRC/43/40'],
    ['CRCC/GC/12', 'CRC/C/GC/12'],
    ['A\\HRC\\43\\40', 'A/HRC/43/40'],
    ['A∕HRC∕43∕40', 'A/HRC/43/40'],
    ['CEDAW/C/CYP/CO/6–7', 'CEDAW/C/CYP/CO/6-7'],
    ['CEDAW/C/CYP/CO/6 – 7', 'CEDAW/C/CYP/CO/6-7'],
    ['A/HRC/22/54 *', 'A/HRC/22/54*'],
    ['A/HRC/22/54**', 'A/HRC/22/54*'],
    ['A/HRC/22/54 Add.1', 'A/HRC/22/54/Add.1'],
    ['A/HRC/22/54Add.1', 'A/HRC/22/54/Add.1'],
    ['A/HRC/22/54/ADD. 1', 'A/HRC/22/54/Add.1'],
    ['A/HRC/22/54/add1/corr2', 'A/HRC/22/54/Add.1/Corr.2'],
    ['A/HRC/WG 6/10/NRU/2', 'A/HRC/WG.6/10/NRU/2'],
    ['A/HRC/WG.6/14PER/2', 'A/HRC/WG.6/14/PER/2'],
    ['e/cn4/sub.2/2001/6', 'E/CN.4/Sub.2/2001/6'],
    ['A/HRC/43\u00a0/40', 'A/HRC/43/40'],
  ])('%j is %s', (typed, text) => {
    expect(parseSymbol(typed).text).toBe(text);
  });

  test.each([
    '',
    'A',
    '43/40',
    'A/HRC/43 40',
    'A/HRC',
    'and/or',
    'A//HRC/43/40',
    'A/HRC/43/40/',
    'A/HRC/43/40 and others',
  ])('%j is refused', (typed) => {
    expect(() => parseSymbol(typed)).toThrow('is not a United Nations document symbol');
  });

  test('a figure is not made of a letter', () => {
    expect(parseSymbol('A/HRC/43/4O')).toMatchObject({ text: 'A/HRC/43/4O', kind: 'other' });
  });
});

describe('properties', () => {
  const suffix = fc
    .tuple(fc.constantFrom('Add', 'Corr', 'Rev'), fc.integer({ min: 1, max: 99 }))
    .map(([kind, number]) => `${kind}.${number}`);
  const real = fc
    .tuple(
      fc.constantFrom(...examples.map(({ symbol }) => symbol.replace('*', ''))),
      fc.array(suffix, { maxLength: 3 }),
    )
    .map(([symbol, suffixes]) => [symbol, ...suffixes].join('/'));

  test('what is read and written again is the same', () => {
    fc.assert(
      fc.property(real, fc.constantFrom('', '*'), (text, star) => {
        const symbol = parseSymbol(text + star);
        expect(symbol.text).toBe(text + star);
        expect(parseSymbol(symbol.text)).toEqual(symbol);
      }),
    );
  });

  test('bad typing does not change what is read', () => {
    const mistakes: ((text: string) => string)[] = [
      (text) => text.toLowerCase(),
      (text) => text.replaceAll('/', ' / '),
      (text) => text.replaceAll('-', '–'),
      (text) => text.replaceAll('/', '∕'),
      (text) => text.replaceAll('/Add', ' Add').replaceAll('/Rev', 'Rev'),
      (text) => `\u00a0${text}\n`,
    ];
    fc.assert(
      fc.property(real, fc.subarray(mistakes), (text, made) => {
        expect(parseSymbol(made.reduce((typed, make) => make(typed), text))).toEqual(parseSymbol(text));
      }),
      { numRuns: 500 },
    );
  });

  test('reading twice changes nothing, whatever was typed', () => {
    const parts = [
      'A',
      'HRC',
      'WG',
      '.',
      '6',
      '/',
      '/',
      '-',
      '12',
      'Add',
      'corr.',
      'REV',
      'Sub',
      'PER',
      ' ',
      '*',
      '(',
      ')',
      'CN4',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 14 }), (chosen) => {
        const typed = `A/${chosen.join('')}`;
        let symbol: DocumentSymbol;
        try {
          symbol = parseSymbol(typed);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          return;
        }
        expect(parseSymbol(symbol.text)).toEqual(symbol);
      }),
      { numRuns: 3000 },
    );
  });

  test('a symbol put into a sentence is found there', () => {
    fc.assert(
      fc.property(
        real,
        fc.constantFrom('See ', '(', '“', 'documents\n'),
        fc.constantFrom('.', ')', ', para. 5', ').', '', ';'),
        (text, before, after) => {
          expect(findSymbols(before + text + after)).toEqual([
            { symbol: parseSymbol(text), at: before.length },
          ]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('links', () => {
  test.each([
    ['A/HRC/43/40', 'https://undocs.org/A/HRC/43/40'],
    ['A/HRC/22/54*', 'https://undocs.org/A/HRC/22/54'],
    ['A/RES/722(XXIII)', 'https://undocs.org/A/RES/722(XXIII)'],
  ])('%s', (text, link) => {
    expect(documentLink(parseSymbol(text))).toBe(link);
  });

  test('lead to a language', () => {
    expect(documentLink(parseSymbol('A/HRC/43/40'), 'fr')).toBe('https://undocs.org/fr/A/HRC/43/40');
  });
});

describe('symbols in running text', () => {
  test.each<[string, [string, number][]]>([
    [
      'See A/HRC/43/40, para. 5, and CRC/C/GC/12.',
      [
        ['A/HRC/43/40', 4],
        ['CRC/C/GC/12', 30],
      ],
    ],
    ['the report (A/HRC/22/8/Add.1) of', [['A/HRC/22/8/Add.1', 12]]],
    ['(see A/RES/722(XXIII)).', [['A/RES/722(XXIII)', 5]]],
    ['A/HRC/22/54* was reissued', [['A/HRC/22/54*', 0]]],
    ['in A/HRC/\nWG.6/13/BRA/2', [['A/HRC/WG.6/13/BRA/2', 3]]],
    [
      'A/HRC/12/9–A/HRC/12/11',
      [
        ['A/HRC/12/9', 0],
        ['A/HRC/12/11', 11],
      ],
    ],
    ['https://undocs.org/en/A/HRC/43/40', [['A/HRC/43/40', 22]]],
    ['CCPR/C/USA/CO/4', [['CCPR/C/USA/CO/4', 0]]],
    ['Source:A/HRC/26/4|136.1|', [['A/HRC/26/4', 7]]],
    ['COVID/19, HIV/AIDS, 24/7, and/or, N/A, TCP/IP/4, EU/2011/92', []],
    ['A/HRC/43/40.......12', [['A/HRC/43/40', 0]]],
    [`A/1${')'.repeat(100_000)}`, []],
    ['', []],
  ])('%j', (text, symbols) => {
    expect(findSymbols(text).map(({ symbol, at }) => [symbol.text, at])).toEqual(symbols);
  });

  test('any text can be searched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { symbol, at } of findSymbols(text)) expect(text[at]).toBe(symbol.text[0]);
      }),
    );
  });
});

describe.skipIf(!shared('data/upr-wg-reports-pdf/txts'))(
  'symbols of real reports (skipped without ../shared/data)',
  () => {
    const folder = shared('data/upr-wg-reports-pdf/txts') ?? '';

    test.each([
      ['brazil2012.txt', 'BRA'],
      ['netherlands2012.txt', 'NLD'],
      ['peru2012.txt', 'PER'],
    ])('%s cites the three documents of its review', (file, state) => {
      const symbols = findSymbols(readFileSync(`${folder}/${file}`, 'utf8')).map(({ symbol }) => symbol);
      const documents = symbols.filter(({ kind }) => kind === 'upr-document');
      expect(new Set(documents.map((symbol) => symbol.state))).toEqual(new Set([state]));
      expect(new Set(documents.map(({ text }) => text.at(-1)))).toEqual(new Set(['1', '2', '3']));
    });

    test('all of them together cite the documents of many reviews', () => {
      const kinds = readdirSync(folder)
        .filter((name) => name.endsWith('.txt'))
        .flatMap((name) => findSymbols(readFileSync(`${folder}/${name}`, 'utf8')))
        .map(({ symbol }) => symbol.kind);
      expect(kinds.filter((kind) => kind === 'upr-document').length).toBeGreaterThan(20);
    });
  },
);
