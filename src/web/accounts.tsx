/** Signing in and accounts, in the browser. Who may come to which address: access.ts. */
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Account, AccountId } from '../accounts/model.ts';
import { accounts, addAccount, changeAccount, hasAdministrator } from '../accounts/store.ts';
import { checkPassword, hashOf, newTotpSecret, totpAddress } from '../accounts/store/secrets.ts';
import type { Provider } from '../accounts/outbound/provider.ts';
import { deviceHolds, rememberDevice } from '../accounts/store/devices.ts';
import { identities } from '../accounts/store/identities.ts';
import { passkeys as listPasskeys } from '../accounts/store/passkeys.ts';
import {
  acceptInvitation,
  endSessions,
  hasAuthenticator,
  isWithoutFactor,
  invited,
  knowsPassword,
  secondFactor,
  sessions,
  setPassword,
  signIn,
  signOutEverywhere,
  sureLately,
  useAuthenticator,
} from '../accounts/store/sessions.ts';
import {
  accountPage,
  codePage,
  firstPage,
  invitationPage,
  newPasswordPage,
  passwordAgainPage,
  secondFactorPage,
  type OwnAccount,
  signInPage,
} from '../accounts/views/accounts.tsx';
import type { Refused } from '../accounts/views/fields.tsx';
import { Problem } from '../core/problem.ts';
import type { MessageKey } from '../platform/messages.ts';
import type { Record, Write } from '../platform/record.ts';
import type { Turns } from '../platform/turns.ts';
import { type PageContext, render } from '../platform/ui.tsx';
import type { Fields } from './form.ts';
import { allAccountRoutes } from './all-accounts.tsx';
import type { Cookies } from './cookies.ts';
import { openIdRoutes } from './openid.tsx';
import { passkeyRoutes } from './passkeys.tsx';
import { eventOfForm, eventOfRefusal, type SecurityLog } from './security-log.ts';
import { type Gate, nextPage, patternOf } from './visitor.ts';

export interface AccountDoor {
  readonly record: Record;
  readonly now: () => Date;
  readonly gate: Gate;
  readonly turns: Turns;
  readonly pageFor: (c: Context) => PageContext;
  readonly log: SecurityLog;
  readonly cookies: Cookies;
  /** The public address; without it there are no passkeys. */
  readonly site?: URL | undefined;
  /** Vouches for people from outside; absent where the operator set none up. */
  readonly provider?: Provider | undefined;
}

interface Drawn {
  toString(): unknown;
}

type Answering = (
  c: Context,
  work: (fields: Fields) => Response | Promise<Response>,
  again: (refused: Refused) => Drawn | Promise<Drawn>,
) => Promise<Response>;

/** What the forms of accounts have in common, for those that stand in a file of their own. */
export interface AccountForms {
  readonly limit: MiddlewareHandler;
  readonly show: (c: Context, drawn: Drawn, status?: 200 | 400) => Response;
  /** Answers a form, and takes its turn among the changes for all of it. */
  readonly answered: Answering;
  /** Answers a form whose work waits for others, and so takes its turn for each of its changes by itself. */
  readonly tried: Answering;
  readonly signInAgain: (page: PageContext, refused: Refused) => Drawn;
  /** Puts a session into its cookie. @returns where it goes on */
  readonly putSession: (c: Context, key: string) => string;
  /** Puts a session into its cookie and sends on to what comes next. */
  readonly enter: (c: Context, key: string) => Response;
  readonly home: (c: Context, path?: string) => Response;
  readonly own: (c: Context, more?: Pick<OwnAccount, 'recovery' | 'refused'>) => Drawn;
  readonly sure: (c: Context, password: string) => Account;
  /** Answers a form of one's own account whose owner signed in minutes ago, or gives the password once more. */
  readonly lately: (
    c: Context,
    button: MessageKey,
    work: (of: Account, fields: Fields) => void,
  ) => Promise<Response>;
  readonly keyOf: (c: Context) => string;
  readonly browserOf: (c: Context) => string;
  /** A change of accounts, which is one of the record. */
  readonly change: <T>(c: Context, reason: string, work: (tx: Write) => T) => T;
}

/** Nothing that is typed here is long. */
const mostBytes = 10_000;

/** Registers the addresses. */
export function accountRoutes(app: Hono, door: AccountDoor): void {
  const { record, now, gate, pageFor, log, cookies, turns, site, provider } = door;
  const passkeys = site ? 'on' : 'off';
  const signInAgain = (page: PageContext, refused?: Refused) =>
    signInPage(page, { passkeys, provider: provider?.name }, refused);
  const limit = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new Problem('form-unreadable');
    },
  });
  const show = (c: Context, drawn: Drawn, status: 200 | 400 = 200): Response => {
    c.header('Cache-Control', 'no-store');
    return c.html(render(drawn), status) as Response;
  };
  /** The account of which somebody typed the address. */
  const named = ({ email = '' }: Fields): AccountId | undefined =>
    record.read((tx) => accounts(tx)).find((each) => each.email === email.trim().toLowerCase())?.id;
  /** Answers a form; where it is refused, with its page once more and what may be shown of what was typed. */
  const tried: Answering = async (c, work, again) => {
    let fields: Fields = {};
    const path = patternOf(c);
    // Before the work, which may end the session.
    const holder = gate.session(c)?.account.id;
    try {
      fields = await fieldsOf(c);
      const answer = await work(fields);
      const done = eventOfForm[path];
      if (done) log(done, { account: holder });
      return answer;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const refused = eventOfRefusal(error.code, path);
      if (refused) log(refused, { account: path === '/sign-in' ? named(fields) : holder, path });
      return show(c, await again({ problem: error, fields: withoutSecrets(fields) }), 400);
    }
  };
  /** The same, as one turn among the changes. */
  const answered: Answering = (c, work, again) => tried(c, (fields) => turns.take(() => work(fields)), again);
  const putSession = (c: Context, key: string): string => {
    const session = gate.sessionOf(key);
    if (!session) throw new Problem('sign-in-refused');
    log('signed in', { account: session.account.id, path: patternOf(c), stage: session.stage });
    cookies.put(c, 'session', key);
    if (session.stage === 'whole' || session.stage === 'factor missing')
      cookies.put(c, 'device', rememberDevice(record, session.account.id, deviceOf(c), now()), {
        maxAge: deviceHolds / 1000,
      });
    return nextPage[session.stage];
  };
  const enter = (c: Context, key: string) => home(c, putSession(c, key));
  const deviceOf = (c: Context) => cookies.read(c, 'device');
  const keyOf = (c: Context) => cookies.read(c, 'session') ?? '';
  /** Without a path, to where the session that asks goes on. */
  const home = (c: Context, path: string = nextPage[gate.session(c)?.stage ?? 'whole']) =>
    c.redirect(pageFor(c).href(path), 303);
  /** A change of accounts is a change of the record. */
  const change = <T,>(c: Context, reason: string, work: (tx: Write) => T): T =>
    record.command(
      {
        kind: 'account',
        actor: gate.actor(c),
        reason,
        citation: 'entered by an administrator',
        at: now().toISOString(),
      },
      work,
    ).result;
  const browserOf = (c: Context) => c.req.header('User-Agent') ?? '';

  const onlyFirst: MiddlewareHandler = async (_, next) => {
    if (hasAdministrator(record)) throw new Problem('not-found', { what: '/first' });
    await next();
  };
  app.get('/first', onlyFirst, (c) => show(c, firstPage(pageFor(c))));
  app.post('/first', onlyFirst, limit, (c) =>
    answered(
      c,
      (fields) => {
        const { name = '', email = '', newPassword = '' } = fields;
        // First of all: an account without a password would let nobody in.
        checkPassword(newPassword, email);
        const made = change(c, 'first administrator', (tx) => {
          const added = addAccount(tx, { name, email, role: 'administrator', states: 'all', parts: 'all' });
          return changeAccount(tx, added.id, { standing: 'active' });
        });
        setPassword(record, made, newPassword);
        return enter(c, signIn(record, { email, password: newPassword, browser: browserOf(c) }, now()));
      },
      (refused) => firstPage(pageFor(c), refused),
    ),
  );

  app.get('/sign-in', (c) => show(c, signInAgain(pageFor(c))));
  app.post('/sign-in', limit, (c) =>
    answered(
      c,
      ({ email = '', password = '' }) => {
        const given = { email, password, browser: browserOf(c), device: deviceOf(c) };
        return enter(c, signIn(record, given, now()));
      },
      (refused) => signInAgain(pageFor(c), refused),
    ),
  );
  app.get('/sign-in/code', (c) => show(c, codePage(pageFor(c), passkeys)));
  app.post('/sign-in/code', limit, (c) =>
    answered(
      c,
      ({ code = '' }) => {
        return enter(c, secondFactor(record, keyOf(c), { code, device: deviceOf(c) }, now()));
      },
      (refused) => codePage(pageFor(c), passkeys, refused),
    ),
  );
  app.get('/sign-in/new-password', (c) => show(c, newPasswordPage(pageFor(c))));
  app.post('/sign-in/new-password', limit, (c) =>
    answered(
      c,
      ({ newPassword = '' }) => {
        const found = gate.session(c);
        if (!found) throw new Problem('not-allowed');
        setPassword(record, found.account, newPassword);
        return home(c, '/sign-in');
      },
      (refused) => newPasswordPage(pageFor(c), refused),
    ),
  );
  const factorPage = (c: Context, secret = newTotpSecret(), refused?: Refused) => {
    const found = gate.session(c);
    if (!found || found.account.email === '') throw new Problem('not-allowed');
    const offered = { secret, address: totpAddress(secret, found.account.email) };
    return secondFactorPage(pageFor(c), { offered, passkeys, refused });
  };
  app.get('/sign-in/second-factor', (c) =>
    gate.session(c)?.stage === 'factor missing' ? show(c, factorPage(c)) : home(c),
  );
  app.post('/sign-out', async (c) => {
    const found = gate.session(c);
    if (found) {
      await turns.take(() => endSessions(record, found.account.id, hashOf(keyOf(c))));
      log('signed out', { account: found.account.id });
    }
    cookies.drop(c, 'session');
    // Not its storage: a coder's unsent words stand there.
    c.header('Clear-Site-Data', '"cache"');
    return home(c, '/');
  });

  app.get('/invitation/:key', (c) =>
    show(c, invitationPage(pageFor(c), invited(record, c.req.param('key'), now()))),
  );
  app.post('/invitation/:key', limit, (c) => {
    const of = invited(record, c.req.param('key') ?? '', now());
    return answered(
      c,
      ({ newPassword = '' }) => {
        acceptInvitation(record, c.req.param('key') ?? '', newPassword, now());
        if (of.standing === 'invited')
          record.command(
            {
              kind: 'account',
              actor: of.name,
              reason: 'invitation accepted',
              citation: 'entered by its holder',
              at: now().toISOString(),
            },
            (tx) => changeAccount(tx, of.id, { standing: 'active' }),
          );
        log('invitation used', { account: of.id });
        return home(c, '/sign-in');
      },
      (refused) => invitationPage(pageFor(c), of, refused),
    );
  });

  const own = (c: Context, more: Pick<OwnAccount, 'recovery' | 'refused'> = {}, secret = newTotpSecret()) => {
    const found = gate.session(c);
    if (!found || found.account.email === '') throw new Problem('not-allowed');
    return accountPage(pageFor(c), {
      account: found.account,
      isWithoutFactor: isWithoutFactor(record, found.account),
      sessions: sessions(record, found.account.id),
      current: hashOf(keyOf(c)),
      ...(site ? { passkeys: listPasskeys(record, found.account.id) } : {}),
      identities: {
        ...(provider ? { provider: provider.name, issuer: provider.issuer } : {}),
        linked: identities(record, found.account.id),
      },
      ...(hasAuthenticator(record, found.account.id)
        ? {}
        : { offered: { secret, address: totpAddress(secret, found.account.email) } }),
      ...more,
    });
  };
  app.get('/account', (c) => show(c, own(c)));
  app.post('/account/password', limit, (c) =>
    answered(
      c,
      ({ password = '', newPassword = '' }) => {
        setPassword(record, sure(c, password), newPassword);
        cookies.drop(c, 'session');
        return home(c, '/sign-in');
      },
      (refused) => own(c, { refused }),
    ),
  );
  app.post('/account/authenticator', limit, async (c) => {
    let secret: string | undefined;
    return answered(
      c,
      (fields) => {
        secret = fields['secret'] ?? '';
        const { id } = sure(c, fields['password'] ?? '');
        const recovery = useAuthenticator(record, id, secret, fields['code'] ?? '', now());
        return show(c, own(c, { recovery }));
      },
      (refused) =>
        gate.session(c)?.stage === 'factor missing'
          ? factorPage(c, secret, refused)
          : own(c, { refused }, secret),
    );
  });
  /** Answers a form of one's own account, once its owner is sure to be the one who sends it. */
  const lately: AccountForms['lately'] = (c, button, work) => {
    let kept: Fields = {};
    return answered(
      c,
      ({ password = '', ...fields }) => {
        kept = fields;
        const found = gate.session(c);
        if (!found) throw new Problem('not-allowed');
        sureLately(record, found.account.id, keyOf(c), password, now());
        work(found.account, fields);
        return home(c);
      },
      ({ problem }) => passwordAgainPage(pageFor(c), { button, kept, problem, passkeys }),
    );
  };
  app.post('/account/sessions', limit, (c) =>
    lately(c, 'account.end', ({ id }, { session = '' }) => endSessions(record, id, session)),
  );
  app.post('/account/sign-out-everywhere', limit, (c) =>
    lately(c, 'account.everywhere', ({ id }) => signOutEverywhere(record, id, keyOf(c))),
  );
  /** The account of the session, whose owner has given the password once more. @throws Problem `sign-in-refused` */
  const sure = (c: Context, password: string) => {
    const found = gate.session(c);
    if (!found || !knowsPassword(record, found.account.id, password, now()))
      throw new Problem('sign-in-refused');
    return found.account;
  };
  const forms: AccountForms = {
    limit,
    show,
    answered,
    tried,
    signInAgain,
    putSession,
    enter,
    home,
    own,
    sure,
    lately,
    keyOf,
    browserOf,
    change,
  };
  passkeyRoutes(app, door, forms);
  openIdRoutes(app, door, forms);
  allAccountRoutes(app, door, forms);
}

/** The fields as typed, each once: a password may begin with a space. @throws Problem `form-unreadable` */
async function fieldsOf(c: Context): Promise<Fields> {
  const form = await c.req.parseBody({ all: true }).catch(() => {
    throw new Problem('form-unreadable');
  });
  if (Object.values(form).some((value) => Array.isArray(value))) throw new Problem('form-unreadable');
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function withoutSecrets(fields: Fields): Fields {
  const shown = ['name', 'email', 'role', 'states', 'parts', 'languages'];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => shown.includes(name)));
}
