import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/folder.ts';
import { Backups } from './backups.ts';
import { inBackground } from './background.ts';
import { derived, migrations } from './installation.ts';
import { drill, provenBackup } from './platform/backup.ts';
import { Record } from './platform/record.ts';
import { parseRetention, type Retention } from './platform/retention.ts';
import { webApp } from './web/app.tsx';

const keep = parseRetention('2d') as Retention;
const command = { kind: 'test', actor: 'a', reason: 'b', citation: 'c', at: '2026-01-02T03:04:05Z' };

function filled(): Record {
  const record = Record.open(temporaryFolder(), migrations, derived);
  record.command(command, (tx) =>
    tx.insert('citation', { title: 'Gazette of lanterns', standing: 'unverified' }),
  );
  return record;
}

/** Backups under a clock that the test turns. */
function scheduled(make: (file: string) => Promise<unknown>, record: Record) {
  const folder = join(temporaryFolder(), 'kept');
  const clock = { now: new Date('2026-11-20T03:00:00Z') };
  const said: string[] = [];
  const backups = new Backups(
    { folder, every: 'daily', keep },
    {
      make: async (file) => {
        await make(file);
        return drill(file, migrations);
      },
      now: () => clock.now,
      report: (line) => said.push(line),
    },
  );
  const on = async (time: string) => {
    clock.now = new Date(time);
    await backups.look();
    return existsSync(folder) ? readdirSync(folder).toSorted() : [];
  };
  const page = async () => {
    const app = webApp({ record, now: () => clock.now, operatorKey: 'k'.repeat(32), backups });
    const cookie = (await app.request(`/operator?key=${'k'.repeat(32)}`)).headers.get('Set-Cookie') ?? '';
    return (
      await app.request('/backups?lang=en', { headers: { Cookie: cookie.split(';')[0] ?? '' } })
    ).text();
  };
  return { folder, on, said, backups, page };
}

test('a process beside the server makes a backup that a drill has restored', async () => {
  const record = filled();
  const file = join(temporaryFolder(), 'a.backup');
  expect(await inBackground(record, 'backup', { file })).toMatchObject({
    entries: 1,
    rows: 1,
    head: record.head().hash,
  });
  expect(await drill(file, migrations)).toMatchObject({ entries: 1, rows: 1 });
  record.close();
});

test('backups are made when they are due, and the older ones go; other files stay', async () => {
  const record = filled();
  const { on, folder, page } = scheduled((file) => provenBackup(record, file, migrations), record);
  expect(await on('2026-11-20T03:00:00Z')).toEqual(['plumbline-2026-11-20T030000Z.backup']);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  writeFileSync(join(folder, 'plumbline-2026-11-19T030000Z.backup.unproven'), 'half');
  expect(await on('2026-11-20T23:00:00Z')).toHaveLength(3);
  await on('2026-11-21T03:00:00Z');
  expect(await on('2026-11-22T03:00:00Z')).toEqual([
    'notes.txt',
    'plumbline-2026-11-21T030000Z.backup',
    'plumbline-2026-11-22T030000Z.backup',
  ]);
  // A clock that went back five years and on again.
  expect(await on('2021-11-22T03:00:00Z')).toHaveLength(4);
  expect(await on('2026-11-22T04:00:00Z')).toHaveLength(4);
  expect(await page()).toContain('plumbline-2026-11-22T030000Z.backup');
  record.close();
});

test('one that fails deletes nothing, leaves no half file, is told to the administrator, and is tried again', async () => {
  const record = filled();
  let disk: 'room' | 'full' = 'room';
  const { on, page, said } = scheduled((file) => {
    // What stands in the way of the copy stops the writer where a full disk would.
    if (disk === 'full') mkdirSync(`${file}.unproven.unfinished`);
    return provenBackup(record, file, migrations).catch((error: unknown) => {
      rmSync(`${file}.unproven.unfinished`, { recursive: true, force: true });
      throw error;
    });
  }, record);
  await on('2026-11-20T03:00:00Z');
  disk = 'full';
  expect(await on('2026-11-22T03:00:00Z')).toEqual(['plumbline-2026-11-20T030000Z.backup']);
  expect(said.at(-1)).toContain('failed');
  expect(await page()).toContain('failed');
  disk = 'room';
  expect(await on('2026-11-22T03:30:00Z')).toContain('plumbline-2026-11-20T030000Z.backup');
  expect((await on('2026-11-22T04:01:00Z')).filter((name) => !name.endsWith('.backup'))).toEqual([]);
  expect(await page()).not.toContain('failed');
  record.close();
});

test('without a folder the page says how to have backups made', async () => {
  const record = filled();
  const app = webApp({ record, now: () => new Date('2026-11-20T03:00:00Z'), operatorKey: 'k'.repeat(32) });
  const cookie = (await app.request(`/operator?key=${'k'.repeat(32)}`)).headers.get('Set-Cookie') ?? '';
  const html = await (
    await app.request('/backups?lang=en', { headers: { Cookie: cookie.split(';')[0] ?? '' } })
  ).text();
  expect(html).toContain('--backup-to');
  expect((await app.request('/backups')).status).toBe(403);
  record.close();
});
