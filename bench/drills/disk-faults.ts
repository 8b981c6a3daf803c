/**
 * Lets the disk fail under a server: every fsync answers EIO, then the disk is full. What the server has said to be
 * stored must be there afterwards, what it refuses must be refused by a sentence, and reading must go on.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../src/platform/record.ts';
import { serve, type Server } from '../program.ts';
import { furnish, inTemporaryFolder, type Keys, look, send, type Sent, type Way } from './installation.ts';
import type { Outcome } from './outcome.ts';

const kinds: readonly Way[] = ['change', 'proposal', 'paper'];

/** @param changes how many are sent to each failing disk */
export function failingDisks(changes: number, progress: Progress): Promise<Outcome> {
  return inTemporaryFolder(async (work) => {
    const prepared = join(work, 'prepared');
    const keys = furnish(prepared);
    const parts = [await deadFsync({ work, prepared, keys, changes })];
    progress(1, 2);
    parts.push(await fullDisk({ work, prepared, keys, changes }));
    progress(2, 2);
    return { did: parts.flatMap(({ did }) => did), broken: parts.flatMap(({ broken }) => broken) };
  });
}

interface Given {
  readonly work: string;
  readonly prepared: string;
  readonly keys: Keys;
  readonly changes: number;
}

/** The n-th fsync and those after it fail, as they do once a disk is dying; then the machine goes down. */
async function deadFsync({ work, prepared, keys, changes }: Given): Promise<Outcome> {
  if (spawnSync('strace', ['-V']).status !== 0)
    return { did: [], broken: ['failing fsync needs strace, which is not installed'] };
  const data = join(work, 'eio');
  cpSync(prepared, data, { recursive: true });
  const soundSyncs = Math.ceil(changes / 2);
  const fault = `inject=fsync,fdatasync:error=EIO:when=${soundSyncs}+`;
  const server = await serve(data, [
    'strace',
    '-f',
    '-o',
    '/dev/null',
    '-e',
    'trace=fsync,fdatasync',
    '-e',
    fault,
  ]);
  const { stored, refused, said, broken } = await sendAll(server, keys, changes);
  await server.stop('SIGKILL');
  broken.push(...missing(data, stored));
  if (stored.length === 0 || refused === 0) broken.push('fsync: the fault came too early or too late');
  if (!/failed/.test(said)) broken.push(`fsync: the refusal does not say so: ${said.slice(0, 200)}`);
  // On a sound disk it goes on.
  const again = await serve(data);
  if (!(await send(again.address, keys, { way: 'change', text: 'after the fault 1' })))
    broken.push('fsync: a sound disk takes no change');
  await again.stop();
  return {
    did: [`fsync fails from the ${soundSyncs}th on: ${stored.length} stored, ${refused} refused`],
    broken,
  };
}

/** A small disk fills up, and then has room again. */
async function fullDisk({ work, prepared, keys, changes }: Given): Promise<Outcome> {
  if (spawnSync('unshare', ['-rm', 'true']).status !== 0)
    return { did: [], broken: ['a small disk needs the right to mount one (unshare -rm)'] };
  const data = join(work, 'full');
  mkdirSync(data);
  const mount = 'mount -t tmpfs -o size=8m none "$1" && cp -r "$2"/. "$1" && shift 2 && exec "$@"';
  const server = await serve(data, ['unshare', '-rm', 'sh', '-c', mount, 'sh', data, prepared]);
  const inside = `/proc/${server.process()}/root${data}`;
  const before = await sendAll(server, keys, changes);
  const ballast = join(inside, 'ballast');
  fillUp(ballast);
  const full = await sendAll(server, keys, changes, changes);
  rmSync(ballast);
  const after = await sendAll(server, keys, changes, 2 * changes);
  const broken = [...before.broken, ...full.broken, ...after.broken];
  if (before.refused + after.refused > 0) broken.push('disk full: refused where there was room');
  if (full.refused === 0) broken.push('disk full: nothing was refused');
  if (!/disk/.test(full.said) || !/full/.test(full.said))
    broken.push(`disk full: the refusal does not say so: ${full.said.slice(0, 200)}`);
  // Nobody writes now, so what is copied is what a kill would leave.
  const copy = join(work, 'full-copy');
  cpSync(inside, copy, { recursive: true });
  await server.stop('SIGKILL');
  const stored = [...before.stored, ...full.stored, ...after.stored];
  broken.push(...missing(copy, stored));
  return {
    did: [
      `disk full: ${before.stored.length} stored before, ${full.stored.length} and ${full.refused} refused meanwhile, ${after.stored.length} stored after`,
    ],
    broken,
  };
}

/** Writes zeros until nothing more fits. */
function fillUp(file: string): void {
  for (const size of [65_536, 4096, 512])
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
}

async function sendAll(
  server: Server,
  keys: Keys,
  changes: number,
  from = 0,
): Promise<{ stored: Sent[]; refused: number; said: string; broken: string[] }> {
  const stored: Sent[] = [];
  const broken: string[] = [];
  let refused = 0;
  for (let number = from + 1; number <= from + changes; number += 1) {
    const way = kinds[number % kinds.length] ?? 'change';
    const sent = { way, text: `${way} ${number}` };
    if (await send(server.address, keys, sent)) stored.push(sent);
    else refused += 1;
  }
  const page = await fetch(server.address).catch(() => undefined);
  if (page?.status !== 200) broken.push('the server no longer answers readers');
  return { stored, refused, said: refused === 0 ? '' : await refusal(server, keys), broken };
}

/** What a person is told whose change is refused. */
async function refusal({ address }: Server, { editor }: Keys): Promise<string> {
  const fields = {
    demand: 'ratify|instrument/OPSC',
    ledger: 'State',
    status: 'done',
    said: 'x',
    date: '2011-07-01',
  };
  const answer = await fetch(new URL('/states/MUS/follow-up?lang=en', address), {
    method: 'POST',
    body: new URLSearchParams({ ...fields, source: 'Drill', place: '1' }),
    headers: { Cookie: editor },
    redirect: 'manual',
  });
  return (/The disk [^<]*/.exec(await answer.text()) ?? [`status ${answer.status}`])[0];
}

function missing(data: string, stored: readonly Sent[]): string[] {
  const { findings, has } = look(data);
  return [
    ...(findings > 0 ? [`${data}: ${findings} findings in the audit log`] : []),
    ...stored.filter((sent) => !has(sent)).map(({ text }) => `${text} was stored, and is not there`),
  ];
}
