/**
 * Completes package-lock.json after `npm install`. A registry that lacks a platform's sibling of a native package
 * leaves it out of the lock file, and `npm ci` then refuses the file on every platform. The entry needs only the
 * version and the platform: it is skipped where the platform differs and fetched where it is the same.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (
      place === '' ||
      lock.packages[`node_modules/${name}`] ||
      lock.packages[`${place}/node_modules/${name}`]
    )
      continue;
    const words = name.split(/[-/]/);
    const at = words.findIndex((word) => systems.includes(word));
    if (at < 0 || !/^\d/.test(version)) continue;
    const [os, cpu, abi = ''] = words.slice(at);
    const libc = abi.startsWith('gnu') ? 'glibc' : abi.startsWith('musl') ? 'musl' : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(os === 'linux' && libc ? { libc: [libc] } : {}),
      optional: true,
      os: [os],
    };
  }
}
const packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
