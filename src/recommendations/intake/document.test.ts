import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import { noSharedFiles, shared } from '../../../test/shared.ts';
import { printedPdf, word, wordFile, wordTable } from '../../platform/documents/testing.ts';
import { cycleOfSession, placeOf, responseOf, yearOfSession } from '../model.ts';
import { bringDocumentInto, bringInto, findIn, uprInfo } from '../testing.ts';

const record = testInstallation();
const bringTable = bringInto(record);
const bring = bringDocumentInto(record);
const find = findIn(record);

const page = (...paragraphs: readonly string[]) =>
  new TextEncoder().encode(
    `<!doctype html><body>${paragraphs.map((text) => (text.startsWith('<') ? text : `<p>${text}</p>`)).join('')}</body>`,
  );
const held = (session: string) =>
  `1. The Working Group on the Universal Periodic Review held its ${session} session from 4 to 15 November.`;
const supported = '2. The recommendations below enjoy the support of Kenya:';

/** A report as a web page; each part can be left out or replaced. */
function report(
  items: readonly string[],
  { symbol = 'A/HRC/99/9', title = 'Kenya', first = held('thirty-fourth'), position = supported } = {},
): Uint8Array {
  return page(
    ...(title ? [`<h1>${title}</h1>`] : []),
    ...(symbol ? [symbol] : []),
    'Distr.: General',
    '19 December 2019',
    first,
    position,
    ...items,
  );
}

describe('a report of the working group', () => {
  test('is cited with paragraph and page, under the address of its symbol', async () => {
    const line = (text: string, x: number, y: number) => ({ text, x, y });
    const pdf = printedPdf([
      [
        { text: 'United Nations A/HRC/99/10', x: 113, y: 800 },
        { text: 'Kenya', x: 113, y: 780, size: 14 },
        line('Distr.: General', 113, 760),
        line('19 December 2019', 113, 740),
        line('1. The Working Group on the Universal Periodic Review held its thirty-fourth', 113, 700),
        line('session from 4 to 15 November 2019.', 113, 688),
        line('2. The recommendations below enjoy the support of Kenya:', 113, 660),
        line('2.1. Ring the turtles (Chile, Peru);', 141, 640),
      ],
      [line('2.3. Ring the tortoises (Atlantis).', 141, 740)],
    ]);
    const done = await bring('turtles.pdf', pdf);
    expect(done).toMatchObject({ kind: 'review report', rows: 2, added: 2, refused: [], unmapped: [] });
    expect(done.findings).toEqual([
      { paragraph: '2.3', page: 2, text: 'numbers are missing: the one before is 2.1' },
      { paragraph: '2.3', page: 2, text: '“Atlantis” is not a known name' },
    ]);
    const [turtles] = find('turtles');
    expect(turtles).toMatchObject({ state: 'KEN', round: { mechanism: 'UPR', cycle: 3 } });
    expect(turtles?.statements.map(({ asker, page: at }) => [asker.state, at])).toEqual([
      ['CHL', 1],
      ['PER', 1],
    ]);
    const [said] = find('tortoises')[0]?.statements ?? [];
    expect(said).toMatchObject({
      response: 'supported',
      session: 34,
      year: 2019,
      documentDate: '2019-12-19',
      symbol: 'A/HRC/99/10',
    });
    expect(said && placeOf(said)).toMatchObject({
      title: 'A/HRC/99/10, report of the Working Group on the Universal Periodic Review, Kenya',
      place: 'para. 2.3, page 2',
      address: 'https://undocs.org/A/HRC/99/10',
      standing: 'verified',
    });
  });

  test('keeps pledges as those of the State itself', async () => {
    const done = await bring(
      'pledges.html',
      report(
        [
          '2.1. Sing to the swans (Chile);',
          '3. Kenya made the following voluntary pledges:',
          '3.1. Sing to the cygnets.',
        ],
        {
          symbol: 'A/HRC/99/12',
        },
      ),
    );
    expect(done).toMatchObject({ rows: 2, added: 2, refused: [] });
    expect(find('swans')).toMatchObject([{ kind: 'recommendation' }]);
    expect(find('cygnets')).toMatchObject([
      {
        state: 'KEN',
        kind: 'voluntary pledge',
        statements: [
          { asker: { name: 'Kenya', state: 'KEN' }, response: 'pledged', paragraph: '3.1', session: 34 },
        ],
      },
    ]);
  });

  test('says nothing new a second time, also in a format without pages', async () => {
    const printed = printedPdf([
      [
        { text: 'Kenya', x: 113, y: 780, size: 14 },
        { text: 'A/HRC/99/11', x: 113, y: 760 },
        {
          text: `1. The Working Group on the Universal Periodic Review held its third session.`,
          x: 113,
          y: 720,
        },
        { text: supported, x: 113, y: 700 },
        { text: '2.1. Weigh the geckos (Chile).', x: 141, y: 680 },
      ],
    ]);
    expect(await bring('geckos.pdf', printed)).toMatchObject({ added: 1 });
    const before = record.head();
    expect(await bring('geckos (1).pdf', printed)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    const paragraphs = [held('third'), supported, '2.1. Weigh the geckos (Chile).'];
    const asPage = page('<h1>Kenya</h1>', 'A/HRC/99/11', ...paragraphs);
    expect(await bring('geckos.html', asPage)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    expect(record.head()).toEqual(before);
  });

  test('adds to what a table says; the answer is the one that is known', async () => {
    await bringTable(
      'pikas.csv',
      [uprInfo, 'Kenya,,,Count the pikas,Chile,,,Noted,4,Birds,34', ''].join('\r'),
    );
    const position = '2. Responses to the following recommendations will be provided by Kenya in due time:';
    expect(await bring('pikas.html', report(['2.1. Count the pikas (Chile);'], { position }))).toMatchObject({
      added: 0,
      changed: 1,
    });
    const [pikas, ...more] = find('pikas');
    expect(more).toEqual([]);
    expect(pikas?.statements.map(({ response }) => response)).toEqual(['noted', 'not known']);
    expect(pikas && responseOf(pikas)).toEqual({ kind: 'agreed', response: 'noted' });
  });

  test('says of which session it is, in words', async () => {
    const words = new Map([
      ['first', 1],
      ['ninth', 9],
      ['tenth', 10],
      ['twelfth', 12],
      ['thirteenth', 13],
      ['nineteenth', 19],
      ['twentieth', 20],
      ['twenty-first', 21],
      ['thirtieth', 30],
      ['thirty-fifth', 35],
      ['fortieth', 40],
      ['forty-second', 42],
      ['fiftieth', 50],
      ['41st', 41],
    ]);
    for (const [written, session] of words) {
      await bring('lynx.html', report([`2.1. Track the lynx ${session} (Chile);`], { first: held(written) }));
      const [lynx] = find(`lynx ${session}`);
      expect(lynx?.round).toEqual({ mechanism: 'UPR', cycle: cycleOfSession(session) });
      expect(lynx?.statements[0]).toMatchObject({ session, year: yearOfSession(session) });
    }
  });

  test('without a maker is kept as made by nobody stated', async () => {
    const done = await bring('voles.html', report(['2.1. Feed the voles.']));
    expect(done.findings).toEqual([
      { paragraph: '2.1', text: 'nobody is named as making it: Feed the voles' },
    ]);
    expect(find('voles')[0]?.statements[0]?.asker).toEqual({ name: 'not stated' });
  });
});

describe('what a document does not say', () => {
  const items = ['2.1. Hide the stoats (Chile);'];
  const nothing = { symbol: '', title: '', first: '1. It is so.' };

  test('is asked for, one thing after the other, and taken from the person', async () => {
    const bare = report(items, nothing);
    const options = { state: 'KEN', symbol: 'A/HRC/99/12', session: '34' };
    await expect(bring('stoats.html', bare)).rejects.toMatchObject({ code: 'document-state-missing' });
    await expect(bring('stoats.html', bare, { state: 'Kenya' })).rejects.toMatchObject({
      code: 'document-symbol-missing',
    });
    await expect(bring('stoats.html', bare, { state: 'KEN', symbol: 'a/hrc/99/12' })).rejects.toMatchObject({
      code: 'document-session-missing',
    });
    expect(await bring('stoats.html', bare, options)).toMatchObject({ added: 1 });
    expect(find('stoats')[0]).toMatchObject({ state: 'KEN', round: { cycle: 3 } });
  });

  test.each([
    [{ state: 'CHL' }, 'document-says-otherwise'],
    [{ session: '33' }, 'document-says-otherwise'],
    [{ symbol: 'A/HRC/99/1' }, 'document-says-otherwise'],
    [{ asAt: '2019-12-20' }, 'document-says-otherwise'],
    [{ asAt: '2019-02-30' }, 'date-invalid'],
    [{ state: 'Atlantis' }, 'state-unknown'],
    [{ symbol: 'none' }, 'symbol-invalid'],
    [{ session: '0' }, 'parameter-invalid'],
    [{ session: 'third' }, 'parameter-invalid'],
  ])('%j against the document, or without sense, is refused: %s', async (options, code) => {
    const before = record.head();
    await expect(bring('stoats.html', report(items), options)).rejects.toMatchObject({ code });
    expect(record.head()).toEqual(before);
  });

  test.each<[string, Uint8Array, string]>([
    ['sessions that were not held yet', report(items, { first: held('ninetieth') }), 'parameter-invalid'],
    ['other documents', page('<h1>Kenya</h1>', '1. Stoats are few.'), 'document-without-recommendations'],
    ['scans', printedPdf([[]]), 'document-without-text'],
  ])('%s are refused', async (_, bytes, code) => {
    await expect(bring('stoats', bytes)).rejects.toMatchObject({ code });
  });
});

describe('concluding observations', () => {
  const document = (...more: readonly string[]) =>
    page(
      ...more,
      '<h1>Concluding observations on Kenya</h1>',
      '1. The Committee urges the State party to:',
      '(a) Shelter dormice;',
      '(b) Feed dormice.',
    );

  test('are of the committee of their symbol, in the document, with no answer asked', async () => {
    const dated = document('CRC/C/KEN/CO/9', 'Distr.: General', '3 March 2016');
    expect(await bring('dormice.html', dated)).toMatchObject({
      kind: 'concluding observations',
      rows: 2,
      added: 2,
    });
    const [shelter] = find('shelter dormice');
    expect(shelter).toMatchObject({
      state: 'KEN',
      round: {
        mechanism: 'treaty body',
        body: 'Committee on the Rights of the Child',
        round: 'CRC/C/KEN/CO/9',
      },
    });
    expect(shelter?.statements[0]).toMatchObject({
      asker: { name: 'Committee on the Rights of the Child' },
      response: 'none asked',
      year: 2016,
      documentDate: '2016-03-03',
      paragraph: '1 (a)',
    });
  });

  test('need a symbol, a State and a date', async () => {
    const of = (options: object) => bring('dormice.html', document(), options);
    await expect(of({})).rejects.toMatchObject({ code: 'document-state-missing' });
    await expect(of({ state: 'KEN' })).rejects.toMatchObject({ code: 'document-symbol-missing' });
    const named = { state: 'KEN', symbol: 'CCPR/C/KEN/CO/9' };
    await expect(of(named)).rejects.toMatchObject({ code: 'document-date-missing' });
    expect(await of({ ...named, asAt: '2016-03' })).toMatchObject({ added: 2 });
    expect(find('feed dormice').map(({ round }) => round)).toContainEqual({
      mechanism: 'treaty body',
      body: 'Human Rights Committee',
      round: 'CCPR/C/KEN/CO/9',
    });
  });
});

test('a thematic list brings its labels', async () => {
  const rows = [
    ['Recommendation', 'Position', 'Full list of themes'],
    ['Theme: B1 Birds'],
    [
      '9.1 Free the quails (Chile);',
      'Supported',
      '- B2 Parks\nSDGs:\n- 15 - LIFE ON LAND\nAffected persons:\n- hens',
    ],
    ['no number (Chile)', 'Noted', ''],
  ];
  const file = wordFile(wordTable(rows), { 'header1.xml': word('UPR of Kenya (3rd Cycle - 34th Session)') });
  expect(await bring('quails.docx', file)).toMatchObject({
    added: 1,
    findings: [{ row: 4, text: 'no recommendation: no number (Chile)' }],
  });
  const [said] = find('quails')[0]?.statements ?? [];
  expect(said).toMatchObject({
    themes: ['B1 Birds', 'B2 Parks'],
    sdgs: ['15 - LIFE ON LAND'],
    affectedPersons: ['hens'],
    session: 34,
  });
  expect(said && placeOf(said)).toMatchObject({
    title: 'OHCHR, thematic list of recommendations, UPR of Kenya, session 34',
    place: 'para. 9.1, quails.docx',
  });
});

describe('real documents', () => {
  const folder = shared('data');
  const read = (path: string) => readFileSync(`${folder ?? ''}/${path}`);
  const named = folder ? 'as they are' : noSharedFiles;

  test.skipIf(!folder)(
    `reports add to what the table of the same sessions says (${named})`,
    async () => {
      await bringTable('14-17.csv', read('upr-info/csv/14-17.csv'));
      const counts: [string, number, number, number][] = [];
      for (const path of ['germany2013', 'romania2013', 'japan2012'])
        for (const again of ['', ' again']) {
          const { rows, added, changed, unchanged } = await bring(
            `${path}${again}.pdf`,
            read(`upr-wg-reports-pdf/pdfs/${path}.pdf`),
          );
          expect(added + changed + unchanged).toBe(rows);
          counts.push([path, added, changed, unchanged]);
        }
      // The new ones are those that the table shortens, splits, or writes without a hyphen.
      expect(counts).toEqual([
        ['germany2013', 4, 196, 0],
        ['germany2013', 0, 0, 200],
        ['romania2013', 3, 154, 0],
        ['romania2013', 0, 0, 157],
        ['japan2012', 1, 173, 0],
        ['japan2012', 0, 0, 174],
      ]);
    },
    60_000,
  );

  test.skipIf(!folder)(
    `a report adds to what the list of the same review says (${named})`,
    async () => {
      for (const [path, added, changed] of [
        ['UPR34_Slovenia_Thematic_list_of_Recommendations.docx', 219, 0],
        ['g1934994.pdf', 0, 219],
      ] as const) {
        const file = read(`upr-documents-slovenia/3rdcycleunoriginal/${path}`);
        expect(await bring(basename(path), file)).toMatchObject({ rows: 219, added, changed });
      }
    },
    60_000,
  );
});
