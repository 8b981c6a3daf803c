/** The bundled program as people run it, for measurements. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import serving from '../scripts/serving.json' with { type: 'json' };
import { productFolder } from '../src/platform/product.ts';

export const program = join(productFolder(), 'dist', 'plumbline.mjs');

/** The words that start a command on a data folder, as scripts/run.mjs puts them. */
export function commandLine(data: string, ...args: string[]): string[] {
  const flags = args[0] === 'serve' ? serving.flags : [];
  return [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    ...flags,
    program,
    ...args,
    '--data',
    data,
  ];
}

/** Starts a command on a data folder. */
export function start(data: string, ...args: string[]): ChildProcessByStdio<null, Readable, null> {
  return startAs(commandLine(data, ...args));
}

function startAs([file = '', ...args]: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  const environment = args.includes('serve') ? serving.environment : {};
  return spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'], env: { ...environment, ...process.env } });
}

/** Runs a command to its end. @returns milliseconds */
export async function timed(data: string, ...args: string[]): Promise<number> {
  const began = performance.now();
  const child = start(data, ...args);
  child.stdout.resume();
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`plumbline ${args.join(' ')} ended with ${String(code)}`);
  return performance.now() - began;
}

export interface Server {
  readonly address: string;
  /** The address that opens the door to adding files. */
  readonly operator: () => string;
  /** Milliseconds. */
  readonly readyAfter: number;
  readonly residentMegabytes: () => number;
  /** The number of the server's process, also where another program started it. */
  readonly process: () => number;
  /** Ends the server by a signal, and waits until it is gone. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/**
 * Starts the server on a free port.
 * @param through words of a command that starts it and watches it, such as strace
 */
export async function serve(data: string, through: readonly string[] = []): Promise<Server> {
  const began = performance.now();
  const child = startAs([...through, ...commandLine(data, 'serve', '--port', '0')]);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let text = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      const found = /ready: (http\S+\/)\n/.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
  return {
    address,
    operator: () => /(http\S+operator\?key=\S+)\n/.exec(text)?.[1] ?? '',
    readyAfter: performance.now() - began,
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${serverUnder(child.pid)}/status`, 'utf8'))?.[1]) /
      1024,
    process: () => serverUnder(child.pid),
    stop: (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) process.kill(serverUnder(child.pid), signal);
      return gone;
    },
  };
}

/** The server's process: below the programs that started it, above those that it has its tasks done by. */
function serverUnder(pid = 0): number {
  if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === process.execPath) return pid;
  const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0];
  return child ? serverUnder(Number(child)) : pid;
}
