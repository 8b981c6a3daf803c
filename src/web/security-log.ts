/**
 * The security log (ASVS 16.3): a line of JSON for each event of signing in, of accounts and of refused access. A line
 * names accounts by their id and addresses by their pattern, so that no e-mail address, password or key can be in it;
 * whence somebody came is not known behind a proxy, whose own log has it.
 */
import type { AccountId, SessionStage } from '../accounts/model.ts';
import type { ProblemCode } from '../core/problem.ts';

const events = [
  'signed in',
  'signed out',
  'sign-in refused',
  'second factor refused',
  'brake on',
  'access refused',
  'invitation used',
  'account changed',
  'password changed',
  'authenticator turned on',
  'passkey added',
  'passkey removed',
  'identity linked',
  'identity unlinked',
  'session ended',
  'signed out everywhere',
] as const;
export type SecurityEvent = (typeof events)[number];

export interface SecurityDetails {
  /** Whom it concerns; absent where nobody is known, as for an address that no account has. */
  readonly account?: AccountId | undefined;
  /** Who changed the account of somebody else. */
  readonly by?: AccountId | undefined;
  /** The pattern of the address, as the access matrix has it. */
  readonly path?: string;
  /** How far signing in has come. */
  readonly stage?: SessionStage;
  /** What was done with the account of somebody else. */
  readonly change?: 'added' | 'invited' | 'rights' | 'deactivated' | 'activated' | 'signed out';
}

export type SecurityLog = (event: SecurityEvent, details: SecurityDetails) => void;

/** @param write takes a line, without its end */
export function securityLog(write: (line: string) => void, now: () => Date): SecurityLog {
  return (event, details) =>
    write(JSON.stringify({ time: now().toISOString(), security: event, ...details }));
}

/** What it means that a form of one's own account was taken. */
export const eventOfForm: { readonly [path: string]: SecurityEvent | undefined } = {
  '/sign-in/new-password': 'password changed',
  '/account/password': 'password changed',
  '/account/authenticator': 'authenticator turned on',
  '/account/passkey': 'passkey added',
  '/account/passkey/remove': 'passkey removed',
  '/account/identity/remove': 'identity unlinked',
  '/account/sessions': 'session ended',
  '/account/sign-out-everywhere': 'signed out everywhere',
};

/** What a refusal means; undefined where it says nothing of who somebody is or may do. */
export function eventOfRefusal(code: ProblemCode, path: string): SecurityEvent | undefined {
  switch (code) {
    case 'sign-in-wait':
      return 'brake on';
    case 'not-allowed':
    case 'factor-missing':
      return 'access refused';
    case 'sign-in-refused':
    case 'passkey-refused':
    case 'identity-unknown':
    case 'provider-refused':
    case 'provider-unproven':
      return path === '/sign-in/code' ? 'second factor refused' : 'sign-in refused';
    default:
      return undefined;
  }
}
