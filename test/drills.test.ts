/** The drills of `bench/drills`, small: that they run and hold; `npm run drill NAME` does them in full. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { alteredRecords } from '../bench/drills/audit.ts';
import { killedServers } from '../bench/drills/kill.ts';
import { lostPower } from '../bench/drills/power.ts';

const quiet = () => undefined;
const has = (tool: string, ...args: string[]) => spawnSync(tool, args).status === 0;

test('killed servers lose nothing that was said to be stored', async () => {
  expect((await killedServers(2, quiet)).broken).toEqual([]);
});

test.skipIf(!has('strace', '-V'))('a loss of power loses nothing (skipped without strace)', async () => {
  expect((await lostPower(20, quiet)).broken).toEqual([]);
});

test('what is altered in the record and in backups is found', async () => {
  expect((await alteredRecords(40, quiet)).broken).toEqual([]);
});
