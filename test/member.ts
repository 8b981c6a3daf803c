/** Somebody with an account, signed in: how tests come to pages that are a person's own. */
import type { Browser } from './browser.ts';
import type { Account, Rights } from '../src/accounts/model.ts';
import { addAccount, changeAccount } from '../src/accounts/store.ts';
import { type Listening } from '../src/web/server.ts';
import { setPassword, signIn } from '../src/accounts/store/sessions.ts';
import type { Record } from '../src/platform/record.ts';

export interface Member {
  readonly account: Account;
  /** The header Cookie. */
  readonly cookie: string;
}

const password = 'seven lanterns by the quay';

export function member(
  record: Record,
  name: string,
  role: Rights['role'],
  at: Date,
  languages: Rights['languages'] = [],
): Member {
  const email = `${name.toLowerCase()}@example.org`;
  const account = changeOf(record, at, (tx) => {
    const { id } = addAccount(tx, { name, email, role, states: 'all', parts: 'all', languages });
    return changeAccount(tx, id, { standing: 'active' });
  });
  setPassword(record, account, password);
  return { account, cookie: cookieOf(record, name, at) };
}

/** Signs in once more, for when the session has ended. */
export function cookieOf(record: Record, name: string, at: Date): string {
  const email = `${name.toLowerCase()}@example.org`;
  return `plumbline_session=${signIn(record, { email, password, browser: 'test' }, at)}`;
}

/** Signs the browser in in which axe runs. */
export async function enter(browser: Browser, { address }: Listening, name: string): Promise<void> {
  const page = await browser.openWithScript({ address: `${address}sign-in` }, 1200);
  await page.fill('main input[name=email]', `${name.toLowerCase()}@example.org`);
  await page.fill('main input[name=password]', password);
  await page.click('main form button');
  await page.waitForURL(/\/account/);
  await page.close();
}

/** Takes the account out of use. */
export function deactivate(record: Record, { account }: Member, at: Date): void {
  changeOf(record, at, (tx) => changeAccount(tx, account.id, { standing: 'deactivated' }));
}

function changeOf<T>(record: Record, at: Date, work: Parameters<typeof record.command<T>>[1]): T {
  return record.command(
    { kind: 'account', actor: 'test', reason: 'test', citation: 'test', at: at.toISOString() },
    work,
  ).result;
}
