/** The script of the search page: bundled with the program, or made of its source where the sources run. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where `npm start` puts it, beside the bundle of the program. */
const bundled = fileURLToPath(new URL('./edition-search.js', import.meta.url));

export async function searchScript(): Promise<string> {
  if (existsSync(bundled)) return readFileSync(bundled, 'utf8');
  const { build } = await import('esbuild');
  const made = await build({
    entryPoints: [fileURLToPath(new URL('./search.browser.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify: true,
    write: false,
  });
  return made.outputFiles[0]?.text ?? '';
}
