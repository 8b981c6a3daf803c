/** The signature of a release: SHA-256 of every file, signed with the vault's Ed25519 key. */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { type Files, sha256 } from './release.ts';

const schema = z.strictObject({
  format: z.literal('plumbline release signature'),
  version: z.literal(1),
  algorithm: z.literal('Ed25519'),
  /** SubjectPublicKeyInfo, DER in base64. */
  publicKey: z.base64(),
  /** Over the lines "<sha256>  <path>\n" of all files, in the order of paths. */
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string() })),
  signature: z.base64(),
});

export const signatureFile = 'signature';

export function signatureOf(files: Files, signing: KeyObject): string {
  const listed = [...files]
    .map(([path, content]) => ({ path, sha256: sha256(content) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const content: z.infer<typeof schema> = {
    format: 'plumbline release signature',
    version: 1,
    algorithm: 'Ed25519',
    publicKey: createPublicKey(signing).export({ type: 'spki', format: 'der' }).toString('base64'),
    files: listed,
    signature: sign(null, manifest(listed), signing).toString('base64'),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** How a key is told to people: the SHA-256 of its DER form. */
export function fingerprint(publicKey: KeyObject): string {
  return sha256(publicKey.export({ type: 'spki', format: 'der' }));
}

export interface Checked {
  readonly faults: readonly string[];
  /** Fingerprint of the key, where the signature could be read. */
  readonly key: string | undefined;
}

/** @param files all files of the folder, the signature too */
export function checkSignature(files: ReadonlyMap<string, Uint8Array>): Checked {
  const bytes = files.get(signatureFile);
  const content = bytes && json(bytes);
  const parsed = schema.safeParse(content);
  if (!parsed.success) return { faults: [`There is no ${signatureFile} that can be read.`], key: undefined };
  const { publicKey, files: listed, signature } = parsed.data;
  const faults: string[] = [];
  for (const { path, sha256: expected } of listed) {
    const found = files.get(path);
    if (!found) faults.push(`${path} is missing.`);
    else if (sha256(found) !== expected) faults.push(`${path} is not the file that was signed.`);
  }
  const known = new Set([signatureFile, ...listed.map(({ path }) => path)]);
  for (const path of files.keys()) if (!known.has(path)) faults.push(`${path} was not signed.`);
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  } catch {
    return { faults: [...faults, 'The public key cannot be read.'], key: undefined };
  }
  const holds =
    key.asymmetricKeyType === 'ed25519' &&
    verify(null, manifest(listed), key, Buffer.from(signature, 'base64'));
  if (!holds) faults.push('The signature does not hold.');
  return { faults, key: fingerprint(key) };
}

function manifest(files: readonly { readonly path: string; readonly sha256: string }[]): Buffer {
  return Buffer.from(files.map(({ path, sha256: hash }) => `${hash}  ${path}\n`).join(''), 'utf8');
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
