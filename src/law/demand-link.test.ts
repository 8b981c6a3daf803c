import { describe, expect, it } from 'vitest';
import type { InstrumentId } from '../commitments/model.ts';
import type { DemandKey } from '../recommendations/demand.ts';
import { shippedCoder } from '../recommendations/reference.ts';
import type { ChecklistId, Point } from './checklist.ts';
import { sharedWith, wordsOf } from './demand-link.ts';

const citation = { title: 'Invented', standing: 'unverified' as const };

function point(requirement: string): Point {
  return {
    checklist: 'lanterns' as ChecklistId,
    point: '1',
    wording: 1,
    origin: 'own',
    status: '',
    requirement: { en: requirement },
    hooks: [{ instrument: 'OPSC' as InstrumentId, article: '3', citation }],
    citation,
  };
}

describe('what a point and a demand have in common', () => {
  const material = point('Making and owning child sexual abuse material are offences.');
  it.each([
    ['criminalise||manifestation/csam', 'csam'],
    ['adopt|object/law|manifestation/csam,theme/education', 'csam'],
    ['amend|object/penalty|theme/sexual-exploitation', 'sexual-exploitation'],
    ['implement|instrument/OPSC', 'OPSC'],
    // Not about law, or about another thing, or about a treaty on which the point does not rest.
    ['train|object/training|manifestation/csam', undefined],
    ['adopt|object/plan|manifestation/csam', undefined],
    ['criminalise||theme/child-marriage', undefined],
    ['criminalise||theme/violence-children', undefined],
    ['ratify|instrument/OPSC', undefined],
    ['implement|instrument/CRC', undefined],
  ])('%s: %s', (demand, expected) => {
    const shared = sharedWith(demand as DemandKey, material, shippedCoder().labels(wordsOf(material), 'en'));
    const named = shared.map((each) => (each.kind === 'treaty' ? each.instrument : each.subject.entry));
    expect(named).toEqual(expected === undefined ? [] : [expected]);
  });

  it('says by which words of the point', () => {
    const [shared] = sharedWith(
      'criminalise||manifestation/csam' as DemandKey,
      material,
      shippedCoder().labels(wordsOf(material), 'en'),
    );
    expect(shared).toMatchObject({ kind: 'subject', words: ['child', 'sexual', 'abuse', 'material'] });
  });
});
