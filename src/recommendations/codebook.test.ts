import { readFileSync, mkdtempSync, writeFileSync, cpSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Problem } from '../core/problem.ts';
import { productFolder } from '../platform/product.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { actionFeatures } from './action.ts';
import { type RuleLanguage, ruleLanguages } from './codebook.ts';
import { coder, holdsIn } from './coder.ts';
import { parsePattern } from './pattern.ts';
import { readCodebook } from './reference.ts';
import { wordsOf } from './rule-words.ts';

const folder = join(productFolder(), 'reference', 'codebook');
const { codebook, examples } = readCodebook(folder);
const shipped = coder(codebook);

/** A codebook of one theme, "t", with these patterns. */
function withPatterns(
  include: readonly string[],
  includeAll: readonly string[] = [],
  exclude: readonly string[] = [],
) {
  const parsed = (written: readonly string[]) =>
    written.map((one) => parsePattern(one, new Map([['child', ['child', 'girl']]])));
  const [entry] = codebook.entries;
  if (!entry) throw new Error('the codebook is empty');
  return coder({
    ...codebook,
    entries: [
      {
        ...entry,
        list: 'theme',
        id: 't',
        rules: { en: { include: parsed(include), includeAll: parsed(includeAll), exclude: parsed(exclude) } },
      },
    ],
    crosswalk: [],
  });
}

function matched(text: string, ...rules: Parameters<typeof withPatterns>): string | undefined {
  return withPatterns(...rules)
    .labels(text, 'en')[0]
    ?.words.map((word) => word.text)
    .join(' ');
}

describe('the shipped codebook', () => {
  test('every example gets its label, every counter-example does not', () => {
    const failing = examples.filter(
      (one) => holdsIn(shipped, one, one.text, one.language) !== (one.holds === 'yes'),
    );
    expect(failing).toEqual([]);
    expect(examples.length).toBeGreaterThan(800);
  });

  test('every entry with words has an example in each of its languages and a counter-example in English', () => {
    const given = new Set(
      examples.map(({ list, entry, language, holds }) => [list, entry, language, holds].join('/')),
    );
    const missing = codebook.entries.flatMap(({ list, id, rules }) => [
      ...ruleLanguages
        .filter((language) => rules[language] && !given.has([list, id, language, 'yes'].join('/')))
        .map((language) => `${list}/${id} ${language}`),
      ...(rules.en && !given.has([list, id, 'en', 'no'].join('/'))
        ? [`${list}/${id}: no counter-example`]
        : []),
    ]);
    expect(missing).toEqual([]);
  });

  test('every instrument of the record is known by its words', () => {
    const table = readCsv(readFileSync(join(folder, '..', 'commitments', 'instruments.csv'), 'utf8'), {
      file: 'instruments.csv',
    });
    const ids = new Set(table.rows.map(({ cells }) => cells[0] ?? ''));
    const known = new Set(
      codebook.entries
        .filter(({ list, rules }) => list === 'instrument' && rules.en && rules.fr && rules.es)
        .map(({ id }) => id),
    );
    expect([...ids].filter((id) => !known.has(id))).toEqual([]);
  });

  test.each<[RuleLanguage, string, string, string]>([
    ['en', 'Children’s sexual exploitation must end.', 'core', 'Children sexual exploitation'],
    ['en', 'Fight human trafficking.', 'related', 'human trafficking'],
    ['fr', 'Lutter contre l’exploitation sexuelle des ENFANTS', 'core', 'exploitation sexuelle ENFANTS'],
    ['es', 'Prohíban la pornografía infantil', 'core', 'pornografía infantil'],
  ])('%s: %s', (language, text, relevance, words) => {
    const labels = shipped.labels(text, language).filter(({ list }) => list === 'relevance');
    expect(labels).toMatchObject([{ entry: relevance, origin: { kind: 'rule', version: codebook.version } }]);
    expect(labels[0]?.words.map((word) => word.text).join(' ')).toBe(words);
  });

  test('a target reached by the crosswalk says so', () => {
    const target = shipped.labels('Register all births.', 'en').find(({ list }) => list === 'sdg');
    expect(target).toMatchObject({ entry: '16.9', origin: { rule: 'theme/birth-registration > sdg/16.9' } });
  });

  test('the words of a label are those of the text, whatever the text', () => {
    const word = fc.constantFrom(
      'child',
      'Children',
      'sexual',
      'exploitation',
      'l’',
      'trafficking',
      'œuvre',
      '.',
      '–',
      'ratify',
      'the',
      'CRC',
      '182',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }),
        fc.constantFrom(...ruleLanguages),
        (parts, language) => {
          const text = parts.join(' ');
          for (const { words } of shipped.labels(text, language)) {
            expect(words.length).toBeGreaterThan(0);
            for (const one of words) expect(text.slice(one.start, one.end)).toBe(one.text);
          }
        },
      ),
    );
  });

  test('a text far longer than any recommendation is read to its cap', () => {
    const text = 'child sexual exploitation and trafficking of children to ratify '.repeat(5_000);
    expect(wordsOf(text).words.length).toBe(2_000);
    expect(shipped.labels(text, 'en').length).toBeGreaterThan(3);
  });
});

describe('patterns', () => {
  test.each<[string, string, string | undefined]>([
    ['law', 'Two laws', 'laws'],
    ['laws', 'One law', undefined],
    ['policy', 'New policies', 'policies'],
    ['child', 'Children', 'Children'],
    ['traffick*', 'anti-trafficking', 'trafficking'],
    ['cooperate', 'Co-operate', 'Co-operate'],
    ['sexual exploit*', 'sexual, exploitation', 'sexual exploitation'],
    ['sexual exploit*', 'It is sexual. Exploitation ends', undefined],
    ['sale [2] child', 'sale of any child', 'sale child'],
    ['sale [2] child', 'sale of any other child', undefined],
    ['sale/selling [1] @child', 'selling a girl', 'selling girl'],
    ['grooming AND @child', 'A girl knows grooming', 'girl grooming'],
    ['grooming AND @child', 'Dog grooming', undefined],
    ['exploitation NOT mineral', 'mineral exploitation', undefined],
    ['convention no 182', 'Convention No. 182', 'Convention No 182'],
    ['penalty', 'pénalty', 'pénalty'],
  ])('“%s” in “%s”: %s', (pattern, text, words) => {
    expect(matched(text, [pattern])).toBe(words);
  });

  test('all words asked for beside must occur; words taken away do not count', () => {
    expect(matched('grooming on the internet', ['grooming'], ['internet'])).toBe('grooming internet');
    expect(matched('grooming at home', ['grooming'], ['internet'])).toBeUndefined();
    expect(matched('sexual orientation', ['sexual'], [], ['sexual orientation'])).toBeUndefined();
    expect(matched('sexual orientation, sexual abuse', ['sexual'], [], ['sexual orientation'])).toBe(
      'sexual',
    );
  });

  test.each([
    '',
    'AND child',
    'child AND',
    '[2] child',
    'child [2]',
    'child [12] sale',
    'a*',
    '@nobody',
    'ch(ild',
    'a-b/c',
    'one two three four five six seven eight nine ten eleven twelve thirteen',
  ])('“%s” is refused', (written) => {
    expect(() => parsePattern(written, new Map())).toThrow(Problem);
  });
});

describe('a codebook somebody edits', () => {
  const copy = mkdtempSync(join(tmpdir(), 'plumbline-codebook-'));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test.each<[string, string, string]>([
    ['patterns.csv', 'theme,trafficking,en,include,traffick* [99] child', 'column pattern'],
    ['patterns.csv', 'theme,no-such-theme,en,include,word', 'no-such-theme'],
    ['patterns.csv', 'theme,trafficking,xx,include,word', 'column language'],
    ['entries.csv', 'theme,trafficking,a,b,c,d,e,f,false', 'stands twice'],
    ['entries.csv', 'theme,new,a,b,c,d,e,,false', 'column source'],
    ['examples.csv', 'theme,trafficking,en,maybe,A text', 'column holds'],
  ])('%s with “%s” is refused with its row', (file, line, reason) => {
    cpSync(folder, copy, { recursive: true });
    const rows = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(copy, file), `${rows}${line}\n`);
    const row = rows.trimEnd().split('\n').length + 1;
    expect(() => readCodebook(copy)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(reason) as string,
        place: expect.objectContaining({ file, row }) as object,
      }) as Error,
    );
  });

  test('a changed rule gives another version, a changed example does not', () => {
    cpSync(folder, copy, { recursive: true });
    writeFileSync(
      join(copy, 'examples.csv'),
      `${readFileSync(join(folder, 'examples.csv'), 'utf8')}theme,trafficking,en,yes,Stop traffickers.\n`,
    );
    expect(readCodebook(copy).codebook.version).toBe(codebook.version);
    writeFileSync(
      join(copy, 'patterns.csv'),
      `${readFileSync(join(folder, 'patterns.csv'), 'utf8')}theme,trafficking,en,include,smuggler\n`,
    );
    expect(readCodebook(copy).codebook.version).not.toBe(codebook.version);
  });
});

test.each<[string, number | undefined, string | undefined]>([
  ['Seek technical help from others', 1, 'seek'],
  ['Continue its work', 2, 'continue'],
  ['Continue and strengthen its work', 4, 'strengthen'],
  ['Consider signing the protocol', 3, 'consider'],
  ['Strengthen the rights of widows', 4, 'strengthen'],
  ['Strengthen the rights of widows by amending the code', 5, 'strengthen'],
  ['Ratify the protocol', 5, 'ratify'],
  ['Lanterns', undefined, undefined],
])('the action category of “%s” is %s', (text, category, verb) => {
  const features = actionFeatures(shipped.read(text, 'en'));
  expect([features.category, features.verb]).toEqual([category, verb]);
});
