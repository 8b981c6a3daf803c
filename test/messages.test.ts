/** The catalogue holds what the program says, and no more. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import english from '../src/platform/messages/en.json' with { type: 'json' };

const src = join(import.meta.dirname, '..', 'src');

test('every message of the catalogue is used', () => {
  // Tests count: a few common words are there for the tests of the components alone.
  const text = [src, import.meta.dirname]
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    )
    .join('\n');
  const whole = new Set([...text.matchAll(/['"]([a-z][\w.\- ]+)['"]/gi)].map(([, key]) => key));
  // `standing.${kind}.meaning` stands for one more word in its place, not for whatever follows.
  const built = [...text.matchAll(/`([a-z][\w.\- ]*\.)\$\{[^`}]*\}([\w.\- ]*)`/gi)].map(
    ([, start = '', end = '']) => new RegExp(`^${escaped(start)}[^.]+${escaped(end)}$`),
  );
  const unused = Object.keys(english).filter(
    (key) => !whole.has(key) && !built.some((form) => form.test(key)),
  );
  expect(built.length).toBeGreaterThan(10);
  expect(unused).toEqual([]);
});

function escaped(text: string): string {
  return text.replaceAll('.', String.raw`\.`);
}
