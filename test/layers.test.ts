import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Import, wrongImports } from './layers.ts';

const src = resolve(import.meta.dirname, '..', 'src');

function importsOfSources(): Import[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, target = '']) => ({
        from: file.replaceAll('\\', '/'),
        to: target.startsWith('.')
          ? relative(src, resolve(dirname(join(src, file)), target)).replaceAll('\\', '/')
          : target,
      }));
    });
}

describe('direction of imports', () => {
  test('the sources keep it', () => {
    const imports = importsOfSources();
    expect(imports.length).toBeGreaterThan(50);
    expect(wrongImports(imports)).toEqual([]);
  });

  test.each<[string, string]>([
    ['commitments/model.ts', 'node:fs'],
    ['commitments/model.ts', 'commitments/store.ts'],
    ['commitments/model.ts', 'platform/record.ts'],
    ['commitments/reporting.ts', 'hono'],
    ['commitments/store.ts', 'commitments/views.tsx'],
    ['commitments/store.ts', 'recommendations/store.ts'],
    ['recommendations/store.ts', 'commitments/views.tsx'],
    ['recommendations/store.ts', 'commitments/intake/untc-csv.ts'],
    ['evidence/store.ts', 'web/app.tsx'],
    ['core/state.ts', 'platform/record.ts'],
    ['disclosure/model.ts', 'platform/messages.ts'],
    ['platform/ui.tsx', 'evidence/store.ts'],
  ])('a planted violation is found: %s imports %s', (from, to) => {
    expect(wrongImports([{ from, to }])).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['commitments/store.ts', 'commitments/model.ts'],
    ['commitments/views.tsx', 'commitments/store.ts'],
    ['recommendations/store.ts', 'commitments/store.ts'],
    ['recommendations/model.ts', 'commitments/model.ts'],
    ['platform/record.ts', 'node:sqlite'],
    ['web/app.tsx', 'publications/views.tsx'],
  ])('an allowed import is left alone: %s imports %s', (from, to) => {
    expect(wrongImports([{ from, to }])).toEqual([]);
  });
});
