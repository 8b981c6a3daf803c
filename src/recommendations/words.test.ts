import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languageOf } from './languages.ts';
import { stem, type StemmedLanguage, type TextLanguage, tokens, words } from './words.ts';

describe('words', () => {
  test.each<[string, string[]]>([
    ['The child’s rights', ['the', 'child', 'rights']],
    ["L'enfant et l’école", ['enfant', 'et', 'ecole']],
    ['Niños, niñas; ¿ya?', ['ninos', 'ninas', 'ya']],
    ['Œuvre, ÆON, ﬁn', ['oeuvre', 'aeon', 'fin']],
    ['أَطْفَال إلى الآن', ['اطفال', 'الي', 'الان']],
    ['استغـــلال جماعة', ['استغلال', 'جماعه']],
    ['Ребёнок и чей-то дом', ['ребенок', 'и', 'чей', 'то', 'дом']],
    ['Article 16.2 (A/HRC/43/40)', ['article', '16', '2', 'a', 'hrc', '43', '40']],
    ['— … * "" ()', []],
  ])('of “%s”', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('stand where they are said to, in their order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let before = 0;
        for (const { word, start, end } of tokens(text)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          // A word brought to its plain form stays what it is.
          expect(words(text.slice(start, end)).join('')).toBe(word);
          before = end;
        }
        expect(before).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('one stem', () => {
  test.each<[StemmedLanguage, string]>([
    ['en', 'child children children’s'],
    ['en', 'woman women Women'],
    ['en', 'policy policies'],
    ['en', 'criminalise criminalize criminalising criminalized'],
    ['en', 'organisation organizations'],
    ['en', 'exploit exploited exploitation'],
    ['fr', 'enfant enfants'],
    ['fr', 'travail travaux'],
    ['fr', 'loi lois'],
    ['fr', 'égalité egalites'],
    ['fr', 'national nationaux nationale'],
    ['es', 'niño nino niños niñas'],
    ['es', 'explotación explotaciones explotacion'],
    ['es', 'mujer mujeres'],
    ['es', 'ley leyes'],
    ['es', 'régimen regímenes'],
    ['ar', 'طفل أطفال الأطفال للأطفال والأطفال'],
    ['ar', 'امرأة المرأة نساء النساء'],
    ['ar', 'قانون القوانين'],
    ['ar', 'فوانيس الفوانيس والفوانيس'],
    ['ar', 'التزام الالتزام'],
    ['ar', 'استغلال الاستغلال استغـــلال'],
    ['ru', 'ребёнок дети детей ребенка'],
    ['ru', 'женщина женщины женщинам'],
    ['ru', 'закон законов'],
  ])('%s: %s', (language, forms) => {
    expect(new Set(words(forms).map((word) => stem(word, language))).size).toBe(1);
  });

  test.each<[StemmedLanguage, string, string]>([
    ['en', 'party', 'part'],
    ['en', 'women', 'men'],
    ['fr', 'loi', 'loin'],
    ['es', 'niño', 'ninguno'],
    ['ar', 'طفل', 'طفيل'],
    ['ru', 'закон', 'заказ'],
  ])('%s: not of %s and %s', (language, one, other) => {
    const [a = '', b = ''] = words(`${one} ${other}`);
    expect(stem(a, language)).not.toBe(stem(b, language));
  });
});

test.each<[string, TextLanguage]>([
  ['Train the judges of all courts in the rights of the child', 'en'],
  ['Protect lantern makers', 'en'],
  ['Former les juges de tous les tribunaux aux droits de l’enfant', 'fr'],
  ['Adopter une loi', 'fr'],
  ['Capacitar a los jueces sobre los derechos de las niñas', 'es'],
  ['Adoptar una ley', 'es'],
  ['تدريب القضاة على حقوق الطفل', 'ar'],
  ['Обучить судей правам ребёнка', 'ru'],
  ['Die Richterinnen und Richter aller Gerichte in den Rechten des Kindes schulen', 'other'],
  ['Навчити суддів усіх судів правам дитини та її захисту', 'other'],
  ['۱۲ کودک و پدر', 'other'],
  ['12/34', 'other'],
])('“%s” is written in %s', (text, language) => {
  expect(languageOf(text, words(text))).toBe(language);
});
