/** Where the product's own files are, and which version they are. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

export const software = { name: 'Plumbline', version: manifest.version, licence: manifest.license } as const;

/** The folder that holds package.json and reference/, whether the program runs bundled or from its sources. */
export function productFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('the folder of the product was not found');
    folder = above;
  }
  return folder;
}
