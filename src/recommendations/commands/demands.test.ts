import { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../../test/installation.ts';
import type { Day } from '../../core/date.ts';
import type { Terminal } from '../../platform/terminal.ts';
import { bringInto, uprInfo } from '../testing.ts';
import { demands } from './demands.ts';

const record = testInstallation();
const run = async (...args: string[]) => {
  const lines: string[] = [];
  const terminal: Partial<Terminal> = {
    actor: 'ana',
    now: () => new Date(`${testDay}T12:00:00Z`),
    today: () => testDay as Day,
    reading: async (work) => work(record),
    writing: async (work) => work(record),
    print: (_, text) => lines.push(...text),
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  demands(program, () => terminal as Terminal);
  await program.parseAsync(['demands', ...args], { from: 'user' });
  return lines;
};
const keysIn = (line = '') => [...line.matchAll(/“([^”]*)”/g)].map(([, key = '']) => key);

beforeAll(async () => {
  const row = (text: string, session: number) => `Fiji,,,${text},Peru,,,Accepted,5,"Rights",${session}`;
  const rows = [
    row('Adopt a law on child marriage of girls', 7),
    row('Adopt a law on child marriage and birth registration of girls', 20),
  ];
  await bringInto(record)('asked.csv', [uprInfo, ...rows, ''].join('\r'));
});

describe('demands', () => {
  test('links lists what is near, and link decides on it, last as decided last', async () => {
    const [count, near, why] = await run('links', 'FJI');
    expect(count).toBe('pairs that are near and not decided: 1');
    expect(why).toContain('in one only: birth-registration');
    const [first = '', second = ''] = keysIn(near);
    const decide = (...how: string[]) => run('link', 'FJI', second, first, ...how);
    expect(await decide('--confirm', '--note', 'One law.')).toEqual(['The decision is kept.']);
    expect(await decide('--confirm', '--note', 'One law.')).toEqual(['The record says so already.']);
    expect(await run('links', 'FJI')).toEqual([
      `confirmed: “${first}” “${second}”  by ana, ${testDay}: One law.`,
      'pairs that are near and not decided: 0',
    ]);
    expect(await decide('--refuse')).toEqual(['The decision is kept; it takes the place of the one before.']);
    expect((await run('links', 'FJI'))[0]).toMatch(/^refused: /);
    expect(await run('links', 'FJI', '--as-of', '2026-11-22')).toEqual([
      'pairs that are near and not decided: 0',
    ]);
  });

  test('link needs a decision, one only', async () => {
    await expect(run('link', 'FJI', 'a', 'b')).rejects.toMatchObject({ code: 'link-invalid' });
    await expect(run('link', 'FJI', 'a', 'b', '--confirm', '--refuse')).rejects.toThrow('--refuse');
  });
});
