/**
 * Passkeys (WebAuthn Level 3): what is kept of them, and how an answer of an authenticator is verified. The library is
 * loaded when the first passkey comes, so that installations without pay nothing for it.
 */
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';
import type { Record } from '../../platform/record.ts';
import { changeWorkingState as change } from '../../platform/working-state.ts';
import type { Account, AccountId } from '../model.ts';
import { account } from '../store.ts';

/** A passkey as its owner sees it in the list. */
export interface ListedPasskey {
  readonly id: string;
  readonly name: string;
  readonly added: string;
  readonly used: string | undefined;
}

/** What was handed out to be signed: for whom it is, where that is known, and for which of the two purposes. */
export interface Challenge {
  readonly purpose: 'register' | 'sign in';
  readonly challenge: string;
  /** Absent where whoever holds a passkey may answer. */
  readonly account?: AccountId;
}

/** EdDSA, ECDSA with P-256, RSA (COSE algorithms): what authenticators speak. */
const algorithms = [-8, -7, -257];
const mostPasskeys = 20;

export function passkeys(record: Record, of: AccountId): ListedPasskey[] {
  return record.database
    .prepare('SELECT id, name, added, used FROM passkey WHERE account = ? ORDER BY added, id')
    .all(of)
    .map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      added: String(row['added']),
      used: row['used'] === null ? undefined : String(row['used']),
    }));
}

export function hasPasskeys(record: Record, of: AccountId): boolean {
  return record.database.prepare('SELECT 1 FROM passkey WHERE account = ?').get(of) !== undefined;
}

export function removePasskey(record: Record, of: AccountId, id: string): void {
  change(record, (db) => db.prepare('DELETE FROM passkey WHERE account = ? AND id = ?').run(of, id));
}

export function forgetPasskeys(record: Record, of: AccountId): void {
  change(record, (db) => db.prepare('DELETE FROM passkey WHERE account = ?').run(of));
}

/** What the browser hands to `navigator.credentials.create`. @param site the public address of the installation */
export async function registrationOptions(record: Record, of: Account, site: URL) {
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  return generateRegistrationOptions({
    rpName: 'Plumbline',
    rpID: site.hostname,
    userName: of.email,
    userDisplayName: of.name,
    userID: new Uint8Array(Buffer.from(of.id)),
    attestationType: 'none',
    excludeCredentials: passkeys(record, of.id).map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

/** What the browser hands to `navigator.credentials.get`; without an account, whichever passkey it holds for this site. */
export async function signInOptions(record: Record, of: AccountId | undefined, site: URL) {
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  return generateAuthenticationOptions({
    rpID: site.hostname,
    userVerification: 'required',
    ...(of === undefined ? {} : { allowCredentials: passkeys(record, of).map(({ id }) => ({ id })) }),
  });
}

const base64url = z.string().regex(/^[\w-]+$/);
const credentialOf = <T extends z.ZodType>(response: T) =>
  z.object({
    id: base64url,
    rawId: base64url,
    type: z.literal('public-key'),
    response,
    clientExtensionResults: z.object({}),
  });
const registration = credentialOf(z.object({ clientDataJSON: base64url, attestationObject: base64url }));
const assertion = credentialOf(
  z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
);

/**
 * Adds a passkey, when the answer is to this challenge, from this site, and the authenticator verified its user.
 * @param written the answer as JSON
 * @throws Problem `passkey-refused`
 */
export async function addPasskey(
  record: Record,
  of: AccountId,
  given: { readonly challenge: Challenge | undefined; readonly written: string; readonly name: string },
  site: URL,
  at: Date,
): Promise<void> {
  const { challenge } = given;
  if (challenge?.purpose !== 'register' || challenge.account !== of) throw new Problem('passkey-refused');
  if (passkeys(record, of).length >= mostPasskeys) throw new Problem('passkey-refused');
  const response = answerOf(registration, given.written);
  const credential = await refusing(async () => {
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const { decodeAttestationObject, isoBase64URL } = await import('@simplewebauthn/server/helpers');
    // None was asked for. A certificate would make the library ask addresses within it whether it is revoked.
    const object = decodeAttestationObject(isoBase64URL.toBuffer(response.response.attestationObject));
    if (object.get('fmt') !== 'none') return undefined;
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge.challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.hostname,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    return registrationInfo?.credential;
  });
  change(record, (db) => {
    if (db.prepare('SELECT 1 FROM passkey WHERE id = ?').get(credential.id))
      throw new Problem('passkey-refused');
    db.prepare('INSERT INTO passkey VALUES (?, ?, ?, ?, ?, ?, NULL)').run(
      credential.id,
      of,
      given.name.trim().slice(0, 80) || '–',
      credential.publicKey,
      credential.counter,
      at.toISOString(),
    );
  });
}

/**
 * Whose passkey answered. Its counter must have grown, unless it has none, so that a copy is noticed.
 * @throws Problem `passkey-refused`
 */
export async function passkeyHolder(
  record: Record,
  given: { readonly challenge: Challenge | undefined; readonly written: string },
  site: URL,
  at: Date,
): Promise<Account> {
  const { challenge } = given;
  if (challenge?.purpose !== 'sign in') throw new Problem('passkey-refused');
  const response = answerOf(assertion, given.written);
  const row = record.database.prepare('SELECT * FROM passkey WHERE id = ?').get(response.id);
  if (!row || (challenge.account !== undefined && row['account'] !== challenge.account))
    throw new Problem('passkey-refused');
  const holder = record.read((tx) => account(tx, String(row['account'])));
  const { userHandle } = response.response;
  if (
    holder.standing !== 'active' ||
    (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== holder.id)
  )
    throw new Problem('passkey-refused');
  const { userHandle: _, ...signed } = response.response;
  const counter = await refusing(async () => {
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, response: signed },
      expectedChallenge: challenge.challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.hostname,
      requireUserVerification: true,
      credential: {
        id: response.id,
        publicKey: new Uint8Array(row['public_key'] as Uint8Array),
        counter: Number(row['counter']),
      },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  });
  change(record, (db) =>
    db
      .prepare('UPDATE passkey SET counter = ?, used = ? WHERE id = ?')
      .run(counter, at.toISOString(), response.id),
  );
  return holder;
}

function answerOf<T extends z.ZodType>(schema: T, written: string): z.infer<T> {
  try {
    return schema.parse(JSON.parse(written));
  } catch {
    throw new Problem('passkey-refused');
  }
}

/** The library throws on whatever does not hold; all of it is one refusal, which tells an attacker nothing. */
async function refusing<T>(work: () => Promise<T | undefined>): Promise<T> {
  const result = await work().catch(() => undefined);
  if (result === undefined) throw new Problem('passkey-refused');
  return result;
}
