/**
 * Takes the power away. Servers, backups and restores run under strace, which writes down every write, fsync, truncate
 * and rename; from that, states are made in which the disk may be found (disk.ts), at random moments and between a
 * write and its fsync above all. The program opens each: the audit log must be whole, and everything be there of which
 * the program had said that it is.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrations, openInstallation } from '../../src/installation.ts';
import { restore } from '../../src/platform/backup.ts';
import type { Progress } from '../../src/platform/record.ts';
import { commandLine, serve } from '../program.ts';
import { Disk, filesOf, type Loss, losses } from './disk.ts';
import { examine, furnish, inTemporaryFolder, type Keys, send, type Sent, type Way } from './installation.ts';
import type { Outcome } from './outcome.ts';
import { type Event, eventsOf, traced } from './trace.ts';

/** Something that ran, to be cut off anywhere. */
interface Run {
  readonly name: string;
  /** Of all states, the share that is made of this run. */
  readonly share: number;
  readonly folder: string;
  /** What was on the disk before. */
  readonly before: Disk;
  readonly events: readonly Event[];
  /** Says what is wrong with a state; `said` is what the program had said until then. */
  readonly wrong: (state: string, said: readonly string[]) => Promise<string[]>;
}

/** @param states how many */
export function lostPower(states: number, progress: Progress): Promise<Outcome> {
  if (spawnSync('strace', ['-V']).status !== 0)
    return Promise.resolve({ did: ['nothing'], broken: ['this drill needs strace, which is not installed'] });
  return inTemporaryFolder(async (work) => {
    // So many changes that the log is brought home several times, as it is every thousand pages.
    const changes = Math.min(600, Math.max(12, states));
    const runs = [await servedRun(work, changes), await backupRun(work), await restoreRun(work)];
    const broken: string[] = [];
    const did: string[] = [`${states} states of a disk without power, torn at 512 and 4096 bytes`];
    let done = 0;
    for (const run of runs) {
      const count = Math.ceil(states * run.share);
      const syncs = run.events.filter(({ kind }) => kind === 'sync').length;
      did.push(`${run.name}: ${count} states of ${run.events.length} calls, ${syncs} of them fsync`);
      broken.push(...(await cutOff(run, { work, count, progress: (each) => progress(done + each, states) })));
      done += count;
    }
    return { did, broken };
  });
}

async function cutOff(
  run: Run,
  { work, count, progress }: { work: string; count: number; progress: (done: number) => void },
): Promise<string[]> {
  const broken: string[] = [];
  const moments = momentsOf(run.events, count);
  const said: string[] = [];
  let next = 0;
  for (const [at, event] of [...run.events, undefined].entries()) {
    for (; moments[next] === at; next += 1) {
      const state = join(work, 'state');
      const loss: Loss = losses[next % losses.length] ?? 'some';
      mkdirSync(state);
      run.before.leave(run.folder, state, loss, Math.random);
      for (const wrong of await run.wrong(state, said))
        broken.push(`${run.name}, after call ${at} of ${run.events.length}, losing “${loss}”: ${wrong}`);
      rmSync(state, { recursive: true });
      progress(next + 1);
    }
    if (event?.kind === 'said') said.push(event.text);
    else if (event) run.before.do(event);
  }
  return broken;
}

/** Moments in order: half of them anywhere, half just before an fsync is through, where most is at stake. */
function momentsOf(events: readonly Event[], count: number): number[] {
  const syncs = [...events.entries()].filter(([, { kind }]) => kind === 'sync').map(([at]) => at);
  return Array.from({ length: count }, (_, each) =>
    each % 2 === 0 || syncs.length === 0
      ? Math.floor(Math.random() * (events.length + 1))
      : (syncs[Math.floor(Math.random() * syncs.length)] ?? 0),
  ).toSorted((a, b) => a - b);
}

/** A server to which somebody sends one change after another, from its start to its end. */
async function servedRun(work: string, changes: number): Promise<Run> {
  const folder = join(work, 'served');
  const keys: Keys = furnish(folder);
  const before = diskOf(folder);
  const trace = join(work, 'served.trace');
  const server = await serve(folder, traced(trace));
  const sent: Sent[] = [];
  const kinds: readonly Way[] = ['change', 'proposal', 'paper'];
  for (let number = 1; number <= changes; number += 1) {
    const way = kinds[number % kinds.length] ?? 'change';
    const each = { way, text: `${way} ${number}` };
    if (!(await send(server.address, keys, each))) throw new Error(`${each.text} was refused`);
    sent.push(each);
  }
  await server.stop();
  return {
    name: 'server',
    share: 0.8,
    folder,
    before,
    events: await eventsOf(trace, folder),
    wrong: async (state, said) => {
      const answers = said.filter((text) => /^HTTP\/1\.1 [23]/.test(text)).length;
      return missingIn(state, sent.slice(0, answers));
    },
  };
}

async function backupRun(work: string): Promise<Run> {
  const data = join(work, 'to-back-up');
  furnish(data);
  const folder = join(work, 'backups');
  mkdirSync(folder);
  const trace = join(work, 'backup.trace');
  const file = join(folder, 'saved.backup');
  runTraced(trace, data, 'backup', file);
  return {
    name: 'backup',
    share: 0.1,
    folder,
    before: new Disk([]),
    events: await eventsOf(trace, folder),
    wrong: async (state, said) => {
      const saved = join(state, 'saved.backup');
      if (!existsSync(saved))
        return said.some((text) => text.includes('SHA-256')) ? ['the backup is gone'] : [];
      const folder = join(state, 'restored');
      return restore(saved, folder, migrations).then(
        () => missingIn(folder, []),
        (error: Error) => [error.message],
      );
    },
  };
}

/** A restore over a record that was in use, whose log was not brought home. */
async function restoreRun(work: string): Promise<Run> {
  const folder = join(work, 'restored');
  const keys = furnish(folder);
  const file = join(work, 'earlier.backup');
  const [program = '', ...args] = commandLine(folder, 'backup', file);
  spawnSync(program, args);
  const server = await serve(folder);
  const later: Sent = { way: 'change', text: 'later 1' };
  await send(server.address, keys, later);
  await server.stop('SIGKILL');
  const before = diskOf(folder);
  const trace = join(work, 'restore.trace');
  runTraced(trace, folder, 'restore', file);
  return {
    name: 'restore',
    share: 0.1,
    folder,
    before,
    events: await eventsOf(trace, folder),
    wrong: async (state, said) => {
      const isDone = said.some((text) => text.includes('now holds'));
      const wrong = missingIn(state, []);
      return isDone && missingIn(state, [later]).length === 0 ? [...wrong, 'the restore is gone'] : wrong;
    },
  };
}

function runTraced(trace: string, data: string, ...args: string[]): void {
  const [strace = '', ...rest] = [...traced(trace), ...commandLine(data, ...args)];
  const { status } = spawnSync(strace, rest);
  if (status !== 0) throw new Error(`plumbline ${args.join(' ')} ended with ${status}`);
}

/** The files of a folder, safely on the disk. */
function diskOf(folder: string): Disk {
  return new Disk(
    filesOf(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => !path.endsWith('-shm')),
    ),
  );
}

/** What is wrong with a data folder, opened as the server opens it. */
function missingIn(folder: string, sent: readonly Sent[]): string[] {
  // Opening mends what can be mended; the state itself is looked at more than once.
  const copy = `${folder}-opened`;
  cpSync(folder, copy, { recursive: true });
  try {
    const record = openInstallation(copy, new Date().toISOString());
    try {
      const { findings, has } = examine(record);
      return [
        ...(findings > 0 ? [`${findings} findings in the audit log`] : []),
        ...sent.filter((each) => !has(each)).map(({ text }) => `${text} was stored, and is not there`),
      ];
    } finally {
      record.close();
    }
  } catch (error) {
    return [`it does not open: ${(error as Error).message}`];
  } finally {
    rmSync(copy, { recursive: true });
  }
}
