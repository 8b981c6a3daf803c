/** The data folder: made, checked and held by one writing process at a time. */
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Problem } from '../core/problem.ts';

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
    mkdirSync(folder, { recursive: true });
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

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'another process';
  }
}
