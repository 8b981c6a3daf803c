/** Keys, passwords and one-time codes: how they are made, kept and compared. */
import { argon2Sync, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../core/problem.ts';
import { guesses } from './guessing.ts';

/** A key that nobody guesses: 256 bits, fit for an address. */
export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a key. One round is enough: there is nothing to guess in 256 random bits. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Compares in the same time wherever they differ. */
export function sameKey(given: string | undefined, key: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(key);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** OWASP's Password Storage Cheat Sheet, second choice for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;

/** NIST SP 800-63B asks for at least 8; OWASP ASVS 5.0 recommends 15 where a password stands alone. */
export const leastPassword = 12;
const mostPassword = 256;

/** Below a hundred million guesses zxcvbn calls a password guessable by whoever can try without a brake. */
const leastGuesses = 8;

/**
 * Refuses passwords that are guessed at once.
 * @throws Problem `password-weak`
 */
export function checkPassword(password: string, email: string): void {
  const detail =
    password.length < leastPassword
      ? `it has ${password.length} of at least ${leastPassword} characters`
      : password.length > mostPassword
        ? `it has more than ${mostPassword} characters`
        : guesses(password, [...partsOf(email), 'plumbline']) < leastGuesses
          ? 'it is among the first that are tried'
          : undefined;
  if (detail) throw new Problem('password-weak', { detail });
}

/** The name in an address and its words: "ana.lima", "ana", "lima". */
function partsOf(email: string): string[] {
  const [name = ''] = email.toLowerCase().split('@');
  return [name, ...name.split(/[._+-]/)];
}

/** What is kept of a password: cost, salt and result, so that the cost can be raised later. */
export function keptPassword(password: string): string {
  const salt = randomBytes(16);
  return [
    'argon2id',
    cost.memory,
    cost.passes,
    cost.parallelism,
    salt.toString('base64url'),
    derived(password, salt, cost).toString('base64url'),
  ].join('$');
}

/** Compared with when there is no such account, so that the answer takes as long. */
const nobody = keptPassword(newKey());

/** Whether a password is the one that was kept. Without one it takes as long, and the answer is no. */
export function isPassword(password: string, kept: string | undefined): boolean {
  const [, memory, passes, parallelism, salt = '', result = ''] = (kept ?? nobody).split('$');
  const found = derived(password.slice(0, mostPassword), Buffer.from(salt, 'base64url'), {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  const expected = Buffer.from(result, 'base64url');
  return found.length === expected.length && timingSafeEqual(found, expected) && kept !== undefined;
}

function derived(
  password: string,
  nonce: Buffer,
  of: { readonly memory: number; readonly passes: number; readonly parallelism: number },
): Buffer {
  if (typeof argon2Sync !== 'function') throw new Problem('runtime-too-old', { version: '24.7' });
  return argon2Sync('argon2id', { message: password.normalize('NFKC'), nonce, ...of, tagLength: 32 });
}

/** Seconds for which a code holds (RFC 6238, section 5.2). */
const step = 30;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A secret for an authenticator: 160 bits (RFC 4226, section 4), in base32. */
export function newTotpSecret(): string {
  return [...randomBytes(32)].map((byte) => base32[byte % 32]).join('');
}

/** The address that authenticators read, from a picture or typed in. */
export function totpAddress(secret: string, email: string): string {
  return `otpauth://totp/Plumbline:${encodeURIComponent(email)}?secret=${secret}&issuer=Plumbline`;
}

/** The code of a time step (RFC 6238 over RFC 4226, section 5.3: SHA-1, six digits). */
export function totpCode(secret: string, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', fromBase32(secret)).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/**
 * The time step whose code this is: now, or one before or after for clocks that differ. A step that was used is
 * never taken again (RFC 6238, section 5.2).
 */
export function totpStep(secret: string, code: string, at: Date, used: number): number | undefined {
  const now = Math.floor(at.getTime() / 1000 / step);
  const digits = code.replaceAll(/\s/g, '');
  return [now - 1, now, now + 1].find(
    (counter) => counter > used && sameText(totpCode(secret, counter), digits),
  );
}

/**
 * Codes for whoever lost the authenticator: each works once. 120 bits each, so that one round of a hash keeps them
 * (OWASP ASVS 5.0, 6.5.2); written in groups.
 */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: 8 }, () =>
    [...randomBytes(24)]
      .map((byte) => (base32[byte % 32] ?? '') as string)
      .join('')
      .replaceAll(/(.{6})(?=.)/g, '$1-'),
  );
}

/** A recovery code as it is kept; capitals and separators do not matter. */
export function keptRecoveryCode(code: string): string {
  return hashOf(`recovery ${code.toUpperCase().replaceAll(/[^A-Z2-7]/g, '')}`);
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => base32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
