import { deflateSync } from 'node:zlib';
import { expect, describe, test } from 'vitest';
import { elements } from '../../test/html.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { madeUpTable } from '../../test/made-up.ts';
import { pdfOf, printedPdf, streamOf } from '../platform/documents/testing.ts';
import { caps } from '../platform/tables/table.ts';
import { citations } from '../evidence/store.ts';
import { webApp } from './app.tsx';

const record = testInstallation();
const operatorKey = 'k'.repeat(32);
let time = new Date(`${testDay}T12:00:00Z`);
const app = webApp({ record, now: () => time, operatorKey });
const cookie = { Cookie: `plumbline_operator=${operatorKey}` };

const table = (name: string, session = '17') =>
  madeUpTable.replace('Train the police', `Train the police of ${name}`).replace(',17\n', `,${session}\n`);

interface Answer {
  readonly status: number;
  readonly html: string;
  readonly token: string;
  /** The text of the page, without its navigation. */
  readonly said: string;
}

async function post(
  path: string,
  body: FormData | URLSearchParams,
  headers: { [name: string]: string } = cookie,
): Promise<Answer> {
  const response = await app.request(`${path}?lang=en`, { method: 'POST', body, headers });
  const html = await response.text();
  return {
    status: response.status,
    html,
    token: elements(html, ({ attributes }) => attributes['name'] === 'token')[0]?.attributes['value'] ?? '',
    said: elements(html, 'main')[0]?.text ?? '',
  };
}

function upload(content: string | Uint8Array, fields: { readonly [name: string]: string } = {}): FormData {
  const body = new FormData();
  body.set(
    'file',
    new File([typeof content === 'string' ? content : new Uint8Array(content)], 'made-up.csv'),
  );
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

const confirm = (token: string) => post('/import/confirm', new URLSearchParams({ token }));
const entries = () => record.head().seq;

describe('a file', () => {
  test('is shown first, and stored when confirmed', async () => {
    const before = entries();
    const preview = await post('/import', upload(table('A')));
    expect([preview.status, preview.said]).toEqual([
      200,
      expect.stringMatching(/What this file would change.*of 3 rows, 3 new/) as string,
    ]);
    expect(entries()).toBe(before);
    const stored = await confirm(preview.token);
    expect([stored.status, stored.said]).toEqual([200, expect.stringContaining('3 new') as string]);
    expect(entries()).toBe(before + 1);
    const again = await post('/import', upload(table('A')));
    expect(again.said).toContain('0 new, 0 added to what was there, 3 known already');
  });

  test('is stored once, however often it is confirmed', async () => {
    const { token } = await post('/import', upload(table('B')));
    expect((await confirm(token)).status).toBe(200);
    const before = entries();
    const second = await confirm(token);
    expect([second.status, second.said]).toEqual([
      400,
      expect.stringContaining('This preview is no longer held') as string,
    ]);
    expect(elements(second.html, 'form').length).toBeGreaterThan(1);
    expect(entries()).toBe(before);
  });

  test.each([
    [10, 200],
    [11, 400],
  ])('waits: %i minutes later the answer is %i', async (minutes, status) => {
    const { token } = await post('/import', upload(table(`wait ${minutes}`)));
    time = new Date(time.getTime() + minutes * 60_000);
    expect((await confirm(token)).status).toBe(status);
  });

  test('waits with three others; the oldest makes room for a fifth', async () => {
    const tokens: string[] = [];
    for (const name of ['1', '2', '3', '4', '5'])
      tokens.push((await post('/import', upload(table(name)))).token);
    expect(new Set(tokens).size).toBe(5);
    const statuses: number[] = [];
    for (const token of tokens) statuses.push((await confirm(token)).status);
    expect(statuses).toEqual([400, 200, 200, 200, 200]);
  });

  test('with one wrong row is refused whole, and the row is named', async () => {
    const before = entries();
    const refused = await post('/import', upload(table('C', 'seventeen'), { asAt: '2026-01-31' }));
    expect([refused.status, refused.token]).toEqual([400, '']);
    expect(refused.said).toMatch(/Refused; nothing was stored.*3: “seventeen” is not the number/);
    expect(refused.html).toContain('value="2026-01-31"');
    expect(entries()).toBe(before);
  });

  test('says which rows it could not place', async () => {
    const preview = await post(
      '/import',
      upload(`${table('D')}Atlantis,,,Rise again,Chile,,,Noted,4,Justice,17\n`),
    );
    expect(preview.said).toMatch(/Rows that could not be placed \(1\).*5: “Atlantis” is not a known State/);
  });

  test.each<[string, FormData, string]>([
    ['no file', new FormData(), 'No file came with the form'],
    ['an empty file', upload(''), 'No file came with the form'],
    ['another table', upload('a,b\n1,2\n'), 'made-up.csv has no table with the columns'],
    ['not a table', upload(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])), 'made-up.csv'],
    [
      'an address that is a script',
      upload(madeUpTable, { address: 'javascript:alert(1)' }),
      'The parameter address cannot be',
    ],
    ['a file too large', upload(new Uint8Array(caps.fileBytes + 200_000)), 'The file is larger than'],
  ])('%s is refused on the same page', async (_, body, said) => {
    const refused = await post('/import', body);
    expect([refused.status, refused.said]).toEqual([400, expect.stringContaining(said) as string]);
    expect(elements(refused.html, ({ attributes }) => attributes['type'] === 'file')).toHaveLength(1);
    expect(refused.said).not.toMatch(/ at .*\.ts/);
  });

  test('cut off on its way is refused, not a fault', async () => {
    const response = await app.request('/import?lang=en', {
      method: 'POST',
      body: '--x\r\nContent-Disposition: form-data; na',
      headers: { ...cookie, 'Content-Type': 'multipart/form-data; boundary=x' },
    });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('The form did not arrive whole') as string,
    ]);
  });
});

describe('a document', () => {
  const report = (paragraphs: readonly string[], title = 'Kenya', symbol = 'A/HRC/99/21') =>
    new TextEncoder().encode(
      `<!doctype html><h1>${title}</h1><p>${symbol}</p><p>1. The Working Group on the Universal Periodic Review held its third session.</p><p>2. These recommendations enjoy the support of the State:</p>${paragraphs.map((text) => `<p>${text}</p>`).join('')}`,
    );
  const printed = printedPdf([
    [
      { text: 'Kenya', x: 113, y: 780, size: 14 },
      { text: 'A/HRC/99/22', x: 113, y: 760 },
      {
        text: '1. The Working Group on the Universal Periodic Review held its third session.',
        x: 113,
        y: 720,
      },
      { text: '2. These recommendations enjoy the support of Kenya:', x: 113, y: 700 },
    ],
    [
      { text: '2.1. Watch the whales (Chile);', x: 141, y: 740 },
      { text: '2.3. Watch the <b>seals</b> (Peru).', x: 141, y: 720 },
    ],
  ]);

  test('is shown first, with what is to be checked in it, and stored when confirmed', async () => {
    const before = entries();
    const preview = await post('/import', upload(printed));
    expect([preview.status, preview.said]).toEqual([
      200,
      expect.stringMatching(
        /review report\): of 2 recommendations, 2 new.*To check in the document.*\(1\).*para\. 2\.3, page 2: numbers are missing: the one before is 2\.1/,
      ) as string,
    ]);
    expect(preview.html).not.toContain('<b>seals');
    expect(entries()).toBe(before);
    expect((await confirm(preview.token)).said).toContain('2 new');
    expect((await post('/import', upload(printed))).said).toContain('2 known already');
    const found = await (await app.request('/recommendations?lang=en&words=whales')).text();
    expect(found).toContain('https://undocs.org/A/HRC/99/22');
    expect(found).toContain('para. 2.1, page 2');
  });

  test('with answers to a report is refused before it, and afterwards shown and stored', async () => {
    const addendum = new TextEncoder().encode(
      '<!doctype html><p>A/HRC/99/23/Add.1</p><p>Universal Periodic Review</p><p>Views on conclusions and/or recommendations</p><h1>Kenya</h1><p>1. Kenya notes recommendations 1 and 2.</p>',
    );
    const refused = await post('/import', upload(addendum));
    expect([refused.status, refused.said]).toEqual([
      400,
      expect.stringContaining('This addendum answers the report A/HRC/99/23,') as string,
    ]);
    await confirm(
      (await post('/import', upload(report(['2.1. Watch the narwhals (Chile).'], 'Kenya', 'A/HRC/99/23'))))
        .token,
    );
    const before = entries();
    const preview = await post('/import', upload(addendum));
    expect(preview.said).toMatch(
      /addendum\): of 1 recommendation, 0 new, 1 added.*para\. 1: recommendation 2 is not among those of the report/,
    );
    expect(entries()).toBe(before);
    await confirm(preview.token);
    const found = await (await app.request('/recommendations?lang=en&words=narwhals')).text();
    expect(found).toContain('https://undocs.org/A/HRC/99/23/Add.1');
    expect(found).toContain('A/HRC/99/23/Add.1, addendum to the report');
  });

  test('that leaves something open asks for it, keeps what was typed, and takes the answer', async () => {
    const silent = report(['2.1. Watch the walrus (Chile).'], 'Report', '');
    const refused = await post('/import', upload(silent, { state: 'KEN' }));
    expect([refused.status, refused.said]).toEqual([
      400,
      expect.stringContaining('The document does not show its symbol') as string,
    ]);
    const [chosen] = elements(refused.html, ({ attributes }) => 'selected' in attributes);
    expect(chosen?.attributes['value']).toBe('KEN');
    const preview = await post('/import', upload(silent, { state: 'KEN', symbol: 'A/HRC/99/23' }));
    expect([preview.status, preview.said]).toEqual([200, expect.stringContaining('1 new') as string]);
  });

  test.each<[string, Uint8Array, string]>([
    ['damaged', printed.slice(0, 300), 'cannot be read'],
    ['without recommendations', report([]), 'has no table with the columns'],
    ['in the old format of Word', oldWord(), 'This is an old Word file'],
    ['a bomb', bomb(), 'unpacks to far more than it should'],
  ])('that is %s is refused on the same page', async (_, bytes, said) => {
    const before = entries();
    const refused = await post('/import', upload(bytes));
    expect([refused.status, refused.token, refused.said]).toEqual([
      400,
      '',
      expect.stringContaining(said) as string,
    ]);
    expect(entries()).toBe(before);
  });

  test('of somebody who left is not read to its end, and waits for nobody', async () => {
    const kept = (await post('/import', upload(printed))).token;
    const before = entries();
    for (let visitor = 0; visitor < 5; visitor += 1) {
      const leaving = new AbortController();
      const answer = Promise.resolve(
        app.request('/import?lang=en', {
          method: 'POST',
          body: upload(printed),
          headers: cookie,
          signal: leaving.signal,
        }),
      );
      leaving.abort();
      const response = await answer;
      expect([response.status, await response.text()]).toEqual([400, '']);
    }
    expect(entries()).toBe(before);
    // Had theirs been kept, this one would have had to make room.
    expect((await confirm(kept)).status).toBe(200);
  });
});

/** The beginning of an OLE2 file that holds the text of Word. */
function oldWord(): Uint8Array {
  const magic = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return Buffer.concat([magic, Buffer.alloc(600), Buffer.from('WordDocument', 'utf16le')]);
}

function bomb(): Uint8Array {
  return pdfOf([
    '<< /Type /Catalog >>',
    streamOf(deflateSync(Buffer.alloc(200_000_000)), '/Filter /FlateDecode'),
  ]);
}

describe('a commitment', () => {
  const fields = {
    id: 'HAND-1',
    name: 'A plan of action',
    kind: 'regional',
    by: 'A region',
    statement: 'To train those who work with tourists',
    source: 'The plan',
    place: 'para. 4',
    address: 'https://example.org/plan',
    adopted: '2025-03',
    states: 'MUS, SYC',
  };
  const send = (changes: Partial<typeof fields>) =>
    post('/commitments', new URLSearchParams({ ...fields, ...changes }));

  test('is in the record with its source, and then known already', async () => {
    expect((await send({})).said).toContain('HAND-1 is in the record');
    expect([...record.read(citations).values()]).toContainEqual(
      expect.objectContaining({
        title: 'The plan',
        place: 'para. 4',
        address: 'https://example.org/plan',
        standing: 'unverified',
        enteredBy: 'operator, in the browser',
      }),
    );
    expect((await send({})).said).toContain('The record says so already');
    expect(await (await app.request('/states/SYC?lang=en')).text()).toContain('A plan of action');
  });

  test.each<[string, Partial<typeof fields>, string]>([
    ['no source', { source: ' ' }, 'citation.title'],
    ['a State that is none', { states: 'XXX' }, 'is not a State of the list'],
    ['a day that is none', { adopted: '2025-02-30' }, 'is not a date of the calendar'],
    ['an unfit name', { id: 'no spaces please' }, 'Capital letters'],
    ['another kind', { kind: 'secret' }, 'kind'],
    ['a script for an address', { address: 'javascript:alert(1)' }, 'The parameter address cannot be'],
  ])('with %s is refused, and what was typed stays', async (_, changes, said) => {
    const before = entries();
    const refused = await send({ statement: 'To act "now" <soon>', ...changes });
    expect([refused.status, refused.said]).toEqual([400, expect.stringContaining(said) as string]);
    const [statement] = elements(refused.html, ({ attributes }) => attributes['name'] === 'statement');
    expect(statement?.attributes['value']).toBe('To act "now" <soon>');
    expect(entries()).toBe(before);
  });
});

describe('whoever may not', () => {
  test.each(['/import', '/import/confirm', '/commitments'])('%s is not written to', async (path) => {
    const before = entries();
    const body = () => upload(madeUpTable, { id: 'X-1' });
    for (const headers of [
      {},
      { Cookie: 'plumbline_operator=guess' },
      { ...cookie, Origin: 'https://elsewhere.example' },
    ]) {
      const answer = await post(path, body(), headers);
      expect([answer.status, answer.said]).toEqual([
        403,
        expect.stringContaining('the address that the server printed') as string,
      ]);
    }
    expect(entries()).toBe(before);
  });

  test('sees how to get in, and gets in by the one-time address only', async () => {
    expect((await app.request('/import')).status).toBe(403);
    expect((await app.request('/operator?key=guess')).headers.get('Set-Cookie')).toBeNull();
    const entered = await app.request(`/operator?key=${operatorKey}`);
    expect([entered.status, entered.headers.get('Location')]).toEqual([303, '/first']);
    const given = entered.headers.get('Set-Cookie')?.split(';')[0] ?? '';
    expect((await app.request('/import', { headers: { Cookie: given } })).status).toBe(200);
  });
});
