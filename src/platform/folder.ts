/** The data folder: made, checked and held by one writing process at a time. */
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Problem } from '../core/problem.ts';
import { syncFolder } from './disk.ts';

export interface Hold {
  release(): void;
}

/**
 * Takes the folder for this process. The lock is the operating system's (an exclusive SQLite transaction on
 * a file of its own), so it goes when the process does, however it ends.
 * @throws Problem `data-not-writable`, `data-locked`
 */
export function holdFolder(folder: string): Hold {
  try {
    const first = mkdirSync(folder, { recursive: true });
    if (first !== undefined) syncNewFolders(resolve(first), resolve(folder));
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Problem('data-not-writable', { folder, detail: (error as Error).message });
  }
  const holder = join(folder, 'holder.txt');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if (!/locked|busy/i.test((error as Error).message)) {
      throw new Problem('data-not-writable', { folder, detail: (error as Error).message });
    }
    throw new Problem('data-locked', { folder, holder: readHolder(holder) });
  }
  const held = lock;
  writeFileSync(holder, `process ${process.pid}`);
  return { release: () => held.close() };
}

/** A record is worth nothing in a folder whose own name is lost with the power. */
function syncNewFolders(first: string, last: string): void {
  for (let made = last; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'another process';
  }
}
