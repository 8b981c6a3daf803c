/**
 * The access matrix: what each address asks of whoever comes. An address without a row is refused, and fails a test;
 * what a row admits is told by `admits` (accounts/model.ts), which the test holds up against every role and every
 * stage of a session.
 */
import type { Need, Role } from '../accounts/model.ts';
import type { WrittenPart } from '../platform/rights.ts';

export interface Access {
  readonly method: 'GET' | 'POST' | 'ALL';
  /** As it is registered. */
  readonly path: string;
  /** What stands in the address completes it: the State of `:iso3`, the language of `:language`. */
  readonly need:
    | Need
    | { readonly kind: 'role of the State'; readonly role: Role; readonly part: WrittenPart }
    | { readonly kind: 'translator of the language' };
}

const read = (path: string): Access => ({ method: 'GET', path, need: { kind: 'anyone' } });
/** Changes of one State; those of contributors wait for a reviewer (changes.ts). */
const contribute = (path: string, part: WrittenPart): Access => ({
  method: 'POST',
  path,
  need: { kind: 'role of the State', role: 'contributor', part },
});
/** Files may speak of any State and any part. */
const whole = (method: 'GET' | 'POST', path: string): Access => ({
  method,
  path,
  need: { kind: 'role', role: 'editor', part: 'all', states: 'all' },
});
const administer = (method: 'GET' | 'POST', path: string): Access => ({
  method,
  path,
  need: { kind: 'role', role: 'administrator', states: 'all' },
});

export const access: readonly Access[] = [
  ...[
    '/',
    '/states',
    '/states/:iso3',
    '/states/:iso3/demands',
    '/states/:iso3/demands/links',
    '/states/:iso3/follow-up',
    '/states/:iso3/follow-up/history',
    '/states/:iso3/numbers',
    '/states/:iso3/instruments/:instrument/history',
    '/states/:iso3/recommends',
    '/states/:iso3/:file{overview\\.(docx|pdf|html|json)}',
    '/states/:iso3/:file{follow-up\\.(csv|xlsx)}',
    '/indicators',
    '/indicators/:id',
    '/indicators/:id/:file{figures\\.(csv|xlsx|svg)}',
    '/numbers/compare',
    '/numbers/template.xlsx',
    '/numbers/unknown',
    '/numbers/unknown.csv',
    '/numbers/unknown.svg',
    '/instruments',
    '/instruments/:id',
    '/compare',
    '/calendar',
    '/calendar.ics',
    '/inputs',
    '/recommendations',
    '/recommendations/again',
    '/recommendations/:id{[0-9]+}',
    '/recommendations/:file{export\\.(csv|xlsx|json)}',
    '/bodies',
    '/bodies/:name',
    '/law',
    '/law/laws/:id',
    '/law/laws/:id/history',
    '/law/law.xlsx',
    '/law/questionnaire.xlsx',
    '/law/:file{(?:laws|stages|provisions|assessments)\\.(?:csv|xlsx)}',
    '/law/rounds',
    '/law/rounds/:round',
    '/law/:checklist',
    '/law/:checklist/agreement',
    '/law/:checklist/changes',
    '/law/:checklist/:file{report\\.(docx|pdf|html|xlsx|json)}',
    '/law/:checklist/:point',
    '/states/:iso3/law',
    '/states/:iso3/law/what-if',
    '/states/:iso3/law/questionnaire.xlsx',
    '/sources',
    '/sources/:id{[0-9]+}',
    '/changes',
    '/changes.atom',
    '/changes.json',
    '/search',
    '/languages',
    '/languages/:language',
    '/languages/:language/texts.csv',
    '/languages/texts/:collection/:thing/:field',
    '/checklists',
    '/checklists/:id{[A-Za-z0-9-]+}',
    '/checklists/:file{[A-Za-z0-9-]+\\.csv}',
    '/healthz',
    '/style.css',
    '/autosave.js',
    '/picture.js',
    '/passkey.js',
    // The API gives what the pages give; it changes nothing.
    ...[
      'openapi.json',
      'states',
      'states/:iso3',
      'states/:iso3/standings',
      'states/:iso3/instruments/:instrument/history',
      'states/:iso3/follow-up',
      'states/:iso3/follow-up/demand',
      'states/:iso3/follow-up/history',
      'states/:iso3/demands/links',
      'standings',
      'instruments',
      'instruments/:id',
      'due',
      'commitments',
      'recommendations',
      'recommendations/counts',
      'recommendations/:id',
      'indicators',
      'figures',
      'unknown',
      'sources',
      'checklists',
      'checklists/:id',
      'law/checklists/:id/answers',
      'law/laws',
      'law/laws/:id',
      'law/laws/:id/history',
      'law/rounds',
      'law/rounds/:id',
      'law/checklists/:id/agreement',
    ].map((path) => `/api/v1/${path}`),
  ].map(read),
  // A door of its own: it answers every method, and reads alone.
  { method: 'ALL', path: '/sdmx/*', need: { kind: 'anyone' } },
  contribute('/states/:iso3/follow-up', 'recommendations'),
  contribute('/states/:iso3/follow-up/actions', 'recommendations'),
  contribute('/states/:iso3/follow-up/history', 'recommendations'),
  contribute('/states/:iso3/demands/links', 'recommendations'),
  // Statuses of treaties are no kind of change that can be proposed.
  {
    method: 'POST',
    path: '/states/:iso3/instruments/:instrument/history',
    need: { kind: 'role of the State', role: 'editor', part: 'commitments' },
  },
  {
    method: 'POST',
    path: '/checklists/:id',
    need: { kind: 'role', role: 'contributor', part: 'law', states: 'all' },
  },
  whole('GET', '/import'),
  whole('POST', '/import'),
  whole('POST', '/import/confirm'),
  whole('GET', '/import/marked/:name'),
  whole('GET', '/import/jobs/:name'),
  whole('POST', '/import/jobs/:name/cancel'),
  {
    method: 'POST',
    path: '/commitments',
    need: { kind: 'role', role: 'editor', part: 'commitments', states: 'all' },
  },

  // Of which States somebody opens, mends and decides rounds is told by the round (coding.tsx).
  ...(
    [
      '/law/rounds',
      '/law/rounds/:round',
      '/law/rounds/:round/close',
      '/law/rounds/:round/seats/:seat/reissue',
      '/law/rounds/:round/seats/:seat/replace',
    ] as const
  ).map((path): Access => ({
    method: 'POST',
    path,
    need: { kind: 'role', role: 'editor', part: 'law', states: 'any' },
  })),
  // The address of a seat is the right to it, and to it alone.
  ...(
    [
      ['GET', '/coding/:key'],
      ['GET', '/coding/:key/worksheet'],
      ['GET', '/coding/:key/hand-in'],
      ['GET', '/coding/:key/points/:point'],
      ['POST', '/coding/:key/hand-in'],
      ['POST', '/coding/:key/points/:point/choose'],
      ['POST', '/coding/:key/points/:point'],
    ] as const
  ).map(([method, path]): Access => ({ method, path, need: { kind: 'key in the address' } })),

  // The key of the one-time address is checked there; it ends when somebody administers.
  { method: 'GET', path: '/operator', need: { kind: 'key in the address' } },
  administer('GET', '/first'),
  administer('POST', '/first'),
  read('/sign-in'),
  { method: 'POST', path: '/sign-in', need: { kind: 'anyone' } },
  // Where the installation takes passkeys: of whoever comes, or of whom the password was right.
  read('/sign-in/passkey'),
  { method: 'POST', path: '/sign-in/passkey', need: { kind: 'anyone' } },
  // Where the installation has an outside provider. Who comes back is told by what was begun in this browser.
  { method: 'POST', path: '/sign-in/provider', need: { kind: 'anyone' } },
  read('/sign-in/provider/callback'),
  { method: 'GET', path: '/sign-in/code', need: { kind: 'session', stage: 'second factor' } },
  { method: 'POST', path: '/sign-in/code', need: { kind: 'session', stage: 'second factor' } },
  { method: 'GET', path: '/sign-in/new-password', need: { kind: 'session', stage: 'new password' } },
  { method: 'POST', path: '/sign-in/new-password', need: { kind: 'session', stage: 'new password' } },
  // Where the installation asks for a second factor, and the account has none.
  { method: 'GET', path: '/sign-in/second-factor', need: { kind: 'session', stage: 'factor missing' } },
  { method: 'POST', path: '/sign-out', need: { kind: 'anyone' } },
  { method: 'GET', path: '/invitation/:key', need: { kind: 'key in the address' } },
  { method: 'POST', path: '/invitation/:key', need: { kind: 'key in the address' } },
  { method: 'GET', path: '/account', need: { kind: 'session', stage: 'whole' } },
  { method: 'POST', path: '/account/password', need: { kind: 'session', stage: 'whole' } },
  { method: 'POST', path: '/account/authenticator', need: { kind: 'session', stage: 'factor missing' } },
  { method: 'POST', path: '/account/sessions', need: { kind: 'session', stage: 'whole' } },
  // Whose alert it is is told by the alert (web/alerts.tsx).
  ...(['/alerts', '/alerts/:id{[0-9]+}'] as const).flatMap((path) =>
    (['GET', 'POST'] as const).map((method): Access => ({
      method,
      path,
      need: { kind: 'session', stage: 'whole' },
    })),
  ),
  // The key of a private address is the right to one alert, for reading.
  ...['changes.atom', 'changes.json', 'deadlines.ics'].map((file): Access => ({
    method: 'GET',
    path: `/feed/:key/${file}`,
    need: { kind: 'key in the address' },
  })),
  // Each letter says how to end the letters; RFC 8058 has it done by POST without anything else.
  ...(['GET', 'POST'] as const).map((method): Access => ({
    method,
    path: '/unsubscribe/:key',
    need: { kind: 'key in the address' },
  })),
  { method: 'POST', path: '/account/sign-out-everywhere', need: { kind: 'session', stage: 'whole' } },
  { method: 'GET', path: '/account/passkey', need: { kind: 'session', stage: 'factor missing' } },
  { method: 'POST', path: '/account/passkey', need: { kind: 'session', stage: 'factor missing' } },
  { method: 'POST', path: '/account/passkey/remove', need: { kind: 'session', stage: 'whole' } },
  { method: 'POST', path: '/account/identity', need: { kind: 'session', stage: 'whole' } },
  { method: 'POST', path: '/account/identity/remove', need: { kind: 'session', stage: 'whole' } },
  // Which proposals somebody sees and decides is told by their State and part (accounts/proposal.ts).
  ...(['/review', '/review/:id{[0-9]+}'] as const).map((path): Access => ({
    method: 'GET',
    path,
    need: { kind: 'role', role: 'contributor', states: 'any' },
  })),
  {
    method: 'POST',
    path: '/review/:id{[0-9]+}',
    need: { kind: 'role', role: 'contributor', states: 'any' },
  },
  // Who approves what is told by its part and its author (translations/model.ts).
  ...(
    [
      '/languages/:language/texts/:collection/:thing/:field',
      '/languages/:language/proposals/:id{[0-9]+}',
      '/languages/:language/import',
    ] as const
  ).map((path): Access => ({ method: 'POST', path, need: { kind: 'translator of the language' } })),
  administer('GET', '/backups'),
  administer('GET', '/accounts'),
  administer('POST', '/accounts'),
  administer('POST', '/accounts/:id'),
];
