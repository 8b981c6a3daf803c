import { describe, expect, it } from 'vitest';
import { parseDay } from './date.ts';
import { askedGroup, groupOfCodes } from './membership.ts';

const today = parseDay('2026-11-23');
const codes = (group: { members: readonly { state: { iso3: string } }[] }) =>
  group.members.map(({ state }) => state.iso3).toSorted();

describe('whom a group holds', () => {
  it.each([
    ['1967-08-07', undefined],
    ['1967-08-08', 5],
    ['1984-01-15', 5], // The source gives the month in a way that is sure of no day.
    ['1984-02-01', 6],
    ['1999-04-29', 9],
    ['2019-06-30', 10],
    ['2025-10-25', 10],
    ['2025-10-26', 11],
  ])('ASEAN on %s', (day, count) => {
    if (count === undefined) expect(() => askedGroup('ASEAN', parseDay(day))).toThrow(/ASEAN/);
    else expect(askedGroup('asean', parseDay(day)).members).toHaveLength(count);
  });

  it('says of each member who says so', () => {
    for (const { citation } of askedGroup('ASEAN', today).members)
      expect(citation).toMatchObject({ standing: 'verified', address: expect.stringMatching(/^https:/) });
  });

  it.each([
    'ASEAN',
    'Asociación de Naciones de Asia Sudoriental',
    'South-eastern Asia',
    '035',
    'south eastern asia',
  ])('“%s” is the eleven States', (name) => {
    expect(codes(askedGroup(name, today))).toEqual('BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM'.split(' '));
  });

  it.each([
    ['SIDS', 'MUS'],
    ['African Group', 'MUS'],
    ['014', 'MUS'],
  ])('%s holds %s', (name, state) => {
    expect(codes(askedGroup(name, today))).toContain(state);
  });

  it('is what a person names, each State once, by name', () => {
    expect(groupOfCodes('khm; BRN,KHM').members.map(({ state }) => state.iso3)).toEqual(['BRN', 'KHM']);
  });

  it('refuses what nobody knows, and says what there is', () => {
    expect(() => askedGroup('ASEEN', today)).toThrow(/ASEEN/);
    expect(() => groupOfCodes('BRN XYZ')).toThrow(/XYZ/);
  });
});
