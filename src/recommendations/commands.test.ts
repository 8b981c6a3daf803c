import { expect, test } from 'vitest';
import { files, runner } from '../vault/testing.ts';
import { commands } from './commands.ts';

const run = runner(commands);
const report = {
  'report.html':
    '<!doctype html><h1>Kenya</h1><p>A/HRC/99/9</p><p>1. The recommendations below enjoy the support of Kenya:</p><p>1.1. Count herons (Chile);</p><p>1.3. =Feed them (Atlantis);</p>',
};
const findings = ['1.3: numbers are missing: the one before is 1.1', '1.3: “Atlantis” is not a known name'];

test('split shows what a document holds and what is wrong with it', async () => {
  const file = files(report)('report.html');
  const { lines, value } = await run('split', file);
  expect(lines).toEqual([
    `${file}: review report (A/HRC/99/9, Kenya)`,
    '3 numbered paragraphs, 2 recommendations under 2 numbers',
    ...findings.map((finding) => `  ${finding}`),
    '1.1  Chile  supported  Count herons  The recommendations below enjoy the support of Kenya',
    '1.3  Atlantis  supported  =Feed them  The recommendations below enjoy the support of Kenya',
  ]);
  expect(value).toMatchObject({
    kind: 'review report',
    recommendations: [{ paragraph: '1.1' }, { paragraph: '1.3' }],
  });
});

test('split gives CSV that harms no spreadsheet, and findings beside it', async () => {
  const file = files(report)('report.html');
  const { lines, said } = await run('split', file, '--csv');
  expect(lines[0]).toBe('paragraph,page,askers,response,text,theme,themes,groups,goals,said,source');
  expect(lines[2]).toContain(`1.3,,Atlantis,supported,'=Feed them`);
  expect(lines.at(-1)).toMatch(/^# 2 rows, sha256 /);
  expect(said).toEqual(findings);
});

test('split shows the answers of an addendum, and the same as CSV', async () => {
  const given = {
    'addendum.html':
      '<!doctype html><p>A/HRC/99/9/Add.1</p><p>Universal Periodic Review</p><p>Views on conclusions and/or recommendations</p><h1>Kenya</h1><p>1. Kenya accepts recommendations 1 and 9.2.</p><p>2. Kenya notes recommendation 3.</p><p>3. Kenya accepts the recommendation to rest.</p>',
  };
  const file = files(given)('addendum.html');
  const finding =
    '3: an answer that does not say by its number to which recommendation: Kenya accepts the recommendation to rest.';
  const { lines, value } = await run('split', file);
  expect(lines).toEqual([
    `${file}: addendum (A/HRC/99/9/Add.1, Kenya)`,
    '3 numbers answered: 2 supported, 1 noted',
    `  ${finding}`,
    '1  supported  1  Kenya accepts recommendations …',
    '9.2  supported  1  Kenya accepts recommendations …',
    '3  noted  2  Kenya notes recommendation …',
  ]);
  expect(value).toMatchObject({
    kind: 'addendum',
    answers: [{ number: '1' }, { number: '9.2' }, { number: '3' }],
  });
  const csv = await run('split', file, '--csv');
  expect(csv.lines.slice(0, 2)).toEqual([
    'number,response,paragraph,page,said',
    '1,supported,1,,Kenya accepts recommendations …',
  ]);
  expect(csv.said).toEqual([finding]);
});

test('split gives the paragraphs', async () => {
  const file = files(report)('report.html');
  const { lines } = await run('split', file, '--paragraphs', '--csv');
  expect(lines.slice(0, 2)).toEqual([
    'paragraph,page,heading,text',
    '1,,Kenya,The recommendations below enjoy the support of Kenya:',
  ]);
});

test('split names a file that is missing', async () => {
  await expect(run('split', 'gone.pdf')).rejects.toMatchObject({ code: 'file-missing' });
});
