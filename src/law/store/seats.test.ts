/** What an editor may mend in an open round: new addresses, other coders, an end without result. */
import { expect, test } from 'vitest';
import { testDay, testInstallation } from '../../../test/installation.ts';
import { parseDay } from '../../core/date.ts';
import { emptyPaper } from '../paper.ts';
import { assessments } from '../store.ts';
import { adjudicate } from './adjudication.ts';
import { checklist } from './checklists.ts';
import { handIn } from './reveal.ts';
import { askedRound, codingRounds, openRound, savePaper, seatByKey } from './rounds.ts';
import { closeRound, reissueSeat, replaceCoder } from './seats.ts';
import { WorkingPapers } from './working-papers.ts';

const record = testInstallation();
const at = `${testDay}T12:00:00Z`;
const change = { actor: 'editor', reason: 'address lost', at };
const wording = record
  .read((tx) => checklist(tx, 'sec-law'))
  .points.find((one) => one.point === '1')?.wording;

let keys = 0;
const newKey = () => `seat-${(keys += 1)}`.padEnd(43, 'x');

function opened() {
  const { round, seats } = openRound(
    record,
    { state: 'MUS', checklist: 'sec-law', coders: ['Ana', 'Ben'], asOf: parseDay('2026-06-30') },
    newKey,
    change,
  );
  const [ana = '', ben = ''] = seats.map(({ key }) => key);
  return { round, ana, ben };
}

const save = (key: string, reasoning: string, base = 0) =>
  savePaper(
    record,
    key,
    '1',
    {
      paper: { ...emptyPaper(wording ?? 0), answer: 'yes', receipts: 'Gazette 1', reasoning },
      base,
      tab: '',
      turn: 0,
    },
    at,
  );
const papersOf = (key: string) => {
  const { owner } = record.read((tx) => seatByKey(tx, key));
  const papers = new WorkingPapers(record);
  return [
    papers.of(owner).get('1')?.paper.reasoning,
    papers.setAside(owner, '1').map(({ paper }) => paper.reasoning),
  ];
};
const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'done';
};
const said = (round: string) =>
  record.read((tx) => assessments(tx, { checklist: 'sec-law' })).filter((one) => one.round === round);

test('a new address takes over what was typed and what waits; the old one opens nothing', () => {
  const { round, ana, ben } = opened();
  save(ana, 'typed');
  save(ana, 'waits');
  const { coder, key } = reissueSeat(record, { round, seat: 'Ana' }, newKey, change);
  expect(coder).toBe('Ana');
  expect(papersOf(key)).toEqual(['typed', ['waits']]);
  for (const work of [() => save(ana, 'x'), () => handIn(record, ana, at), () => papersOf(ana)])
    expect(refusal(work)).toBe('seat-reissued');
  expect(record.read((tx) => askedRound(tx, round)).seats).toMatchObject([
    { coder: 'Ana', reissued: [{ coder: 'Ana', day: testDay }] },
    { coder: 'Ben', reissued: [] },
  ]);

  // And once more; then the round goes on as any other.
  const again = reissueSeat(record, { round, seat: 'Ana' }, newKey, change).key;
  expect(refusal(() => papersOf(key))).toBe('seat-reissued');
  const { owner } = record.read((tx) => seatByKey(tx, again));
  const newest = new WorkingPapers(record).setAside(owner, '1').at(-1)?.id ?? 0;
  new WorkingPapers(record).choose(owner, '1', { seen: { version: 1, newest } }, at);
  expect(handIn(record, again, at)).toBe('waiting for others');
  expect(refusal(() => reissueSeat(record, { round, seat: 'Ana' }, newKey, change))).toBe('seat-is-frozen');
  expect(handIn(record, ben, at)).toBe('revealed');
  expect(said(round)).toMatchObject([{ coder: 'Ana', reasoning: 'typed' }]);
  expect(refusal(() => reissueSeat(record, { round, seat: 'Ben' }, newKey, change))).toBe('round-finished');
  expect(refusal(() => closeRound(record, round, change))).toBe('round-finished');
  expect(record.verify()).toEqual([]);
});

test('another coder begins with an empty seat, under their own name', () => {
  const { round, ana, ben } = opened();
  save(ana, 'of Ana');
  const replace = (coder: string) => replaceCoder(record, { round, seat: 'Ana', coder }, newKey, change);
  for (const name of ['', 'Ana', 'Ben', 'x'.repeat(101)])
    expect(
      refusal(() => replace(name)),
      name,
    ).toBe('seat-change-invalid');
  expect(papersOf(ana)).toEqual(['of Ana', []]);
  const { key } = replace(' Chen ');
  expect(papersOf(key)).toEqual([undefined, []]);
  save(key, 'of Chen');
  handIn(record, key, at);
  handIn(record, ben, at);
  expect(said(round)).toMatchObject([{ coder: 'Chen', reasoning: 'of Chen' }]);
});

test('a closed round stays in the list with its reason; its papers are gone and nothing entered', () => {
  const { round, ana, ben } = opened();
  save(ana, 'typed');
  save(ben, 'handed in');
  handIn(record, ben, at);
  expect(refusal(() => closeRound(record, round, { ...change, reason: ' ' }))).toBe('seat-change-invalid');
  closeRound(record, round, { ...change, reason: 'Ana has left' });
  const [newest] = record.read(codingRounds);
  expect(newest).toMatchObject({
    id: round,
    stage: 'closed',
    closed: { day: testDay, reason: 'Ana has left' },
  });
  expect([papersOf(ana), papersOf(ben), said(round)]).toEqual([[undefined, []], [undefined, []], []]);
  for (const work of [
    () => save(ana, 'x'),
    () => handIn(record, ana, at),
    () => closeRound(record, round, change),
    () => reissueSeat(record, { round, seat: 'Ana' }, newKey, change),
    () =>
      adjudicate(record, round, { point: '1', adjudicator: 'Chen', paper: emptyPaper(wording ?? 0) }, change),
  ])
    expect(refusal(work)).toBe('round-closed');
  expect(record.verify()).toEqual([]);
});

test('what is not there is told', () => {
  const { round } = opened();
  expect(refusal(() => closeRound(record, 'none', change))).toBe('round-unknown');
  expect(refusal(() => reissueSeat(record, { round, seat: 'Zoe' }, newKey, change))).toBe(
    'seat-number-unknown',
  );
});
