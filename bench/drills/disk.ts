/**
 * A disk without power: what may be on it after the power went. Of what was written since the last fsync of a file
 * anything may be there: all, nothing, some of it, and single sectors of a write. Names (created, renamed, removed)
 * last from the fsync of their folder on; until then each may be as it was at any time since.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Event } from './trace.ts';

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly size: number };

interface File {
  content: Buffer;
  unsynced: Change[];
}

interface Name {
  file: File | undefined;
  /** What it stood for since its folder was synced; the last counts while the power is on. */
  unsynced: (File | undefined)[];
}

/** "nothing": what was not synced is gone. "until": it came to the disk in order, up to a moment. "some": in no order. */
export const losses = ['nothing', 'until', 'some'] as const;
export type Loss = (typeof losses)[number];

/** Sizes at whose borders a write may tear: sectors of old and of new disks. */
const sectors = [512, 4096] as const;

export class Disk {
  readonly #names = new Map<string, Name>();

  /** @param files what is safely there at the start, with the paths that the events name */
  constructor(files: readonly { readonly path: string; readonly content: Buffer }[]) {
    for (const { path, content } of files)
      this.#names.set(path, { file: { content, unsynced: [] }, unsynced: [] });
  }

  do(event: Exclude<Event, { kind: 'said' }>): void {
    // The index of the log is memory that is shared through a file; SQLite makes it anew after a loss of power.
    if (event.path.endsWith('-shm')) return;
    switch (event.kind) {
      case 'create':
        if (!this.#file(event.path))
          this.#name(event.path).unsynced.push({ content: Buffer.alloc(0), unsynced: [] });
        return;
      case 'unlink':
        this.#name(event.path).unsynced.push(undefined);
        return;
      case 'rename':
        this.#name(event.to).unsynced.push(this.#file(event.path));
        this.#name(event.path).unsynced.push(undefined);
        return;
      case 'sync': {
        const file = this.#file(event.path);
        if (file) {
          file.content = applied(file.content, file.unsynced);
          file.unsynced = [];
        } else this.#syncFolder(event.path);
        return;
      }
      case 'write':
      case 'truncate':
        this.#file(event.path)?.unsynced.push(event);
    }
  }

  /** Writes one of the states in which the disk may be found into a folder, in the place of another. */
  leave(from: string, to: string, loss: Loss, random: () => number): void {
    const upTo = (count: number) => Math.floor(random() * (count + 1));
    for (const [path, name] of this.#names) {
      const kept = loss === 'nothing' ? 0 : upTo(name.unsynced.length);
      const file = kept === 0 ? name.file : name.unsynced[kept - 1];
      if (!file) continue;
      const place = join(to, relative(from, path));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, survived(file, loss, random, upTo(file.unsynced.length)));
    }
  }

  #name(path: string): Name {
    let name = this.#names.get(path);
    if (!name) this.#names.set(path, (name = { file: undefined, unsynced: [] }));
    return name;
  }

  #file(path: string): File | undefined {
    const name = this.#names.get(path);
    return name && (name.unsynced.length > 0 ? name.unsynced.at(-1) : name.file);
  }

  #syncFolder(folder: string): void {
    for (const [path, name] of this.#names) {
      if (dirname(path) !== folder || name.unsynced.length === 0) continue;
      name.file = name.unsynced.at(-1);
      name.unsynced = [];
    }
  }
}

/** The content of a file after a loss. @param until how many unsynced changes came to the disk in order */
function survived({ content, unsynced }: File, loss: Loss, random: () => number, until: number): Buffer {
  if (loss === 'nothing') return content;
  const sector = sectors[Math.floor(random() * sectors.length)] ?? 512;
  if (loss === 'until') {
    const next = unsynced[until];
    const last = next?.kind === 'write' ? [...pieces(next, sector)].slice(0, Math.floor(random() * 9)) : [];
    return applied(content, [...unsynced.slice(0, until), ...last]);
  }
  const kept = unsynced
    .flatMap((change) => (change.kind === 'write' ? [...pieces(change, sector)] : [change]))
    .filter(() => random() < 0.5);
  return applied(content, kept);
}

/** The parts of a write between the borders of sectors. */
function* pieces({ at, data }: Extract<Change, { kind: 'write' }>, sector: number): Generator<Change> {
  for (let done = 0; done < data.length;) {
    const size = Math.min(sector - ((at + done) % sector), data.length - done);
    yield { kind: 'write', at: at + done, data: data.subarray(done, done + size) };
    done += size;
  }
}

function applied(content: Buffer, changes: readonly Change[]): Buffer {
  const ends = changes.map((change) =>
    change.kind === 'write' ? change.at + change.data.length : change.size,
  );
  const room = Buffer.alloc(Math.max(content.length, ...ends));
  content.copy(room);
  let size = content.length;
  for (const change of changes)
    if (change.kind === 'write') {
      change.data.copy(room, change.at);
      size = Math.max(size, change.at + change.data.length);
    } else {
      room.fill(0, Math.min(size, change.size));
      size = change.size;
    }
  return room.subarray(0, size);
}

/** The files of a folder as they are, under their paths. */
export function filesOf(paths: readonly string[]): { readonly path: string; readonly content: Buffer }[] {
  return paths.filter((path) => existsSync(path)).map((path) => ({ path, content: readFileSync(path) }));
}
