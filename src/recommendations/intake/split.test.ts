import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compare, reports, splitFile, tableRows, total } from '../../../test/documents.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { readDocument } from '../../platform/documents/read.ts';
import { type Printed, printedPdf, word, wordFile, wordTable } from '../../platform/documents/testing.ts';
import { readTable } from '../../platform/tables/read.ts';
import { findColumns } from '../../platform/tables/table.ts';
import { type SplitDocument, splitDocument } from './split.ts';

async function split(name: string, bytes: Uint8Array): Promise<SplitDocument> {
  return splitDocument(await readDocument({ name, bytes }));
}

function html(body: string): Uint8Array {
  return new TextEncoder().encode(`<!doctype html><body>${body}</body>`);
}

/** What matters of a recommendation. */
function told({ recommendations }: SplitDocument): readonly unknown[] {
  return recommendations.map(({ paragraph, response, text, askers }) => [
    paragraph,
    response,
    text,
    askers.map(({ state, name }) => state ?? name).join(' '),
  ]);
}

describe('a report of the working group', () => {
  const paragraphs = (introduction: string) =>
    `<h1>Report on herons</h1><h2>Kenya</h2><p>A/HRC/99/9</p><p>1. All States spoke of herons.</p><p>2. ${introduction}</p><p>2.1. Count herons (Chile);</p><p>3. All conclusions and/or recommendations reflect the position of the States.</p>`;

  test.each([
    ['The recommendations listed below enjoy the support of Kenya:', 'supported'],
    ['The recommendations below have been examined by and enjoy the support of Kenya:', 'supported'],
    [
      'The following recommendations enjoy the support of Kenya, which considers them implemented:',
      'supported',
    ],
    ['The recommendations below have been accepted by Kenya:', 'supported'],
    ['The recommendations below did not enjoy the support of Kenya:', 'noted'],
    ['The recommendations below do not enjoy the support of Kenya and would thus be noted:', 'noted'],
    ['The recommendations formulated during the dialogue were noted by Kenya:', 'noted'],
    ['The following recommendations have been examined by Kenya and have been noted:', 'noted'],
    ['The recommendations below enjoy the support of Kenya in part:', 'noted'],
    ['Kenya considers that the recommendations below cannot be accepted:', 'noted'],
    [
      'The following recommendations will be examined by Kenya, which will provide responses in due time:',
      'not known',
    ],
    ['Responses to the following recommendations will be provided by Kenya in due time:', 'not known'],
    ['The following recommendations were made:', 'not known'],
  ])('%s', async (introduction, response) => {
    const document = await split('report.html', html(paragraphs(introduction)));
    expect(document).toMatchObject({
      kind: 'review report',
      symbol: 'A/HRC/99/9',
      state: 'KEN',
      findings: [],
    });
    expect(told(document)).toEqual([['2.1', response, 'Count herons', 'CHL']]);
    expect(document.recommendations[0]?.said).toBe(introduction.replace(/:$/, ''));
  });

  test('items of other paragraphs are no recommendations', async () => {
    const document = await split('report.html', html(paragraphs('Kenya made these pledges:')));
    expect(document).toMatchObject({ kind: 'other document', recommendations: [] });
    expect(document.paragraphs.map(({ number }) => number)).toEqual(['1', '2', '2.1', '3']);
  });

  const supported =
    '<h2>II. Conclusions and/or recommendations</h2><p>2. The recommendations below enjoy the support of Kenya:</p><p>2.1. Count herons (Chile);</p>';

  test.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'a list of points under a heading of pledges',
      '<h2>III. Voluntary pledges and commitments</h2><p>3. Kenya made the following pledges:</p><p>• Feed storks.</p><p>• Rest, and count on.</p>',
      [
        ['3', 'Feed storks.'],
        ['3', 'Rest, and count on.'],
      ],
    ],
    [
      'numbered items below a paragraph that announces them',
      '<p>3. Kenya undertook the following voluntary commitments:</p><p>3.1. Feed storks;</p><p>3.2. Rest (in Chile).</p>',
      [
        ['3.1', 'Feed storks;'],
        ['3.2', 'Rest (in Chile).'],
      ],
    ],
    [
      'a paragraph alone',
      '<h2>III. Voluntary commitments</h2><p>3. Kenya will feed storks, as recommendations say.</p>',
      [['3', 'Kenya will feed storks, as recommendations say.']],
    ],
    ['a paragraph that only speaks of them', '<p>3. Chile praised the voluntary pledges of Kenya.</p>', []],
  ])('pledges are no recommendations: %s', async (_, body, pledges) => {
    const document = await split(
      'report.html',
      html(`<h2>Kenya</h2><p>A/HRC/99/9</p><p>1. Herons.</p>${supported}${body}`),
    );
    expect(told(document)).toEqual([['2.1', 'supported', 'Count herons', 'CHL']]);
    expect(document.pledges?.map(({ paragraph, text }) => [paragraph, text])).toEqual(pledges);
  });

  test('recommendations that a State takes for commitments are recommendations', async () => {
    const introduction =
      'The following recommendations enjoy the support of Kenya, which makes of them voluntary commitments:';
    const document = await split('report.html', html(paragraphs(introduction)));
    expect(told(document)).toHaveLength(1);
    expect(document.pledges).toEqual([]);
  });

  const guatemala = shared('data/upr-wg-reports-pdf/pdfs/guatemala2012.pdf');
  test.skipIf(!guatemala)(
    `real pledges have their paragraph and page${guatemala ? '' : ` (${noSharedFiles})`}`,
    async () => {
      const { pledges, recommendations } = await splitFile(guatemala ?? '');
      expect(pledges?.map(({ paragraph, page }) => `${paragraph} p. ${page ?? ''}`)).toEqual(
        Array.from({ length: 5 }, () => '102 p. 23'),
      );
      expect(recommendations.every(({ paragraph }) => !paragraph.startsWith('102'))).toBe(true);
    },
  );

  test('a PDF gives the page of each, and joins what a page parts', async () => {
    const line = (text: string, x: number, y: number): Printed => ({ text, x, y });
    const document = await split(
      'report.pdf',
      printedPdf([
        [
          { text: 'Report on herons', x: 113, y: 780, size: 14 },
          { text: 'Kenya', x: 113, y: 750, size: 14 },
          line('1. The following recommendations enjoy the support of Kenya:', 113, 700),
          line('1.1. Count herons (Chile);', 141, 682),
          line('1.2. Feed storks, ducks, and what-', 141, 664),
        ],
        [
          line('ever else there is (Peru);', 141, 740),
          line('1.4. Whatever flies (Atlantis).', 141, 722),
          line('2. Kenya thanked all whatever they had said.', 113, 704),
        ],
      ]),
    );
    expect(document.recommendations.map(({ paragraph, page, text }) => [paragraph, page, text])).toEqual([
      ['1.1', 1, 'Count herons'],
      ['1.2', 1, 'Feed storks, ducks, and whatever else there is'],
      ['1.4', 2, 'Whatever flies'],
    ]);
    expect(document.findings).toEqual([
      { kind: 'gap', number: '1.4', after: '1.2', page: 2 },
      { kind: 'name not known', number: '1.4', page: 2, name: 'Atlantis' },
    ]);
  });
});

describe('concluding observations', () => {
  const committee =
    '<p>CRC/C/KEN/CO/9</p><p>Committee on the Rights of the Child</p><h1>Concluding observations on Kenya</h1>';

  test.each<[string, readonly string[], readonly (readonly [string, string])[]]>([
    [
      'a sentence that recommends',
      ['1. Birds are few. The Committee recommends that the State party count them. It also feeds them.'],
      [['1', 'The Committee recommends that the State party count them. It also feeds them.']],
    ],
    [
      'lettered points',
      [
        '1. The Committee urges the State party to:',
        '(a) Count herons;',
        '(b) Feed them, namely:',
        '(i) with fish;',
        '(ii) with frogs;',
        '(c) Rest.',
      ],
      [
        ['1 (a)', 'The Committee urges the State party to: Count herons;'],
        [
          '1 (b)',
          'The Committee urges the State party to: Feed them, namely: (i) with fish; (ii) with frogs;',
        ],
        ['1 (c)', 'The Committee urges the State party to: Rest.'],
      ],
    ],
    [
      'points that are worries',
      ['1. The Committee is concerned that:', '(a) Herons are few;', '2. The State party should count them.'],
      [['2', 'The State party should count them.']],
    ],
    ['words about earlier ones', ['1. The Committee recalls what it recommended of old.'], []],
  ])('%s', async (_, lines, expected) => {
    const document = await split('co.html', html(committee + lines.map((line) => `<p>${line}</p>`).join('')));
    expect(document).toMatchObject({
      kind: 'concluding observations',
      symbol: 'CRC/C/KEN/CO/9',
      state: 'KEN',
    });
    expect(told(document)).toEqual(
      expected.map(([at, text]) => [at, 'none asked', text, 'Committee on the Rights of the Child']),
    );
  });
});

describe('a thematic list', () => {
  const header = ['Recommendation', 'Position', 'Full list of themes', 'Comments'];
  const asked = '9.1 Count herons (Chile); Feed them (Peru);\nSource of position: A/HRC/99/9/Add.1 - Para. 3';

  test('gives theme, labels and position', async () => {
    const rows = [
      header,
      ['Theme: B1 Birds'],
      [
        asked,
        'Supported',
        '- Birds\n- Parks\nSDGs:\n- 15 - LIFE ON LAND\nAffected persons:\n- herons,\nyoung and old',
        '',
      ],
      header,
      ['Theme: B2 Frogs'],
      ['9.2 Leave them (Chile)', 'Noted', 'B2 Frogs\nB3 Ponds\nAffected persons:\n- frogs', 'none yet'],
      ['no number (Chile)', 'Noted', '', ''],
    ];
    const document = await split(
      'list.docx',
      wordFile(wordTable(rows), { 'header1.xml': word('UPR of Kenya (3rd Cycle - 34th Session)') }),
    );
    expect(document).toMatchObject({ kind: 'thematic list', state: 'KEN', session: 34 });
    const first = {
      paragraph: '9.1',
      response: 'supported',
      said: 'Supported',
      source: 'A/HRC/99/9/Add.1 - Para. 3',
      heading: 'B1 Birds',
      themes: ['Birds', 'Parks'],
      groups: ['herons, young and old'],
      goals: ['15 - LIFE ON LAND'],
    };
    expect(document.recommendations).toEqual([
      { ...first, text: 'Count herons', askers: [{ name: 'Chile', state: 'CHL' }] },
      { ...first, text: 'Feed them', askers: [{ name: 'Peru', state: 'PER' }] },
      {
        paragraph: '9.2',
        response: 'noted',
        said: 'Noted',
        heading: 'B2 Frogs',
        themes: ['B2 Frogs', 'B3 Ponds'],
        groups: ['frogs'],
        goals: [],
        text: 'Leave them',
        askers: [{ name: 'Chile', state: 'CHL' }],
      },
    ]);
    expect(document.findings).toEqual([{ kind: 'row not read', number: '7', name: 'no number (Chile)' }]);
  });

  test('has goals in a column of their own in later years', async () => {
    const rows = [
      [
        'Recommendation and recommending State',
        'Position of the State under review',
        'Human rights themes and groups of persons',
        'Relevant SDGs',
      ],
      ['Theme: Birds'],
      [
        asked,
        'Supported/Noted',
        '- Birds\nGroups of Persons:\n- herons',
        '- 14 - LIFE BELOW WATER\n- 15 - LIFE ON LAND',
      ],
    ];
    const { recommendations } = await split('list.docx', wordFile(wordTable(rows)));
    expect(recommendations[0]).toMatchObject({
      response: 'noted',
      themes: ['Birds'],
      groups: ['herons'],
      goals: ['14 - LIFE BELOW WATER', '15 - LIFE ON LAND'],
    });
  });
});

test('a document without text says so', async () => {
  expect((await split('scan.pdf', printedPdf([[]]))).findings).toEqual([
    { kind: 'no text', number: '', name: 'scan.pdf' },
  ]);
});

describe('real documents', () => {
  const folder = shared('data/upr-documents-slovenia');
  const named = folder ? 'as they are' : noSharedFiles;

  test.skipIf(!folder)(`reports hold what the tables of the same sessions say (${named})`, async () => {
    const rows = (await tableRows()) ?? [];
    const found = [];
    for (const path of reports) found.push(compare(await splitFile(shared(path) ?? ''), rows));
    const all = total(found);
    expect(all.rows).toBe(1705);
    // The one row without its number has none in the table.
    expect(all.rows - all.numbers).toBe(1);
    expect(all.texts / all.rows).toBeGreaterThanOrEqual(0.97);
    expect(all.precise / all.made).toBeGreaterThanOrEqual(0.99);
  });

  test.skipIf(!folder).each([
    ['UPR20__Slovenia_ThematicListRecommendations_E', '2ndcycleunoriginal', 'g1423930', 163, 20],
    ['UPR34_Slovenia_Thematic_list_of_Recommendations', '3rdcycleunoriginal', 'g1934994', 215, 34],
  ])(`%s: theme, groups and position of all (${named})`, async (name, cycle, report, count, session) => {
    const list = await splitFile(`${folder ?? ''}/${cycle}/${name}.docx`);
    expect(list).toMatchObject({ kind: 'thematic list', state: 'SVN', session, findings: [] });
    const byNumber = new Map(list.recommendations.map((one) => [one.paragraph, one]));
    const rows = await parsed(`${folder ?? ''}/${name}.parsed.csv`);
    expect(rows).toHaveLength(count);
    expect(byNumber.size).toBe(count);
    for (const row of rows) {
      const found = byNumber.get(/^[\d.]+/.exec(row.recommendation)?.[0] ?? '');
      expect([found?.heading, found?.said]).toEqual([row.theme, row.position]);
      const labels = row.labels.split('\n').map((label) => label.trim());
      expect([...(found?.themes ?? []), ...(found?.goals ?? []), ...(found?.groups ?? [])]).toEqual(
        labels
          .filter((label) => !/^(SDGs|Affected persons):$/.test(label))
          .map((label) => label.replace(/^- /, '')),
      );
    }
    // The report of the same review has the same numbers.
    const { recommendations } = await splitFile(`${folder ?? ''}/${cycle}/${report}.pdf`);
    expect(new Set(recommendations.map(({ paragraph }) => paragraph))).toEqual(new Set(byNumber.keys()));
  });
});

async function parsed(path: string) {
  const [table] = await readTable({ name: 'parsed.csv', bytes: readFileSync(path) });
  const cells =
    table &&
    findColumns(table, {
      theme: /^theme_heading$/,
      recommendation: /^recommendation$/,
      position: /^position$/,
      labels: /^themes_and_groups$/,
    });
  // Its first row is the header of the list.
  return table && cells ? table.rows.map(cells).slice(1) : [];
}
