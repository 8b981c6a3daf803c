import { expect, test } from 'vitest';
import { dayOf } from './date.ts';
import { askedGroup } from './membership.ts';
import { groupNames, nameOfGroup } from './state-group.ts';

test.each(groupNames)('“%s” has a name of its own in each language', (group) => {
  const { en, fr = '', es = '', ar = '' } = nameOfGroup(group);
  for (const name of [en, fr, es, ar]) expect(name.trim()).not.toBe('');
  expect(ar).toMatch(/^[\p{Script=Arabic}\p{Mark} ]+$/u);
  expect(groupNames.filter((other) => nameOfGroup(other).fr === fr)).toEqual([group]);
});

test('a group is found by its name in any language', () => {
  const day = dayOf('2026-01-01');
  const members = (name: string) => askedGroup(name, day).members.map(({ state }) => state.iso3);
  for (const name of ['afrique orientale', 'África oriental', 'شرق أفريقيا', '014'])
    expect(members(name)).toEqual(members('Eastern Africa'));
});
