/**
 * `npm run sbom`: what the program is made of, from the lock file alone: `dist/sbom.cdx.json` (CycloneDX, by npm) and
 * `dist/licences.csv`. Fails where a package has a licence that is not allowed. `--check` writes nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Licences of what is given out with the program; the fonts are under OFL. */
const allowed = ['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'OFL-1.1'];
/** Tools of the tests are not given out; MPL asks nothing of whoever only runs them. */
const allowedInTests = [...allowed, 'MPL-2.0'];

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { name, version } = packages[''];

/** Who needs a package that is for one platform only: such an entry may stand without its licence. */
const parents = new Map();
for (const entry of Object.values(packages))
  for (const sibling of Object.keys(entry.optionalDependencies ?? {})) parents.set(sibling, entry);

const rows = Object.entries(packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => {
    const own = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = entry.license ?? (entry.os ? parents.get(own)?.license : undefined) ?? 'none named';
    const use = entry.dev || entry.devOptional ? 'tests' : 'program';
    const words = licence.replace(/[()]/g, '').split(/ AND /);
    const known = use === 'tests' ? allowedInTests : allowed;
    return {
      name: own,
      version: entry.version,
      licence,
      use,
      fits: words.every((word) => known.includes(word)),
    };
  });

const wrong = rows.filter(({ fits }) => !fits);
for (const row of wrong)
  process.stderr.write(`${row.name} ${row.version} (${row.use}): the licence is ${row.licence}\n`);
const counts = Map.groupBy(rows, ({ licence }) => licence);
const told = [...counts].map(([licence, { length }]) => `${licence} ${length}`).toSorted();
process.stdout.write(`${rows.length} packages: ${told.join(', ')}\n`);

if (!process.argv.includes('--check')) {
  const npm = spawnSync(
    'npm',
    ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32',
    },
  );
  if (npm.status !== 0) {
    process.stderr.write(npm.stderr);
    process.exit(1);
  }
  const bom = JSON.parse(npm.stdout);
  // npm calls the whole by the name of its folder.
  bom.metadata.component.name = name;
  bom.metadata.component.version = version;
  const licences = new Map(rows.map((row) => [`${row.name}@${row.version}`, row.licence]));
  for (const component of bom.components)
    component.licenses ??= [{ expression: licences.get(`${component.name}@${component.version}`) }];
  mkdirSync('dist', { recursive: true });
  writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(bom, null, 2)}\n`);
  const line = (values) => `${values.join(',')}\n`;
  writeFileSync(
    'dist/licences.csv',
    line(['package', 'version', 'licence', 'use']) +
      rows.map((row) => line([row.name, row.version, row.licence, row.use])).join(''),
  );
  process.stdout.write('dist/sbom.cdx.json and dist/licences.csv were written\n');
}
process.exit(wrong.length > 0 ? 1 : 0);
