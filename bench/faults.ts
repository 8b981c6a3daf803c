/**
 * `npm run drill:faults [file …]`: plants faults in what the safety of releases rests on, one at a time, and runs the
 * tests beside it: they must notice each. Works on copies in a temporary folder; the project itself stays as it is.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { productFolder } from '../src/platform/product.ts';
import { type Fault, faults, type Tests, testsOf } from './faults/list.ts';

type Verdict =
  | 'caught'
  /** The tests did not end, as where a search never arrives: noticed, if not by a test. */
  | 'did not end'
  | 'NOT CAUGHT'
  /** The text to be changed does not stand in the file once, or what became of it does not run. */
  | 'NOT PLANTED';

/** Milliseconds after which a run counts as not ending; a sound one takes less than half a minute. */
const patience = 300_000;

const work = mkdtempSync(join(tmpdir(), 'plumbline-faults-'));
try {
  process.exitCode = await drill(process.argv.slice(2));
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function drill(chosen: readonly string[]): Promise<number> {
  const planted = faults.filter(({ file }) => chosen.length === 0 || chosen.includes(file));
  const copies = Array.from({ length: Math.min(cpus().length, planted.length) }, (_, at) =>
    copied(`copy${at}`),
  );
  const [first] = copies;
  if (!first) return say('No faults for these files.', 1);
  for (const tests of new Set(planted.flatMap(({ file }) => testsOf[file] ?? [])))
    if ((await failures(first, tests)) !== 0)
      return say(`${tests.file} does not pass without any fault; see to that first.`, 1);

  const queue = [...planted];
  const verdicts: Verdict[] = [];
  const worker = async (copy: string) => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const verdict = await tried(next, copy);
      verdicts.push(verdict);
      say(`${verdict.padEnd(12)} ${next.file}: ${oneLine(next.is)} → ${oneLine(next.becomes) || 'nothing'}`);
    }
  };
  await Promise.all(copies.map(worker));
  const caught = verdicts.filter((verdict) => verdict === 'caught' || verdict === 'did not end').length;
  return say(`${planted.length} faults planted, ${caught} caught`, caught === planted.length ? 0 : 1);
}

async function tried({ file, is, becomes }: Fault, copy: string): Promise<Verdict> {
  const path = join(copy, 'src', 'disclosure', file);
  const before = readFileSync(path, 'utf8');
  if (before.split(is).length !== 2) return 'NOT PLANTED';
  writeFileSync(
    path,
    before.replace(is, () => becomes),
  );
  try {
    for (const tests of testsOf[file] ?? []) {
      const failed = await failures(copy, tests);
      if (failed === 'did not end') return failed;
      if (failed === 'did not run') return 'NOT PLANTED';
      if (failed > 0) return 'caught';
    }
    return 'NOT CAUGHT';
  } finally {
    writeFileSync(path, before);
  }
}

/** A copy of the sources with a configuration of its own, so that nothing is written beside the packages. */
function copied(name: string): string {
  const folder = join(work, name);
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json'])
    cpSync(join(productFolder(), part), join(folder, part), { recursive: true });
  symlinkSync(join(productFolder(), 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `export default { cacheDir: ${JSON.stringify(join(folder, 'cache'))}, test: { pool: 'threads', testTimeout: ${patience} } };`,
  );
  return folder;
}

/** How many of these tests fail; the run ends at the first that does. */
function failures(copy: string, { file, named }: Tests): Promise<number | 'did not end' | 'did not run'> {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      join(copy, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--bail=1',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...(named ? ['-t', named] : []),
      join('src', 'disclosure', file),
    ],
    { cwd: copy, stdio: 'ignore' },
  );
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    child.once('exit', (_, signal) => {
      clearTimeout(timer);
      if (signal) return resolve('did not end');
      const { numFailedTests, numPassedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
        readonly numFailedTests: number;
        readonly numPassedTests: number;
      };
      resolve(numFailedTests + numPassedTests === 0 ? 'did not run' : numFailedTests);
    });
  });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function say<T>(line: string, value?: T): T {
  process.stdout.write(`${line}\n`);
  return value as T;
}
