/**
 * Kills the program while it imports a file, at random moments, and looks at what is left. After each kill the record
 * must open, its audit log must be whole, and of the file either all rows or none are there.
 */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { migrations, openInstallation } from '../../src/installation.ts';
import { type Progress, Record } from '../../src/platform/record.ts';
import { start } from '../program.ts';
import { inTemporaryFolder } from './installation.ts';
import type { Outcome } from './outcome.ts';

const rows = 3000;

/** @param kills how often */
export function killedImports(kills: number, progress: Progress): Promise<Outcome> {
  return inTemporaryFolder((work) => drill(work, kills, progress));
}

/** A file in the form of UPR Info's tables, with texts of our own. */
function madeUpFile(work: string): string {
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

function stored(data: string): { findings: number; recommendations: number } {
  const record = Record.open(data, migrations);
  const findings = record.verify().length;
  const recommendations = record.read(
    (tx) => tx.first<{ n: number }>('SELECT count(*) AS n FROM recommendation')?.n ?? 0,
  );
  record.close();
  return { findings, recommendations };
}

async function drill(work: string, kills: number, progress: Progress): Promise<Outcome> {
  const fresh = join(work, 'fresh');
  openInstallation(fresh, new Date().toISOString()).close();
  const file = madeUpFile(work);
  const startImport = (data: string) => {
    const child = start(data, 'import', file);
    child.stdout.resume();
    return { child, exit: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
  };

  const whole = join(work, 'whole');
  cpSync(fresh, whole, { recursive: true });
  const began = performance.now();
  const code = await startImport(whole).exit;
  const takes = performance.now() - began;
  if (code !== 0 || stored(whole).recommendations !== rows) throw new Error('the undisturbed import failed');

  let none = 0;
  let all = 0;
  const broken: string[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    const data = join(work, `data-${kill}`);
    cpSync(fresh, data, { recursive: true });
    const { child, exit } = startImport(data);
    // Most moments inside the import, some after its end.
    const moment = Math.random() * takes * 1.1;
    await new Promise((resolve) => setTimeout(resolve, moment));
    // As the machine may end it, and as a person does with Ctrl-C.
    child.kill(kill % 2 === 0 ? 'SIGKILL' : 'SIGINT');
    await exit;
    const { findings, recommendations } = stored(data);
    if (recommendations === 0) none += 1;
    else if (recommendations === rows) all += 1;
    else broken.push(`kill ${kill} after ${Math.round(moment)} ms left ${recommendations} of ${rows} rows`);
    if (findings > 0)
      broken.push(`kill ${kill} after ${Math.round(moment)} ms: ${findings} findings in the audit log`);
    rmSync(data, { recursive: true, force: true });
    progress(kill, kills);
  }
  return {
    did: [
      `${kills} kills during an import of ${Math.round(takes)} ms`,
      `file absent: ${none}; file whole: ${all}`,
    ],
    broken,
  };
}
