/** The address by which the installation was asked, as readers can use it again. */
import type { Context } from 'hono';

/**
 * Behind a proxy that speaks TLS the program itself is asked in the clear. Of what proxies add only the protocol is
 * believed: whoever forges it gets other links in their own answer, and no more. The name comes from `Host`, which the
 * proxy passes on; who asks is never taken from a header.
 */
export function addressOf(c: Context): URL {
  const url = new URL(c.req.url);
  if (c.req.header('X-Forwarded-Proto') === 'https') url.protocol = 'https:';
  return url;
}

/** Whether the browser speaks TLS: as the proxy says, or as the operator said of the name that was asked for. */
export function isByTls(c: Context, site: URL | undefined): boolean {
  const { protocol, host } = addressOf(c);
  return protocol === 'https:' || (site?.protocol === 'https:' && site.host === host);
}
