/**
 * The way in for `npm start`, `npm test` and `npx plumbline`. It runs on any Node since 16: it installs the
 * packages when they are missing or changed, takes the current runtime that comes with them, builds, and runs.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.plumbline-installed');
const bundle = join(root, 'dist', 'plumbline.mjs');

/** Prints what is going on in one line, on stderr so that `--json` output stays clean. */
function say(line) {
  process.stderr.write(`plumbline: ${line}\n`);
}

function fail(line) {
  say(line);
  process.exit(1);
}

/** Installs exactly what the lock file says, unless that is already there. */
function install(wanted) {
  // Tools of the tests that are there already stay there.
  const packages = existsSync(join(root, 'node_modules', 'vitest')) ? 'all' : wanted;
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed === `${lock} all` || installed === `${lock} ${packages}`) return;
  say(installed ? 'installing changed packages …' : 'installing packages (first run only, about a minute) …');
  const npm = process.env.npm_execpath;
  const args = [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    packages === 'all' ? '--include=dev' : '--omit=dev',
  ];
  const done =
    npm?.endsWith('.js') || npm?.endsWith('.cjs')
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.status !== 0)
    fail('the packages could not be installed; npm says why above. Check the network and try again.');
  writeFileSync(stamp, `${lock} ${packages}`);
}

/** The current Node that comes as a package; this machine's own when it is new enough. */
function runtime() {
  const packaged = join(
    root,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail('no Node.js 24 or newer was found; run “npm rebuild node”, or install Node.js 24.');
}

function newest(path) {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Bundles the program into one file and its background tasks into another, when the sources are newer than the last bundle. */
async function build() {
  if (!existsSync(join(root, 'src'))) return;
  const sources = ['src', 'reference', 'scripts', 'package.json', 'package-lock.json'].map((name) =>
    newest(join(root, name)),
  );
  if (existsSync(bundle) && statSync(bundle).mtimeMs > Math.max(...sources)) return;
  say('building …');
  const esbuild = await import(pathToFileURL(join(root, 'node_modules', 'esbuild', 'lib', 'main.js')).href);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await esbuild.build({
    entryPoints: {
      plumbline: join(root, 'src', 'cli', 'main.ts'),
      'background-task': join(root, 'src', 'background-task.ts'),
    },
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    loader: { '.css': 'text', '.browser.js': 'text' },
    external: [
      '@duckdb/*',
      '@myriaddreamin/*',
      'esbuild',
      'highs',
      'hyparquet',
      'nodemailer',
      'openid-client',
      'unpdf',
    ],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
  });
  // For the browser: as edition/script.ts makes it where the sources run.
  await esbuild.build({
    entryPoints: { 'edition-search': join(root, 'src', 'edition', 'search.browser.ts') },
    outdir: join(root, 'dist'),
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify: true,
    logLevel: 'error',
  });
}

/** Runs a program of the current Node and ends as it ends; signals go through. */
function run(args, { flags, environment } = { flags: [], environment: {} }) {
  const child = spawn(runtime(), ['--disable-warning=ExperimentalWarning', ...flags, ...args], {
    stdio: 'inherit',
    env: { ...environment, ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
  );
}

/** Runs a tool of the development packages with the current Node. */
function tool(name, args, options = {}) {
  const env = {
    ...process.env,
    PATH: `${dirname(runtime())}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
  };
  const file = join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
  return spawnSync(file, args, {
    cwd: root,
    stdio: 'inherit',
    env,
    shell: process.platform === 'win32',
    ...options,
  });
}

/** All checks: form, layers, types, unused code, tests. The last line counts them. */
async function test(args) {
  const report = join(root, 'node_modules', '.plumbline-tests.json');
  rmSync(report, { force: true });
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  if (args.length === 0) {
    const checks = [
      ['form (prettier)', 'prettier', ['--check', '--log-level=warn', '.']],
      ['lint and layers (oxlint)', 'oxlint', ['--deny-warnings', '.']],
      ['types (tsc)', 'tsc', ['-p', '.']],
      ['unused code (knip)', 'knip', ['--no-progress']],
    ];
    for (const [what, name, rest] of checks) {
      const ok = tool(name, rest).status === 0;
      say(`${what}: ${ok ? 'ok' : 'FAILED'}`);
      if (ok) passed += 1;
      else failed += 1;
    }
  }
  const vitest = tool('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...args,
  ]);
  if (existsSync(report)) {
    const counted = JSON.parse(readFileSync(report, 'utf8'));
    passed += counted.numPassedTests;
    failed += counted.numFailedTests;
    skipped += counted.numPendingTests + (counted.numTodoTests ?? 0);
    if (vitest.status !== 0 && counted.numFailedTests === 0) failed += 1;
  } else {
    failed += 1;
  }
  process.stdout.write(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`);
  process.exit(failed === 0 ? 0 : 1);
}

/** Without files to learn from, UPR Info's beside the project, where they are. */
function trainingFiles(args) {
  if (args.some((arg) => /\.(csv|xlsx?)(\.gz)?$/i.test(arg))) return [];
  const folder = join(process.env.PLUMBLINE_SHARED ?? join(root, '..', 'shared'), 'data', 'upr-info', 'csv');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+-\d+\.csv$/.test(name))
    .map((name) => join(folder, name));
}

const [verb = 'serve', ...args] = process.argv.slice(2);
if (verb === 'test') {
  install('all');
  await build();
  await test(args);
} else if (verb === 'format') {
  install('all');
  tool('prettier', ['--write', '--log-level=warn', '.']);
  process.exit(tool('oxlint', ['--fix', '.']).status ?? 1);
} else if (/^(bench|drill)(:|$)/.test(verb)) {
  install('all');
  await build();
  run([join(root, 'bench', `${verb.split(':').at(-1)}.ts`), ...args]);
} else if (verb === 'keep-schema') {
  install('all');
  run([join(root, 'test', 'upgrades', 'keep.ts')]);
} else {
  if (existsSync(join(root, 'package-lock.json'))) install('run');
  await build();
  // A server keeps what its garbage took unless it is told to give it back.
  const serving = JSON.parse(readFileSync(join(root, 'scripts', 'serving.json'), 'utf8'));
  run(
    [bundle, verb, ...args, ...(verb === 'train' ? trainingFiles(args) : [])],
    verb === 'serve' ? serving : undefined,
  );
}
