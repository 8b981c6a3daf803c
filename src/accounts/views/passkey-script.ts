/** The script of the two pages of passkeys. */
import { browserScript } from '../../platform/browser-script.ts';
import text from './passkey.browser.js?raw';

export const passkeyScript = browserScript('/passkey.js', text);
