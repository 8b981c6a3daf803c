/** Disks that are full or fail, told as problems; and names that last. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { Problem } from '../core/problem.ts';

/** Codes of SQLite (https://sqlite.org/rescode.html): the lower byte says what, the upper ones where. */
const sqlite = { ioError: 10, full: 13 } as const;

/**
 * What went wrong, as a Problem `disk-full` or `disk-failed` where it was the disk; any other error as it is.
 * After a failed fsync nobody knows what is on the disk, so that problem promises nothing of the change.
 */
export function problemOfDisk(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, errcode } = error as Error & { readonly code?: string; readonly errcode?: number };
  const primary = errcode === undefined ? undefined : errcode & 0xff;
  if (code === 'ENOSPC' || code === 'EDQUOT' || primary === sqlite.full) return new Problem('disk-full');
  if (code === 'EIO' || code === 'EROFS' || primary === sqlite.ioError)
    return new Problem('disk-failed', { detail: error.message });
  return error;
}

/** Makes what was created, renamed and removed in a folder last beyond a loss of power. */
export function syncFolder(folder: string): void {
  // Windows opens no folders; its file systems keep names in order by themselves.
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
