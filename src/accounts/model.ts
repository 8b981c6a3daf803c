/**
 * Accounts: who may do what. Types and the rules of rights; no database, no HTTP.
 *
 * An account has one role within one scope: some States or all, some parts of the record or all. A member
 * organisation edits its own country; an administrator is one for the whole.
 */
import { type Iso3, resolveState } from '../core/state.ts';
import { type TargetLanguage, targetLanguages } from '../core/text.ts';
import { Problem } from '../core/problem.ts';
import { writtenParts, type WrittenPart } from '../platform/rights.ts';

/** Each role may do what those before it may. */
export const roles = ['reader', 'contributor', 'reviewer', 'editor', 'administrator'] as const;
export type Role = (typeof roles)[number];

export interface Rights {
  readonly role: Role;
  readonly states: 'all' | readonly Iso3[];
  readonly parts: 'all' | readonly WrittenPart[];
  /** The languages into which the person translates, whatever the role; absent where there is none. */
  readonly languages?: readonly TargetLanguage[];
}

export type AccountId = string & { readonly __kind: 'AccountId' };

/** "invited": has not chosen a password yet. "deactivated": kept for what it entered; nobody can sign in. */
export const accountStandings = ['invited', 'active', 'deactivated'] as const;
export type AccountStanding = (typeof accountStandings)[number];

export interface Account extends Rights {
  readonly id: AccountId;
  /** Shown beside what the person entered. */
  readonly name: string;
  /** By which the person signs in; compared in lower case. */
  readonly email: string;
  readonly standing: AccountStanding;
}

/**
 * How far signing in has come. "second factor": the password was right, the code is still to come.
 * "new password": signed in with one that must be changed first.
 */
export const signInStages = ['second factor', 'new password', 'whole'] as const;
export type SignInStage = (typeof signInStages)[number];

/**
 * How far a session has come. "factor missing": signed in, where the installation asks for a second factor that the
 * account does not have. It is told at each request and kept nowhere, so that a rule holds for all from its first moment.
 */
export const sessionStages = [...signInStages, 'factor missing'] as const;
export type SessionStage = (typeof sessionStages)[number];

/** Whether an installation asks a second factor of everyone whose role may change the record (ASVS 6.3.3). */
export const secondFactorRules = ['optional', 'required'] as const;
export type SecondFactorRule = (typeof secondFactorRules)[number];

export interface Session {
  readonly account: Account;
  readonly stage: SessionStage;
}

/** What an address asks of whoever comes. */
export type Need =
  | { readonly kind: 'anyone' }
  /** Whoever is not finished with signing in: at this stage, or signed in whole. */
  | { readonly kind: 'session'; readonly stage: SessionStage }
  /** A key within the address is the right itself: an invitation, a seat of a coder. The page checks it. */
  | { readonly kind: 'key in the address' }
  | {
      readonly kind: 'role';
      readonly role: Role;
      /** Absent where the address belongs to no part of the record; "all" where it reaches into all of them. */
      readonly part?: WrittenPart | 'all';
      /** "any": whatever States the account is for. "all": it must be for all of them. */
      readonly states: 'any' | 'all' | Iso3;
    }
  /** Whoever translates into the language. */
  | { readonly kind: 'translator'; readonly language: TargetLanguage };

/** Whether rights reach a need for a role. */
export function mayWith(rights: Rights, need: Extract<Need, { kind: 'role' }>): boolean {
  if (roles.indexOf(rights.role) < roles.indexOf(need.role)) return false;
  if (need.part !== undefined && rights.parts !== 'all')
    if (need.part === 'all' || !rights.parts.includes(need.part)) return false;
  if (need.states === 'any' || rights.states === 'all') return true;
  return need.states !== 'all' && rights.states.includes(need.states);
}

/** Readers change nothing, not even as a proposal, unless they translate. */
export function mayChangeTheRecord({ role, languages = [] }: Rights): boolean {
  return role !== 'reader' || languages.length > 0;
}

/** The session as the rule has it; `hasFactor` is asked where it matters. */
export function underRule(session: Session, rule: SecondFactorRule, hasFactor: () => boolean): Session {
  return rule === 'required' &&
    session.stage === 'whole' &&
    mayChangeTheRecord(session.account) &&
    !hasFactor()
    ? { ...session, stage: 'factor missing' }
    : session;
}

/** Whether somebody translates into a language: a right of its own, beside the role. */
export function translatesInto({ languages = [] }: Rights, language: TargetLanguage): boolean {
  return languages.includes(language);
}

/** Whether a session may come to an address. A deactivated account has no session; it is refused here too. */
export function admits(need: Need, session: Session | undefined): boolean {
  if (need.kind === 'anyone' || need.kind === 'key in the address') return true;
  if (!session || session.account.standing !== 'active') return false;
  if (need.kind === 'session') return session.stage === need.stage || session.stage === 'whole';
  if (session.stage !== 'whole') return false;
  if (need.kind === 'translator') return translatesInto(session.account, need.language);
  return mayWith(session.account, need);
}

/**
 * Rights as forms and commands write them: "KHM THA" or "all"; "law recommendations" or "all"; "fr ar" or nothing.
 * @throws Problem `account-invalid`
 */
export function rightsFrom(written: {
  readonly role: string;
  readonly states: string;
  readonly parts: string;
  readonly languages?: string | undefined;
}): Rights {
  const role = roles.find((each) => each === written.role);
  if (!role) throw new Problem('account-invalid', { detail: `a role is one of ${roles.join(', ')}` });
  const words = (text: string) => text.split(/[\s;,]+/).filter((word) => word !== '');
  const states = /^(all)?$/i.test(written.states.trim())
    ? ('all' as const)
    : words(written.states).map((code) => resolveState(code.toUpperCase()));
  const parts = /^(all)?$/i.test(written.parts.trim())
    ? ('all' as const)
    : words(written.parts).map((word) => {
        const part = writtenParts.find((each) => each === word);
        if (!part)
          throw new Problem('account-invalid', { detail: `a part is one of ${writtenParts.join(', ')}` });
        return part;
      });
  if (role === 'administrator' && (states !== 'all' || parts !== 'all'))
    throw new Problem('account-invalid', { detail: 'an administrator is one for all States and all parts' });
  const languages = words(written.languages ?? '').map((word) => {
    const language = targetLanguages.find((each) => each === word);
    if (!language)
      throw new Problem('account-invalid', { detail: `a language is one of ${targetLanguages.join(', ')}` });
    return language;
  });
  return { role, states, parts, languages };
}

/** Rights as they are stored and shown in fields. */
export function writtenRights({ role, states, parts, languages = [] }: Rights): {
  role: Role;
  states: string;
  parts: string;
  languages: string;
} {
  return {
    role,
    states: states === 'all' ? 'all' : states.join(' '),
    parts: parts === 'all' ? 'all' : parts.join(' '),
    languages: languages.join(' '),
  };
}
