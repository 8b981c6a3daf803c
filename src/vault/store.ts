/** A vault on disk: opened whole, changed whole, never readable in between. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { Problem } from '../core/problem.ts';
import { type Codebook, parseCodebook } from './codebook.ts';
import { type Columns, emptyColumns } from './engine.ts';
import { fingerprint, fingerprintLength, type Lock, newLock, sealed, unsealed } from './store/container.ts';
import { bytesOfColumns, columnsOfBytes } from './store/columns.ts';
import type { Key } from './store/key.ts';

/** What changes at once. A section that is undefined is taken away. */
export interface Changes {
  readonly codebook?: Codebook;
  readonly columns?: Columns;
  readonly sections?: Readonly<Record<string, Uint8Array | undefined>>;
}

/** An open vault. Its contents are in memory only. */
export interface Vault {
  readonly path: string;
  readonly codebook: Codebook;
  readonly columns: Columns;
  /** What another part of the vault keeps under a name of its own: ledger, budget, signing key. */
  section(name: string): Uint8Array | undefined;
  /**
   * Writes the whole vault anew, under a new data key, then puts it in the place of the old one.
   * @throws Problem `vault-changed` where another process wrote it since it was opened, `vault-busy`, `file-not-writable`
   */
  save(changes: Changes): void;
}

const own = { codebook: 'codebook', records: 'records', columns: 'column ', others: 'section ' } as const;

/** @throws Problem `vault-exists`, `file-not-writable` */
export function createVault(path: string, key: Key, codebook: Codebook): Vault {
  if (existsSync(path)) throw new Problem('vault-exists', { file: path });
  const vault = vaultOf(path, newLock(key), undefined, {
    codebook,
    columns: emptyColumns(codebook),
    others: new Map(),
  });
  vault.save({});
  return vault;
}

/**
 * @throws Problem `file-missing`, `vault-unrecognised`, `vault-newer`, `vault-key-kind`, `vault-key-wrong`,
 *   `vault-damaged`
 */
export function openVault(path: string, key: Key): Vault {
  if (!existsSync(path)) throw new Problem('file-missing', { file: path });
  const bytes = readFileSync(path);
  const file = basename(path);
  const { sections, lock } = unsealed(bytes, key, file);
  const json = (name: string): unknown =>
    JSON.parse(new TextDecoder().decode(sections.get(name) ?? new Uint8Array()));
  const codebook = parseCodebook(json(own.codebook), file);
  const columns = columnsOfBytes(
    codebook,
    Number(json(own.records)),
    codebook.variables.map((_, at) => sections.get(own.columns + at) ?? new Uint8Array()),
  );
  const others = new Map(
    [...sections].flatMap(([name, part]) =>
      name.startsWith(own.others) ? [[name.slice(own.others.length), part] as const] : [],
    ),
  );
  return vaultOf(path, lock, fingerprint(bytes), { codebook, columns, others });
}

interface Content {
  readonly codebook: Codebook;
  readonly columns: Columns;
  readonly others: ReadonlyMap<string, Uint8Array>;
}

function vaultOf(path: string, lock: Lock, from: string | undefined, first: Content): Vault {
  let content = first;
  let known = from;
  return {
    path,
    get codebook() {
      return content.codebook;
    },
    get columns() {
      return content.columns;
    },
    section: (name) => content.others.get(name),
    save({ codebook = content.codebook, columns = content.columns, sections = {} }) {
      const others = new Map(content.others);
      for (const [name, bytes] of Object.entries(sections))
        if (bytes) others.set(name, bytes);
        else others.delete(name);
      const changed = { codebook, columns, others };
      known = replace(path, known, sealed(sectionsOf(changed), lock));
      content = changed;
    },
  };
}

function sectionsOf({ codebook, columns, others }: Content): Map<string, Uint8Array> {
  const json = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8');
  return new Map<string, Uint8Array>([
    [own.codebook, json(codebook)],
    [own.records, json(columns.records)],
    ...bytesOfColumns(columns).map((bytes, at) => [own.columns + at, bytes] as const),
    ...[...others].map(([name, bytes]) => [own.others + name, bytes] as const),
  ]);
}

/** @returns the fingerprint of what now stands there */
function replace(path: string, known: string | undefined, pieces: Iterable<Uint8Array>): string {
  // One name for all who write: while it is there nobody else can. What is in it is encrypted too.
  const temporary = `${path}.part`;
  let file: number;
  try {
    file = openSync(temporary, 'wx', 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') throw new Problem('vault-busy', { file: temporary });
    throw new Problem('file-not-writable', { file: path, detail: code });
  }
  try {
    try {
      if (standing(path) !== known) throw new Problem('vault-changed', { file: path });
      for (const piece of pieces) writeAll(file, piece);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    const written = standing(temporary);
    renameSync(temporary, path);
    syncFolder(dirname(path));
    return written ?? '';
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Problem || !(error instanceof Error) || !('code' in error)) throw error;
    throw new Problem('file-not-writable', { file: path, detail: String(error.code) });
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
}

/** The fingerprint of the file as it stands; undefined where there is none. */
function standing(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const start = new Uint8Array(fingerprintLength);
    const length = readSync(file, start);
    return fingerprint(start.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

/** So that the new name survives a power cut. Windows has no such call, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
