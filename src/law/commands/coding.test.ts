import { Command } from 'commander';
import { expect, test } from 'vitest';
import { testDay, testInstallation } from '../../../test/installation.ts';
import type { Day } from '../../core/date.ts';
import type { Terminal } from '../../platform/terminal.ts';
import { emptyPaper } from '../paper.ts';
import { checklist } from '../store/checklists.ts';
import { handIn } from '../store/reveal.ts';
import { savePaper } from '../store/rounds.ts';
import { commands } from '../commands.ts';

const record = testInstallation();
const at = `${testDay}T12:00:00Z`;
const run = async (...args: string[]) => {
  const lines: string[] = [];
  const terminal: Partial<Terminal> = {
    actor: 'ana',
    now: () => new Date(at),
    today: () => testDay as Day,
    reading: async (work) => work(record),
    writing: async (work) => work(record),
    print: (_, text) => lines.push(...text),
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  commands(program, () => terminal as Terminal);
  await program.parseAsync(['law', ...args], { from: 'user' });
  return lines;
};

test('a round is opened, coded, listed, and its agreement told', async () => {
  expect(await run('round', 'list')).toEqual(['There is no round of coding in the record.']);
  const opening = ['round', 'open', 'MUS', '--checklist', 'sec-law', '--coders', 'Ana, Ben'];
  const [first, ...seats] = await run(...opening, '--site', 'https://law.example/');
  expect(first).toContain(`Round MUS-sec-law-${testDay} is open.`);
  const keys = seats.map(
    (line) => /^(?:Ana|Ben): https:\/\/law\.example\/coding\/([\w-]{43})$/.exec(line)?.[1] ?? '',
  );
  expect(new Set(keys).size).toBe(2);
  expect(await run('round', 'list')).toEqual([`MUS-sec-law-${testDay}  blind: Ana, Ben  0 of 2 handed in`]);
  const points = record.read((tx) => checklist(tx, 'sec-law')).points.slice(0, 3);
  for (const [seat, key] of keys.entries()) {
    for (const [place, { point, wording }] of points.entries()) {
      const answer = place === 0 && seat === 1 ? 'partly' : place === 2 ? 'no' : 'yes';
      const paper = { ...emptyPaper(wording), answer, receipts: 'Gazette 1' } as const;
      savePaper(record, key, point, { paper, base: 0, tab: '', turn: 0 }, at);
    }
    handIn(record, key, at);
  }
  expect(await run('round', 'list')).toEqual([`MUS-sec-law-${testDay}  blind: Ana, Ben  all handed in`]);
  // Two of three alike; by chance 2/3 × 1/3 + 1/3 × 1/3 = 1/3, so kappa is 1/2.
  expect(await run('agreement', 'sec-law')).toEqual([
    'Coded blind',
    expect.stringMatching(
      /^ {2}all points: 2 of 3 the same, kappa 0\.50 \(95 %: -?\d\.\d\d to 1\.00\)$/,
    ) as string,
    '  1: 0 of 1 the same, kappa: cannot tell (fewer than two pairs)',
    '  2: 1 of 1 the same, kappa: cannot tell (fewer than two pairs)',
    '  3: 1 of 1 the same, kappa: cannot tell (fewer than two pairs)',
    'Not compared: 0 with one coder, 0 with “not yet assessed”, 0 with more than two coders.',
  ]);
  const [second = '', ana = ''] = await run(...opening);
  const name = /^Round (\S+) is open/.exec(second)?.[1] ?? '';
  const [, again = ''] = await run('round', 'reissue', name, 'Ana', '--reason', 'lost');
  expect(again).toMatch(/^Ana: http:\/\/127\.0\.0\.1:4870\/coding\/[\w-]{43}$/);
  expect(again).not.toBe(ana);
  const [, other] = await run('round', 'reissue', name, 'Ana', '--to', 'Chen', '--reason', 'left');
  expect(other).toMatch(/^Chen: /);
  expect(await run('round', 'close', name, '--reason', 'given up')).toEqual([
    `Round ${name} is closed without result.`,
  ]);
  expect((await run('round', 'list'))[0]).toBe(`${name}  blind: Chen, Ben  closed without result: given up`);
  await expect(run('agreement', 'none')).rejects.toThrow('no checklist “none”');
  await expect(run(...opening.slice(0, -1), '')).rejects.toThrow('coders: name one or two');
});
