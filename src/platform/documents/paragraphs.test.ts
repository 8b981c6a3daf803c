import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Line } from './model.ts';
import { numberedParagraphs } from './paragraphs.ts';

type Short = readonly [text: string, more?: Partial<Line>];

function lines(...short: readonly Short[]): Line[] {
  return short.map(([text, more]) => ({ text, kind: 'text', start: 'block', page: 1, indent: 100, ...more }));
}

function split(...short: readonly Short[]) {
  const { paragraphs, findings } = numberedParagraphs({ lines: lines(...short) });
  return {
    found: paragraphs.map(({ number, text }) => [number, text]),
    findings: findings.map(({ kind, number, after }) => [kind, number, after]),
  };
}

const on: Partial<Line> = { start: 'line' };
const top: Partial<Line> = { start: 'page', page: 2 };
const inside: Partial<Line> = { indent: 140 };
const heading: Partial<Line> = { kind: 'heading' };

describe('numbered paragraphs', () => {
  test.each<[string, readonly Short[], readonly (readonly [string, string])[]]>([
    [
      'lines join',
      [['1. Herons'], ['stand.', on], ['2. Storks']],
      [
        ['1', 'Herons stand.'],
        ['2', 'Storks'],
      ],
    ],
    [
      'blocks without a number belong to the one before',
      [['1. Herons'], ['They stand.']],
      [['1', 'Herons\nThey stand.']],
    ],
    [
      'over a page',
      [['1. Herons, who'], ['stand, fly.', top], ['2. Storks', top]],
      [
        ['1', 'Herons, who stand, fly.'],
        ['2', 'Storks'],
      ],
    ],
    [
      'footnotes are left out',
      [['1. Herons'], ['Counted.', { kind: 'footnote' }], ['stand.', top]],
      [['1', 'Herons stand.']],
    ],
    [
      'a heading ends a paragraph',
      [['1. Herons'], ['II. Storks', heading], ['A word between'], ['2. Storks']],
      [
        ['1', 'Herons'],
        ['2', 'Storks'],
      ],
    ],
    [
      'items with the number of the paragraph',
      [['1. All:'], ['1.1. Stand;', inside], ['1. 2 Fly;', inside], ['2. End']],
      [
        ['1', 'All:'],
        ['1.1', 'Stand;'],
        ['1.2', 'Fly;'],
        ['2', 'End'],
      ],
    ],
    [
      'items with a number of their own',
      [['1. All:'], ['1. Stand;', inside], ['2. Fly;', inside], ['2. End']],
      [
        ['1', 'All:'],
        ['1.1', 'Stand;'],
        ['1.2', 'Fly;'],
        ['2', 'End'],
      ],
    ],
    [
      'a number in the text is text',
      [['1. Herons of'], ['2012. They stood', on], ['3. 4 or more', on], ['2. Storks']],
      [
        ['1', 'Herons of 2012. They stood 3. 4 or more'],
        ['2', 'Storks'],
      ],
    ],
    [
      'items that follow without a space',
      [['1. All:'], ['1.1. Stand;', inside], ['1.2. Fly;', { ...inside, ...on }]],
      [
        ['1', 'All:'],
        ['1.1', 'Stand;'],
        ['1.2', 'Fly;'],
      ],
    ],
    [
      'points on lines of their own',
      [['1. All:'], ['(a) Stand;', top], ['(b) Fly.']],
      [['1', 'All:\n(a) Stand;\n(b) Fly.']],
    ],
    [
      'numbers of Word',
      [
        ['Herons', { number: '1.' }],
        ['Storks', { number: '2' }],
        ['point', { number: '(a)' }],
      ],
      [
        ['1', 'Herons'],
        ['2', 'Storks\n(a) point'],
      ],
    ],
  ])('%s', (_, given, expected) => {
    expect(split(...given)).toEqual({ found: expected, findings: [] });
  });

  test.each([
    ['chil-', 'dren stand', 'children stand'],
    ['child-', 'friendly birds', 'child-friendly birds'],
    ['well-', 'known and unknown', 'well-known and unknown'],
    ['soft\u00ad', 'ware', 'software'],
    ['Sao Tome-', 'Principe', 'Sao Tome-Principe'],
    ['a dash –', 'and more', 'a dash – and more'],
    ['and/', 'or', 'and/or'],
  ])('“%s” and “%s” are “%s”', (before, after, expected) => {
    expect(split([`1. ${before}`], [after, on], ['2. children know child-friendly birds']).found[0]).toEqual([
      '1',
      expected,
    ]);
  });

  test('headings stand above their paragraphs', () => {
    const { paragraphs } = numberedParagraphs({
      lines: lines(
        ['I. Birds', heading],
        ['A. Herons', heading],
        ['of the north', { ...heading, ...on }],
        ['1. Stand'],
        ['II. Fish', heading],
        ['2. Swim'],
      ),
    });
    expect(paragraphs.map(({ headings }) => headings)).toEqual([
      ['I. Birds', 'A. Herons of the north'],
      ['II. Fish'],
    ]);
  });
});

describe('what is wrong with the numbers is reported', () => {
  test.each<[string, readonly Short[], readonly unknown[]]>([
    ['a gap', [['1. a'], ['4. b'], ['5. c']], [['gap', '4', '1']]],
    ['a wide gap, where the number goes on', [['1. a'], ['90. b'], ['91. c']], [['gap', '90', '1']]],
    ['a gap among items', [['1. a'], ['1.1. b', inside], ['1.3. c', inside]], [['gap', '1.3', '1.1']]],
    ['a number twice', [['1. a'], ['2. b'], ['2. c'], ['3. d']], [['repeat', '2', '2']]],
    [
      'an item twice',
      [['1. a'], ['1.1. b', inside], ['1.1. c', inside], ['1.2. d', inside]],
      [['repeat', '1.1', '1.1']],
    ],
    [
      'an item under the number of another paragraph',
      [['1. a'], ['2. a'], ['2.1. b', inside], ['1.2. c', inside], ['2.3. d', inside]],
      [['other paragraph', '1.2', '2.1']],
    ],
    ['a beginning that is missing', [['12. a'], ['13. b']], [['begins late', '12', undefined]]],
    [
      'numbers that begin again under a heading',
      [['1. a'], ['2. b'], ['Annex', heading], ['1. c'], ['2. d']],
      [['restart', '1', '2']],
    ],
  ])('%s', (_, given, expected) => {
    const { findings, found } = split(...given);
    expect(findings).toEqual(expected);
    expect(found).toHaveLength(given.filter(([text]) => /^\d/.test(text)).length);
  });

  test('whatever is left out of a sequence is named as a gap, and nothing else is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.func(fc.integer({ min: 0, max: 3 })),
        (most, chosen) => {
          const kept = Array.from({ length: most }, (_, at) => at + 1).filter(
            (number) => number === 1 || chosen(number) > 0,
          );
          const { found, findings } = split(...kept.map((number): Short => [`${number}. Bird ${number}`]));
          expect(found).toEqual(kept.map((number) => [String(number), `Bird ${number}`]));
          const gaps = kept.flatMap((number, at) => {
            const before = kept[at - 1];
            return before !== undefined && number > before + 1
              ? [['gap', String(number), String(before)]]
              : [];
          });
          expect(findings).toEqual(gaps);
        },
      ),
    );
  });
});
