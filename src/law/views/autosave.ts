/** The script of coders' pages. */
import { browserScript } from '../../platform/browser-script.ts';
import text from './autosave.browser.js?raw';

export const autosave = browserScript('/autosave.js', text);
