/** What the program is made of: by licences that are allowed, and exactly as the lock file says. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './folder.ts';

const root = join(import.meta.dirname, '..');
const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly os?: readonly string[];
}
const lock = JSON.parse(lockText) as { readonly packages: { readonly [place: string]: Locked } };

/** Runs the script in a folder with a lock file, changed by `change`. */
function sbom(change: (text: string) => string, ...args: string[]) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), readFileSync(join(root, 'package.json')));
  writeFileSync(join(folder, 'package-lock.json'), change(lockText));
  const ran = spawnSync(process.execPath, [join(root, 'scripts', 'sbom.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { folder, status: ran.status, said: ran.stderr };
}

describe('licences', () => {
  test('all are allowed, also those of what other platforms install', () => {
    expect(sbom((text) => text, '--check')).toMatchObject({ status: 0, said: '' });
  });

  test.each(['GPL-3.0', 'MIT AND GPL-3.0', 'SEE LICENSE IN x', 'MPL-2.0'])(
    '%s in the program is found',
    (licence) => {
      const planted = (text: string) => {
        const changed = JSON.parse(text) as { packages: { [place: string]: { license?: string } } };
        changed.packages['node_modules/hono'] = {
          ...changed.packages['node_modules/hono'],
          license: licence,
        };
        return JSON.stringify(changed);
      };
      const found = sbom(planted, '--check');
      expect(found.status).toBe(1);
      expect(found.said).toMatch(/^hono \S+ \(program\): the licence is .+\n$/);
    },
  );

  test('the list of parts names every package with its version, licence and hash', () => {
    const { folder, status } = sbom((text) => text);
    expect(status).toBe(0);
    const bom = JSON.parse(readFileSync(join(folder, 'dist', 'sbom.cdx.json'), 'utf8')) as {
      readonly bomFormat: string;
      readonly metadata: { readonly component: { readonly name: string } };
      readonly components: readonly {
        readonly name: string;
        readonly version: string;
        readonly licenses: readonly object[];
      }[];
    };
    expect([bom.bomFormat, bom.metadata.component.name]).toEqual(['CycloneDX', 'plumbline']);
    const named = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
    const locked = Object.entries(lock.packages)
      .filter(([place]) => place !== '')
      .map(([place, { version }]) => `${place.slice(place.lastIndexOf('node_modules/') + 13)}@${version}`);
    expect(locked.filter((each) => !named.has(each))).toEqual([]);
    expect(bom.components.filter(({ licenses }) => licenses.length === 0)).toEqual([]);
  });
});

describe('installing', () => {
  test('takes what the lock file says and nothing else, at the start and in continuous integration', () => {
    const runner = readFileSync(join(root, 'scripts', 'run.mjs'), 'utf8');
    expect(runner).toMatch(/'ci',/);
    for (const text of [runner, readFileSync(join(root, '.ci', 'run'), 'utf8')])
      expect(text).not.toMatch(/npm (?:install|i|update|add)\b|'(?:install|update|add)',/);
  });

  test('every package has one exact version, and the hash of its contents where it has an address', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly dependencies: { readonly [name: string]: string };
      readonly devDependencies: { readonly [name: string]: string };
    };
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
      expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
    }
    for (const [place, { resolved, integrity, os }] of Object.entries(lock.packages)) {
      if (place === '') continue;
      // Those of platforms that a registry lacks (scripts/complete-lock.mjs) have neither.
      if (resolved !== undefined || !os) expect(integrity, place).toMatch(/^sha512-/);
    }
  });
});
