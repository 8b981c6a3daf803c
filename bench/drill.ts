/**
 * `npm run drill`: kills the program while it imports, at random moments, and looks at what is left. After each
 * kill the record must open, its audit log must be whole, and of the file either all rows or none are there.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { migrations, openInstallation } from '../src/installation.ts';
import { productFolder } from '../src/platform/product.ts';
import { Record } from '../src/platform/record.ts';

const kills = Number(process.argv[2] ?? 200);
const rows = 3000;
const work = mkdtempSync(join(tmpdir(), 'plumbline-drill-'));

/** A file in the form of UPR Info's tables, with texts of our own. */
function madeUpFile(): string {
  const header = 'To,To-Rgrp,To-Org,Text,From,From-Rgrp,From-Org,Response,Action,Issue,Session';
  const states = ['Mauritius', 'Thailand', 'Kenya', 'Iraq', 'Slovenia'];
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `${states[row % 5]},,,Made-up recommendation number ${row} for the drill,Uruguay,,,Accepted,5,Rights of the Child,${1 + (row % 12)}`,
  );
  const file = join(work, 'made-up.csv');
  writeFileSync(file, `${header}\n${lines.join('\n')}\n`);
  return file;
}

function startImport(file: string, data: string) {
  return spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(productFolder(), 'dist', 'plumbline.mjs'),
      'import',
      file,
      '--data',
      data,
    ],
    {
      stdio: 'ignore',
    },
  );
}

function ended(child: ReturnType<typeof startImport>): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

function stored(data: string): { findings: number; recommendations: number } {
  const record = Record.open(data, migrations);
  const findings = record.verify().length;
  const recommendations = record.read(
    (tx) => tx.first<{ n: number }>('SELECT count(*) AS n FROM recommendation')?.n ?? 0,
  );
  record.close();
  return { findings, recommendations };
}

const fresh = join(work, 'fresh');
openInstallation(fresh, new Date().toISOString()).close();
const file = madeUpFile();

const whole = join(work, 'whole');
cpSync(fresh, whole, { recursive: true });
const began = performance.now();
const code = await ended(startImport(file, whole));
const takes = performance.now() - began;
if (code !== 0 || stored(whole).recommendations !== rows) throw new Error('the undisturbed import failed');

let none = 0;
let all = 0;
const wrong: string[] = [];
for (let kill = 1; kill <= kills; kill += 1) {
  const data = join(work, `data-${kill}`);
  cpSync(fresh, data, { recursive: true });
  const child = startImport(file, data);
  const exit = ended(child);
  // Most moments inside the import, some after its end.
  const moment = Math.random() * takes * 1.1;
  await new Promise((resolve) => setTimeout(resolve, moment));
  // As the machine may end it, and as a person does with Ctrl-C.
  child.kill(kill % 2 === 0 ? 'SIGKILL' : 'SIGINT');
  await exit;
  const { findings, recommendations } = stored(data);
  if (recommendations === 0) none += 1;
  else if (recommendations === rows) all += 1;
  else wrong.push(`kill ${kill} after ${Math.round(moment)} ms left ${recommendations} of ${rows} rows`);
  if (findings > 0)
    wrong.push(`kill ${kill} after ${Math.round(moment)} ms: ${findings} findings in the audit log`);
  rmSync(data, { recursive: true, force: true });
  if (process.stdout.isTTY) process.stdout.write(`\r${kill} of ${kills}`);
}
rmSync(work, { recursive: true, force: true });
const { version } = JSON.parse(readFileSync(join(productFolder(), 'package.json'), 'utf8')) as {
  version: string;
};
process.stdout.write(
  `\nPlumbline ${version}, Node ${process.version}: ${kills} kills during an import of ${Math.round(takes)} ms\n` +
    `  file absent: ${none}; file whole: ${all}; half a file or a broken audit log: ${wrong.length}\n${wrong.map((line) => `  ${line}\n`).join('')}`,
);
process.exitCode = wrong.length > 0 ? 1 : 0;
