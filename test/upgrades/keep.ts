/**
 * `npm run keep-schema`: keeps a small record of today's schema beside this file, and the hashes of the migrations that
 * make it, so that every later version is tried on it. To be run at each release; what is kept is never changed.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { migrations } from '../../src/installation.ts';
import { growingTables, newest, Record, recordFile } from '../../src/platform/record.ts';
import { rows } from './made-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-keep-'));
const record = Record.open(folder, migrations);
const missing = growingTables(record.database).filter((table) => !rows.some(([of]) => of === table));
if (missing.length > 0) throw new Error(`test/upgrades/made-up.ts has no row of ${missing.join(', ')}`);
for (const [table, row] of rows)
  record.command(
    {
      kind: 'made up',
      actor: 'keeper',
      reason: `a row of ${table}`,
      citation: 'made up',
      at: '2026-01-02T03:04:05Z',
    },
    (tx) => tx.insert(table, row),
  );
record.close();
const name = `schema-${newest(migrations)}.sqlite.gz`;
writeFileSync(join(import.meta.dirname, name), gzipSync(readFileSync(recordFile(folder)), { level: 9 }), {
  flag: 'wx',
});
rmSync(folder, { recursive: true });
const hashes = Object.fromEntries(
  migrations.map(({ number, sql }) => [number, createHash('sha256').update(sql).digest('hex')]),
);
writeFileSync(join(import.meta.dirname, 'migrations.json'), `${JSON.stringify(hashes, null, 2)}\n`);
process.stdout.write(`kept ${name}\n`);
