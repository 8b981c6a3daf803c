import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { Browser, noBrowser } from '../../test/browser.ts';
import { testDay, testInstallation } from '../../test/installation.ts';
import { enterMadeUpLaw } from '../../test/made-up-law.ts';
import { deactivate, enter, member } from '../../test/member.ts';
import { dayOf } from '../core/date.ts';
import type { Iso3 } from '../core/state.ts';
import type { InstrumentId } from '../commitments/model.ts';
import { enterStatus } from '../commitments/store.ts';
import type { Record } from '../platform/record.ts';
import { addFollowUp } from '../recommendations/store/follow-up.ts';
import { bringInto, uprInfo } from '../recommendations/testing.ts';
import { webApp } from './app.tsx';
import { type Listening, listen, shielded } from './server.ts';

const now = new Date(`${testDay}T12:00:00Z`);
const record = testInstallation();
const app = webApp({ record, now: () => now, operatorKey: 'k'.repeat(32) });

/** Somebody at the pages. Fields make it a form. */
function at({ cookie }: { cookie: string }) {
  return async (path: string, fields?: { [name: string]: string }) => {
    const answer = await app.request(path, {
      headers: { Cookie: cookie, 'Accept-Language': 'en' },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    });
    const said = await answer.text();
    return { status: answer.status, to: answer.headers.get('Location') ?? '', said, headers: answer.headers };
  };
}
const alertFor = (states: string, more: { [name: string]: string } = {}) => ({
  name: `watch ${states}`,
  states,
  language: 'en',
  ...more,
});

function ratify(of: Record, state: string, asAt: string): void {
  of.command(
    { kind: 'import', actor: 'test', reason: 'test', citation: `list of ${asAt}`, at: now.toISOString() },
    (tx) =>
      enterStatus(tx, {
        instrument: 'OPIC' as InstrumentId,
        state: state as Iso3,
        status: 'party',
        action: 'accession',
        acted: dayOf('2026-10-02'),
        asAt: dayOf(asAt),
        standing: 'used',
        citation: { title: `List of ${asAt}`, standing: 'unverified' },
      }),
  );
}

/** Without any cookie, and behind the headers that every answer has. */
async function asked(address: string) {
  const answer = await shielded(app, () => undefined).request(address);
  return { status: answer.status, said: await answer.text(), headers: answer.headers };
}

const anna = at(member(record, 'Anna', 'reader', now));
const bo = at(member(record, 'Bo', 'administrator', now));

describe('an alert', () => {
  it('shows what is new of its States, part by part, each line from the rows and with its source', async () => {
    const { to } = await anna('/alerts', alertFor('KHM; Mauritius'));
    expect((await anna(to)).said).toContain('Nothing is new');
    await bringInto(record)(
      'lanterns.csv',
      [
        uprInfo,
        'Cambodia,,,Combat trafficking in children,Ghana,,,Accepted,4,Trafficking,3',
        'Fiji,,,Count every lantern,Ghana,,,Accepted,4,Statistics,3',
        '',
      ].join('\r'),
    );
    ratify(record, 'KHM', '2026-11-01');
    enterMadeUpLaw(record);
    const { said } = await anna(to);
    for (const line of [
      'UPR, recommendation: Combat trafficking in children',
      'accession, 2 October 2026',
      'sec-law, point 1',
      'the answer is now “yes”',
      'Law: Lantern Act (2005)',
      'Bill “Projet de loi sur les lanternes”: first reading',
      'lanterns.csv',
    ])
      expect(said).toContain(line);
    expect(said).not.toContain('Count every lantern');
    expect(said).toContain('class="new"');
  });

  it('is seen up to the page that was shown, and no further', async () => {
    const [path = ''] = /\/alerts\/\d+/.exec((await anna('/alerts')).said) ?? [];
    const entry = /name="entry" value="(\d+)"/.exec((await anna(path)).said)?.[1] ?? '';
    ratify(record, 'MUS', '2026-11-02');
    await anna(path, { do: 'seen', entry });
    const { said } = await anna(path);
    expect(said).toContain('1 item is new');
    expect(said.split('class="new"')).toHaveLength(2);
    await anna(path, { do: 'seen', entry: '1' });
    expect((await anna(path)).said).toContain('1 item is new');
  });

  it('tells nothing that was known: a newer list of parties that says the same', async () => {
    const { to } = await anna('/alerts', alertFor('KHM', { parts: 'commitments' }));
    ratify(record, 'KHM', '2026-11-20');
    expect((await anna(to)).said).toContain('Nothing is new');
  });

  it('is narrowed by themes and points, and by parts', async () => {
    const paths = {
      theme: (await anna('/alerts', alertFor('FJI', { themes: 'theme/trafficking' }))).to,
      point: (await anna('/alerts', alertFor('all', { parts: 'law', points: 'sec-law/5; sec-law/6' }))).to,
      part: (await anna('/alerts', alertFor('FJI', { parts: 'statistics' }))).to,
    };
    await bringInto(record)(
      'more.csv',
      [
        uprInfo,
        'Fiji,,,Combat trafficking in persons,Ghana,,,Accepted,4,Trafficking,3',
        'Fiji,,,Paint the lanterns,Ghana,,,Accepted,4,Statistics,3',
        '',
      ].join('\r'),
    );
    const theme = (await anna(paths.theme)).said;
    expect(theme).toContain('Combat trafficking in persons');
    expect(theme).not.toContain('Paint the lanterns');
    const point = (await anna(paths.point)).said;
    expect(point).toContain('sec-law, point 5');
    expect(point).not.toMatch(/sec-law, point 1|Lantern Act/);
    expect((await anna(paths.part)).said).not.toContain('Combat');
    // What became of a demand is on the themes of the texts that make it.
    const demand = record.read((tx) =>
      tx.first<{ key: string }>(
        "SELECT key FROM recommendation_demand WHERE state = 'FJI' AND key LIKE '%trafficking%'",
      ),
    )?.key;
    addFollowUp(
      record,
      {
        state: 'FJI',
        demand,
        ledger: 'State',
        status: 'done',
        said: 'It was done.',
        date: '2026',
        source: 'Report',
        place: 'para. 3',
      },
      { actor: 'test', reason: 'test', at: now.toISOString() },
    );
    expect((await anna(paths.theme)).said).toMatch(/What became of .*by the State: done/);
  });

  it('belongs to its owner alone, and the audit log does not know it', async () => {
    const { to } = await anna('/alerts', alertFor('KHM', { name: 'Quillfeather' }));
    expect((await bo(to)).status).toBe(404);
    expect((await bo(to, { do: 'stop' })).status).toBe(404);
    expect((await bo('/alerts')).said).not.toContain('Quillfeather');
    expect(JSON.stringify(record.entries())).not.toContain('Quillfeather');
    expect((await anna(to)).headers.get('Cache-Control')).toBe('no-store');
    await anna(to, { do: 'change', ...alertFor('THA', { name: 'Marrowglass' }) });
    expect((await anna(to)).said).toContain('Thailand');
    expect((await anna(to, { do: 'stop' })).to).toBe('/alerts');
    expect((await anna(to)).status).toBe(404);
    expect(record.verify()).toEqual([]);
  });

  it.each([
    [{ name: '' }, 'give it a name'],
    [{ states: 'Narnia' }, 'Narnia'],
    [{ themes: 'theme/lanterns' }, 'no theme “theme/lanterns”'],
    [{ points: 'sec-law/999' }, 'no point “sec-law/999”'],
    [{ parts: 'accounts' }, 'a part is one of'],
    [{ mail: 'hourly' }, '“mail” cannot be taken'],
  ])('is refused with a sentence where it makes no sense: %o', async (wrong, said) => {
    const answer = await anna('/alerts', { ...alertFor('KHM'), ...wrong });
    expect([answer.status, answer.said]).toEqual([400, expect.stringContaining(said) as string]);
  });

  it('tells nothing of accounts or of what waits for a review', async () => {
    const { to } = await anna('/alerts', alertFor('all'));
    member(record, 'Cleo', 'reader', now);
    const contributor = at(member(record, 'Dara', 'contributor', now));
    const demand = 'ratify|instrument/OPSC';
    const proposed = await contributor('/states/MUS/follow-up', {
      demand,
      ledger: 'State',
      status: 'done',
      said: 'Quietly joined.',
      date: '2011',
      source: 'Report',
      place: 'p. 1',
    });
    expect(proposed.status).toBe(303);
    expect((await anna(to)).said).toContain('Nothing is new');
  });
});

describe('private addresses', () => {
  const addresses = (said: string) =>
    [...said.matchAll(/http:[^<]*\/feed\/[\w-]{43}\/[\w.]+/g)].map(([one]) => one);

  it('give the alert as feeds and its deadlines as a calendar, in its language, without signing in', async () => {
    const { to } = await anna('/alerts', alertFor('MUS', { language: 'fr' }));
    const [atom = '', json = '', calendar = ''] = addresses((await anna(to, { do: 'address' })).said);
    const feed = JSON.parse((await asked(json)).said) as {
      title: string;
      feed_url?: string;
      items: { id: string; title: string; url: string; content_text: string }[];
    };
    expect(feed.title).toBe('Plumbline: watch MUS');
    expect(feed.items).toContainEqual(
      expect.objectContaining({
        title: expect.stringMatching(
          /^Maurice : sec-law, point 1 .*la réponse est maintenant « oui »$/,
        ) as string,
        url: 'http://localhost/law/sec-law/1',
        content_text: 'invented',
      }),
    );
    expect(new Set(feed.items.map(({ id }) => id)).size).toBe(feed.items.length);
    const entries = (await asked(atom)).said.split('<entry>').length - 1;
    expect(entries).toBe(feed.items.length);
    const { said, headers } = await asked(calendar);
    expect(said).toMatch(/SUMMARY:Maurice/);
    expect(said).not.toMatch(/SUMMARY:(?!Maurice)/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'content-type': 'text/calendar; charset=utf-8',
    });
    // The address itself is a secret: it stands in none of the files.
    const key = /feed\/([\w-]+)/.exec(atom)?.[1] ?? 'none';
    for (const file of [atom, json, calendar]) expect((await asked(file)).said).not.toContain(key);
  });

  it('are shown once, kept as a hash, and end when they are made anew or taken away', async () => {
    const { to } = await anna('/alerts', alertFor('MUS'));
    const [first = ''] = addresses((await anna(to, { do: 'address' })).said);
    expect(addresses((await anna(to)).said)).toEqual([]);
    const [second = ''] = addresses((await anna(to, { do: 'address' })).said);
    expect([(await asked(first)).status, (await asked(second)).status]).toEqual([404, 200]);
    const rows = JSON.stringify(record.read((tx) => tx.all('SELECT * FROM alert')));
    expect(rows).not.toContain(/feed\/([\w-]+)/.exec(second)?.[1] ?? 'none');
    await anna(to, { do: 'revoke' });
    expect((await asked(second)).status).toBe(404);
  });

  it('end with the alert, and with the account', async () => {
    const eve = member(record, 'Eve', 'reader', now);
    const ask = at(eve);
    const { to } = await ask('/alerts', alertFor('MUS'));
    const { to: other } = await ask('/alerts', alertFor('MUS'));
    const [one = ''] = addresses((await ask(to, { do: 'address' })).said);
    const [two = ''] = addresses((await ask(other, { do: 'address' })).said);
    await ask(to, { do: 'stop' });
    expect([(await asked(one)).status, (await asked(two)).status]).toEqual([404, 200]);
    deactivate(record, eve, now);
    expect((await asked(two)).status).toBe(404);
  });

  it('say nothing but how many where the wording is counts', async () => {
    const { to } = await anna('/alerts', alertFor('KHM', { name: 'Quillfeather', wording: 'counts' }));
    const made = addresses((await anna(to, { do: 'address' })).said);
    expect(made.map((address) => address.split('/').at(-1))).toEqual(['changes.atom', 'changes.json']);
    const [atom = '', json = ''] = made;
    const told = JSON.parse((await asked(json)).said) as { items: { title: string; content_text: string }[] };
    const shown = (await anna(to)).said.split('<tr>').length - 2;
    expect(told.items.reduce((sum, { title }) => sum + Number.parseInt(title, 10), 0)).toBe(shown);
    for (const said of [(await asked(atom)).said, JSON.stringify(told)])
      expect(said).not.toMatch(/KHM|Cambodia|Quillfeather|trafficking|csv|List of/i);
    expect((await asked(atom.replace('changes.atom', 'deadlines.ics'))).status).toBe(404);
  });
});

describe.skipIf(noBrowser)(`in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let browser: Browser;
  let server: Listening;
  beforeAll(async () => {
    server = await listen(
      shielded(app, () => undefined),
      '127.0.0.1',
      0,
    );
    browser = await Browser.launch();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('axe finds nothing, and nothing scrolls sideways on a phone', async () => {
    const { to } = await anna('/alerts', alertFor('all', { name: 'Everything' }));
    await enter(browser, server, 'Anna');
    ratify(record, 'TLS', '2026-11-01');
    for (const path of ['/alerts', to])
      for (const language of ['en', 'ar']) {
        const address = `${server.address.slice(0, -1)}${path}?lang=${language}`;
        const found = await browser.inspect({ address });
        expect([path, language, found]).toEqual([path, language, { violations: [], sideways: 0 }]);
      }
  });
});
