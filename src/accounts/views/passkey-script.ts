/** The script of the two pages of passkeys, at an address that changes when it does. */
import { createHash } from 'node:crypto';
import text from './passkey.browser.js?raw';

const path = '/passkey.js';

export const passkeyScript = {
  path,
  href: `${path}?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`,
  text,
} as const;
