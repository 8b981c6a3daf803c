/** An installation with the shipped reference data, for tests of the doors. */
import { afterAll } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstallation } from '../src/installation.ts';
import type { Record } from '../src/platform/record.ts';

/** The day that tests take for today. */
export const testDay = '2026-11-23';

/** One record for the tests of a file, gone afterwards. */
export function testInstallation(): Record {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  const record = openInstallation(folder, `${testDay}T00:00:00Z`);
  afterAll(() => {
    record.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return record;
}
