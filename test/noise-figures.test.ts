import { describe, expect, test } from 'vitest';
import { noiseFigures } from '../bench/disclosure/noise.ts';
import { seeded } from './seeded.ts';
import { noSharedFiles, shared } from './shared.ts';

const folder = shared('bench/sdc/linked8_100k');

describe('noise for all three-way tables of 100,000 records with 8 attributes, ε = 1', () => {
  test.skipIf(folder === undefined)(`keeps the errors it promises (skipped: ${noSharedFiles})`, () => {
    const errors = new Map<string, number>();
    for (const { method, error } of noiseFigures(folder ?? '', seeded(2026))) {
      errors.set(method, error);
      // The other workloads are the bench's; each takes seconds.
      if (errors.size === 3) break;
    }
    expect(errors.get('plain Gaussian, by formula')).toBeCloseTo(27.2, 1);
    expect(errors.get('ours, 56 tables, unbiased')).toBeLessThanOrEqual(18.5);
    expect(errors.get('ours, 56 tables, consistent')).toBeLessThanOrEqual(15);
  });
});
