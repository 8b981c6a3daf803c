import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { splitFile } from '../../../test/documents.ts';
import { testInstallation } from '../../../test/installation.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { readDocument } from '../../platform/documents/read.ts';
import { printedPdf, word, wordFile, wordTable } from '../../platform/documents/testing.ts';
import { placeOf, responseOf } from '../model.ts';
import { bringDocumentInto, findIn } from '../testing.ts';
import { noteOf } from './findings.ts';
import { type SplitDocument, splitDocument } from './split.ts';

const record = testInstallation();
const bring = bringDocumentInto(record);
const find = findIn(record);

const front = (symbol: string) => [
  symbol,
  'Human Rights Council',
  'Universal Periodic Review',
  'Report of the Working Group on the Universal Periodic Review',
  '<h1>Kenya</h1>',
  'Addendum',
  'Views on conclusions and/or recommendations, voluntary commitments and replies presented by the State under review',
];

const html = (...paragraphs: readonly string[]) =>
  new TextEncoder().encode(
    `<!doctype html><body>${paragraphs.map((text) => (text.startsWith('<') ? text : `<p>${text}</p>`)).join('')}</body>`,
  );

const addendum = (symbol: string, ...paragraphs: readonly string[]) =>
  html(...front(symbol), '<h2>Answers</h2>', ...paragraphs);

async function split(...paragraphs: readonly string[]): Promise<SplitDocument> {
  const bytes = addendum('A/HRC/98/9/Add.1', ...paragraphs);
  return splitDocument(await readDocument({ name: 'addendum.html', bytes }));
}

/** What was read: "1 2 supported, 3 noted", each response once. */
function told({ answers = [] }: SplitDocument): { readonly [response: string]: string } {
  return Object.fromEntries(
    [...Map.groupBy(answers, ({ response }) => response)].map(([response, group]) => [
      response,
      group.map(({ number }) => number).join(' '),
    ]),
  );
}

/** What is left to a reader: the place and the kind of each finding. */
function left({ findings }: SplitDocument): readonly string[] {
  return findings.map(({ kind, number }) => `${number} ${kind}`);
}

describe('lists of numbers', () => {
  test.each<[string, string, { readonly [response: string]: string }]>([
    ['accepted', 'Kenya accepts recommendations 1–3, 5 and 7.', { supported: '1 2 3 5 7' }],
    [
      'ranges with spaces',
      'Kenya accepts the recommendations 1 – 2, 4– 5, 7-8.',
      { supported: '1 2 4 5 7 8' },
    ],
    [
      'with paragraphs',
      'Kenya supports the following recommendations: 9.1, 9.3-4,9.7–9.8.',
      { supported: '9.1 9.3 9.4 9.7 9.8' },
    ],
    ['noted', 'For the time being, Kenya notes recommendations 6–7.', { noted: '6 7' }],
    ['taken note of', 'Kenya takes note of recommendations Nos. 6 and 7.', { noted: '6 7' }],
    ['not accepted', 'Kenya is not in a position to accept recommendations 6 and 7.', { noted: '6 7' }],
    ['in part', 'Kenya partially accepts recommendation 6.', { noted: '6' }],
    [
      'of which something is said',
      'Recommendations 9.1 and 9.2 enjoy the support of Kenya.',
      { supported: '9.1 9.2' },
    ],
    [
      'of which something is denied',
      'Recommendations 1 and 2 do not enjoy the support of Kenya.',
      { noted: '1 2' },
    ],
    [
      'in paragraphs',
      'The recommendations in paragraphs 9.1 and 9.2 are accepted.',
      { supported: '9.1 9.2' },
    ],
    [
      'with those who asked',
      'Kenya accepts recommendations 9.1 (Chile, Peru), 9.2 (Fiji) and No. 9.4 (Ghana).',
      { supported: '9.1 9.2 9.4' },
    ],
    [
      'of which some are denied',
      'Kenya accepts recommendations 1 but does not accept recommendation 2, while recommendation 3 is noted.',
      { supported: '1', noted: '2 3' },
    ],
    [
      'two of them',
      'Kenya accepts recommendations 1 and 2, and notes recommendations 3–4.',
      { supported: '1 2', noted: '3 4' },
    ],
    [
      'with more words',
      'Kenya accepts recommendation 1 and notes that it rings already.',
      { supported: '1' },
    ],
    [
      'after a line',
      'Kenya accepts the following recommendations:</p><p>9.1, 9.3.',
      { supported: '9.1 9.3' },
    ],
  ])('%s', async (_, sentence, expected) => {
    const document = await split('1. Kenya thanks all.', `2. ${sentence}`);
    expect(document).toMatchObject({ kind: 'addendum', state: 'KEN', recommendations: [], findings: [] });
    expect(told(document)).toEqual(expected);
  });

  test.each<[string, string, readonly string[]]>([
    ['what is to come', 'Kenya will accept recommendations 1 and 2.', ['2 answer not read']],
    ['what is weighed', 'Kenya considers whether to support recommendation 1.', ['2 answer not read']],
    ['a denial far away', 'Kenya does not, as of today, accept recommendation 1.', ['2 answer not read']],
    [
      'a review of old',
      'In its previous review, Kenya accepted recommendations 1 and 2.',
      ['2 answer not read'],
    ],
    ['a change of mind', 'Kenya noted recommendation 1 and now accepts it.', ['2 answer not read']],
    ['two answers in one list', 'Kenya accepts recommendations 1–3 and rejects 4.', ['2 answer not read']],
    [
      'a doubt that goes on',
      'Kenya will accept recommendation 1 and recommendation 2.',
      ['2 answer not read', '2 answer not read'],
    ],
    [
      'a condition',
      'Kenya accepts recommendations 1–3 on the understanding that they rang.',
      ['2 answer not read'],
    ],
    ['an exception', 'Kenya accepts recommendations 1–9 except 5.', ['2 answer not read']],
    ['a count', 'Kenya accepts recommendations 3 times a year.', ['2 answer not read']],
    ['another word', 'Kenya agrees to recommendations 1 and 2.', ['2 answer not read']],
    ['a range that runs back', 'Kenya accepts recommendations 9–5.', ['2 range not read']],
    ['all of them', 'Kenya accepts all recommendations.', ['2 answer without number']],
    [
      'items without numbers',
      'Kenya accepts the following recommendations:</p><p>Ring the turtles.',
      ['2 answer without number'],
    ],
  ])('are not read, but named, with %s', async (_, sentence, findings) => {
    const document = await split('1. Kenya thanks all.', `2. ${sentence}`);
    expect(told(document)).toEqual({});
    expect(left(document)).toEqual(findings);
  });

  test.each([
    'See also recommendations 1 and 9.2.',
    'Kenya notes that recommendations 1 and 2 were made by Chile.',
    'The report has 163 recommendations; Kenya accepts 142 recommendations.',
  ])('are no answers where they only refer: %s', async (sentence) => {
    expect(await split(`1. ${sentence}`)).toMatchObject({ answers: [], findings: [] });
  });

  test('take precedence over texts behind numbers, which may fill what they leave open', async () => {
    const document = await split(
      '1. Kenya accepts recommendations 9.1 and 9.2.',
      '9.1 Kenya rings turtles already.',
      '9.2',
      'Kenya does not accept this recommendation.',
      '9.3 Noted.',
      '9.4. Kenya cannot support this recommendation. It has no turtles.',
      'Rec. 5 Kenya has turtles.',
    );
    expect(told(document)).toEqual({ supported: '9.1 9.2', noted: '9.3 9.4' });
    expect(left(document)).toEqual(['1 text differs', '1 answer not read']);
  });

  test('give no answer to a number that is answered twice', async () => {
    const document = await split(
      '1. Kenya accepts recommendations 1–3.',
      '2. Kenya accepts recommendation 1.',
      '3. Kenya notes recommendations 3 and 4.',
    );
    expect(told(document)).toEqual({ supported: '1 2', noted: '4' });
    expect(document.findings.map(noteOf)).toEqual([
      {
        paragraph: '1',
        text: 'the same number has different answers, so none was taken: 3: supported, para. 1; noted, para. 3',
      },
    ]);
  });

  test('may be the items below a sentence', async () => {
    const document = await split(
      '1. Kenya accepts the following recommendations:',
      '9.1. Ring the turtles (Chile);',
      '9.2. Feed the turtles (Peru): not accepted.',
      '9.3. Accepted.',
      'The following recommendations need more time:',
      '9.4. Wash the turtles (Peru).',
      '2. The recommendations listed below do not enjoy the support of Kenya:',
      '9.5. Paint the turtles (Peru).',
    );
    expect(told(document)).toEqual({ supported: '9.1 9.3', noted: '9.5' });
    expect(left(document)).toEqual(['1 answer not read', '1 answer not read']);
  });
});

describe('texts behind numbers', () => {
  test('are answers where most of them are, also behind several numbers', async () => {
    const document = await split(
      '1. Kenya accepts the recommendation, and notes that it rings turtles.',
      '2., 3., 4., Kenya accepts these recommendations and looks, in the light of the 5., 6. sea, for turtles.',
      '7. Kenya does not accept this recommendation, as it has no turtles.',
      '8. Kenya accepts the recommendation in the sense that it rings turtles.',
      '9. Kenya accepts the recommendation regarding turtles. It cannot accept the recommendation on tortoises.',
      '10. Kenya likes turtles.',
      '11. Kenya accepts the recommendation. However, it cannot accept the recommendation to ring tortoises.',
      '12., 13. Kenya takes note of these recommendations.',
      '14. Kenya accepts this recommendation.',
    );
    expect(told(document)).toEqual({ supported: '1 2 3 4 5 6 14', noted: '7 12 13' });
    expect(left(document)).toEqual(['8', '9', '10', '11'].map((number) => `${number} answer not read`));
  });

  test('are not read where a heading between them could be what they answer', async () => {
    const answer = (number: number) => `${number}. Kenya accepts this recommendation.`;
    const document = await split(answer(1), '<h3>Turtles</h3>', answer(2), answer(3), answer(4));
    expect(told(document)).toEqual({});
    expect(left(document)).toEqual(['1', '2', '3', '4'].map((number) => `${number} answer without number`));
  });

  test('may be under a heading that announces the answer', async () => {
    const document = await split(
      '<h3>The following recommendations enjoy the support of Kenya:</h3>',
      '9.1 Ring the turtles (Chile).',
      '<h3>Noted recommendations: 9.2, 9.4</h3>',
    );
    expect(document.findings).toEqual([]);
    expect(told(document)).toEqual({ supported: '9.1', noted: '9.2 9.4' });
  });

  test('are paragraphs like any where most answer nothing', async () => {
    const document = await split(
      '1. Kenya thanks all.',
      '2. Kenya has turtles.',
      '3. On the whole, Kenya accepts the recommendation to ring turtles.',
    );
    expect(told(document)).toEqual({});
    expect(left(document)).toEqual(['3 answer without number']);
  });

  test('may stand in a table of Word', async () => {
    const rows = [
      ['Recommendation', 'Answer', 'Words'],
      ['9.1 Ring the turtles (Chile)', 'Supported', 'They ring.'],
      ['9.2', 'Not accepted', 'They sing.'],
      ['9.3', 'Noted', 'Supported'],
      ['4', 'Supported', ''],
      ['9.5', 'They ring.', ''],
      ['9.6', 'Supported in the sense that they ring.', ''],
    ];
    const body = front('A/HRC/98/9/Add.1')
      .map((line) => word(line.replace(/<\/?h1>/g, '')))
      .join('');
    const document = splitDocument(
      await readDocument({ name: 'addendum.docx', bytes: wordFile(`${body}${wordTable(rows)}`) }),
    );
    expect(told(document)).toEqual({ supported: '9.1', noted: '9.2' });
    expect(left(document)).toEqual(['9.3 answer not read', '9.6 answer not read', '– answer without number']);
  });
});

describe('an addendum in the record', () => {
  const report = (symbol: string, ...items: readonly string[]) =>
    html(
      '<h1>Kenya</h1>',
      symbol,
      '1. The Working Group on the Universal Periodic Review held its thirty-fourth session from 4 to 15 November.',
      '2. Responses to the following recommendations will be provided by Kenya in due time:',
      ...items,
    );

  test('answers what the report left open, once, and is the source of the answer', async () => {
    const symbol = 'A/HRC/98/1';
    const list = addendum(
      `${symbol}/Add.1`,
      '1. Kenya accepts recommendations 2.1 and 2.',
      '2. Kenya notes recommendations 3 and 7.',
    );
    await expect(bring('list.html', list)).rejects.toMatchObject({
      code: 'addendum-report-missing',
      details: { symbol },
    });
    await bring(
      'report.html',
      report(
        symbol,
        '2.1. Ring the ospreys (Chile, Peru);',
        '2.2. Feed the ospreys (Peru);',
        '2.3. Paint the ospreys (Chile);',
        '2.4. Wash the ospreys (Chile).',
      ),
    );
    expect(await bring('list.html', list)).toMatchObject({
      kind: 'addendum',
      rows: 3,
      added: 0,
      changed: 3,
      unchanged: 0,
      refused: [],
      unmapped: [{ paragraph: '2', text: 'recommendation 7 is not among those of the report in the record' }],
      findings: [
        {
          paragraph: '2.4',
          text: 'the report leaves 1 recommendations open to which no answer was read: 2.4',
        },
      ],
    });
    const [ring] = find('ring ospreys');
    expect(ring?.statements.map(({ asker, response }) => [asker.state, response])).toEqual([
      ['CHL', 'not known'],
      ['PER', 'not known'],
      ['CHL', 'supported'],
      ['PER', 'supported'],
    ]);
    expect(ring && responseOf(ring)).toEqual({ kind: 'agreed', response: 'supported' });
    expect(ring?.statements[2]).toMatchObject({
      session: 34,
      year: 2019,
      said: 'Kenya accepts recommendations …',
    });
    expect(ring?.statements[2] && placeOf(ring.statements[2])).toMatchObject({
      title:
        'A/HRC/98/1/Add.1, addendum to the report of the Working Group on the Universal Periodic Review, Kenya',
      place: 'para. 1',
      address: 'https://undocs.org/A/HRC/98/1/Add.1',
    });
    expect(find('paint ospreys').map(responseOf)).toEqual([{ kind: 'agreed', response: 'noted' }]);
    const before = record.head();
    expect(await bring('copy.html', list)).toMatchObject({ rows: 3, changed: 0, unchanged: 3 });
    expect(record.head()).toEqual(before);
  });

  test('stands beside what another source says', async () => {
    const symbol = 'A/HRC/98/2';
    await bring('report.html', report(symbol, '2.1. Ring the puffins (Chile).'));
    await bring('first.html', addendum(`${symbol}/Add.1`, '1. Kenya notes recommendation 2.1.'));
    await bring('second.html', addendum(`${symbol}/Add.2`, '1. Kenya accepts recommendation 2.1.'));
    expect(find('puffins').map(responseOf)).toEqual([
      { kind: 'answers differ', responses: ['noted', 'supported'] },
    ]);
  });

  test('leaves open what a number could mean', async () => {
    const symbol = 'A/HRC/98/3';
    await bring(
      'report.html',
      report(
        symbol,
        '2.1. Ring the herons (Chile).',
        '2.2. Feed the herons (Chile).',
        '3. The following recommendations will be examined by Kenya:',
        '3.1. Paint the herons (Chile).',
      ),
    );
    const list = addendum(
      `${symbol}/Add.1`,
      '1. Kenya accepts recommendations 1 and 2.',
      '2. Kenya notes recommendation 2.2.',
    );
    const done = await bring('list.html', list);
    expect(done).toMatchObject({ rows: 0, changed: 0 });
    expect(done.unmapped).toEqual([
      { paragraph: '1', text: 'recommendation 1 could be 2.1 or 3.1' },
      {
        paragraph: '1',
        text: 'the same number has different answers, so none was taken: 2: supported, para. 1; noted, para. 2',
      },
    ]);
  });

  test('is joined by the numbers of its paragraphs only where they are those of the report', async () => {
    const symbol = 'A/HRC/98/6';
    const items = [
      '2.1. Ring the gulls;',
      '2.2. Feed the gulls;',
      '2.3. Wash the gulls;',
      '2.4. Paint the gulls.',
    ];
    await bring('report.html', report(symbol, ...items));
    const answers = (count: number) =>
      Array.from({ length: count }, (_, at) => `${at + 1}. Kenya accepts this recommendation.`);
    for (const count of [3, 5])
      expect(await bring('other.html', addendum(`${symbol}/Add.1`, ...answers(count)))).toMatchObject({
        rows: 0,
        unmapped: [{ paragraph: '1', text: expect.stringContaining('read them yourself') as string }],
      });
    expect(await bring('same.html', addendum(`${symbol}/Add.1`, ...answers(4)))).toMatchObject({
      rows: 4,
      changed: 4,
      unmapped: [],
    });
  });

  const one = '1. Kenya accepts recommendation 2.1.';
  test.each<[string, Uint8Array, object, string]>([
    ['nothing to read', addendum('A/HRC/98/1/Add.1', '1. Kenya thanks all.'), {}, 'addendum-without-answers'],
    ['another State', addendum('A/HRC/98/1/Add.1', one), { state: 'CHL' }, 'document-says-otherwise'],
    ['another session', addendum('A/HRC/98/1/Add.1', one), { session: '33' }, 'document-says-otherwise'],
    ['no symbol', addendum('', one), {}, 'document-symbol-missing'],
    ['the symbol of the report', addendum('', one), { symbol: 'A/HRC/98/1' }, 'parameter-invalid'],
    ['a report on another State', addendum('A/HRC/98/77/Add.1', one), {}, 'addendum-report-missing'],
  ])('is refused with %s', async (_, bytes, options, code) => {
    const before = record.head();
    await expect(bring('addendum.html', bytes, options)).rejects.toMatchObject({ code });
    expect(record.head()).toEqual(before);
  });

  test.each<[string, Uint8Array]>([
    ['a PDF cut short', printedPdf([[{ text: 'A/HRC/98/1/Add.1', x: 113, y: 800 }]]).subarray(0, 200)],
    ['a Word file cut short', wordFile(word('A/HRC/98/1/Add.1')).subarray(0, 200)],
    ['no document', Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256)],
    ['without text', printedPdf([[]])],
  ])('is refused, not misread: %s', async (_, bytes) => {
    const before = record.head();
    await expect(bring('addendum', bytes)).rejects.toMatchObject({ code: expect.any(String) as string });
    expect(record.head()).toEqual(before);
  });

  test('is told from other addenda', async () => {
    const visit = html(
      'A/HRC/98/4/Add.1',
      'Report of the Special Rapporteur',
      '<h1>Kenya</h1>',
      'Addendum',
      '1. Kenya accepts recommendation 1.',
    );
    expect(splitDocument(await readDocument({ name: 'visit.html', bytes: visit })).kind).toBe(
      'other document',
    );
  });

  test('of a PDF has pages, and goes on over them', async () => {
    const line = (text: string, y: number) => ({ text, x: 113, y });
    const bytes = printedPdf([
      [
        { text: 'A/HRC/98/5/Add.1', x: 113, y: 800 },
        { text: 'Universal Periodic Review', x: 113, y: 780 },
        { text: 'Kenya', x: 113, y: 750, size: 14 },
        line('Views on conclusions and/or recommendations presented by the State under review', 720),
      ],
      [line('1. Kenya accepts recommendations 1, 2-', 740), line('3, 5,', 728)],
      [line('7.', 740), line('2. Kenya notes recommendation 4.', 716)],
    ]);
    const document = splitDocument(await readDocument({ name: 'addendum.pdf', bytes }));
    expect(document.answers?.map(({ number, page, paragraph }) => [number, page, paragraph])).toEqual([
      ...['1', '2', '3', '5', '7'].map((number) => [number, 2, '1']),
      ['4', 3, '2'],
    ]);
  });
});

describe('real documents', () => {
  const folder = shared('data/upr-documents-slovenia');
  const path = (name: string) => `${folder ?? ''}/${name}`;
  const named = folder ? 'as they are' : noSharedFiles;

  test.skipIf(!folder).each([
    [
      '2ndcycleunoriginal',
      'g1504261',
      'g1423930',
      'UPR20__Slovenia_ThematicListRecommendations_E',
      '115',
      163,
    ],
    [
      '3rdcycleunoriginal',
      'g2004192',
      'g1934994',
      'UPR34_Slovenia_Thematic_list_of_Recommendations',
      '122',
      157,
    ],
  ])(
    `%s: the answers are those of the list of OHCHR (${named})`,
    async (cycle, file, report, list, paragraph, count) => {
      const document = await splitFile(path(`${cycle}/${file}.pdf`));
      expect(document).toMatchObject({ kind: 'addendum', state: 'SVN', findings: [] });
      expect(document.answers).toHaveLength(count);
      const { recommendations } = await splitFile(path(`${cycle}/${list}.docx`));
      const known = new Map(recommendations.map((one) => [one.paragraph, one.response]));
      const full = (number: string) => (number.includes('.') ? number : `${paragraph}.${number}`);
      expect(document.answers?.map(({ number, response }) => [number, response])).toEqual(
        document.answers?.map(({ number }) => [number, known.get(full(number))]),
      );
      const installation = testInstallationOf(`${cycle}/${report}.pdf`, `${cycle}/${file}.pdf`);
      expect(await installation).toMatchObject({ rows: count, changed: count, unmapped: [], findings: [] });
    },
  );

  /** Brings the report and then the addendum; says what the second did. */
  async function testInstallationOf(report: string, file: string) {
    await bring('report.pdf', readFileSync(path(report)));
    return bring('addendum.pdf', readFileSync(path(file)));
  }

  test.skipIf(!folder)(`1st cycle: what is clear is read, the rest named (${named})`, async () => {
    const file = '1stcyycleunoriginal/g1012465.pdf';
    const document = await splitFile(path(file));
    const numbers = Array.from({ length: 97 }, (_, at) => String(at + 1));
    const doubtful = ['1', '3', '15', '17', '30', '32', '58', '75'];
    const noted = ['84', '88', '93'];
    expect(new Map(document.answers?.map(({ number, response }) => [number, response]))).toEqual(
      new Map(
        numbers
          .filter((number) => !doubtful.includes(number))
          .map((number) => [number, noted.includes(number) ? 'noted' : 'supported']),
      ),
    );
    expect(left(document)).toEqual(doubtful.map((number) => `${number} answer not read`));
    expect(await testInstallationOf('1stcyycleunoriginal/g1012049.pdf', file)).toMatchObject({
      rows: 89,
      changed: 89,
      unmapped: [],
    });
  });

  test.skipIf(!folder)(`questions handed in beforehand are no addendum (${named})`, async () => {
    expect(await splitFile(path('1stcyycleunoriginal/Slovenia_Add.pdf'))).toMatchObject({
      kind: 'other document',
      recommendations: [],
    });
  });
});
