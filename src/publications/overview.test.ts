import { describe, expect, test } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { parseDay } from '../core/date.ts';
import { askedState } from '../core/state.ts';
import { translator } from '../platform/messages.ts';
import { formats, write } from './formats.ts';
import { type Block, numberReferences, type Publication, type Runs } from './model.ts';
import { countryOverview } from './overview.ts';
import { overviewMaterial } from './store.ts';

const record = testInstallation();

function overviewOf(code: string, language: 'en' | 'fr' | 'es' | 'ar' = 'en', day = testDay): Publication {
  const t = translator(language);
  return countryOverview(
    record.read((tx) => overviewMaterial(tx, askedState(code), parseDay(day), t)),
    t,
  );
}

function words(runs: Runs): string {
  return runs
    .map((run) => ('text' in run ? run.text : run.kind === 'unverified' ? ' [unverified]' : ''))
    .join('');
}

function sentences(publication: Publication): string[] {
  return publication.blocks.flatMap((block: Block) => {
    if (block.kind === 'heading') return [block.text];
    if (block.kind === 'paragraph' || block.kind === 'statement') return [words(block.runs)];
    if (block.kind === 'list') return block.items.map(words);
    if (block.kind === 'table') return block.rows.map((row) => row.map(words).join(' | '));
    return [];
  });
}

describe('the Country Overview of Mauritius', () => {
  const publication = overviewOf('MUS');
  const text = sentences(publication);

  test('has the sections of the series, in their order', () => {
    expect(
      publication.blocks.flatMap((block) =>
        block.kind === 'heading' && block.level === 1 ? [block.text] : [],
      ),
    ).toEqual([
      'About this overview',
      'At a glance',
      'Introduction',
      'The context of sexual exploitation of children',
      'International, regional and national commitments and legislation',
      'National response',
      'Participation of children, victims and survivors',
      'Points for action',
      'Acronyms',
    ]);
  });

  test.each([
    'Mauritius signed the Optional Protocol to the Convention on the Rights of the Child on the sale of children, child prostitution and child pornography on 11 November 2001 and became a party on 14 June 2011 (ratification).',
    'Mauritius signed the Optional Protocol to the Convention on the Rights of the Child on a communications procedure on 13 August 2012 and had not become a party as at 25 August 2022.',
    'ACRWC: Mauritius: never reported, as at March 2024.',
    'OPSC: by the rule of the treaty the first report fell due on 14 July 2013. Whether it was submitted is not recorded here.',
    'Mauritius has signed the OPIC and is not a party yet.',
    'It counts reports by companies, not children, offenders or crimes.',
    'No information recorded.',
  ])('says: %s', (sentence) => {
    expect(text.some((one) => one.includes(sentence))).toBe(true);
  });

  test('numbers come with their warnings, periods and sources; what nobody knows is said', () => {
    expect(text).toEqual(
      expect.arrayContaining([
        expect.stringContaining(
          'CyberTipline reports of suspected child sexual exploitation that point to the State | all | 2023 | 4,533 reports',
        ),
        expect.stringMatching(/^CyberTipline .*: It counts reports by companies, not children/),
        expect.stringMatching(
          /^Of the last 10 years there is no figure on children, for girls alone, for boys alone/,
        ),
      ]),
    );
    const table = publication.blocks.find(
      (block) => block.kind === 'table' && words(block.caption).includes('in numbers'),
    );
    const cells = table?.kind === 'table' ? table.rows.map((row) => row.at(-1) ?? []) : [];
    expect(cells.length).toBeGreaterThan(0);
    for (const runs of cells) expect(runs.some((run) => run.kind === 'cite')).toBe(true);
  });

  test('as of a day before any release no figure is told', () => {
    const early = sentences(overviewOf('MUS', 'en', '2018-12-31'));
    expect(early.some((one) => one.includes('CyberTipline'))).toBe(false);
  });

  test('every statement on a treaty carries its source', () => {
    const statements = publication.blocks
      .flatMap((block) => (block.kind === 'list' ? block.items : []))
      .filter((runs) => /became a party|had not become|had neither/.test(words(runs)));
    expect(statements.length).toBeGreaterThan(10);
    for (const runs of statements)
      expect(runs.some((run) => run.kind === 'cite' && run.citations.length > 0)).toBe(true);
  });

  test('what rests on an unverified rule says so', () => {
    expect(text.find((one) => one.includes('in force for Mauritius since 14 July 2011'))).toContain(
      '[unverified]',
    );
  });

  test('the reference list holds every source once', () => {
    const titles = [...numberReferences(publication).values()].map(
      ({ citation }) => `${citation.title} ${citation.place ?? ''} ${citation.asAt ?? ''}`,
    );
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThan(10);
  });
});

describe('other States', () => {
  test('conflicting sources are both given', () => {
    expect(sentences(overviewOf('IRQ')).find((one) => one.includes('another says'))).toContain(
      '14 January 1970',
    );
  });

  test('an unverified accession is shown as such and not counted', () => {
    const text = sentences(overviewOf('SLB'));
    expect(
      text.find((one) => one.startsWith('As of 23 November 2026, Solomon Islands is party to')),
    ).toContain('for one more only an unverified source says so');
  });

  test('read as of an earlier day, later acts are not told', () => {
    const text = sentences(overviewOf('MUS', 'en', '2005-06-30'));
    expect(text.some((one) => one.includes('14 June 2011'))).toBe(false);
    expect(text.some((one) => one.includes('Mauritius has signed the OPSC and is not a party yet.'))).toBe(
      true,
    );
  });
});

describe('files', () => {
  test.each(formats)('the same record gives the same %s', async (format) => {
    const first = await write(overviewOf('THA'), format);
    const second = await write(overviewOf('THA'), format);
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  });

  test.each(['fr', 'es', 'ar'] as const)('in %s every form is written', async (language) => {
    for (const format of formats)
      expect((await write(overviewOf('JOR', language), format)).length).toBeGreaterThan(5000);
  });
});
