/** Real files for trials, kept beside the project and never in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['PLUMBLINE_SHARED'] ?? join(import.meta.dirname, '..', '..', 'shared');

/** Why a test that needs real files is skipped. */
export const noSharedFiles = 'the real files are not here; put them in ../shared or set PLUMBLINE_SHARED';

/** The path of a real file, such as "data/upr-info/csv/1-5.csv", or undefined where it is not at hand. */
export function shared(path: string): string | undefined {
  const file = join(folder, path);
  return existsSync(file) ? file : undefined;
}
