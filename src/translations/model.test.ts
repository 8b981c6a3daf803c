import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citationOf } from '../core/citation.ts';
import { coverageOf, markOf, marks, type SourceText, type Translation } from './model.ts';

const wording = fc.constantFrom('Say who is a child.', 'Say who a child is.', 'A child is under 18.');
const translation = fc.record({
  of: wording,
  text: fc.constantFrom('un', 'deux'),
  standing: fc.constantFrom('approved' as const, 'unreviewed' as const),
  citation: fc.constant(citationOf('A gazette', 'unverified')),
});
const text = fc
  .record({ en: wording, fr: fc.array(translation, { maxLength: 6 }) })
  .map(({ en, fr }): SourceText => ({
    collection: 'checklists',
    thing: 'sec-law:1',
    field: 'requirement',
    en,
    translations: { fr },
  }));
const french = ({ translations }: SourceText): readonly Translation[] => translations.fr ?? [];

describe('the mark of a text', () => {
  it('is stale exactly where it was translated, and the English has changed since', () => {
    fc.assert(
      fc.property(text, (one) => {
        const there = french(one);
        const { mark } = markOf(one, 'fr');
        expect(mark === 'stale').toBe(there.length > 0 && there.every(({ of }) => of !== one.en));
        expect(mark === 'missing').toBe(there.length === 0);
        expect(mark === 'approved').toBe(
          there.some(({ of, standing }) => of === one.en && standing === 'approved'),
        );
        expect(markOf(one, 'ar')).toEqual({ mark: 'missing' });
      }),
    );
  });

  it('turns stale when the English changes, and back when it is as it was', () => {
    fc.assert(
      fc.property(text, (one) => {
        const before = markOf(one, 'fr');
        const changed = markOf({ ...one, en: 'Other words.' }, 'fr');
        expect(changed.mark).toBe(before.mark === 'missing' ? 'missing' : 'stale');
        expect(markOf({ ...one }, 'fr')).toEqual(before);
      }),
    );
  });

  it('is of the last approved translation of the present words; an unreviewed one never takes its place', () => {
    fc.assert(
      fc.property(text, (one) => {
        const present = french(one).filter(({ of }) => of === one.en);
        const approved = present.filter(({ standing }) => standing === 'approved');
        if (present.length > 0)
          expect(markOf(one, 'fr').translation).toBe((approved.length > 0 ? approved : present).at(-1));
      }),
    );
  });

  it('counts each text once', () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const counts = coverageOf(texts, 'fr');
        expect(marks.reduce((sum, mark) => sum + counts[mark], 0)).toBe(texts.length);
      }),
    );
  });
});
