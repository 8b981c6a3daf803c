/** Coding on seats through the store: working papers, handing in, the reveal, adjudication, backup. */
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { parseDate, parseDay } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import { migrations } from '../installation.ts';
import { backup, restore } from '../platform/backup.ts';
import { Record } from '../platform/record.ts';
import { type LawId, type Provision, type ProvisionId } from './model.ts';
import { emptyPaper, type Paper, paperSchema, type Written } from './paper.ts';
import { assessments, enterLaw, enterProvision, laws, provisions, rounds } from './store.ts';
import { adjudicate, agreementOn } from './store/adjudication.ts';
import { checklist } from './store/checklists.ts';
import { handIn } from './store/reveal.ts';
import { askedRound, openRound, savePaper, seatByKey } from './store/rounds.ts';
import { WorkingPapers } from './store/working-papers.ts';

const record = testInstallation();
const at = `${testDay}T12:00:00Z`;
const change = { actor: 'test', reason: 'test', at };
const wording = (point: string) =>
  record.read((tx) => checklist(tx, 'sec-law')).points.find((one) => one.point === point)?.wording ?? 999_999;

let keys = 0;
const newKey = () => `key-${(keys += 1)}`.padEnd(43, 'x');

/** An open round and a hand for each coder. */
function opened(coders: readonly string[] = ['Ana', 'Ben'], checklistId = 'sec-law') {
  const { round, seats } = openRound(
    record,
    { state: 'MUS', checklist: checklistId, coders, asOf: parseDay('2026-06-30') },
    newKey,
    change,
  );
  const hands = seats.map(({ key }) => ({
    key,
    save: (point: string, paper: Partial<Paper>, base = 0, page: { tab?: string; turn?: number } = {}) =>
      savePaper(
        record,
        key,
        point,
        {
          paper: { ...emptyPaper(wording(point)), ...paper },
          base,
          tab: page.tab ?? '',
          turn: page.turn ?? 0,
        },
        at,
      ),
    handIn: () => handIn(record, key, at),
    papers: () => new WorkingPapers(record).of(record.read((tx) => seatByKey(tx, key)).owner),
    aside: (point: string) =>
      new WorkingPapers(record).setAside(record.read((tx) => seatByKey(tx, key)).owner, point),
    choose: (point: string, chosen: number | undefined, version: number, newest: number) =>
      new WorkingPapers(record).choose(
        record.read((tx) => seatByKey(tx, key)).owner,
        point,
        { ...(chosen === undefined ? {} : { chosen }), seen: { version, newest } },
        at,
      ),
  }));
  const [a, b = hands[0]] = hands;
  if (!a || !b) throw new Error('no seat');
  return { round, a, b };
}

const written = (rest: Partial<Written>): Written =>
  paperSchema.shape.written.parse([
    { law: 'Lantern Act', article: '4(a)', text: 'Lanterns stay lit.', language: 'en', ...rest },
  ])[0] as Written;
const found = (round: string) =>
  record.read((tx) => assessments(tx, { state: 'MUS' as Iso3 })).filter((one) => one.round === round);

describe('a working paper', () => {
  let hand: ReturnType<typeof opened>['a'];
  beforeEach(() => {
    hand = opened().a;
  });
  const reasoning = () => hand.papers().get('1')?.paper.reasoning;

  test('is kept as typed, whether it is right or not, and leaves the record as it was', () => {
    const before = record.head();
    expect(hand.save('1', { reasoning: ' half a sent', answer: 'yes' })).toEqual({
      outcome: 'saved',
      version: 1,
    });
    expect(hand.save('1', { reasoning: 'half a sentence', answer: 'yes' }, 1)).toEqual({
      outcome: 'saved',
      version: 2,
    });
    expect(reasoning()).toBe('half a sentence');
    expect(record.head()).toEqual(before);
    expect(record.verify()).toEqual([]);
  });

  test('from a second page takes the place of none that is newer: both are kept, to choose from', () => {
    hand.save('1', { reasoning: 'first' });
    expect(hand.save('1', { reasoning: 'second' }, 0)).toEqual({ outcome: 'set aside', version: 1 });
    expect(reasoning()).toBe('first');
    const [second] = hand.aside('1');
    expect(second?.paper.reasoning).toBe('second');
    expect(hand.choose('1', second?.id, 1, (second?.id ?? 0) + 1)).toBe('changed since');
    expect(hand.choose('1', second?.id, 1, second?.id ?? 0)).toBe('chosen');
    expect([reasoning(), hand.aside('1'), hand.papers().get('1')?.version]).toEqual(['second', [], 2]);
  });

  test('that waits can be dropped for the one that stands, and is dropped by nothing else', () => {
    hand.save('1', { reasoning: 'first' });
    hand.save('1', { reasoning: 'second' });
    hand.save('1', { reasoning: 'third' });
    hand.save('1', { reasoning: 'third' });
    hand.save('1', { reasoning: 'fourth' }, 1);
    expect(hand.aside('1').map(({ paper }) => paper.reasoning)).toEqual(['second', 'third']);
    expect(hand.choose('1', undefined, 2, hand.aside('1').at(-1)?.id ?? 0)).toBe('chosen');
    expect([reasoning(), hand.aside('1')]).toEqual(['fourth', []]);
  });

  test('sent twice, or late, by one page is stored once, and the newer text stands', () => {
    const page = { tab: 'p' };
    expect(hand.save('1', { reasoning: 'a' }, 0, { ...page, turn: 1 }).version).toBe(1);
    // The answer was lost, so the page does not know of version 1.
    expect(hand.save('1', { reasoning: 'a' }, 0, { ...page, turn: 1 })).toEqual({
      outcome: 'saved',
      version: 1,
    });
    expect(hand.save('1', { reasoning: 'ab' }, 0, { ...page, turn: 3 })).toEqual({
      outcome: 'saved',
      version: 2,
    });
    expect(hand.save('1', { reasoning: 'b' }, 0, { ...page, turn: 2 })).toEqual({
      outcome: 'late',
      version: 2,
    });
    expect([reasoning(), hand.aside('1')]).toEqual(['ab', []]);
  });

  test('of a page that types on beside another replaces its own text only', () => {
    hand.save('1', { reasoning: 'mine' }, 0, { tab: 'p', turn: 1 });
    for (const [turn, text] of ['o', 'ot', 'other'].entries())
      hand.save('1', { reasoning: text }, 0, { tab: 'q', turn: turn + 1 });
    hand.save('1', { reasoning: 'without script' });
    expect(reasoning()).toBe('mine');
    expect(hand.aside('1').map(({ paper }) => paper.reasoning)).toEqual(['other', 'without script']);
  });

  test('is refused when too many wait, so that nothing is dropped unseen', () => {
    hand.save('1', { reasoning: 'first' });
    for (let count = 1; count <= 20; count += 1) hand.save('1', { reasoning: `text ${count}` });
    expect(() => hand.save('1', { reasoning: 'one more' })).toThrow('Several texts of point 1 wait');
    expect(() => hand.handIn()).toThrow('Several texts of point 1 wait');
  });

  test.each([
    ['a point that is not in the checklist', '999', 'no point'],
    ['words of another point', '2', 'no point'],
  ])('is not taken for %s', (_, point, said) => {
    expect(() => hand.save(point, { wording: wording('1') })).toThrow(said);
  });

  test('is opened by no other key', () => {
    expect(() => record.read((tx) => seatByKey(tx, `${hand.key}y`))).toThrow('not the address of a coder');
    expect(opened().a.papers()).toEqual(new Map());
  });
});

describe('handing in', () => {
  test('freezes the papers of a seat, and with the last one enters all of them in one go', () => {
    const { round, a, b } = opened();
    a.save('1', {
      answer: 'yes',
      reasoning: 'Ana says',
      receipts: 'Gazette 7 | p. 3 | https://law.example/7',
    });
    a.save('2', { answer: 'no data' });
    b.save('1', { answer: 'no', receipts: 'Gazette 9', practice: 'partly', practiceReceipts: 'Report 1' });
    expect(a.handIn()).toBe('waiting for others');
    expect(() => a.save('1', { reasoning: 'too late' }, 1)).toThrow('handed in');
    expect(() => a.handIn()).toThrow('handed in');
    expect(found(round)).toEqual([]);
    const before = record.head().seq;
    expect(b.handIn()).toBe('revealed');
    expect(record.head().seq).toBe(before + 1);
    expect(found(round)).toMatchObject([
      {
        point: '1',
        coder: 'Ana',
        role: 'coder',
        answer: 'yes',
        asOf: '2026-06-30',
        wording: wording('1'),
        reasoning: 'Ana says',
        receipts: [
          { title: 'Gazette 7', place: 'p. 3', address: 'https://law.example/7', standing: 'verified' },
        ],
      },
      { point: '2', coder: 'Ana', answer: 'no data' },
      {
        point: '1',
        coder: 'Ben',
        answer: 'no',
        practice: { answer: 'partly', receipts: [{ title: 'Report 1' }] },
      },
    ]);
    expect([a.papers().size, b.papers().size]).toEqual([0, 0]);
    expect(record.read((tx) => rounds(tx)).find(({ id }) => id === round)).toMatchObject({ kind: 'blind' });
    expect(record.verify()).toEqual([]);
  });

  test('a round of one coder is revealed by that coder', () => {
    const { round, a } = opened(['Ana']);
    a.save('1', { answer: 'no data', reasoning: 'nothing found' });
    expect(a.handIn()).toBe('revealed');
    expect(found(round)).toHaveLength(1);
  });

  test.each<[string, Partial<Paper>]>([
    ['a statement without a source', { answer: 'yes' }],
    ['a statement on practice without one', { answer: 'no data', practice: 'no' }],
    ['a provision that is not there', { answer: 'yes', provisions: ['MUS-none'] }],
    ['a date that is none', { answer: 'yes', written: [written({ from: '2020-02-31' })] }],
    ['a law nobody can place', { answer: 'yes', written: [written({ law: '' })] }],
    [
      'a new law without its language',
      { answer: 'yes', written: [written({ law: 'Another Act', language: '' })] },
    ],
    ['an article that had ceased', { answer: 'yes', written: [written({ from: '2001', to: '2002' })] }],
    ['an end before the beginning', { answer: 'yes', written: [written({ from: '2003', to: '2002' })] }],
  ])('is refused while a paper holds %s', (_, paper) => {
    const { a } = opened();
    a.save('1', paper);
    const before = record.head();
    expect(() => a.handIn()).toThrow('cannot be handed in yet: points 1');
    expect(record.head()).toEqual(before);
    expect(a.papers().size).toBe(1);
  });

  test('enters laws and provisions that were typed, once where both coders typed them', () => {
    const { round, a, b } = opened();
    a.save('1', {
      answer: 'yes',
      written: [written({ from: '2019-01-01', source: 'Gazette 12', number: 'No. 4' })],
    });
    b.save('1', {
      answer: 'yes',
      written: [written({ law: 'LANTERN ACT', text: 'Lanterns remain lit.', from: '2019-01-01' })],
    });
    b.save('2', { answer: 'no', written: [written({ law: 'No. 4', article: '5', from: '2019-01-01' })] });
    a.handIn();
    b.handIn();
    const state = 'MUS' as Iso3;
    expect(record.read((tx) => laws(tx, { state })).map(({ id, title }) => [id, title])).toEqual([
      ['MUS-lantern-act', 'Lantern Act'],
    ]);
    expect([...record.read((tx) => provisions(tx, { state })).keys()]).toEqual([
      'MUS-lantern-act-4(a)',
      'MUS-lantern-act-5',
    ]);
    expect(
      found(round).map(({ coder, point, provisions: on, reasoning }) => [coder, point, ...on, reasoning]),
    ).toEqual([
      ['Ana', '1', 'MUS-lantern-act-4(a)', ''],
      ['Ben', '1', 'MUS-lantern-act-4(a)', '4(a): Lanterns remain lit.'],
      ['Ben', '2', 'MUS-lantern-act-5', ''],
    ]);
    expect(record.verify()).toEqual([]);
  });

  test('is not stopped, and tells nobody anything, when a provision chosen by the other was corrected meanwhile', () => {
    const provision: Provision = {
      id: 'MUS-wick-1' as ProvisionId,
      law: 'MUS-wick' as LawId,
      article: '1',
      text: 'Wicks are trimmed.',
      textIs: 'paraphrase',
      from: parseDate('2010-01-01'),
      citation: { title: 'Invented gazette', standing: 'unverified' },
    };
    const enter = (one: Provision) =>
      record.command({ ...change, kind: 'law', citation: 'test' }, (tx) => {
        enterLaw(tx, {
          id: one.law,
          state: 'MUS' as Iso3,
          title: 'Wick Act',
          language: 'en',
          kind: 'act',
          translation: 'original in English',
          stages: [],
          citation: one.citation,
        });
        enterProvision(tx, one);
      });
    enter(provision);
    const { round, a, b } = opened();
    a.save('1', { answer: 'yes', provisions: [provision.id], reasoning: 'Trimmed.' });
    a.handIn();
    enter({ ...provision, to: parseDate('2015-01-01'), ended: 'repealed' });
    b.save('1', { answer: 'no', receipts: 'Gazette 9' });
    expect(b.handIn()).toBe('revealed');
    const [ana] = found(round);
    expect(ana).toMatchObject({ answer: 'not yet assessed', provisions: [] });
    expect(ana?.reasoning).toMatch(/Trimmed\.\n\nAnswered “yes”.*MUS-wick-1.*look again/s);
  });
});

describe('after the reveal', () => {
  const differing = () => {
    const round = opened();
    round.a.save('1', { answer: 'yes', receipts: 'Gazette 7' });
    round.a.save('3', { answer: 'yes', receipts: 'Gazette 7' });
    round.b.save('1', { answer: 'no', receipts: 'Gazette 9' });
    round.b.save('3', { answer: 'yes', receipts: 'Gazette 9' });
    return round;
  };
  const decision = (rest: Partial<Paper> = {}, adjudicator = 'Chen') => ({
    point: '1',
    adjudicator,
    paper: {
      ...emptyPaper(1),
      answer: 'partly' as const,
      receipts: 'Gazette 7',
      reasoning: 'Both are half right.',
      ...rest,
    },
  });

  test('an adjudicator decides with a note, and can correct it', () => {
    const { round, a, b } = differing();
    a.handIn();
    expect(() => adjudicate(record, round, decision(), change)).toThrow('have not handed in yet');
    b.handIn();
    adjudicate(record, round, decision(), change);
    adjudicate(record, round, decision({ answer: 'no' }), change);
    expect(found(round).filter(({ role }) => role === 'adjudicator')).toMatchObject([
      { coder: 'Chen', answer: 'partly', reasoning: 'Both are half right.', asOf: '2026-06-30' },
      { coder: 'Chen', answer: 'no' },
    ]);
    for (const [rest, adjudicator, said] of [
      [{ reasoning: '' }, 'Chen', 'note: write why'],
      [{ answer: '' }, 'Chen', 'answer: choose one'],
      [{ receipts: '' }, 'Chen', 'rests on nothing'],
      [{}, '', 'who decides'],
      [{}, 'Ana', 'a coder of the point cannot decide'],
    ] as const)
      expect(() => adjudicate(record, round, decision(rest, adjudicator), change)).toThrow(said);
    expect(() => adjudicate(record, 'none', decision(), change)).toThrow('no round of coding “none”');
  });

  test('agreement is reckoned on what the coders said, not on what was decided', () => {
    const before = record.read((tx) => agreementOn(tx, 'sec-law')).byKind[0]?.overall;
    const { round, a, b } = differing();
    a.handIn();
    b.handIn();
    adjudicate(record, round, decision(), change);
    const after = record.read((tx) => agreementOn(tx, 'sec-law')).byKind[0]?.overall;
    expect([after?.pairs, after?.same]).toEqual([(before?.pairs ?? 0) + 2, (before?.same ?? 0) + 1]);
  });
});

describe('a round', () => {
  test.each([
    [{ coders: [] }, 'coders: name one or two'],
    [{ coders: ['A', 'B', 'C'] }, 'coders: name one or two'],
    [{ coders: ['A', ' A '] }, 'the same name'],
    [{ checklist: 'none' }, 'no checklist “none”'],
    [{ state: 'XXX' }, 'not a State'],
    [{ name: '../etc' }, 'name: write letters'],
  ])('is not opened with %j', (rest, said) => {
    const given = { state: 'MUS', checklist: 'sec-law', coders: ['A'], asOf: parseDay(testDay), ...rest };
    expect(() => openRound(record, given, newKey, change)).toThrow(said);
  });

  test('is named after State, checklist and day, or as its opener names it; keys are kept as hashes only', () => {
    const first = opened();
    expect(first.round).toMatch(/^MUS-sec-law-2026-06-30(-\d+)?$/);
    expect(record.read((tx) => askedRound(tx, first.round))).toMatchObject({
      stage: 'open',
      asOf: '2026-06-30',
      seats: [
        { coder: 'Ana', handedIn: 'no' },
        { coder: 'Ben', handedIn: 'no' },
      ],
    });
    const given = {
      state: 'MUS',
      checklist: 'sec-law',
      coders: ['A'],
      asOf: parseDay(testDay),
      name: 'Second look',
    };
    expect(openRound(record, given, newKey, change).round).toBe('Second look');
    expect(() => openRound(record, given, newKey, change)).toThrow('there is a round Second look');
    const rows = record.read((tx) => tx.all<{ key_hash: string }>('SELECT key_hash FROM coding_seat'));
    expect(rows.every(({ key_hash: hash }) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });
});

describe('backup', () => {
  test('holds working papers, and a restored installation goes on from there', async () => {
    const { round, a, b } = opened();
    a.save('1', { answer: 'yes', reasoning: 'kept', receipts: 'Gazette 7' });
    a.save('1', { answer: 'no', reasoning: 'set aside' });
    b.save('1', { answer: 'no data' });
    b.handIn();
    const file = join(temporaryFolder(), 'saved.backup');
    await backup(record, file);
    const folder = temporaryFolder();
    await restore(file, folder, migrations);
    const other = Record.open(folder, migrations);
    const { owner } = other.read((tx) => seatByKey(tx, a.key));
    const papers = new WorkingPapers(other);
    expect(papers.of(owner).get('1')?.paper.reasoning).toBe('kept');
    const [aside] = papers.setAside(owner, '1');
    expect(aside?.paper.reasoning).toBe('set aside');
    papers.choose(owner, '1', { seen: { version: 1, newest: aside?.id ?? 0 } }, at);
    expect(handIn(other, a.key, at)).toBe('revealed');
    expect(other.read((tx) => assessments(tx, {})).filter((one) => one.round === round)).toMatchObject([
      { coder: 'Ana', reasoning: 'kept' },
      { coder: 'Ben' },
    ]);
    expect(other.verify()).toEqual([]);
    other.close();
  });
});
