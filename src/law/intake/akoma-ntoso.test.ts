import { describe, expect, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import type { Iso3 } from '../../core/state.ts';
import { readOutside, storeOutside } from '../../imports.ts';
import { caps } from '../../platform/tables/table.ts';
import { laws, provisions } from '../store.ts';

const record = testInstallation();
const who = { actor: 'a tester', reason: 'to try', at: '2026-11-23T00:00:00Z' };

interface Fixture {
  readonly country?: string;
  readonly number?: string;
  readonly language?: string;
  readonly dates?: string;
  readonly expression?: string;
  readonly meta?: string;
  readonly body: string;
  readonly kind?: 'act' | 'bill' | 'judgment';
}

/** An invented law of lanterns; all of it but what a test is about. */
function akn({
  country = 'mu',
  number = '12',
  language = 'eng',
  dates = '<FRBRdate date="2010-03-01" name="Enactment"/>',
  expression = '',
  meta = '',
  body,
  kind = 'act',
}: Fixture): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><${kind} name="act"><meta>
  <identification source="#x"><FRBRWork><FRBRthis value="/akn/${country}/act/2010/${number}/!main"/>
  <FRBRuri value="https://law.example/${country}/act/2010/${number}"/>${dates}<FRBRauthor href="#x"/>
  <FRBRcountry value="${country}"/><FRBRnumber value="${number}"/></FRBRWork>
  <FRBRExpression><FRBRdate date="2021-05-01" name="expression"/><FRBRlanguage language="${language}"/>${expression}</FRBRExpression></identification>
  ${meta}</meta><preface><longTitle><p>An <docTitle>Act on
     lanterns ${number}</docTitle></p></longTitle></preface><body>${body}</body></${kind}></akomaNtoso>`;
}

const temporal = `<publication date="2010-03-05" name="gazette" showAs="Gazette"/>
  <lifecycle source="#x"><eventRef eId="e1" date="2010-06-01" type="generation" source="#ro1"/>
  <eventRef eId="e2" date="2015-01-01T00:00:00" type="amendment" source="#rp1"/>
  <eventRef eId="e3" date="2020-01-01" type="repeal" source="#rp2"/></lifecycle>
  <temporalData source="#x"><temporalGroup eId="t1"><timeInterval start="#e1" end="#e2" refersTo="#inForce"/></temporalGroup>
  <temporalGroup eId="t2"><timeInterval start="#e2" refersTo="#inForce"/><timeInterval start="#e3" refersTo="#efficacy"/></temporalGroup>
  <temporalGroup eId="t3"><timeInterval start="#e1" end="#e3" refersTo="#inForce"/></temporalGroup>
  <temporalGroup eId="t4"><timeInterval start="#e1" duration="P2Y" refersTo="#inForce"/></temporalGroup></temporalData>
  <references source="#x"><original eId="ro1" href="/a" showAs="Itself"/><passiveRef eId="rp1" href="/b" showAs="Lantern (Amendment) Act"/></references>`;

const article = (number: string, text: string, attributes = '') =>
  `<article eId="art_${number}" ${attributes}><num>Article ${number}.</num>${text}</article>`;

async function bring(xml: string | Uint8Array, name = 'lantern.xml') {
  const bytes = typeof xml === 'string' ? new TextEncoder().encode(xml) : xml;
  return storeOutside(record, await readOutside(record, { name, bytes }, {}), who);
}

const lawsOf = (state: string) => record.read((tx) => laws(tx, { state: state as Iso3 }));
const wordingsOf = (state: string) => [
  ...record.read((tx) => provisions(tx, { state: state as Iso3 })).values(),
];

test('an act brings its metadata, and its articles with their periods', async () => {
  const file = akn({
    meta: temporal,
    body: `<chapter eId="c1" period="#t1"><num>I</num>${article(
      '1',
      '<heading>Light</heading><paragraph><num>(1)</num><content><p>Lanterns are <b>lit</b>.<authorialNote><p>note</p></authorialNote></p></content></paragraph><paragraph><num>(2)</num><list><intro><p>Nobody</p></intro><point><num>(a)</num><content><p>puts them out</p></content></point></list></paragraph>',
    )}</chapter>${article('1', '<content><p>Lanterns are always lit.</p></content>', 'period="#t2"')}
    ${article('2', '<content><p>Glass.</p></content>', 'period="#t3"')}
    ${article('3', '<content><p>Brass.</p></content>', 'period="#t4"')}
    ${article('4', '<content><mod><p>Insert: <quotedStructure><article eId="q"><num>9</num><content><p>Quoted</p></content></article></quotedStructure></p></mod></content>')}`,
  });
  const report = await bring(file);
  expect(report).toMatchObject({ kind: 'Akoma Ntoso', added: 5, refused: [] });
  expect(lawsOf('MUS')).toMatchObject([
    {
      id: 'MUS-2010-12',
      title: 'Act on lanterns 12',
      language: 'en',
      number: '12',
      kind: 'act',
      date: '2010-03-01',
      address: 'https://law.example/mu/act/2010/12',
      translation: 'original in English',
      citation: { place: 'lantern.xml', asAt: '2021-05-01', standing: 'unverified' },
    },
  ]);
  const found = wordingsOf('MUS');
  expect(found.map(({ id, from, to, ended, by }) => ({ id, from, to, ended, by }))).toEqual([
    { id: 'MUS-2010-12-1', from: '2010-06-01', to: '2015-01-01', ended: 'amended', by: undefined },
    {
      id: 'MUS-2010-12-1 2015-01-01',
      from: '2015-01-01',
      to: undefined,
      ended: undefined,
      by: 'Lantern (Amendment) Act',
    },
    { id: 'MUS-2010-12-2', from: '2010-06-01', to: '2020-01-01', ended: 'repealed', by: undefined },
    { id: 'MUS-2010-12-4', from: '2010-03-05', to: undefined, ended: undefined, by: undefined },
  ]);
  expect(found[0]?.text).toBe('Light\n(1) Lanterns are lit.\n(2) Nobody\n(a) puts them out');
  expect(found[0]?.citation.place).toBe('art. 1');
  expect(report.unmapped).toEqual([{ article: '3', text: expect.stringContaining('#t4') as string }]);
  expect(report.remarks?.map(({ text }) => text)).toEqual([
    expect.stringMatching(/no day of commencement.*2010-03-05/) as string,
    expect.stringMatching(/amendments \(2015-01-01\)/) as string,
  ]);
  expect(await bring(file)).toMatchObject({ added: 0, changed: 0, unchanged: 5 });
});

describe('days', () => {
  const body = article('1', '<content><p>Lanterns.</p></content>');
  test.each<[string, Partial<Fixture>, string | undefined, RegExp]>([
    [
      'of commencement',
      {
        dates:
          '<FRBRdate date="2011-01-01" name="Enactment"/><FRBRdate date="2011-02-01" name="commencement"/>',
      },
      '2011-02-01',
      /^$/,
    ],
    [
      'of an event of commencement',
      {
        meta: '<publication date="2011-03-01"/><lifecycle><eventRef eId="e" date="2011-04-01" refersTo="#commencement"/></lifecycle>',
      },
      '2011-04-01',
      /^$/,
    ],
    [
      'of publication, which is said',
      { meta: '<publication date="2011-03-01"/>' },
      '2011-03-01',
      /no day of commencement/,
    ],
    ['none: a draft, which is said', {}, undefined, /no day on which it comes into force; taken as a draft/],
    [
      'a bill has none, whatever is published',
      { kind: 'bill', meta: '<publication date="2011-03-01"/>' },
      undefined,
      /draft/,
    ],
    ['a day that does not exist is none', { meta: '<publication date="2011-02-31"/>' }, undefined, /draft/],
  ])('%s', async (name, change, from, remark) => {
    const number = name.replaceAll(' ', '.');
    const report = await bring(akn({ country: 'fj', number, body, ...change }));
    const law = lawsOf('FJI').find((one) => one.number === number);
    expect(wordingsOf('FJI').find((one) => one.law === law?.id)?.from).toBe(from);
    expect((report.remarks ?? []).map(({ text }) => text).join(' ')).toMatch(remark);
  });
});

test.each([
  ['khm', '', 'km', 'not translated'],
  ['eng', '<FRBRtranslation fromLanguage="khm" authoritative="false"/>', 'km', 'unofficial translation'],
  ['fre', '', 'fr', 'not translated'],
])('a law in %s %s', async (language, expression, code, translation) => {
  const number = `${language}${expression.length}`;
  await bring(
    akn({
      country: 'kh',
      number,
      language,
      expression,
      body: '<section eId="sec_4"><num>មាត្រា ៤</num><content><p>ភ្លើង</p></content></section>',
    }),
  );
  const law = lawsOf('KHM').find((one) => one.number === number);
  expect(law).toMatchObject({ language: code, translation });
  expect(wordingsOf('KHM').find((one) => one.law === law?.id)).toMatchObject({ article: '៤', text: 'ភ្លើង' });
});

test.each([
  ['Section 4.', '4'],
  ['§ 218a', '218a'],
  ['Art. 4(a)', '4(a)'],
  ['bis 218', 'bis 218'],
  ['Article premier', 'premier'],
  ['4 –', '4'],
  ['', '9'],
])('the number %j is article %s', async (num, expected) => {
  const number = `n${num.length}${expected}`;
  await bring(
    akn({
      country: 'gh',
      number,
      body: `<section eId="chp_1__sec_9"><num>${num}</num><content><p>Lanterns</p></content></section>`,
    }),
  );
  expect(
    wordingsOf('GHA').find((one) => one.law === `GHA-2010-${number.replaceAll(' ', '-')}`)?.article,
  ).toBe(expected);
});

test('other words for an article that is there are refused, unless the file says from when they hold', async () => {
  const body = (text: string, period = '') => article('1', `<content><p>${text}</p></content>`, period);
  const of = { country: 'to', meta: temporal };
  await bring(akn({ ...of, body: body('Old') }));
  const before = record.head();
  const refused = await bring(akn({ ...of, body: body('New') }));
  expect(refused).toMatchObject({
    added: 0,
    refused: [{ article: '1', text: expect.stringContaining('TON-2010-12-1') as string }],
  });
  expect(record.head()).toEqual(before);
  const taken = await bring(akn({ ...of, body: body('New', 'period="#t2"') }));
  expect(taken).toMatchObject({ added: 1, refused: [] });
  expect(taken.remarks?.at(-1)).toMatchObject({
    article: '1',
    text: expect.stringContaining('has no end') as string,
  });
});

test.each<[string, string | Uint8Array, string]>([
  ['a judgment', akn({ kind: 'judgment', body: '' }), 'akoma-ntoso-invalid'],
  ['a country that is none', akn({ country: 'zz', body: '' }), 'akoma-ntoso-invalid'],
  ['a part of a country', akn({ country: 'gb-sct', body: '' }), 'akoma-ntoso-invalid'],
  ['no metadata', '<akomaNtoso><act/></akomaNtoso>', 'akoma-ntoso-invalid'],
  [
    'a document type',
    `<!DOCTYPE akomaNtoso [<!ENTITY a "b">]>${akn({ body: '' }).replace(/^<\?xml[^>]*>/, '')}`,
    'xml-doctype',
  ],
  ['half a file', akn({ body: '' }).slice(0, -40), 'xml-invalid'],
  [
    'elements without end',
    akn({ body: '<part>'.repeat(caps.depth) + '</part>'.repeat(caps.depth) }),
    'table-too-deep',
  ],
])('%s is refused', async (_, xml, code) => {
  const before = record.head();
  await expect(bring(xml)).rejects.toMatchObject({ code });
  expect(record.head()).toEqual(before);
});

test('an article that is too long is left out, and said', async () => {
  const report = await bring(
    akn({ country: 'ws', body: article('1', `<content><p>${'lantern '.repeat(5_000)}</p></content>`) }),
  );
  expect(report.unmapped).toEqual([{ article: '1', text: expect.stringContaining('longer than') as string }]);
  expect(wordingsOf('WSM')).toEqual([]);
});
