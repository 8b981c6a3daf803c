/** The checklist of OWASP ASVS 5.0: every requirement of level 2 has one answer, and the files it names are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { productFolder } from '../src/platform/product.ts';

const rows = readFileSync(join(productFolder(), 'docs', 'asvs.md'), 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, numbers = '']) => /^\d/.test(numbers))
  .map(([, numbers = '', , answer = '']) => ({ numbers: numbers.split(/,\s*/), answer }));

test('each of the 253 requirements of levels 1 and 2 is answered once', () => {
  const level2 = rows.flatMap(({ numbers }) => numbers).filter((number) => !number.includes('level 3'));
  expect(new Set(level2).size).toBe(level2.length);
  expect(level2.length).toBe(253);
});

test('each answer is of a kind, and what is tested names a file that is there', () => {
  for (const { numbers, answer } of rows) {
    expect(answer, String(numbers)).toMatch(/^(test: `|built|none|NOT MET)/);
    for (const [, file = ''] of answer.matchAll(/`([^`]*\.(?:test\.)?tsx?|[A-Z]+\.md)`/g))
      expect(existsSync(join(productFolder(), file)), `${String(numbers)}: ${file}`).toBe(true);
  }
});
