import { describe, expect, it } from 'vitest';
import type { Instrument, InstrumentId } from '../model.ts';
import { readStatusFile } from './read.ts';

const citation = { title: 'a test', standing: 'unverified' } as const;
const instruments: readonly Instrument[] = [
  {
    id: 'OPIC' as InstrumentId,
    title: {
      value: 'Optional Protocol to the Convention on the Rights of the Child on a communications procedure',
      citation,
    },
    nameCitations: new Map(),
    name: { en: 'a name' },
    short: 'OPIC',
    aka: ['OP3'],
    level: 'international',
    type: 'treaty',
    facts: new Map([['untc_number', { value: 'IV-11-d', citation }]]),
    articles: [],
    notes: [],
  },
];

/** A page in the shape of the Treaty Collection: nested groups, marks after dates, footnotes in both forms. */
const page = (rows: string, title = '') => `<?xml version="1.0" encoding="utf-8"?>
<MTDSG><Header><Chapter><Name>HUMAN RIGHTS</Name></Chapter></Header><Treaty>
 <ExternalData><Titlesect>${title}</Titlesect></ExternalData>
 <Participants><Table><TGroup><Thead><Row><Entry>Participant</Entry><Entry>Signature</Entry>
  <Entry>Accession(a), Ratification</Entry></Row></Thead><Tbody><Rows>${rows}</Rows></Tbody></TGroup></Table></Participants>
 <Declarations><Table><TGroup><Tbody><Row><Entry>Participant</Entry></Row></Tbody></TGroup></Table></Declarations>
</Treaty></MTDSG>`;
const row = (...cells: string[]) => `<Row>${cells.map((cell) => `<Entry>${cell}</Entry>`).join('')}</Row>`;
const rows = [
  row('Albania', '24 Sep 2012', '29 May 2013'),
  row('Austria &lt;superscript&gt;1&lt;/superscript&gt;', '28 Feb 2012', ''),
  row('Bolivia (Plurinational State of)<superscript>2,3</superscript>', '', '\t 2 Apr 2013 a'),
  row('Côte d&#39;Ivoire', '24 Sep 2013', ' '),
].join('\n');

const read = (content: string, file: string) =>
  readStatusFile(Buffer.from(content), { file, instruments, asAt: '2026-05-31' });

describe('the XML of the Treaty Collection', () => {
  it('gives participants with their acts', async () => {
    const file = await read(page(rows), 'iv-11-d.en.xml');
    expect(file.refused).toEqual([]);
    expect(file.unmapped).toEqual([]);
    expect(
      file.states.map(({ row: at, said }) => [
        at,
        said.state,
        said.status,
        said.signed,
        said.action,
        said.acted,
      ]),
    ).toEqual([
      [2, 'ALB', 'party', '2012-09-24', 'ratification', '2013-05-29'],
      [3, 'AUT', 'signed', '2012-02-28', undefined, undefined],
      [4, 'BOL', 'party', undefined, 'accession', '2013-04-02'],
      [5, 'CIV', 'signed', '2013-09-24', undefined, undefined],
    ]);
    expect(file.complete).toMatchObject([{ instrument: 'OPIC', asAt: '2026-05-31' }]);
  });

  it('names the instrument by its title where the name of the file does not', async () => {
    const title =
      '11. d) &lt;b&gt;Optional Protocol to the Convention on the Rights of the Child on a communications procedure&lt;/b&gt;';
    expect((await read(page(rows, title), 'download.xml')).states[0]?.said.instrument).toBe('OPIC');
    await expect(read(page(rows), 'download.xml')).rejects.toThrow('Say which instrument');
  });

  it('refuses a row with a day that does not exist', async () => {
    expect((await read(page(row('Albania', '31 Feb 2012', '')), 'iv-11-d.en.xml')).refused).toMatchObject([
      { row: 2 },
    ]);
  });

  it('refuses a file without participants, and one that is cut', async () => {
    await expect(read('<?xml version="1.0"?><MTDSG><Treaty/></MTDSG>', 'iv-11-d.en.xml')).rejects.toThrow(
      'no table',
    );
    await expect(read(page(rows).slice(0, 700), 'iv-11-d.en.xml')).rejects.toThrow('iv-11-d.en.xml');
  });
});
