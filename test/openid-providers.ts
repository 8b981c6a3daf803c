/** Providers of OpenID Connect on this machine: a real one, and one that lies as it is told to. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Provider } from 'oidc-provider';
import { callbackPath, type ProviderSettings } from '../src/accounts/outbound/settings.ts';

const clientId = 'plumbline';
const secret = 'three-lanterns';

const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const own = key();
const foreign = key();

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function listening(answer: Answer): Promise<{ server: Server; issuer: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function settingsFor(issuer: string, site: URL): ProviderSettings {
  const secretFile = join(mkdtempSync(join(tmpdir(), 'plumbline-test-')), 'secret');
  writeFileSync(secretFile, `${secret}\n`);
  return {
    issuer,
    clientId,
    secretFile,
    name: 'Harbour',
    hosts: [new URL(issuer).host],
    redirect: new URL(callbackPath, site),
  };
}

function stop(server: Server, { secretFile }: ProviderSettings): Promise<void> {
  rmSync(dirname(secretFile), { recursive: true });
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** `oidc-provider`, certified by the OpenID Foundation. It lets `who` in without asking anything. */
export class RealProvider {
  who = 'ana';
  /** "no": the person says no there. */
  answer: 'yes' | 'no' = 'yes';
  /** The paths that were asked for. */
  readonly heard: string[] = [];
  readonly settings: ProviderSettings;
  readonly #server: Server;

  private constructor(server: Server, settings: ProviderSettings) {
    this.#server = server;
    this.settings = settings;
  }

  static async start(site: URL): Promise<RealProvider> {
    let answer: Answer = () => undefined;
    const { server, issuer } = await listening((request, response) => answer(request, response));
    const made = new RealProvider(server, settingsFor(issuer, site));
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: secret,
          redirect_uris: [made.settings.redirect.href],
          response_types: ['code'],
          grant_types: ['authorization_code'],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [{ ...own.privateKey.export({ format: 'jwk' }), kid: 'own', alg: 'ES256', use: 'sig' }] },
      cookies: { keys: ['lantern'] },
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
      // Seconds; it complains of each one that is not given.
      ttl: { AccessToken: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
      loadExistingGrant: async (context: {
        oidc: { client: { clientId: string }; session: { accountId: string } };
      }) => {
        const grant = new provider.Grant({
          clientId: context.oidc.client.clientId,
          accountId: context.oidc.session.accountId,
        });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
    });
    const answered = provider.callback();
    answer = (request, response) => {
      made.heard.push(request.url ?? '');
      if (!request.url?.startsWith('/interaction/')) return answered(request, response);
      void provider.interactionFinished(
        request,
        response,
        made.answer === 'yes' ? { login: { accountId: made.who } } : { error: 'access_denied' },
      );
    };
    return made;
  }

  stop(): Promise<void> {
    return stop(this.#server, this.settings);
  }
}

/** How a provider can go wrong, on purpose or not. */
export interface Lies {
  readonly metadata?: { readonly [name: string]: unknown };
  readonly claims?: { readonly [name: string]: unknown };
  readonly signedBy?: 'another' | 'nobody';
  readonly token?: { readonly status: number; readonly body?: string; readonly location?: string };
}

/** Answers every code with a token that is right but for the lie it was told. */
export class LyingProvider {
  lies: Lies = {};
  nonce = '';
  readonly settings: ProviderSettings;
  readonly #server: Server;

  private constructor(server: Server, settings: ProviderSettings) {
    this.#server = server;
    this.settings = settings;
  }

  static async start(site: URL): Promise<LyingProvider> {
    let answer: Answer = () => undefined;
    const { server, issuer } = await listening((request, response) => answer(request, response));
    const made = new LyingProvider(server, settingsFor(issuer, site));
    answer = (request, response) => made.#answer(request.url ?? '', response);
    return made;
  }

  stop(): Promise<void> {
    return stop(this.#server, this.settings);
  }

  #answer(path: string, response: ServerResponse): void {
    const { issuer } = this.settings;
    const say = (content: object) =>
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(content));
    if (path === '/.well-known/openid-configuration')
      say({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
        ...this.lies.metadata,
      });
    else if (path === '/keys')
      say({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'ES256', use: 'sig' }] });
    else if (this.lies.token) {
      const { status, body = '', location } = this.lies.token;
      response.writeHead(status, location === undefined ? {} : { Location: location }).end(body);
    } else say({ access_token: 'a', token_type: 'Bearer', id_token: this.#token() });
  }

  #token(): string {
    const { claims, signedBy } = this.lies;
    const time = Math.floor(Date.now() / 1000);
    const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const head = part(signedBy === 'nobody' ? { alg: 'none' } : { alg: 'ES256', kid: 'own' });
    const body = part({
      iss: this.settings.issuer,
      aud: clientId,
      sub: 'ana',
      nonce: this.nonce,
      iat: time,
      exp: time + 300,
      ...claims,
    });
    const { privateKey } = signedBy === 'another' ? foreign : own;
    const signature = sign('sha256', Buffer.from(`${head}.${body}`), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${head}.${body}.${signedBy === 'nobody' ? '' : signature.toString('base64url')}`;
  }
}
