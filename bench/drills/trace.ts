/** What a program asked of the disk, in order, as strace saw it. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What is done to files, by their paths; and what the program said on its standard output or over a connection. */
export type Event =
  | { readonly kind: 'create' | 'unlink' | 'sync'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'said'; readonly text: string };

/** The words before a command that have its calls written to a file. */
export function traced(file: string): string[] {
  const calls =
    'openat,creat,pwrite64,pwritev,write,writev,fsync,fdatasync,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,link,linkat';
  return ['strace', '-f', '--seccomp-bpf', '-y', '-xx', '-s', '200000', '-o', file, '-e', `trace=${calls}`];
}

/**
 * The events of a trace that concern the files below a folder, and everything that was said.
 * @throws where a call is met that is not understood, as nothing may be left out unseen
 */
export async function eventsOf(file: string, folder: string): Promise<Event[]> {
  const events: Event[] = [];
  const halves = new Map<string, string>();
  const positions = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      halves.set(thread, rest.slice(0, -'<unfinished ...>'.length).trimEnd());
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = resumed ? `${halves.get(thread) ?? ''}${resumed[1]}` : rest;
    const event = eventOf(call, folder, positions);
    if (event) events.push(...event);
  }
  return events;
}

function eventOf(call: string, folder: string, positions: Map<string, number>): Event[] | undefined {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(call) ?? [];
  if (name === '' || result.startsWith('-')) return undefined;
  const done = Number(result);
  const texts = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)].map(([, hex = '', cut]) => {
    if (cut) throw new Error('the trace cuts what was written');
    return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
  });
  const ofHandle = textOf(/^\d+<([^>]*)>/.exec(args)?.[1]);
  const inside = (path: string | undefined): path is string => path?.startsWith(folder) === true;
  const lastNumber = () => {
    const digits = /, (\d+)$/.exec(args)?.[1];
    if (digits === undefined) throw new Error(`${name}: its last argument is no number`);
    return Number(digits);
  };
  switch (name) {
    case 'openat': {
      const path = texts[0]?.toString();
      if (!inside(path)) return undefined;
      positions.set(path, 0);
      return [
        ...(args.includes('O_CREAT') ? [{ kind: 'create', path } as const] : []),
        ...(args.includes('O_TRUNC') ? [{ kind: 'truncate', path, size: 0 } as const] : []),
      ];
    }
    case 'pwrite64': {
      if (!inside(ofHandle)) return undefined;
      const data = Buffer.concat(texts).subarray(0, done);
      return [{ kind: 'write', path: ofHandle, at: lastNumber(), data }];
    }
    case 'write':
    case 'writev': {
      const data = Buffer.concat(texts).subarray(0, done);
      if (!inside(ofHandle)) return [{ kind: 'said', text: data.subarray(0, 200).toString('latin1') }];
      const at = positions.get(ofHandle) ?? 0;
      positions.set(ofHandle, at + done);
      return [{ kind: 'write', path: ofHandle, at, data }];
    }
    case 'fsync':
    case 'fdatasync':
      return inside(ofHandle) ? [{ kind: 'sync', path: ofHandle }] : undefined;
    case 'ftruncate':
      return inside(ofHandle) ? [{ kind: 'truncate', path: ofHandle, size: lastNumber() }] : undefined;
    case 'rename': {
      const [path, to] = texts.map(String);
      return inside(path) && to !== undefined ? [{ kind: 'rename', path, to }] : undefined;
    }
    case 'unlink': {
      const path = texts[0]?.toString();
      return inside(path) ? [{ kind: 'unlink', path }] : undefined;
    }
    default:
      if (texts.some((text) => inside(text.toString())) || inside(ofHandle))
        throw new Error(`${name} is not understood`);
      return undefined;
  }
}

function textOf(hex: string | undefined): string | undefined {
  return hex === undefined ? undefined : Buffer.from(hex.replaceAll('\\x', ''), 'hex').toString();
}
