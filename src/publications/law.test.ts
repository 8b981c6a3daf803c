import { beforeAll, describe, expect, it } from 'vitest';
import { testInstallation } from '../../test/installation.ts';
import { type Day, parseDay } from '../core/date.ts';
import { askedState } from '../core/state.ts';
import { type Language, languages } from '../core/text.ts';
import { translator } from '../platform/messages.ts';
import { write } from './formats.ts';
import type { Block, Publication, Runs } from './model.ts';
import { countryOverview } from './overview.ts';
import { overviewMaterial } from './store.ts';
import { enterLanterns, lanternDays } from './testing/law.ts';

const record = testInstallation();
beforeAll(() => enterLanterns(record, '2026-11-23T00:00:00Z'));

const last = lanternDays.at(-1) as Day;

function overview(code: string, day: Day = last, language: Language = 'en'): Publication {
  const t = translator(language);
  return countryOverview(
    record.read((tx) => overviewMaterial(tx, askedState(code), day, t)),
    t,
  );
}

const words = (runs: Runs) => runs.map((run) => ('text' in run ? run.text : '')).join('');

/** What stands between the heading of the chapter and the next of its level. */
function chapter({ blocks }: Publication, heading = 'National legislation'): readonly Block[] {
  const start = blocks.findIndex((block) => block.kind === 'heading' && block.text === heading);
  const length = blocks.slice(start + 1).findIndex((block) => block.kind === 'heading' && block.level < 3);
  return blocks.slice(start + 1, start + 1 + length);
}

function told(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'heading') return [block.text];
    if (block.kind === 'paragraph') return [words(block.runs)];
    if (block.kind === 'table') return block.rows.map((row) => row.map(words).join(' | '));
    return [];
  });
}

describe('the chapter on law in the Country Overview', () => {
  it('says how much is known before it tells any answer, and by which reason the rest is not', () => {
    const all = told(chapter(overview('KHM')));
    expect(all[2]).toBe('22 of 25 points assessed as of 30 June 2024; 22 coded twice.');
    expect(all[3]).toBe('Points without an answer, by reason: disputed: 3.');
  });

  it.each([
    '3 Buying and soliciting | partly | Lantern Act, art. 3(2) (in force since 1 January 2018) | not assessed',
    '6 Child sexual abuse material | yes | Lantern Act, art. 6(2) (in force since 1 January 2018) | partly',
    '8 Sexual extortion | not yet assessed: two coders differ, and nobody has decided yet | Lantern Act, art. 8(2) (in force since 1 January 2018) | not assessed',
    'Lantern Act | No. 2 | May 2014 | original in English · official text',
    'Lamp Bill | – | in committee · 1 March 2023 | original in English',
  ])('tells: %s', (row) => {
    expect(told(chapter(overview('KHM')))).toContain(row);
  });

  it('names the sources of every answer on paper that rests on anything', () => {
    const rows = chapter(overview('KHM')).flatMap((block) => (block.kind === 'table' ? block.rows : []));
    const answered = rows.filter((row) => /^(yes|partly|no)$/.test(words(row[1] ?? [])));
    expect(answered.length).toBeGreaterThan(10);
    for (const row of answered) expect(row[1]?.some((run) => run.kind === 'cite')).toBe(true);
  });

  it('is as of its day: the bill at its stage, the answers of then', () => {
    const early = told(chapter(overview('KHM', parseDay('2019-06-30'))));
    expect(early).toContain('Lamp Bill | – | proposed · February 2018 | original in English');
    expect(early.some((one) => one.includes('art. 3(2)'))).toBe(true);
    const before = told(chapter(overview('KHM', parseDay('2016-06-30'))));
    expect(before.some((one) => one.includes('art. 2(1) (in force since 1 January 2015)'))).toBe(true);
    expect(before.some((one) => one.startsWith('Lamp Bill'))).toBe(false);
  });

  it('says in one sentence that nothing was assessed, and how to add it', () => {
    expect(told(chapter(overview('JOR')))).toEqual([
      'No information recorded. No answer to a checklist of law holds for Jordan as of 30 June 2024; whoever has read its law can add laws, articles and answers as a table on the page of imports.',
    ]);
  });

  it.each(languages)('is written in %s, the same from the same record', async (language) => {
    for (const format of ['docx', 'html', 'json'] as const) {
      const [first, second] = await Promise.all([
        write(overview('KHM', last, language), format),
        write(overview('KHM', last, language), format),
      ]);
      expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    }
    const title = translator(language)('overview.legislation');
    expect(
      chapter(overview('KHM', last, language), title).filter(({ kind }) => kind === 'table'),
    ).toHaveLength(7);
  });
});
