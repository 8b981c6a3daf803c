/** All accounts, for whoever administers. Who may come to which address: access.ts. */
import type { Context, Hono } from 'hono';
import { type Account, type AccountId, rightsFrom } from '../accounts/model.ts';
import { account, accounts, addAccount, changeAccount } from '../accounts/store.ts';
import { endSessions, invite, isWithoutFactor } from '../accounts/store/sessions.ts';
import { accountsPage, type AllAccounts } from '../accounts/views/accounts.tsx';
import { Problem } from '../core/problem.ts';
import type { AccountDoor, AccountForms } from './accounts.tsx';
import { addressOf } from './address.ts';
import type { Fields } from './form.ts';
import type { SecurityDetails } from './security-log.ts';

export function allAccountRoutes(
  app: Hono,
  { record, now, gate, pageFor, log, site }: AccountDoor,
  { limit, show, answered, home, change }: AccountForms,
): void {
  const changed = (c: Context, of: AccountId, what: NonNullable<SecurityDetails['change']>) =>
    log('account changed', { account: of, by: gate.session(c)?.account.id, change: what });
  const all = (c: Context, more: Pick<AllAccounts, 'invitation' | 'refused'> = {}) => {
    const everyone = record.read((tx) => accounts(tx));
    const withoutFactor = everyone.filter((each) => isWithoutFactor(record, each)).map(({ id }) => id);
    return accountsPage(pageFor(c), { accounts: everyone, withoutFactor: new Set(withoutFactor), ...more });
  };
  const invitation = (c: Context, of: Account, what: 'added' | 'invited') => {
    const key = invite(record, of.id, now());
    changed(c, of.id, what);
    return show(
      c,
      all(c, {
        invitation: { name: of.name, address: new URL(`/invitation/${key}`, site ?? addressOf(c)).href },
      }),
    );
  };
  app.get('/accounts', (c) => show(c, all(c)));
  app.post('/accounts', limit, (c) =>
    answered(
      c,
      (fields) => {
        const { name = '', email = '' } = fields;
        const rights = rightsFrom(asked(fields));
        const made = change(c, `invitation of ${name}`, (tx) => addAccount(tx, { name, email, ...rights }));
        return invitation(c, made, 'added');
      },
      (refused) => all(c, { refused }),
    ),
  );
  app.post('/accounts/:id', limit, (c) =>
    answered(
      c,
      (fields) => {
        const of = record.read((tx) => account(tx, c.req.param('id') ?? ''));
        switch (fields['do']) {
          case 'rights': {
            const rights = rightsFrom(asked(fields));
            change(c, `rights of ${of.name}`, (tx) => changeAccount(tx, of.id, rights));
            changed(c, of.id, 'rights');
            return home(c, '/accounts');
          }
          case 'invite':
            return invitation(c, of, 'invited');
          case 'deactivate':
            change(c, `deactivation of ${of.name}`, (tx) =>
              changeAccount(tx, of.id, { standing: 'deactivated' }),
            );
            endSessions(record, of.id);
            changed(c, of.id, 'deactivated');
            return home(c, '/accounts');
          case 'activate':
            change(c, `activation of ${of.name}`, (tx) => changeAccount(tx, of.id, { standing: 'active' }));
            changed(c, of.id, 'activated');
            return home(c, '/accounts');
          case 'sign-out':
            endSessions(record, of.id);
            changed(c, of.id, 'signed out');
            return home(c, '/accounts');
          default:
            throw new Problem('form-unreadable');
        }
      },
      (refused) => all(c, { refused }),
    ),
  );
}

function asked({ role = '', states = '', parts = '', languages = '' }: Fields) {
  return { role, states, parts, languages };
}
