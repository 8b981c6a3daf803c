/** The script of coders' pages, at an address that changes when it does, so that browsers may keep it for good. */
import { createHash } from 'node:crypto';
import text from './autosave.browser.js?raw';

const path = '/autosave.js';

export const autosave = {
  path,
  href: `${path}?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`,
  text,
} as const;
