/** How a person gives the key of a vault. Never by an argument: these stand in the list of processes and in histories. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { Problem } from '../../core/problem.ts';
import { type Key, leastKeyFile, leastPassphrase } from '../store/key.ts';

export interface KeyOptions {
  readonly keyFile?: string;
  readonly passphraseStdin?: true;
}

const variable = 'PLUMBLINE_VAULT_PASSPHRASE';

/** The key of a vault that is there. @throws Problem `file-missing`, `vault-passphrase-missing`, `vault-key-weak` */
export async function keyOf({ keyFile, passphraseStdin }: KeyOptions): Promise<Key> {
  if (keyFile !== undefined) {
    if (!existsSync(keyFile)) throw new Problem('file-missing', { file: keyFile });
    return fileKey(readFileSync(keyFile));
  }
  const passphrase = passphraseStdin
    ? fromStdin()
    : (fromEnvironment() ?? (await askSecretly('Passphrase: ')));
  if (passphrase === '') throw new Problem('vault-passphrase-missing');
  return { kind: 'passphrase', passphrase };
}

/** The key of a new vault: asked twice on a terminal; a key file that is not there is made. @throws Problem as `keyOf` */
export async function newKeyOf(options: KeyOptions): Promise<Key> {
  if (options.keyFile !== undefined && !existsSync(options.keyFile)) makeKeyFile(options.keyFile);
  const asked =
    options.keyFile === undefined && !options.passphraseStdin && process.env[variable] === undefined;
  const key = await keyOf(options);
  if (key.kind === 'passphrase') {
    const found = [...key.passphrase].length;
    if (found < leastPassphrase)
      throw new Problem('vault-key-weak', { what: 'passphrase', found, least: leastPassphrase });
    if (asked && (await askSecretly('The same again: ')) !== key.passphrase)
      throw new Problem('parameter-invalid', {
        name: 'passphrase',
        value: '…',
        detail: 'the two are not the same',
      });
  }
  return key;
}

function fileKey(bytes: Uint8Array): Key {
  if (bytes.length < leastKeyFile)
    throw new Problem('vault-key-weak', { what: 'key file', found: bytes.length, least: leastKeyFile });
  return { kind: 'file', bytes };
}

function makeKeyFile(path: string): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, randomBytes(leastKeyFile));
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    throw new Problem('file-not-writable', {
      file: path,
      detail: (error as NodeJS.ErrnoException).code ?? '',
    });
  }
}

/** Taken out of the environment, so that no child process and no report of a crash gets it. */
function fromEnvironment(): string | undefined {
  const passphrase = process.env[variable];
  delete process.env[variable];
  return passphrase;
}

/** The first line of the standard input. */
function fromStdin(): string {
  const buffer = Buffer.alloc(4_096);
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(0, buffer, length, buffer.length - length, null);
    if (read === 0 || buffer.subarray(length, length + read).includes(10)) {
      length += read;
      break;
    }
    length += read;
  }
  return (buffer.toString('utf8', 0, length).split('\n')[0] ?? '').replace(/\r$/, '');
}

/** A line from the terminal, without showing it. @throws Problem `vault-passphrase-missing` where there is no terminal */
async function askSecretly(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new Problem('vault-passphrase-missing');
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let line = '';
  try {
    for await (const piece of stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<string>)
      for (const character of piece) {
        if (character === '\r' || character === '\n') return line;
        // Ctrl-C and Ctrl-D.
        if (character === '\u0003' || character === '\u0004') throw new Problem('vault-passphrase-missing');
        line = character === '\u007f' || character === '\b' ? line.slice(0, -1) : line + character;
      }
    return line;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
