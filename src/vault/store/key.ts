/** The key of a vault: worked out of a passphrase by Argon2id (RFC 9106), or of the bytes of a key file. */
import { argon2Sync, hkdfSync } from 'node:crypto';
import { Problem } from '../../core/problem.ts';

/** What a person holds. Neither is ever written. */
export type Key =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'file'; readonly bytes: Uint8Array };

/** How a key is worked out; stands in the head of the vault, and is no secret. */
export type Derivation =
  | {
      readonly kind: 'passphrase';
      readonly salt: string;
      /** KiB, rounds and lanes of Argon2id. */
      readonly memory: number;
      readonly passes: number;
      readonly parallelism: number;
    }
  | { readonly kind: 'file'; readonly salt: string };

/** 64 MiB and three passes: the second choice that RFC 9106 recommends, which old laptops can do as well. */
export const argon2Cost = { memory: 65_536, passes: 3, parallelism: 4 } as const;

/** Shorter ones can be tried out. In characters; a key file has at least twice as many bytes. */
export const leastPassphrase = 12;
export const leastKeyFile = 32;

/**
 * The 32 bytes that wrap the data key.
 * @throws Problem `vault-key-kind` where the vault wants the other kind, `runtime-too-old`
 */
export function wrappingKey(key: Key, derivation: Derivation): Buffer {
  const salt = Buffer.from(derivation.salt, 'base64');
  if (key.kind === 'file' && derivation.kind === 'file')
    return Buffer.from(hkdfSync('sha256', key.bytes, salt, 'plumbline vault key file', 32));
  if (key.kind !== 'passphrase' || derivation.kind !== 'passphrase')
    throw new Problem('vault-key-kind', { wanted: derivation.kind === 'file' ? 'key file' : 'passphrase' });
  // Node has Argon2 since 24.7.
  if (typeof argon2Sync !== 'function') throw new Problem('runtime-too-old', { version: '24.7' });
  const { memory, passes, parallelism } = derivation;
  // One passphrase, one form: keyboards write é in two ways.
  const message = Buffer.from(key.passphrase.normalize('NFC'), 'utf8');
  return argon2Sync('argon2id', { message, nonce: salt, memory, passes, parallelism, tagLength: 32 });
}
