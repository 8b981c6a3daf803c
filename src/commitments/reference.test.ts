import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../core/date.ts';
import { type Iso3, states } from '../core/state.ts';
import { citations } from '../evidence/store.ts';
import type { Record } from '../platform/record.ts';
import { entryIntoForceOn, type InstrumentId, tourismEthicsRule } from './model.ts';
import { loadReference } from './reference.ts';
import {
  commitments,
  enterStatus,
  instruments,
  organisationRows,
  reportStandings,
  snapshots,
  standings,
  standingsOf,
  statusRows,
  uprReviews,
} from './store.ts';
import { at, closeAndRemove, emptyRecord, referenceFolder } from './testing.ts';

const today = parseDay('2026-06-01');
let record: Record;
let firstLoad: number;

beforeAll(() => {
  record = emptyRecord();
  firstLoad = loadReference(record, { folder: referenceFolder, at });
});
afterAll(() => closeAndRemove(record));

const standing = (state: string, instrument: string, day: string) =>
  record.read((tx) => standingsOf(tx, state as Iso3, parseDay(day))).get(instrument as InstrumentId);

describe('loading', () => {
  it('makes one audited change, and none when nothing is new', () => {
    expect(firstLoad).toBeGreaterThan(3000);
    const { seq } = record.head();
    expect(loadReference(record, { folder: referenceFolder, at })).toBe(0);
    expect(record.head().seq).toBe(seq);
    expect(record.entries().map(({ actor, kind }) => ({ actor, kind }))).toEqual([
      { actor: 'reference data', kind: 'reference' },
    ]);
    expect(record.verify()).toEqual([]);
  });

  it('adds only the rows that changed', () => {
    const other = emptyRecord();
    const copy = join(other.folder, 'copy');
    cpSync(referenceFolder, copy, { recursive: true });
    const file = join(copy, 'ratifications.csv');
    const lines = readFileSync(file, 'utf8');
    writeFileSync(file, lines.replace('CRC,AFG,party,1990-09-27', 'CRC,AFG,party,1990-09-28'));
    loadReference(other, { folder: referenceFolder, at });
    expect(loadReference(other, { folder: copy, at })).toBe(1);
    const rows = other.read((tx) =>
      statusRows(tx, { state: 'AFG' as Iso3, instrument: 'CRC' as InstrumentId }),
    );
    expect(rows.map((row) => row.signed)).toEqual(['1990-09-28']);
    closeAndRemove(other);
  });
});

describe('what a person changed of a shipped row', () => {
  it('stays when other facts are shipped, until that row is shipped anew', () => {
    const other = emptyRecord();
    const copy = join(other.folder, 'copy');
    cpSync(referenceFolder, copy, { recursive: true });
    const file = join(copy, 'ratifications.csv');
    const ship = (from: string, to: string) => {
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
      return loadReference(other, { folder: copy, at });
    };
    const only = { state: 'AFG' as Iso3, instrument: 'CRC' as InstrumentId };
    const signed = () => other.read((tx) => statusRows(tx, only)).map((row) => row.signed);
    loadReference(other, { folder: referenceFolder, at });
    const [row] = other.read((tx) => statusRows(tx, only));
    if (!row) throw new Error('CRC has a row on Afghanistan');
    other.command({ kind: 'restoration', actor: 'Ana', reason: 'test', citation: 'test', at }, (tx) =>
      enterStatus(tx, { ...row, signed: parseDay('1990-09-01') }),
    );
    expect(ship('OPSC,MUS,party,2001-11-11', 'OPSC,MUS,party,2001-11-12')).toBe(1);
    expect(signed()).toEqual(['1990-09-01']);
    expect(ship('CRC,AFG,party,1990-09-27', 'CRC,AFG,party,1990-09-28')).toBe(1);
    expect(signed()).toEqual(['1990-09-28']);
    closeAndRemove(other);
  });
});

describe('instruments', () => {
  it('are 32, each with a title, and each article with its source', () => {
    const all = record.read(instruments);
    expect(all).toHaveLength(32);
    expect(all.flatMap((instrument) => instrument.articles)).toHaveLength(105);
    const opsc = all.find((instrument) => instrument.id === 'OPSC');
    expect(opsc).toMatchObject({ short: 'OPSC', aka: ['OP-CRC-SC', 'CRC-OP-SC'], level: 'international' });
    expect(opsc?.facts.get('in_force')).toMatchObject({
      value: '2002-01-18',
      citation: { standing: 'verified' },
    });
    expect(opsc?.facts.get('unts')?.citation.standing).toBe('unverified');
    expect(opsc?.articles.find(({ article }) => article === '3')?.citation.standing).toBe('verified');
  });

  it('have counts for the dates that sources give', () => {
    const opsc = record
      .read(snapshots)
      .filter(({ instrument, field }) => instrument === 'OPSC' && field === 'parties');
    expect(opsc.map(({ asAt, value }) => [asAt, value])).toEqual([
      ['2023-09-28', '177'],
      ['2024-04', '178'],
    ]);
  });
});

describe('standings', () => {
  it.each([
    ['AFG', 'CRC', '2024-01-01', 'party'],
    ['AFG', 'CRC', '1994-03-27', 'signed'],
    ['USA', 'CRC', '2024-01-01', 'signed'],
    ['SGP', 'OPSC', '2025-11-24', 'none'],
    ['SGP', 'OPSC', '2025-11-25', 'signed'],
    ['SLB', 'OPSC', '2022-06-01', 'cannot tell'],
    ['SLB', 'OPSC', '2023-01-01', 'party'],
    ['MAR', 'ACRWC', '2024-06-01', 'not party'],
    ['KEN', 'ACRWC', '2024-06-01', 'not loaded'],
    ['KEN', 'LANZAROTE', '2024-06-01', 'not loaded'],
    ['PLW', 'TIP-PROTOCOL', '2015-03-14', 'none'],
    ['SYC', 'UNWTO-ETHICS', '2025-06-01', 'party'],
  ])('%s, %s, on %s: %s', (state, instrument, day, kind) => {
    expect(standing(state, instrument, day)?.kind).toBe(kind);
  });

  it('rests "none" of a State without a row on the list that names all who took a step', () => {
    expect(standing('PLW', 'TIP-PROTOCOL', '2020-01-01')?.row).toMatchObject({
      asAt: '2015-03-14',
      citation: { standing: 'verified', asAt: '2015-03-14' },
    });
  });

  const conflicts = readFileSync(join(referenceFolder, 'conflicts.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([instrument, iso3, field]) => `${iso3} ${instrument} ${field}`);

  it('shows each of the 40 conflicts between sources, and no other', () => {
    const fields = {
      status: ['status'],
      signed: ['signature_date'],
      action: ['action'],
      acted: ['action_date', 'action_year'],
    };
    const all = record.read((tx) =>
      standings(
        tx,
        states.map(({ iso3 }) => iso3),
        today,
      ),
    );
    const found = [...all].flatMap(([state, byInstrument]) =>
      [...byInstrument].flatMap(([instrument, { differences }]) =>
        differences.map(({ field }) => ({ at: `${state} ${instrument}`, names: fields[field] })),
      ),
    );
    expect(conflicts).toHaveLength(40);
    expect(found).toHaveLength(40);
    for (const conflict of conflicts) {
      const hits = found.filter(({ at: where, names }) =>
        names.some((name) => conflict === `${where} ${name}`),
      );
      expect(hits, conflict).toHaveLength(1);
    }
  });

  it('tells what each source says', () => {
    expect(standing('SLB', 'OPSC', '2026-01-01')?.differences).toMatchObject([
      { field: 'status', used: 'party', other: 'signed', row: { signed: '2009-09-24', asAt: '2023-09-28' } },
    ]);
    expect(standing('CPV', 'OPIC', '2026-01-01')?.differences).toMatchObject([
      { field: 'status', used: 'signed', other: 'none', row: { asAt: '2022-08-25' } },
    ]);
    expect(standing('NLD', 'CRC', '2026-01-01')?.differences).toMatchObject([
      { field: 'action', used: 'ratification', other: 'acceptance' },
    ]);
    expect(standing('IRQ', 'CERD', '2026-01-01')?.differences).toMatchObject([
      {
        field: 'acted',
        used: '1970-02-13',
        other: '1970-01-14',
        row: { note: 'day-precise sources differ' },
      },
    ]);
  });

  it('keeps the European Union apart from the States', () => {
    expect(
      record
        .read(organisationRows)
        .map(({ instrument, organisation, action }) => [instrument, organisation, action]),
    ).toEqual([
      ['CRPD', 'European Union', 'formal confirmation'],
      ['TIP-PROTOCOL', 'European Union', 'approval'],
      ['UNTOC', 'European Union', 'approval'],
    ]);
  });

  it('computes that the Framework Convention on Tourism Ethics waits for four more instruments', () => {
    const rows = record.read((tx) => statusRows(tx, { instrument: tourismEthicsRule.instrument }));
    const deposits = rows.flatMap((row) => (row.acted ? [row.acted] : []));
    expect(entryIntoForceOn(tourismEthicsRule, deposits, today)).toEqual({
      kind: 'waiting',
      deposited: 6,
      needed: 10,
    });
  });
});

describe('the calendar and what is said of reporting', () => {
  it('places 192 States in 14 sessions of the fourth cycle, with a flag for each part', () => {
    const reviews = record.read((tx) => uprReviews(tx));
    expect(reviews).toHaveLength(192);
    expect(new Set(reviews.map(({ session }) => session)).size).toBe(14);
    expect(record.read((tx) => uprReviews(tx, { state: 'NZL' as Iso3 }))).toMatchObject([
      {
        session: 46,
        starts: '2024-04',
        stakeholderDeadline: '2023-10-11',
        verified: { dates: true, deadlines: true, state: false },
        citation: { standing: 'unverified' },
      },
    ]);
    expect(record.read((tx) => uprReviews(tx, { state: 'UKR' as Iso3 }))).toEqual([]);
  });

  it('lists the eight States that never reported under the African Charter, as at March 2024', () => {
    const said = record.read((tx) => reportStandings(tx));
    expect(said).toHaveLength(8);
    expect(record.read((tx) => reportStandings(tx, { state: 'MUS' as Iso3 }))).toMatchObject([
      { instrument: 'ACRWC', statement: 'never reported', asAt: '2024-03' },
    ]);
  });
});

describe('commitments that are no treaties', () => {
  it.each([
    ['BOGOTA-2018', 'voluntary', '2018-06', 'verified', 5],
    ['ACERWC-DECLARATION-33', 'regional', undefined, 'unverified', 0],
    ['AIPA-CHECKLIST-2019', 'regional', '2019-06', 'verified', 1],
    ['AIPA-RESOLUTION-2019', 'regional', '2019-08', 'unverified', 0],
    ['GARA-PLAN-2018', 'regional', '2018-11', 'unverified', 0],
    ['GARA-CHECKLIST', 'regional', undefined, 'verified', 0],
    ['THE-CODE', 'industry', undefined, 'verified', 6],
  ])('%s', (id, kind, adopted, standingOfSource, items) => {
    const found = record.read((tx) => commitments(tx)).find((commitment) => commitment.id === id);
    expect(found).toMatchObject({ kind, citation: { standing: standingOfSource } });
    expect(found?.adopted).toBe(adopted);
    expect(found?.items).toHaveLength(items);
  });

  it('name only States that a source names', () => {
    const named = record
      .read((tx) => commitments(tx))
      .flatMap(({ id, states: of }) => of.map(({ state, part }) => [id, state, part]));
    expect(named).toEqual([
      ['AIPA-CHECKLIST-2019', 'IDN', 'absent'],
      ['AIPA-CHECKLIST-2019', 'THA', 'absent'],
    ]);
    expect(record.read((tx) => commitments(tx, { state: 'IDN' as Iso3 }))).toHaveLength(1);
  });
});

it('marks every fact whose source was not read', () => {
  for (const citation of record.read(citations).values()) {
    if (citation.title.startsWith('unconfirmed'))
      expect(citation.standing, citation.title).toBe('unverified');
  }
});
