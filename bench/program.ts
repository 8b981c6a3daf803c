/** The bundled program as people run it, for measurements. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import serving from '../scripts/serving.json' with { type: 'json' };
import { productFolder } from '../src/platform/product.ts';

export const program = join(productFolder(), 'dist', 'plumbline.mjs');

/** Starts a command on a data folder. */
export function start(data: string, ...args: string[]): ChildProcessByStdio<null, Readable, null> {
  const { flags, environment } = args[0] === 'serve' ? serving : { flags: [], environment: {} };
  return spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...flags, program, ...args, '--data', data],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...environment, ...process.env },
    },
  );
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
  readonly stop: () => Promise<void>;
}

/** Starts the server on a free port. */
export async function serve(data: string): Promise<Server> {
  const began = performance.now();
  const child = start(data, 'serve', '--port', '0');
  let text = '';
  const address = await new Promise<string>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      const found = /ready: (http\S+\/)\n/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  return {
    address,
    operator: () => /(http\S+operator\?key=\S+)\n/.exec(text)?.[1] ?? '',
    readyAfter: performance.now() - began,
    residentMegabytes: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
