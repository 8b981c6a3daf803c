/** The scripts that pages may load: static files of this origin. Which pages may is told by `web/server.ts`. */
import { createHash } from 'node:crypto';
import png from './picture.browser.js?raw';

export interface BrowserScript {
  readonly path: string;
  /** Changes when the script does, so that browsers may keep it for good. */
  readonly href: string;
  readonly text: string;
}

export function browserScript(path: string, text: string): BrowserScript {
  return { path, href: `${path}?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`, text };
}

/** Saves pictures as PNG; loaded where there is a link to one. */
export const pictureScript = browserScript('/picture.js', png);

export const scriptHeaders = {
  'Content-Type': 'text/javascript; charset=utf-8',
  'Cache-Control': 'public, max-age=31536000, immutable',
} as const;
