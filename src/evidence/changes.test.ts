import { describe, expect, it } from 'vitest';
import { testDay, testInstallation } from '../../test/installation.ts';
import { addAccount } from '../accounts/store.ts';
import { readXml } from '../platform/tables/xml.ts';
import { bringInto, uprInfo } from '../recommendations/testing.ts';
import { webApp } from '../web/app.tsx';

const record = testInstallation();
const app = webApp({ record, now: () => new Date(`${testDay}T12:00:00Z`), operatorKey: 'k'.repeat(32) });
const said = async (path: string) => (await app.request(path)).text();

describe('what changed', () => {
  it('says of a State what came of it, from where, under the hash of the audit log', async () => {
    await bringInto(record)(
      'lanterns.csv',
      [uprInfo, 'Fiji,,,Count every lantern fairly,Ghana,,,Accepted,4,Statistics,3', ''].join('\r'),
    );
    const head = record.head();
    const page = await said('/changes?state=FJI&lang=en');
    expect(page).toContain('Recommendations: 1');
    expect(page).toContain('lanterns.csv');
    expect(page).toContain(head.hash);
    expect(await said('/changes?state=MUS&lang=en')).not.toContain('lanterns.csv');
    expect(await said('/changes?since=2026-11-30&lang=en')).toContain('No change matches');
    expect((await app.request('/changes?state=XXX')).status).toBe(404);
    expect((await app.request('/changes?since=soon')).status).toBe(400);
  });

  it('is a feed that readers understand, with ids that stay', async () => {
    const atom = readXml(new TextEncoder().encode(await said('/changes.atom?state=FJI&lang=en')), {
      file: 'feed',
    });
    const entries = atom.children.filter((child) => typeof child !== 'string' && child.name === 'entry');
    expect(entries.length).toBeGreaterThan(0);
    const feed = JSON.parse(await said('/changes.json?state=FJI&lang=en')) as {
      items: { id: string; title: string; url: string }[];
    };
    expect(feed.items.length).toBe(entries.length);
    expect(feed.items[0]).toMatchObject({
      id: `urn:sha256:${record.head().hash}:FJI`,
      title: expect.stringContaining('Recommendations: 1') as string,
      url: expect.stringMatching(/\/changes\?state=FJI&lang=en#entry-\d+$/) as string,
    });
    expect((await app.request('/changes.atom')).headers.get('Content-Type')).toContain(
      'application/atom+xml',
    );
  });

  it('tells nothing of accounts, and not who made a change', async () => {
    record.command(
      {
        kind: 'account',
        actor: 'Ana Lima',
        reason: 'invitation of Ravi',
        citation: 'entered by Ana',
        at: `${testDay}T12:00:00Z`,
      },
      (tx) =>
        addAccount(tx, {
          name: 'Ravi',
          email: 'ravi@example.org',
          role: 'editor',
          states: 'all',
          parts: 'all',
        }),
    );
    for (const path of ['/changes', '/changes.atom', '/changes.json'])
      expect(await said(path)).not.toMatch(/Ana|Ravi|invitation/);
  });
});
