/** The provider of identities (OpenID Connect) that the operator set up, from the environment. Without it none is ever asked. */
import { z } from 'zod';
import { Problem } from '../../core/problem.ts';

export interface ProviderSettings {
  /** Exactly as the provider writes it itself: with or without a slash at its end. */
  readonly issuer: string;
  readonly clientId: string;
  /** Read anew with the provider's addresses, so that a secret can be changed. */
  readonly secretFile: string;
  /** What stands on the button: "Sign in with NAME". */
  readonly name: string;
  /** Whom the server may ask, each with its port where it is not that of https; the issuer's own among them. */
  readonly hosts: readonly string[];
  /** To where the provider sends people back. */
  readonly redirect: URL;
}

/** Where answers of the provider arrive. */
export const callbackPath = '/sign-in/provider/callback';

const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

const text = z.string().trim().min(1).optional();

const schema = z.object({
  PLUMBLINE_OIDC_ISSUER: text,
  PLUMBLINE_OIDC_CLIENT_ID: text,
  PLUMBLINE_OIDC_CLIENT_SECRET_FILE: text,
  PLUMBLINE_OIDC_NAME: z.string().trim().min(1).max(60).optional(),
  PLUMBLINE_OIDC_HOSTS: text,
});

/**
 * @param site the public address of the installation
 * @throws Problem `provider-invalid` naming the variable, never its value
 */
export function providerFrom(
  environment: { readonly [name: string]: string | undefined },
  site: URL | undefined,
): ProviderSettings | undefined {
  const read = schema.safeParse(environment);
  if (!read.success) refuse(`${String(read.error.issues[0]?.path[0])} has no value that can be used`);
  const given = read.data;
  const [first] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (first === undefined) return undefined;
  const need = (name: keyof typeof given) => given[name] ?? refuse(`${name} is missing beside ${first}`);
  const issuer = need('PLUMBLINE_OIDC_ISSUER');
  const url = issuerOf(issuer);
  if (!site) return refuse('PLUMBLINE_ADDRESS is missing: the provider sends people back to it');
  return {
    issuer,
    clientId: need('PLUMBLINE_OIDC_CLIENT_ID'),
    secretFile: need('PLUMBLINE_OIDC_CLIENT_SECRET_FILE'),
    name: given.PLUMBLINE_OIDC_NAME ?? url.host,
    hosts: [url.host, ...(given.PLUMBLINE_OIDC_HOSTS?.toLowerCase().split(/[\s,;]+/) ?? [])],
    redirect: new URL(callbackPath, site),
  };
}

/** OpenID Connect Discovery 1.0, 3: an issuer is an https address without query and fragment. */
function issuerOf(issuer: string): URL {
  const url = URL.parse(issuer);
  if (!url || !isSafe(url) || /[?#]/.test(issuer) || url.username !== '' || url.password !== '')
    return refuse('PLUMBLINE_OIDC_ISSUER is an address such as https://id.example.org');
  return url;
}

/** Whether a provider may be asked under this address: in the clear on the same machine alone. */
export function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
}

function refuse(detail: string): never {
  throw new Problem('provider-invalid', { detail });
}
