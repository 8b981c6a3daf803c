import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSharedFiles, shared } from '../../test/shared.ts';
import { findState, type Iso3 } from '../core/state.ts';
import { fold } from '../core/text.ts';
import { productFolder } from '../platform/product.ts';
import { readCsv } from '../platform/tables/csv.ts';
import { type Asked, chainsOf } from './chain.ts';
import { coder } from './coder.ts';
import { demandsOf, type DemandKey } from './demand.ts';
import { proposedLinks } from './link.ts';
import { cycleOfSession } from './model.ts';
import { readCodebook } from './reference.ts';

const shipped = coder(readCodebook(join(productFolder(), 'reference', 'codebook')).codebook);
const demands = (text: string) => demandsOf(text, 'en', shipped);
const keys = (text: string) => demands(text).flatMap(({ key }) => key ?? []);

describe('demands', () => {
  test.each<[string, readonly string[]]>([
    ['Ratify the OPSC and OPAC', ['ratify|instrument/OPAC', 'ratify|instrument/OPSC']],
    ['Consider signing and ratifying OP-CRC-SC', ['ratify|instrument/OPSC']],
    ['Take steps to accede to the Palermo Protocol', ['ratify|instrument/TIP-PROTOCOL']],
    [
      'Withdraw its reservation to the CRC, and ratify OPIC',
      ['withdraw-reservation|instrument/CRC', 'ratify|instrument/OPIC'],
    ],
    [
      'Adopt a law on trafficking and train police',
      ['adopt|object/law|theme/trafficking', 'train||theme/trafficking||police'],
    ],
    ['Adopt a law to prevent and combat trafficking', ['adopt|object/law|theme/trafficking']],
    ['Ensure that laws on trafficking are enforced', ['implement|object/law|theme/trafficking']],
    ['Continue its efforts', []],
    ['Adopt a law', []],
    ['', []],
  ])('“%s”', (text, expected) => {
    expect(keys(text)).toEqual(expected);
  });

  test('the same demand in other words has the same key', () => {
    expect(keys('Sign and ratify the Optional Protocol to the CRC on the sale of children')).toEqual(
      keys('Become a party to OPSC'),
    );
    expect(keys('Enact legislation against human trafficking')).toEqual(
      keys('Pass a bill on trafficking in persons'),
    );
  });

  test('each demand says where in the text it stands', () => {
    const text = 'Adopt a law on trafficking and train police officers.';
    expect(demands(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Adopt a law on trafficking and',
      'train police officers',
    ]);
  });

  test('any text is read, twice alike', () => {
    const word = fc.constantFrom(
      'ratify',
      'and',
      'CRC',
      'law',
      'to',
      'provide',
      'training',
      'on',
      'trafficking',
      'in',
      'children',
      '.',
      ',',
      'by',
      'amending',
      'take',
      'are',
      'enforced',
      'standing',
      'invitation',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (parts) => {
        const text = parts.join(' ');
        const found = demands(text);
        expect(demands(text)).toEqual(found);
        for (const { start, end } of found) expect(end).toBeGreaterThan(start);
        expect(new Set(found.map(({ key }) => key).filter(Boolean)).size).toBe(
          found.filter(({ key }) => key).length,
        );
      }),
    );
  });
});

describe('links', () => {
  const posed = (...texts: readonly string[]) =>
    texts.flatMap((text, id) => demands(text).map((demand) => ({ id, demand })));

  test('near demands are proposed with their reasons, equal ones are not', () => {
    const [link, ...others] = proposedLinks(
      posed(
        'Adopt a law on child marriage of girls',
        'Adopt a law on child marriage and birth registration of girls',
        'Train nurses on child marriage',
      ),
    );
    expect(others).toEqual([]);
    expect(link).toMatchObject({
      from: 0,
      to: 1,
      reasons: [
        { kind: 'same operation', operation: 'adopt' },
        { kind: 'same object' },
        { kind: 'shared themes' },
        { kind: 'shared groups' },
        { kind: 'differs', from: [], to: [{ list: 'theme', entry: 'birth-registration' }] },
      ],
    });
    expect(link?.score).toBeGreaterThan(0.5);
    expect(link?.score).toBeLessThan(1);
    expect(proposedLinks(posed('Adopt a law on trafficking', 'Pass a law on human trafficking'))).toEqual([]);
  });
});

const key = (text: string) => text as DemandKey;
function asked(id: number, more: Partial<Asked<number>>): Asked<number> {
  return {
    id,
    state: 'FJI' as Iso3,
    year: 2008,
    mechanism: 'UPR',
    round: 'cycle 1',
    askers: ['Peru'],
    response: 'noted',
    keys: [key('a')],
    ...more,
  };
}

describe('chains', () => {
  test('a demand asked in two rounds, with each answer; those of one round ask once', () => {
    const chains = chainsOf([
      asked(1, { year: 2013, round: 'cycle 2', response: 'supported' }),
      asked(2, {}),
      asked(3, { askers: ['Chile'], response: 'supported' }),
      asked(4, { state: 'PER' as Iso3 }),
    ]);
    expect(chains).toMatchObject([
      {
        state: 'FJI',
        key: 'a',
        earliest: 2008,
        latest: 2013,
        recommendations: 3,
        occasions: [
          {
            round: 'cycle 1',
            askers: ['Peru', 'Chile'],
            recommendations: [2, 3],
            responses: ['noted', 'supported'],
          },
          { round: 'cycle 2', responses: ['supported'] },
        ],
        lastResponses: ['supported'],
      },
      { state: 'PER', occasions: [{ round: 'cycle 1' }] },
    ]);
  });

  test('the last answer is the last one known', () => {
    const [chain] = chainsOf([asked(1, {}), asked(2, { year: 2020, round: '3', response: 'not known' })]);
    expect(chain).toMatchObject({ latest: 2020, lastResponses: ['noted'] });
  });

  test('near-duplicate texts ask the same, with or without a frame', () => {
    const chains = chainsOf([
      asked(1, { group: 'g' }),
      asked(2, { group: 'g', keys: [], year: 2012, round: 'cycle 2' }),
      asked(3, { group: 'h', keys: [] }),
      asked(4, { group: 'h', keys: [], year: 2012, round: 'cycle 2' }),
      asked(5, { keys: [] }),
    ]);
    expect(chains.map((chain) => [chain.key, chain.recommendations])).toEqual([
      ['a', 2],
      ['text:h', 2],
    ]);
  });
});

const labor = shared('data/dol-ilab/ilab_suggested_actions.csv.gz');
test.skipIf(!labor)(
  `actions the Department of Labor repeated are in one chain (${labor ? 'real file' : noSharedFiles})`,
  () => {
    const table = readCsv(gunzipSync(readFileSync(labor ?? '')), { file: 'ilab' });
    const at = (name: string) => table.header.indexOf(name);
    const rows = table.rows.map(({ cells }) => ({
      country: cells[at('country')] ?? '',
      year: cells[at('report_year')] ?? '',
      action: cells[at('action')] ?? '',
    }));
    const chains = chainsOf(
      rows.map(({ country, year, action }, id) =>
        asked(id, {
          state: country as Iso3,
          year: Number(year),
          round: year,
          keys: keys(action),
          group: fold(action),
        }),
      ),
    );
    const inChains = new Map<number, Set<string>>();
    for (const { state, key: name, occasions } of chains)
      for (const id of occasions.flatMap(({ recommendations }) => recommendations))
        inChains.set(id, (inChains.get(id) ?? new Set()).add(`${state} ${name}`));
    const repeated = [
      ...Map.groupBy(
        rows.map((row, id) => ({ ...row, id })),
        ({ country, action }) => `${country} ${action}`,
      ).values(),
    ].filter((same) => new Set(same.map(({ year }) => year)).size > 1);
    const together = repeated.filter(([first, ...others]) =>
      [...(inChains.get(first?.id ?? -1) ?? [])].some((chain) =>
        others.every(({ id }) => inChains.get(id)?.has(chain)),
      ),
    );
    expect(repeated.length).toBeGreaterThan(1000);
    expect(together.length / repeated.length).toBeGreaterThanOrEqual(0.99);
  },
);

const upr = shared('data/upr-info/csv/1-5.csv');
test.skipIf(!upr)(
  `States asked to join the OPSC in both UPR cycles (${upr ? 'real files' : noSharedFiles})`,
  () => {
    const all = ['1-5', '6-9', '10-13', '14-17'].flatMap((name, file) => {
      const table = readCsv(readFileSync(shared(`data/upr-info/csv/${name}.csv`) ?? ''), { file: name });
      const at = (column: string) => table.header.indexOf(column);
      return table.rows.flatMap(({ cells, row }) => {
        const state = findState(cells[at('To')] ?? '');
        const text = cells[at('Text')] ?? '';
        if (!state || !/child|crc|opsc/i.test(text)) return [];
        const cycle = cycleOfSession(Number(cells[at('Session')]));
        const response = cells[at('Response')] === 'Accepted' ? 'supported' : 'noted';
        return [
          asked(file * 100_000 + row, {
            state,
            year: 2004 + 4 * cycle,
            round: `cycle ${cycle}`,
            response,
            keys: keys(text),
          }),
        ];
      });
    });
    const both = chainsOf(all).filter(
      (chain) => chain.key === 'ratify|instrument/OPSC' && chain.occasions.length > 1,
    );
    // Each read in the texts; of Luxembourg, Malta, Mauritius and Nigeria, the second cycle asks for the third protocol only.
    expect(both.map(({ state }) => state).toSorted()).toEqual([
      'BHS',
      'CAF',
      'CMR',
      'IDN',
      'LIE',
      'RUS',
      'TON',
    ]);
    expect(
      both.every(({ occasions }) => occasions.every(({ responses }) => !responses.includes('not known'))),
    ).toBe(true);
  },
);
