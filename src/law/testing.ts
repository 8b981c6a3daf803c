/**
 * Invented law for tests: laws of lanterns, entered for real States so that regions can be compared. Nothing of it
 * is a fact about any State.
 */
import { fold } from '../core/text.ts';
import { addDays, type Day, dayOf } from '../core/date.ts';
import { csvLines } from '../platform/tables/write.ts';
import { answers } from '../core/value.ts';

/** The eleven States of the region by their codes. */
export const lanternRegion = [
  'BRN',
  'IDN',
  'KHM',
  'LAO',
  'MMR',
  'MYS',
  'PHL',
  'SGP',
  'THA',
  'TLS',
  'VNM',
] as const;

/** Days on which the answers of the region differ: before the Lantern Acts, under them, and after their amendment. */
export const lanternDays = ['2015-06-30', '2019-06-30', '2024-06-30'].map(dayOf);

export interface LanternRegion {
  readonly checklist: string;
  readonly points: readonly string[];
}

/** The tables of a region as the four files in which they are handed in, each with its header. */
export interface LanternTables {
  readonly laws: readonly (readonly string[])[];
  readonly stages: readonly (readonly string[])[];
  readonly provisions: readonly (readonly string[])[];
  readonly assessments: readonly (readonly string[])[];
}

/**
 * Each State has a Lantern Act with an article for every point, half of which were amended on 1 January 2020. Two
 * coders looked at it for 30 June 2018, and again for 30 June 2022; they agree on three points in four. The numbers
 * are made from the places of State and point, so that the same call gives the same tables.
 */
export function lanternTables({ checklist, points }: LanternRegion): LanternTables {
  const laws: string[][] = [
    [
      'law',
      'state',
      'title',
      'language',
      'title_english',
      'number',
      'kind',
      'date',
      'address',
      'translation',
      'source',
      'place',
      'source_address',
      'source_as_at',
      'verified',
    ],
  ];
  const stages: string[][] = [['law', 'stage', 'date', 'source', 'place']];
  const provisions: string[][] = [
    [
      'provision',
      'law',
      'article',
      'text',
      'text_is',
      'from',
      'to',
      'ended',
      'by',
      'enacted',
      'source',
      'place',
      'verified',
    ],
  ];
  const assessments: string[][] = [
    [
      'state',
      'checklist',
      'point',
      'round',
      'coder',
      'role',
      'as_of',
      'answer',
      'provisions',
      'reasoning',
      'source',
      'place',
      'practice_answer',
      'practice_reasoning',
      'practice_source',
    ],
  ];
  for (const [s, state] of lanternRegion.entries()) {
    const law = `${state}-lantern`;
    const begins: Day = addDays(dayOf('2016-01-01'), s * 20);
    laws.push([
      law,
      state,
      `Lantern Act of the made-up ${fold(state)}`,
      'en',
      '',
      `No. ${s + 1}`,
      'act',
      '2015-12-01',
      `https://law.example/${state}`,
      'original in English',
      'Invented gazette',
      `p. ${s + 1}`,
      '',
      '2015',
      'no',
    ]);
    stages.push(
      [law, 'proposed', '2014', 'Invented journal', `p. ${s}`],
      [law, 'assented', '2015-12-01', 'Invented journal', ''],
    );
    for (const [p, point] of points.entries()) {
      const isAmended = p % 2 === 1;
      const first = `${law}-${p + 1}`;
      const text = `Nobody puts out lantern ${p + 1}; "glass", or, =brass`;
      provisions.push([
        first,
        law,
        String(p + 1),
        text,
        'paraphrase',
        begins,
        isAmended ? '2020-01-01' : '',
        isAmended ? 'amended' : '',
        '',
        '2015-12-01',
        'Invented gazette',
        `art. ${p + 1}`,
        'yes',
      ]);
      if (isAmended)
        provisions.push([
          `${first}b`,
          law,
          String(p + 1),
          `${text}\nnor lends it`,
          'quotation',
          '2020-01-01',
          '',
          '',
          'Lantern (Amendment) Act',
          '2019-11',
          'Invented gazette',
          `art. ${p + 1}`,
          '',
        ]);
      for (const [year, provision] of [
        ['2018', first],
        ['2022', isAmended ? `${first}b` : first],
      ] as const)
        for (const coder of ['A. A.', 'B. B.']) {
          const isOther = coder === 'B. B.' && (s + p) % 4 === 0;
          const answer = answers[(s + p + (year === '2022' ? 1 : 0) + (isOther ? 1 : 0)) % 3] ?? 'no data';
          const key = [state, checklist, point, `${state} ${year}`, coder, 'coder'];
          const practice = p % 5 === 0 ? ['no', 'Lanterns go out', `Lantern report ${s}`] : ['', '', ''];
          assessments.push([
            ...key,
            `${year}-06-30`,
            answer,
            provision,
            `-because article ${p + 1}`,
            p % 3 === 0 ? 'Commentary' : '',
            p % 3 === 0 ? `§ ${p}` : '',
            ...practice,
          ]);
          if (p % 6 === 0)
            assessments.push([...key, '', '', '', '', 'Second commentary; its "notes"', '', '', '', '']);
        }
    }
  }
  return { laws, stages, provisions, assessments };
}

/** A table as the bytes of a CSV file; the first row is the header. */
export function csvOf([header = [], ...rows]: readonly (readonly string[])[]): Uint8Array {
  return new TextEncoder().encode([...csvLines(header, rows)].join(''));
}
