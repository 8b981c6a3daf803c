import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { citations } from '../evidence/store.ts';
import type { Record } from '../platform/record.ts';
import { addCommitment, commitments } from './store.ts';
import { at, closeAndRemove, emptyRecord } from './testing.ts';

let record: Record;
beforeEach(() => {
  record = emptyRecord();
});
afterEach(() => closeAndRemove(record));

const citation = { title: 'Communiqué of the summit', place: 'para. 4', standing: 'verified' } as const;
const pledge = {
  id: 'PLEDGE-2025',
  name: 'Pledge on travel and tourism',
  kind: 'voluntary',
  adopted: '2025-06',
  adoptedBy: 'Ministers of tourism',
  statement: 'To train hotel staff.',
  citation,
  items: [{ number: 1, text: 'training', citation }],
  states: [{ state: 'Mauritius', part: 'takes part', citation }],
} as const;
type Input = Parameters<typeof addCommitment>[1];

const add = (input: Input) =>
  record.command(
    {
      kind: 'commitment',
      actor: 'editor',
      reason: 'added by hand',
      citation: 'x',
      at,
    },
    (tx) => addCommitment(tx, input),
  ).result;

describe('a commitment entered by hand', () => {
  it('is stored with its items, its States and their sources', () => {
    expect(add(pledge as unknown as Input)).toBe(3);
    expect(record.read((tx) => commitments(tx))).toMatchObject([
      {
        id: 'PLEDGE-2025',
        adopted: '2025-06',
        citation: { title: citation.title, place: 'para. 4', enteredBy: 'editor' },
        items: [{ number: 1, text: 'training', citation: { place: 'para. 4' } }],
        states: [{ state: 'MUS', part: 'takes part' }],
      },
    ]);
    expect(record.read(citations).size).toBe(1);
  });

  it('adds nothing when it is entered again, and only the change when it is corrected', () => {
    add(pledge as unknown as Input);
    expect(add(pledge as unknown as Input)).toBe(0);
    expect(add({ ...pledge, statement: 'To train all staff.' } as unknown as Input)).toBe(1);
    expect(record.read((tx) => commitments(tx))).toMatchObject([
      { statement: 'To train all staff.', items: [{}] },
    ]);
  });

  it.each<[string, object, string]>([
    ['a source', { citation: { title: ' ', standing: 'verified' } }, 'citation.title'],
    ['an id that lasts', { id: 'a pledge' }, 'id'],
    ['a known kind', { kind: 'promise' }, 'kind'],
    ['a real date', { adopted: '2025-02-31' }, '2025-02-31'],
    ['a known State', { states: [{ state: 'Atlantis', part: 'takes part', citation }] }, 'Atlantis'],
    ['a source for each item', { items: [{ number: 1, text: 'x' }] }, 'items.0.citation'],
  ])('needs %s', (_, wrong, sentence) => {
    const before = record.head().seq;
    expect(() => add({ ...pledge, ...wrong } as unknown as Input)).toThrow(sentence);
    expect(record.head().seq).toBe(before);
  });
});
