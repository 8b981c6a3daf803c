/**
 * The file of a vault: named sections, encrypted and authenticated (AES-256-GCM) in chunks.
 *
 *   magic, length of the head, head (JSON, no secrets), SHA-256 of all before, then chunks, each with its tag.
 *
 * Every file has a data key of its own, wrapped by the key of the person. The first section is the directory: the
 * names and lengths of the others. So the place of each chunk is known, and its associated data says which
 * section it is of, which chunk, and whether it is the last: what is moved, cut or put in does not open.
 * The hash over the head tells a wrong key from a damaged head; it covers nothing that is secret.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import { argon2Cost, type Derivation, type Key, wrappingKey } from './key.ts';

export type Sections = ReadonlyMap<string, Uint8Array>;

const magic = Buffer.from('plumbline vault\n');
const version = 1;
const tagLength = 16;
const nonceLength = 12;
const hashLength = 32;
/** Bytes of a chunk before encryption. */
export const chunkLength = 1_048_576;
const mostHead = 4_096;
const mostDirectory = 16_777_216;

const base64 = z.base64();
const headSchema = z.strictObject({
  version: z.int(),
  key: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('passphrase'),
      salt: base64,
      // Capped, so that a head cannot ask for more than a machine has.
      memory: z.int().min(8_192).max(1_048_576),
      passes: z.int().min(1).max(10),
      parallelism: z.int().min(1).max(16),
    }),
    z.strictObject({ kind: z.literal('file'), salt: base64 }),
  ]),
  wrapped: base64,
  directory: z.int().min(2).max(mostDirectory),
});

const directorySchema = z.array(z.tuple([z.string(), z.int().min(0)]));

/** The wrapping key of an open vault, and how it was worked out: to write the file again without asking. */
export interface Lock {
  readonly derivation: Derivation;
  readonly wrapping: Buffer;
}

/** @throws Problem as `wrappingKey` */
export function newLock(key: Key): Lock {
  const salt = randomBytes(16).toString('base64');
  const derivation: Derivation =
    key.kind === 'file' ? { kind: 'file', salt } : { kind: 'passphrase', salt, ...argon2Cost };
  return { derivation, wrapping: wrappingKey(key, derivation) };
}

/** The file in pieces; none of them is readable without the key. */
export function* sealed(sections: Sections, { derivation, wrapping }: Lock): Generator<Uint8Array> {
  const dataKey = randomBytes(32);
  const directory = Buffer.from(
    JSON.stringify([...sections].map(([name, bytes]) => [name, bytes.length])),
    'utf8',
  );
  if (directory.length > mostDirectory) throw new Error('too many sections');
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce).setAAD(wrapContext(derivation));
  const wrapped = Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  const head = Buffer.from(
    JSON.stringify({
      version,
      key: derivation,
      wrapped: wrapped.toString('base64'),
      directory: directory.length,
    }),
  );
  const start = Buffer.concat([magic, uint32(head.length), head]);
  yield start;
  yield createHash('sha256').update(start).digest();
  yield* sealedSection(dataKey, 0, directory);
  for (const [at, bytes] of [...sections.values()].entries()) yield* sealedSection(dataKey, at + 1, bytes);
}

/** So many bytes at the start of a file tell one writing of it from another: the wrapped data key is among them. */
export function fingerprint(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes.subarray(0, mostHead)).digest('hex');
}

export const fingerprintLength = mostHead;

/**
 * All sections of a file, checked whole, and the lock to write it again.
 * @throws Problem `vault-unrecognised`, `vault-newer`, `vault-key-kind`, `vault-key-wrong`, `vault-damaged`
 */
export function unsealed(
  bytes: Uint8Array,
  key: Key,
  file: string,
): { readonly sections: Sections; readonly lock: Lock } {
  const damaged = (detail: string) => new Problem('vault-damaged', { detail }, { file });
  if (!magic.equals(bytes.subarray(0, magic.length))) throw new Problem('vault-unrecognised', {}, { file });
  const headAt = magic.length + 4;
  if (bytes.length < headAt) throw damaged('it ends within its head');
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(magic.length);
  const bodyAt = headAt + headLength + hashLength;
  if (headLength > mostHead || bytes.length < bodyAt) throw damaged('it ends within its head');
  const start = bytes.subarray(0, headAt + headLength);
  if (!createHash('sha256').update(start).digest().equals(bytes.subarray(start.length, bodyAt)))
    throw damaged('its head was changed');
  const head = headOf(bytes.subarray(headAt, headAt + headLength));
  if (!head) throw damaged('its head cannot be read');
  if (head.version !== version) throw new Problem('vault-newer', { version: head.version }, { file });
  const lock = { derivation: head.key, wrapping: wrappingKey(key, head.key) };
  const dataKey = unwrapped(Buffer.from(head.wrapped, 'base64'), lock);
  // The hash has shown that the head is as it was written, so the key is another.
  if (!dataKey) throw new Problem('vault-key-wrong', {}, { file });
  let at = bodyAt;
  const take = (section: number, length: number): Buffer => {
    const taken = openedSection(dataKey, section, bytes, at, length);
    if (typeof taken === 'string') throw damaged(taken);
    at += sealedLength(length);
    return taken;
  };
  const directory = directorySchema.parse(JSON.parse(take(0, head.directory).toString('utf8')));
  const expected = directory.reduce((sum, [, length]) => sum + sealedLength(length), at);
  if (bytes.length < expected) throw damaged('it was cut short');
  if (bytes.length > expected) throw damaged('something was put behind its end');
  return { sections: new Map(directory.map(([name, length], i) => [name, take(i + 1, length)])), lock };
}

function headOf(bytes: Uint8Array): z.infer<typeof headSchema> | undefined {
  try {
    return headSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

function unwrapped(wrapped: Buffer, { derivation, wrapping }: Lock): Buffer | undefined {
  const nonce = wrapped.subarray(0, nonceLength);
  return opened(wrapping, nonce, wrapContext(derivation), wrapped.subarray(nonceLength));
}

function wrapContext(derivation: Derivation): Buffer {
  return Buffer.concat([magic, Buffer.from(JSON.stringify([version, derivation.kind, derivation.salt]))]);
}

/** Bytes in the file of a section of this length. An empty section has one empty chunk. */
function sealedLength(length: number): number {
  return length + Math.max(1, Math.ceil(length / chunkLength)) * tagLength;
}

function* sealedSection(key: Buffer, section: number, bytes: Uint8Array): Generator<Uint8Array> {
  const chunks = Math.max(1, Math.ceil(bytes.length / chunkLength));
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const last = chunk === chunks - 1;
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(section, chunk)).setAAD(
      placeOf(section, chunk, last),
    );
    yield cipher.update(bytes.subarray(chunk * chunkLength, (chunk + 1) * chunkLength));
    cipher.final();
    yield cipher.getAuthTag();
  }
}

/** A section, or what is wrong with it. */
function openedSection(
  key: Buffer,
  section: number,
  bytes: Uint8Array,
  from: number,
  length: number,
): Buffer | string {
  if (bytes.length < from + sealedLength(length)) return 'it was cut short';
  const whole = Buffer.alloc(length);
  const chunks = Math.max(1, Math.ceil(length / chunkLength));
  for (let chunk = 0, at = from; chunk < chunks; chunk += 1) {
    const size = Math.min(chunkLength, length - chunk * chunkLength) + tagLength;
    const place = placeOf(section, chunk, chunk === chunks - 1);
    const plain = opened(key, nonceOf(section, chunk), place, bytes.subarray(at, at + size));
    if (!plain) return `something was changed or moved in section ${section}, chunk ${chunk + 1}`;
    plain.copy(whole, chunk * chunkLength);
    at += size;
  }
  return whole;
}

/** What was sealed, or undefined where key, place or bytes are not those of the sealing. */
function opened(key: Buffer, nonce: Uint8Array, context: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
      .setAAD(context)
      .setAuthTag(sealed.subarray(sealed.length - tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagLength)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Never twice under one key: each file has its own data key. */
function nonceOf(section: number, chunk: number): Buffer {
  const nonce = Buffer.alloc(nonceLength);
  nonce.writeUInt32BE(section, 0);
  nonce.writeUInt32BE(chunk, 8);
  return nonce;
}

function placeOf(section: number, chunk: number, last: boolean): Buffer {
  return Buffer.concat([uint32(section), uint32(chunk), Buffer.from([last ? 1 : 0])]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
