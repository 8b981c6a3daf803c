/**
 * Asking the provider of identities (OpenID Connect Core 1.0; OAuth 2.0 by RFC 9700): authorisation code with PKCE,
 * state and nonce. The library is loaded, and the provider asked where its addresses are, when the first person wants
 * to sign in with it. Of what it answers, nothing is kept but who it says somebody is.
 */
import { readFileSync } from 'node:fs';
import type { Configuration } from 'openid-client';
import { Problem } from '../../core/problem.ts';
import { isSafe, type ProviderSettings } from './settings.ts';

/** What an answer is held up against; it never leaves the server but in the address to which a person is sent. */
export interface Expected {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Provider {
  readonly name: string;
  readonly issuer: string;
  /**
   * Where the browser is to go, and what its answer must fit.
   * @throws Problem `provider-unreachable`, `provider-issuer`
   */
  readonly begin: () => Promise<{ readonly address: URL; readonly expected: Expected }>;
  /**
   * Of whom the answer speaks: the subject, by which the provider always knows the same person.
   * @param answer the query with which the browser came back
   * @throws Problem `provider-unreachable`, `provider-refused`, `provider-clock`, `provider-issuer`, `provider-unproven`
   */
  readonly subjectOf: (expected: Expected, answer: string) => Promise<string>;
}

/** Seconds for each request. */
const patience = 10;
/** Bytes of an answer; descriptions, keys and tokens have some thousands. */
const mostBytes = 1_000_000;
/** Milliseconds for which the provider is not asked again where its addresses are. */
const holds = 10 * 60_000;
/** OpenID Connect Core 1.0, 2: a subject has at most 255 ASCII characters. */
const subjectForm = /^[\x20-\x7e]{1,255}$/;

export function openIdProvider(settings: ProviderSettings, now: () => Date): Provider {
  const { name, issuer, redirect } = settings;
  let found: { readonly configuration: Promise<Configuration>; readonly until: number } | undefined;
  const configuration = (): Promise<Configuration> => {
    if (!found || found.until < now().getTime()) {
      const asked = discover(settings, now);
      const mine = { configuration: asked, until: now().getTime() + holds };
      found = mine;
      asked.catch(() => {
        if (found === mine) found = undefined;
      });
    }
    return found.configuration;
  };
  const telling = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw problemOf(error, name);
    }
  };
  return {
    name,
    issuer,
    begin: () =>
      telling(async () => {
        const client = await import('openid-client');
        const expected = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        };
        const address = client.buildAuthorizationUrl(await configuration(), {
          redirect_uri: redirect.href,
          // No name and no e-mail address: they are not needed.
          scope: 'openid',
          code_challenge: await client.calculatePKCECodeChallenge(expected.verifier),
          code_challenge_method: 'S256',
          state: expected.state,
          nonce: expected.nonce,
        });
        // Browsers are sent nowhere but over https, as the server goes nowhere else.
        if (!isSafe(address)) throw new Problem('provider-unreachable', { name, detail: 'EPROTOCOL' });
        return { address, expected };
      }),
    subjectOf: (expected, answer) =>
      telling(async () => {
        const address = new URL(redirect);
        address.search = answer;
        const from = address.searchParams.get('iss');
        if (from !== null && from !== issuer) throw new Problem('provider-issuer', { name });
        const client = await import('openid-client');
        const tokens = await client.authorizationCodeGrant(await configuration(), address, {
          expectedState: expected.state,
          expectedNonce: expected.nonce,
          pkceCodeVerifier: expected.verifier,
          idTokenExpected: true,
        });
        const subject = tokens.claims()?.sub;
        if (subject === undefined || !subjectForm.test(subject))
          throw new Problem('provider-unproven', { name });
        return subject;
      }),
  };
}

/** Reads where the provider has what (OpenID Connect Discovery 1.0), and holds it to its name. */
async function discover(settings: ProviderSettings, now: () => Date): Promise<Configuration> {
  const { name, issuer, clientId, hosts } = settings;
  const client = await import('openid-client');
  const secret = secretIn(settings);
  const url = new URL(issuer);
  const found = await client.discovery(
    url,
    clientId,
    // The library reads the clock of the machine; what it makes of it is put right to the clock that is given.
    { [client.clockSkew]: Math.round((now().getTime() - Date.now()) / 1000) },
    (server, ...call) =>
      // What a provider does not say, it does by Basic (OpenID Connect Discovery 1.0, 3).
      (server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true)
        ? client.ClientSecretBasic(secret)(server, ...call)
        : client.ClientSecretPost(secret)(server, ...call),
    {
      timeout: patience,
      // Signatures are not left to TLS alone.
      execute: [
        client.enableNonRepudiationChecks,
        ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
      ],
      [client.customFetch]: async (address, options) => {
        const to = new URL(address);
        if (!isSafe(to) || !hosts.includes(to.host))
          throw new Problem('provider-unreachable', { name, detail: `EHOST ${to.host}` });
        return held(await fetch(address, options as RequestInit), name);
      },
    },
  );
  // The library lets some providers speak for many issuers.
  if (found.serverMetadata().issuer !== issuer) throw new Problem('provider-issuer', { name });
  return found;
}

/** The same answer, read to its end. @throws Problem `provider-unreachable` where it is too large */
async function held(answer: Response, name: string): Promise<Response> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Problem('provider-unreachable', { name, detail: 'ESIZE' });
    parts.push(part);
  }
  const { status, headers } = answer;
  return new Response(bytes === 0 ? null : Buffer.concat(parts), { status, headers });
}

function secretIn({ secretFile, name }: ProviderSettings): string {
  try {
    return readFileSync(secretFile, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new Problem('provider-unreachable', { name, detail: 'ESECRETFILE' });
  }
}

interface Thrown {
  readonly name?: string;
  readonly code?: string;
  /** Of answers that are errors: their code by RFC 6749. */
  readonly error?: string;
  readonly status?: number;
  readonly cause?: Thrown & { readonly claim?: string };
}

/** What went wrong, by codes alone: what a provider writes in words can name people. A fault of ours stays what it is. */
function problemOf(thrown: unknown, name: string): unknown {
  const { code = '', error, status, cause, ...rest } = thrown as Thrown;
  for (const each of [thrown, cause]) if (each instanceof Problem) return each;
  switch (code) {
    case 'OAUTH_AUTHORIZATION_RESPONSE_ERROR':
    case 'OAUTH_RESPONSE_BODY_ERROR':
    case 'OAUTH_WWW_AUTHENTICATE_CHALLENGE': {
      const said = error !== undefined && /^[\w-]{1,60}$/.test(error) ? error : `HTTP ${status ?? 'error'}`;
      return new Problem('provider-refused', { name, detail: said });
    }
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return new Problem('provider-clock', { name });
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return new Problem('provider-unreachable', { name, detail: code });
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return new Problem('provider-issuer', { name });
  }
  if (cause?.cause?.claim === 'iss') return new Problem('provider-issuer', { name });
  // By "fetch": the cause says why there was no connection.
  if (thrown instanceof TypeError && cause)
    return new Problem('provider-unreachable', { name, detail: cause.code ?? 'ECONNECTION' });
  return code.startsWith('OAUTH_') || rest.name === 'ClientError'
    ? new Problem('provider-unproven', { name })
    : thrown;
}
