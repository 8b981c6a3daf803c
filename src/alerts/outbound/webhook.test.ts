import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { testInstallation } from '../../../test/installation.ts';
import { type Member, member } from '../../../test/member.ts';
import { changeAccount } from '../../accounts/store.ts';
import { Turns } from '../../platform/turns.ts';
import { bringInto, uprInfo } from '../../recommendations/testing.ts';
import { webApp } from '../../web/app.tsx';
import { deliver } from './deliver.ts';
import { isPublic, webhookAddress } from './reachable.ts';
import type { Sending } from './settings.ts';
import { callWebhook } from './webhook.ts';

test.each([
  ['1.1.1.1', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['169.254.169.254', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:1.1.1.1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001::1', false],
  ['fd00::1', false],
  ['fe80::1%eth0', false],
  ['ff02::1', false],
  ['localhost', false],
])('%s is of the public internet: %s', (address, yes) => {
  expect(isPublic(address)).toBe(yes);
});

describe('the address of a webhook', () => {
  test.each([
    ['https://example.org/hook?a=1#part', [], 'https://example.org/hook?a=1'],
    ['http://127.0.0.1:8080/', ['127.0.0.1'], 'http://127.0.0.1:8080/'],
    ['https://[::1]/', ['::1'], 'https://[::1]/'],
    ['https://10.0.0.7/', ['10.0.0.7'], 'https://10.0.0.7/'],
  ])('%s is taken', (written, allowed, address) => {
    expect(webhookAddress(written, allowed).href).toBe(address);
  });

  test.each([
    ['example.org', 'such as https://'],
    ['http://example.org/', 'begins with https://'],
    ['ftp://example.org/', 'begins with https://'],
    ['file:///etc/passwd', 'begins with https://'],
    ['https://anna:secret@example.org/', 'no name and no password'],
    ['http://127.0.0.1/', 'public internet'],
    ['https://localhost/', 'public internet'],
    // Other ways of writing 127.0.0.1 and 169.254.169.254.
    ['https://2130706433/', 'public internet'],
    ['https://0x7f.1/', 'public internet'],
    ['https://0251.0376.0251.0376/', 'public internet'],
    ['https://[::ffff:7f00:1]/', 'public internet'],
    [`https://example.org/${'x'.repeat(500)}`, 'such as https://'],
  ])('%s is refused', (written, said) => {
    expect(() => webhookAddress(written, [])).toThrow(said);
  });
});

describe('a webhook', () => {
  const record = testInstallation();
  let time = new Date('2026-11-23T12:00:00Z');
  const now = () => time;
  const origin = 'https://plumbline.example.org';
  const sending: Sending = { origin, webhookHosts: ['127.0.0.1'] };
  const app = webApp({ record, now, operatorKey: 'k'.repeat(32), sending });
  let server: Server;
  let status = 200;
  const heard: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const reported: string[] = [];
  const round = () =>
    deliver({
      record,
      now,
      turns: new Turns(() => undefined),
      sending,
      report: (line) => reported.push(line),
    });
  const post = async ({ cookie }: Member, path: string, fields: { [name: string]: string }) => {
    const answer = await app.request(path, {
      method: 'POST',
      headers: { Cookie: cookie, 'Accept-Language': 'en' },
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, to: answer.headers.get('Location') ?? '', said: await answer.text() };
  };
  const watch = async (who: Member, states: string) =>
    (await post(who, '/alerts', { name: 'Quillfeather', states, language: 'en' })).to;
  let texts = 0;
  const ask = (state: string) =>
    bringInto(record)(
      `file-${(texts += 1)}.csv`,
      [uprInfo, `${state},,,Combat trafficking ${texts} times,Ghana,,,Accepted,4,Trafficking,3`, ''].join(
        '\r',
      ),
    );

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        heard.push({ url: request.url ?? '', headers: request.headers, body });
        response.writeHead(status, status === 302 ? { Location: at('/elsewhere') } : {}).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
  });
  beforeEach(() => {
    heard.length = 0;
    status = 200;
  });

  it('is told, signed, how many items are new, and nothing of what they are', async () => {
    const ed = member(record, 'Ed', 'editor', now());
    const path = await watch(ed, 'KHM');
    const set = await post(ed, path, { do: 'webhook', address: at('/hook') });
    const secret = /<code[^>]*>([\w-]{43})<\/code>/.exec(set.said)?.[1] ?? '';
    await round();
    expect(heard).toEqual([]);
    await ask('Cambodia');
    await round();
    await round();
    expect(heard).toHaveLength(1);
    const [{ headers, body, url } = { headers: {}, body: '', url: '' }] = heard;
    expect([url, JSON.parse(body)]).toEqual(['/hook', { alert: 1, items: 1, address: `${origin}${path}` }]);
    const signed = createHmac('sha256', secret).update(`${headers['plumbline-timestamp'] as string}.${body}`);
    expect(headers['plumbline-signature']).toBe(`sha256=${signed.digest('hex')}`);
    expect(headers['plumbline-timestamp']).toBe(String(now().getTime() / 1000));
    const page = await app.request(path, { headers: { Cookie: ed.cookie } });
    expect(await page.text()).not.toContain(secret);
    await post(ed, path, { do: 'no webhook' });
    await ask('Cambodia');
    await round();
    expect(heard).toHaveLength(1);
  });

  it('is called again later under the same name, and no redirection is followed', async () => {
    const fay = member(record, 'Fay', 'editor', now());
    await post(fay, await watch(fay, 'LAO'), { do: 'webhook', address: at('/hook') });
    await ask('Laos');
    status = 302;
    await round();
    await round();
    expect(heard.map(({ url }) => url)).toEqual(['/hook']);
    expect(reported).toEqual([expect.stringMatching(/^alert \d+ by webhook: HTTP 302$/) as string]);
    status = 204;
    time = new Date(now().getTime() + 60_000);
    await round();
    await round();
    const names = heard.map(({ headers }) => headers['plumbline-delivery']);
    expect([names.length, new Set(names).size]).toEqual([2, 1]);
  });

  it('is for editors, and ends with their rights', async () => {
    const reader = member(record, 'Rae', 'reader', now());
    expect((await post(reader, await watch(reader, 'KHM'), { do: 'webhook', address: at('/') })).status).toBe(
      403,
    );
    const gil = member(record, 'Gil', 'editor', now());
    const path = await watch(gil, 'VNM');
    const inside = await post(gil, path, { do: 'webhook', address: 'https://192.168.0.1/' });
    expect([inside.status, inside.said]).toEqual([400, expect.stringContaining('public internet') as string]);
    await post(gil, path, { do: 'webhook', address: at('/hook') });
    record.command(
      { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at: now().toISOString() },
      (tx) => changeAccount(tx, gil.account.id, { role: 'reader', states: 'all', parts: 'all' }),
    );
    await ask('Viet Nam');
    await round();
    expect(heard).toEqual([]);
  });

  it.each([
    ['https://localhost/', 'EPRIVATE'],
    ['https://127.0.0.1/', 'EPRIVATE'],
    ['https://[::1]/', 'EPRIVATE'],
  ])('does not reach %s, wherever its name leads when it is called', async (address, why) => {
    const message = { alert: 1, items: 1, address: origin, range: [1, 2] as const };
    const call = callWebhook({ address, secret: 'x' }, message, { now: now(), allowed: [] });
    await expect(call).rejects.toThrow(why);
  });
});
