/** What stands in `deploy/` holds what it promises: the unit of the service as systemd itself reads it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import serving from '../scripts/serving.json' with { type: 'json' };
import { temporaryFolder } from './folder.ts';

const noSystemd =
  spawnSync('systemd-analyze', ['--version']).status === 0 ? undefined : 'systemd-analyze is not installed';

test.skipIf(noSystemd)(
  `the service is read without a warning, and is exposed to little${noSystemd ? ` (skipped: ${noSystemd})` : ''}`,
  () => {
    const file = join(temporaryFolder(), 'plumbline.service');
    const unit = readFileSync(join(import.meta.dirname, '..', 'deploy', 'plumbline.service'), 'utf8');
    writeFileSync(file, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect([verified.status, verified.stderr]).toEqual([0, '']);
    // Of 10; below 1.5 systemd calls a service safe.
    const exposure = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=15', file]);
    expect(exposure.status).toBe(0);
  },
);

test.each(['plumbline.service', 'Containerfile'])(
  '%s serves with the same settings as `npm start`',
  (file) => {
    const text = readFileSync(join(import.meta.dirname, '..', 'deploy', file), 'utf8');
    for (const flag of serving.flags) expect(text).toContain(flag);
    for (const [name, value] of Object.entries(serving.environment))
      expect(text).toContain(`${name}=${value}`);
  },
);
