import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import { MailServer } from '../../../test/mail-server.ts';
import { cookieOf, deactivate, type Member, member } from '../../../test/member.ts';
import { Turns } from '../../platform/turns.ts';
import { bringInto, uprInfo } from '../../recommendations/testing.ts';
import { webApp } from '../../web/app.tsx';
import { wantedFrom } from '../model.ts';
import { addAlert, alerts } from '../store.ts';
import { deliveries } from '../store/deliveries.ts';
import { deliver, whatIsDue } from './deliver.ts';
import type { Sending } from './settings.ts';

const record = testInstallation();
let time = new Date('2026-11-23T12:00:00Z');
const now = () => time;
const until = (at: string) => (time = new Date(at));
let server: MailServer;
let sending: Sending;
let reported: string[] = [];
const origin = 'https://plumbline.example.org';

beforeAll(async () => {
  server = await MailServer.start();
  sending = {
    origin,
    mail: { host: '127.0.0.1', port: server.port, encryption: 'none', sender: 'alerts@example.org' },
  };
});
afterAll(() => server.stop());
beforeEach(() => {
  server.letters.length = 0;
  server.heard.length = 0;
  server.answer = '250 taken';
  reported = [];
});

const round = (turns = new Turns(() => undefined)) =>
  deliver({ record, now, turns, sending, report: (line) => reported.push(line) });
let texts = 0;
const ask = (state: string, text: string) =>
  bringInto(record)(
    `file-${(texts += 1)}.csv`,
    [uprInfo, `${state},,,${text},Ghana,,,Accepted,4,Trafficking,3`, ''].join('\r'),
  );
function watch(who: Member, fields: { [name: string]: string }): number {
  const wanted = wantedFrom({ name: 'Quillfeather', mail: 'daily', language: 'en', ...fields });
  return addAlert(record, who.account.id, wanted, now());
}
const header = (name: string, { headers }: { readonly headers: string }) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1];
const on = (alert: number) => record.read((tx) => deliveries(tx, alert))[0];

describe('a digest', () => {
  it('goes out once after its hour, when something is new, in the language of the alert', async () => {
    const anna = member(record, 'Anna', 'reader', now());
    const id = watch(anna, { states: 'KHM', language: 'fr' });
    await ask('Cambodia', 'Combat trafficking in children');
    await round();
    until('2026-11-24T05:59:59Z');
    await round();
    expect(server.letters).toEqual([]);
    until('2026-11-24T06:00:00Z');
    await round();
    await round();
    const [letter] = server.letters;
    expect([server.letters.length, letter?.to]).toEqual([1, 'anna@example.org']);
    expect(letter?.body).toContain('Cambodge : UPR, recommandation : Combat trafficking in children');
    expect(letter?.body).toContain(`${origin}/alerts/${id}?lang=fr`);
    expect(letter?.body).toMatch(/<html lang="fr" dir="ltr">.*<li><a href="https:\/\/plumbline/s);
    expect(header('List-Unsubscribe', letter ?? { headers: '' })).toMatch(
      new RegExp(`^<${origin}/unsubscribe/${id}\\.[\\w-]{43}\\?lang=fr>$`),
    );
    expect(header('List-Unsubscribe-Post', letter ?? { headers: '' })).toBe('List-Unsubscribe=One-Click');
    until('2026-11-25T07:00:00Z');
    await round();
    expect(server.letters).toHaveLength(1);
    expect(reported).toEqual([]);
  });

  it('says nothing but how many, and where to sign in, where others may read it', async () => {
    watch(member(record, 'Bo', 'reader', now()), { states: 'LAO', wording: 'counts' });
    await ask('Laos', 'Combat trafficking of persons');
    until('2026-11-26T06:00:00Z');
    await round();
    const [letter] = server.letters;
    expect(letter?.body).toMatch(/1 new item\r?\n/);
    expect(`${letter?.raw}${letter?.body}`).not.toMatch(/LAO|Lao|Quillfeather|traffick|file-|UPR/i);
  });

  it('is tried again later and later until it is accepted, under the same name, and loses nothing', async () => {
    const id = watch(member(record, 'Cleo', 'reader', now()), { states: 'VNM' });
    await ask('Viet Nam', 'Combat trafficking first');
    server.answer = '451 anna@example.org come later';
    until('2026-11-27T06:00:00Z');
    await round();
    await ask('Viet Nam', 'Combat trafficking second');
    await round();
    until('2026-11-27T06:01:00Z');
    await round();
    until('2026-11-27T06:02:59Z');
    await round();
    expect(on(id)).toMatchObject({ failures: 2, trouble: 'EMESSAGE 451' });
    server.answer = '250 taken';
    until('2026-11-27T06:03:00Z');
    await round();
    const names = server.letters.map((letter) => header('Message-ID', letter));
    expect([names.length, new Set(names).size]).toEqual([3, 1]);
    expect(server.letters[2]?.body).not.toContain('second');
    expect(on(id)).toMatchObject({ failures: 0, trouble: '' });
    until('2026-11-28T06:00:00Z');
    await round();
    expect(server.letters[3]?.body).toContain('Combat trafficking second');
    expect(server.letters[3]?.body).not.toContain('Combat trafficking first');
    expect(reported.join()).not.toContain('example.org');
  });

  it('goes out once more under the same name when the program ended before it was noted', async () => {
    watch(member(record, 'Dara', 'reader', now()), { states: 'MMR' });
    await ask('Myanmar', 'Combat trafficking soon');
    until('2026-11-29T06:00:00Z');
    const ending = new Turns(() => undefined);
    const take = ending.take.bind(ending);
    ending.take = (work) => (server.letters.length > 0 ? Promise.reject(new Error('killed')) : take(work));
    await expect(round(ending)).rejects.toThrow('killed');
    expect(server.letters).toHaveLength(1);
    await round();
    await round();
    const names = server.letters.map((letter) => header('Message-ID', letter));
    expect([names.length, new Set(names).size]).toEqual([2, 1]);
  });

  it('is given up after a day of failures, says why on the page, and goes on when asked', async () => {
    const id = watch(member(record, 'Eve', 'reader', now()), { states: 'THA' });
    await ask('Thailand', 'Combat trafficking there');
    server.answer = '550 no';
    for (let hour = 0; hour < 60; hour += 1) {
      until(new Date(Date.parse('2026-11-30T06:00:00Z') + hour * 3_600_000).toISOString());
      await round();
    }
    expect(on(id)).toMatchObject({ failures: 12, trouble: 'EMESSAGE 550' });
    const tries = server.letters.length;
    until('2026-12-09T06:00:00Z');
    await round();
    expect(server.letters).toHaveLength(tries);
    const app = webApp({ record, now, operatorKey: 'k'.repeat(32), sending });
    const headers = { Cookie: cookieOf(record, 'Eve', now()), 'Accept-Language': 'en' };
    const page = await (await app.request(`/alerts/${id}`, { headers })).text();
    expect(page).toContain(
      'It failed 12 times: EMESSAGE 550. It is not tried any more until you ask for it.',
    );
    server.answer = '250 taken';
    const body = new URLSearchParams({ do: 'again', way: 'mail' });
    await app.request(`/alerts/${id}`, { method: 'POST', headers, body });
    await round();
    expect(server.letters).toHaveLength(tries + 1);
  });

  it('says nothing to a server that does not encrypt, unless the operator allows it', async () => {
    watch(member(record, 'Gil', 'reader', now()), { states: 'PHL' });
    await ask('Philippines', 'Combat trafficking here');
    const plain = sending;
    sending = { ...plain, mail: { ...(plain.mail ?? never()), encryption: 'starttls' } };
    until('2026-12-10T06:00:00Z');
    await round();
    sending = plain;
    expect(server.letters).toEqual([]);
    expect(server.heard).not.toContain('MAIL');
    expect(reported).toEqual([expect.stringMatching(/^alert \d+ by mail: ETLS/) as string]);
  });

  it('is sent to nobody whose account is out of use, and not without a mail server', async () => {
    const hal = member(record, 'Hal', 'reader', now());
    watch(hal, { states: 'IDN' });
    await ask('Indonesia', 'Combat trafficking everywhere');
    until('2026-12-11T06:00:00Z');
    expect(whatIsDue(record, {}, now())).toEqual([]);
    expect(whatIsDue(record, sending, now()).map(({ account }) => account.name)).toContain('Hal');
    deactivate(record, hal, now());
    await round();
    expect(server.letters.map(({ to }) => to)).not.toContain('hal@example.org');
  });

  it('ends by one click from any program, and not by looking at the address', async () => {
    const ida = member(record, 'Ida', 'reader', now());
    const id = watch(ida, { states: 'MYS' });
    await ask('Malaysia', 'Combat trafficking now');
    until('2026-12-12T06:00:00Z');
    await round();
    const letter = server.letters.find(({ to }) => to === 'ida@example.org') ?? { headers: '' };
    const path = (/<(.*)>/.exec(header('List-Unsubscribe', letter) ?? '')?.[1] ?? '').replace(origin, '');
    const app = webApp({ record, now, operatorKey: 'k'.repeat(32), sending });
    expect((await app.request(path)).status).toBe(200);
    const mail = () => record.read((tx) => alerts(tx, ida.account.id))[0]?.mail;
    expect(mail()).toBe('daily');
    expect((await app.request(path.replace(/\.../, '.xx'), { method: 'POST' })).status).toBe(404);
    const click = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
    expect((await app.request(path, click)).status).toBe(200);
    expect([mail(), on(id)]).toEqual(['none', undefined]);
  });
});

function never(): never {
  throw new Error('no mail server');
}
