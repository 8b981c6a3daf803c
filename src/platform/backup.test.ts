import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { Problem } from '../core/problem.ts';
import { backup, restore } from './backup.ts';
import { type Command, growingTable, Record } from './record.ts';

const migrations = [{ number: 2, name: 'notes', sql: growingTable('note', 'text TEXT NOT NULL') }];
const command: Command = {
  kind: 'test',
  actor: 'a tester',
  reason: 'to try',
  citation: 'none',
  at: '2026-01-02T03:04:05Z',
};

async function saved(texts: readonly string[]): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  const record = Record.open(folder, migrations);
  for (const text of texts) record.command(command, (tx) => tx.insert('note', { text }));
  const file = join(temporaryFolder(), 'saved.backup');
  await backup(record, file);
  record.close();
  return { folder, file };
}

function textsIn(folder: string): unknown[] {
  const record = Record.openToRead(folder, migrations);
  const texts = record.read((tx) => tx.all<{ text: string }>('SELECT text FROM note')).map((row) => row.text);
  record.close();
  return texts;
}

describe('backup and restore', () => {
  test('a backup taken from an open record restores the same record', async () => {
    const { folder, file } = await saved(['a', 'b']);
    const other = temporaryFolder();
    expect(await restore(file, other, migrations)).toMatchObject({ entries: 2 });
    expect(textsIn(other)).toEqual(textsIn(folder));
  });

  test('restoring replaces what came later', async () => {
    const { folder, file } = await saved(['a']);
    const record = Record.open(folder, migrations);
    record.command(command, (tx) => tx.insert('note', { text: 'later' }));
    record.close();
    await restore(file, folder, migrations);
    expect(textsIn(folder)).toEqual(['a']);
  });

  test('a damaged or truncated backup is refused and the record stays as it was', async () => {
    const { file } = await saved(['a', 'b', 'c']);
    const whole = readFileSync(file);
    const keeper = await saved(['kept']);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('flip', 'cut'), async (at, damage) => {
        const broken = Buffer.from(damage === 'cut' ? whole.subarray(0, at) : whole);
        if (damage === 'flip') broken[at] = (broken[at] ?? 0) ^ 1;
        const bad = `${file}.bad`;
        writeFileSync(bad, broken);
        await expect(restore(bad, keeper.folder, migrations)).rejects.toThrow(Problem);
        expect(textsIn(keeper.folder)).toEqual(['kept']);
      }),
      { numRuns: 60 },
    );
  });

  test('a backup never overwrites, and a missing one is named', async () => {
    const { folder, file } = await saved(['a']);
    const record = Record.open(folder, migrations);
    await expect(backup(record, file)).rejects.toMatchObject({ code: 'backup-exists' });
    record.close();
    await expect(restore(`${file}.none`, folder, migrations)).rejects.toMatchObject({
      code: 'backup-missing',
    });
  });
});
