/** Files written whole or not at all. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { Problem } from '../core/problem.ts';

/** Lines of a file, each with its end. */
export type Lines = Iterable<string>;

/** SHA-256 of a file, in hexadecimal digits. */
export function hashOf(lines: Lines): string {
  const hash = createHash('sha256');
  for (const piece of pieces(lines)) hash.update(piece, 'utf8');
  return hash.digest('hex');
}

export interface Output {
  readonly path: string;
  readonly lines: Lines;
  /** Secret files can be read by their owner only. */
  readonly audience: 'everybody' | 'owner';
}

/**
 * Writes each file whole under a temporary name; only when all are there they are renamed, in order.
 * @throws Problem `file-not-writable`
 */
export function writeFiles(outputs: readonly Output[]): void {
  const ready: (readonly [temporary: string, path: string])[] = [];
  try {
    for (const { path, lines, audience } of outputs)
      atPath(path, () => {
        const temporary = `${path}.${process.pid}.part`;
        const file = openSync(temporary, 'wx', audience === 'owner' ? 0o600 : 0o666);
        ready.push([temporary, path]);
        try {
          for (const piece of pieces(lines)) writeSync(file, piece);
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
      });
    for (const [temporary, path] of ready) atPath(path, () => renameSync(temporary, path));
  } finally {
    for (const [temporary] of ready) rmSync(temporary, { force: true });
  }
}

function atPath(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    throw code === undefined ? error : new Problem('file-not-writable', { file: path, detail: code });
  }
}

/** Lines joined to pieces of some size, which write faster. */
function* pieces(lines: Lines): Generator<string> {
  let piece = '';
  for (const one of lines) {
    piece += one;
    if (piece.length > 1_000_000) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}
