/** The door of pages and files: which address shows what. */
import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { apiApp } from '../api/app.ts';
import type { SecondFactorRule } from '../accounts/model.ts';
import type { Provider } from '../accounts/outbound/provider.ts';
import { openHead } from '../accounts/store/open-head.ts';
import type { Sending } from '../alerts/outbound/settings.ts';
import type { Background } from '../background.ts';
import type { Backups } from '../backups.ts';
import { Problem } from '../core/problem.ts';
import { type Day, parseDay } from '../core/date.ts';
import { askedState } from '../core/state.ts';
import { routes as commitmentRoutes } from '../commitments/api.ts';
import { askedItems, calendarPage } from '../commitments/views/calendar.tsx';
import { comparePage } from '../commitments/views/compare.tsx';
import { statusHistoryPage } from '../commitments/views/history.tsx';
import { inputsPage } from '../commitments/views/inputs.tsx';
import { instrumentPage, instrumentsPage } from '../commitments/views/instruments.tsx';
import { routes as evidenceRoutes } from '../evidence/api.ts';
import { sourcePage, sourcesPage } from '../evidence/views.tsx';
import { changesFeed, recordChangesPage } from '../evidence/views/changes.tsx';
import { routes as checklistApi } from '../law/api/checklists.ts';
import { routes as lawApi } from '../law/api/law.ts';
import { routes as roundsApi } from '../law/api/rounds.ts';
import { changesPage } from '../law/views/changes.tsx';
import { checklistPage, checklistsPage } from '../law/views/checklists.tsx';
import { lawPage } from '../law/views/law.tsx';
import { oneLawPage } from '../law/views/laws.tsx';
import { matrixPage } from '../law/views/matrix.tsx';
import { pointPage } from '../law/views/point.tsx';
import { wordingHistoryPage } from '../law/views/wording-history.tsx';
import { stateLawPage } from '../law/views/state.tsx';
import { agreementPage } from '../law/views/agreement.tsx';
import { roundPage } from '../law/views/round.tsx';
import { roundsPage } from '../law/views/rounds.tsx';
import { pictureScript, scriptHeaders } from '../platform/browser-script.ts';
import { anyReader } from '../platform/rights.ts';
import { problemOfDisk } from '../platform/disk.ts';
import { problemKey } from '../platform/messages.ts';
import { software } from '../platform/product.ts';
import type { Record } from '../platform/record.ts';
import { stylesheet } from '../platform/style.ts';
import { Page, PageContext, render } from '../platform/ui.tsx';
import { formatOf, formats, mediaTypes, write } from '../publications/formats.ts';
import { countryOverview } from '../publications/overview.ts';
import { overviewMaterial } from '../publications/store.ts';
import {
  askedFilters,
  askedOrder,
  routes as recommendationRoutes,
  showRecommendation,
} from '../recommendations/api.ts';
import { exportStream, exportFormat, exportTypes } from '../recommendations/formats.ts';
import {
  askedAgainPage,
  bodiesPage,
  bodyPage,
  demandsPage,
  recommendationPage,
  recommendationsPage,
  recommendsPage,
} from '../recommendations/views.tsx';
import { columnsStamp } from '../recommendations/sides.ts';
import { modelStamp } from '../recommendations/trained.ts';
import { followUpPage } from '../recommendations/views/follow-up.tsx';
import { followUpHistoryPage } from '../recommendations/views/follow-up-history.tsx';
import { linksPage } from '../recommendations/views/links.tsx';
import { routes as statisticsRoutes } from '../statistics/api.ts';
import { figuresOn } from '../statistics/api/figures.ts';
import { sdmxApp } from '../statistics/api/sdmx.ts';
import { figureFormats, figuresFile, figureTypes } from '../statistics/formats.ts';
import { template } from '../statistics/intake/workbook.ts';
import { askedIndicator } from '../statistics/model.ts';
import { askedSelection, selected } from '../statistics/selection.ts';
import { indicators, observations } from '../statistics/store.ts';
import { compareNumbersPage } from '../statistics/views/compare.tsx';
import { indicatorPage, indicatorsPage } from '../statistics/views/indicators.tsx';
import { figuresFileName, figuresPicture } from '../statistics/views/over-time.tsx';
import { numbersPage } from '../statistics/views/state.tsx';
import { askedTarget } from '../translations/model.ts';
import { addressOf } from './address.ts';
import { alertRoutes } from './alerts.tsx';
import { calendarFile } from './calendar-file.ts';
import { checklistRoutes } from './checklists.tsx';
import { accountRoutes } from './accounts.tsx';
import { cookiesOf } from './cookies.ts';
import { backupsPage } from './backups.tsx';
import { unknownFile, unknownMap, unknownPage } from '../statistics/views/unknown.tsx';
import { codingRoutes } from './coding.tsx';
import { brakeExpensive } from './expensive.ts';
import { followUpRoutes } from './follow-up.tsx';
import { historyRoutes } from './history.tsx';
import { homePage } from './home.tsx';
import { refuseTwice } from './parameters.ts';
import { reviewRoutes } from './review.tsx';
import { importRoutes } from './import.tsx';
import { lawReportRoutes } from './law-report.ts';
import { lawFileRoutes } from './law-files.ts';
import { whatIfPage } from './law-what-if.tsx';
import { searchPage } from './search.tsx';
import { statePage, statesPage } from './states.tsx';
import { securityLog } from './security-log.ts';
import { languageRoutes, shownLanguages, shownText, shownTexts } from './languages.ts';
import { gate as openGate, nextPage, patternOf } from './visitor.ts';
import { Turns } from '../platform/turns.ts';

export interface WebOptions {
  readonly record: Record;
  readonly now: () => Date;
  /** Lets its opener in as an administrator until somebody administers; see visitor.ts. */
  readonly operatorKey: string;
  /** The address under which people reach the installation, also behind a proxy. Without it there are no passkeys. */
  readonly site?: URL | undefined;
  /** Vouches for people from outside; without it they sign in here alone. */
  readonly provider?: Provider | undefined;
  /** Without it, optional. */
  readonly secondFactor?: SecondFactorRule | undefined;
  /** Takes the lines of the security log. */
  readonly security?: (line: string) => void;
  /** Without it a search reads its columns itself, and no text is judged. */
  readonly background?: Background;
  /** Where backups are made by schedule. */
  readonly backups?: Backups | undefined;
  /** How alerts are sent; nothing is set up without it. */
  readonly sending?: Sending;
  /** For how many milliseconds a browser waits for an import before it is shown how far it is; without it, to the end. */
  readonly patience?: number;
}

type Drawn = (page: PageContext, record: Record, c: Context) => { toString(): unknown };

const pages: readonly (readonly [path: string, draw: Drawn])[] = [
  ['/', homePage],
  // Before other pages of law: "rounds" is no checklist, and "agreement" no point of one.
  ['/law/rounds', (page, record) => roundsPage(page, record)],
  ['/law/rounds/:round', (page, record, c) => roundPage(page, record, param(c, 'round'))],
  ['/law/:checklist/agreement', (page, record, c) => agreementPage(page, record, param(c, 'checklist'))],
  ['/states', statesPage],
  ['/states/:iso3', (page, record, c) => statePage(page, record, param(c, 'iso3'))],
  ['/states/:iso3/demands', (page, record, c) => demandsPage(page, record, param(c, 'iso3'))],
  ['/states/:iso3/recommends', (page, record, c) => recommendsPage(page, record, param(c, 'iso3'))],
  ['/states/:iso3/demands/links', (page, record, c) => linksPage(page, record, param(c, 'iso3'))],
  ['/states/:iso3/follow-up', (page, record, c) => followUpPage(page, record, param(c, 'iso3'))],
  [
    '/states/:iso3/follow-up/history',
    (page, record, c) => followUpHistoryPage(page, record, param(c, 'iso3')),
  ],
  ['/states/:iso3/numbers', (page, record, c) => numbersPage(page, record, param(c, 'iso3'))],
  [
    '/states/:iso3/instruments/:instrument/history',
    (page, record, c) => statusHistoryPage(page, record, param(c, 'iso3'), param(c, 'instrument')),
  ],
  ['/indicators', indicatorsPage],
  ['/indicators/:id', (page, record, c) => indicatorPage(page, record, param(c, 'id'))],
  ['/numbers/compare', compareNumbersPage],
  ['/numbers/unknown', unknownPage],
  ['/instruments', instrumentsPage],
  ['/instruments/:id', (page, record, c) => instrumentPage(page, record, param(c, 'id'))],
  ['/compare', comparePage],
  ['/calendar', calendarPage],
  ['/inputs', inputsPage],
  ['/recommendations', recommendationsPage],
  ['/recommendations/again', askedAgainPage],
  [
    '/recommendations/:id{[0-9]+}',
    (page, record, c) => recommendationPage(page, record, Number(param(c, 'id'))),
  ],
  ['/bodies', bodiesPage],
  ['/bodies/:name', (page, record, c) => bodyPage(page, record, param(c, 'name'))],
  ['/checklists', checklistsPage],
  ['/checklists/:id{[A-Za-z0-9-]+}', (page, record, c) => checklistPage(page, record, param(c, 'id'))],
  ['/states/:iso3/law', (page, record, c) => stateLawPage(page, record, param(c, 'iso3'))],
  ['/states/:iso3/law/what-if', (page, record, c) => whatIfPage(page, record, param(c, 'iso3'))],
  ['/law', lawPage],
  ['/law/laws/:id', (page, record, c) => oneLawPage(page, record, param(c, 'id'))],
  ['/law/laws/:id/history', (page, record, c) => wordingHistoryPage(page, record, param(c, 'id'))],
  ['/law/:checklist', (page, record, c) => matrixPage(page, record, param(c, 'checklist'))],
  ['/law/:checklist/changes', (page, record, c) => changesPage(page, record, param(c, 'checklist'))],
  [
    '/law/:checklist/:point',
    (page, record, c) => pointPage(page, record, param(c, 'checklist'), param(c, 'point')),
  ],
  ['/sources', sourcesPage],
  ['/sources/:id{[0-9]+}', (page, record, c) => sourcePage(page, record, Number(param(c, 'id')))],
  ['/changes', recordChangesPage],
  ['/search', searchPage],
  ['/languages', shownLanguages],
  ['/languages/:language', (page, record, c) => shownTexts(page, record, askedTarget(param(c, 'language')))],
  [
    '/languages/texts/:collection/:thing/:field',
    (page, record, c) =>
      shownText(page, record, {
        collection: param(c, 'collection'),
        thing: param(c, 'thing'),
        field: param(c, 'field'),
      }),
  ],
];

/** Addresses that need the columns of the search. */
const searching = /^\/(?:recommendations|bodies|states|search|api\/v1\/recommendations)(?:\/|$)/;

/** All addresses of the installation. */
export function webApp({
  record,
  now,
  operatorKey,
  site,
  provider,
  secondFactor = 'optional',
  security = () => undefined,
  background,
  backups,
  sending = {},
  patience,
}: WebOptions): Hono {
  const app = new Hono();
  const turns = background?.turns ?? new Turns(() => undefined);
  const today = (): Day => parseDay(now().toISOString().slice(0, 10));
  const log = securityLog(security, now);
  const cookies = cookiesOf(site);
  const gate = openGate({ record, now, operatorKey, turns, secondFactor, log, cookies });
  const pageFor = (c: Context) =>
    new PageContext({
      url: new URL(c.req.url),
      acceptLanguage: c.req.header('Accept-Language') ?? '',
      today: today(),
      visitor: gate.visitor(c),
    });
  refuseTwice(app);
  gate.guard(app);

  app.use('*', async (c, next) => {
    if (searching.test(c.req.path)) await background?.searchReady();
    await next();
  });
  brakeExpensive(app);

  // For whoever watches whether the service works; a record that cannot be read is a fault.
  app.get('/healthz', (c) => {
    record.head();
    return c.text('ok\n', 200, { 'Cache-Control': 'no-store' });
  });

  app.get(stylesheet.path, (c) =>
    c.body(stylesheet.text, 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    }),
  );
  app.route(
    '/api/v1',
    apiApp(
      [
        ...commitmentRoutes,
        ...recommendationRoutes,
        ...checklistApi,
        ...lawApi,
        ...roundsApi,
        ...statisticsRoutes,
        ...evidenceRoutes,
      ],
      () => ({
        record,
        today: today(),
      }),
    ),
  );

  const sdmx = sdmxApp({ figures: () => figuresOn(record, today()), now });
  app.all('/sdmx/*', (c) => sdmx.fetch(c.req.raw));

  lawReportRoutes(app, { record, pageFor });
  lawFileRoutes(app, { record, pageFor });

  for (const [path, draw] of pages) {
    app.get(path, (c) => unchanged(c, record, pageFor(c), (page) => c.html(render(draw(page, record, c)))));
  }

  app.get('/states/:iso3/:file{overview\\.(docx|pdf|html|json)}', async (c) => {
    const page = pageFor(c);
    const state = askedState(param(c, 'iso3'));
    const format = formatOf(param(c, 'file'), formats);
    const material = record.read((tx) => overviewMaterial(tx, state, page.asOf, page.t));
    const bytes = await write(countryOverview(material, page.t), format);
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': mediaTypes[format],
      'Content-Disposition': `attachment; filename="country-overview-${state.iso3}-${page.asOf}.${format}"`,
    });
  });

  app.get('/recommendations/:file{export\\.(csv|xlsx|json)}', (c) => {
    const url = addressOf(c);
    const format = exportFormat.parse(param(c, 'file').split('.')[1]);
    const file = exportStream(record, {
      filters: askedFilters(url.searchParams),
      order: askedOrder(url.searchParams),
      format,
      address: `${url.origin}/recommendations${url.search}`,
      show: showRecommendation,
    });
    return c.body(file, 200, {
      'Content-Type': exportTypes[format],
      'Content-Disposition': `attachment; filename="recommendations.${format}"`,
    });
  });

  app.get('/indicators/:id/:file{figures\\.(csv|xlsx|svg)}', (c) => {
    const page = pageFor(c);
    const format = z.enum(figureFormats).parse(param(c, 'file').split('.')[1]);
    const indicator = askedIndicator(record.cached('indicators', indicators), param(c, 'id'));
    const all = record.read((tx) => observations(tx, { indicator: indicator.id, asOf: page.asOf }));
    const selection = askedSelection(page.query, all);
    const of = selected(all, selection);
    const file =
      format === 'svg'
        ? figuresPicture({ page, record, indicator, selection, of })
        : new Uint8Array(figuresFile(record, indicator, of, { format, address: addressOf(c).href }));
    return c.body(file, 200, {
      'Content-Type': figureTypes[format],
      'Content-Disposition': `attachment; filename="${figuresFileName(page, indicator, selection, format)}"`,
    });
  });

  app.get(pictureScript.path, (c) => c.body(pictureScript.text, 200, scriptHeaders));

  app.get('/numbers/unknown.csv', (c) =>
    c.body(unknownFile(pageFor(c), record), 200, {
      'Content-Type': figureTypes.csv,
      'Content-Disposition': 'attachment; filename="what-to-ask-for.csv"',
    }),
  );

  app.get('/numbers/unknown.svg', (c) =>
    c.body(unknownMap(pageFor(c), record), 200, {
      'Content-Type': figureTypes.svg,
      'Content-Disposition': 'attachment; filename="what-nobody-knows.svg"',
    }),
  );

  app.get('/numbers/template.xlsx', (c) =>
    c.body(new Uint8Array(template(record.cached('indicators', indicators), pageFor(c).t)), 200, {
      'Content-Type': figureTypes.xlsx,
      'Content-Disposition': 'attachment; filename="figures.xlsx"',
    }),
  );

  for (const format of ['atom', 'json'] as const)
    app.get(`/changes.${format}`, (c) =>
      unchanged(c, record, pageFor(c), (page) =>
        c.body(changesFeed(page, record, { origin: addressOf(c).origin, format }), 200, {
          'Content-Type': format === 'atom' ? 'application/atom+xml; charset=utf-8' : 'application/feed+json',
        }),
      ),
    );

  app.get('/calendar.ics', (c) => {
    const page = pageFor(c);
    return c.body(calendarFile(askedItems(page, record), page), 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
    });
  });

  app.get('/backups', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.html(render(backupsPage(pageFor(c), backups)));
  });

  languageRoutes(app, { record, now, gate, pageFor, turns });
  checklistRoutes(app, { record, now, gate, pageFor, turns });
  reviewRoutes(app, { record, now, gate, pageFor, turns });
  alertRoutes(app, { record, now, sending, gate, pageFor, turns });
  accountRoutes(app, { record, now, gate, pageFor, log, cookies, turns, site, provider });
  followUpRoutes(app, { record, now, gate, pageFor, turns });
  historyRoutes(app, { record, now, gate, pageFor, turns });
  importRoutes(app, { record, now, gate, pageFor, turns, patience });
  codingRoutes(app, { record, now, gate, pageFor, turns });

  app.notFound((c) =>
    errorPage(c, pageFor(c), new Problem('not-found', { what: new URL(c.req.url).pathname })),
  );
  app.onError((error, c) => {
    const problem = problemOfDisk(error);
    if (problem instanceof Problem && statuses[problem.code] === 403) {
      const refused = gate.session(c);
      // Of those who are not signed in there is nothing to say, and no end.
      if (refused)
        log('access refused', {
          account: refused.account.id,
          path: `${c.req.method} ${patternOf(c)}`,
          stage: refused.stage,
        });
    }
    // Programs ask there: a page would tell them nothing.
    if (problem instanceof Problem && /^\/(?:api|sdmx)\//.test(c.req.path))
      return c.text(`${problem.message}\n`, statuses[problem.code] ?? 400);
    if (problem instanceof Problem) return errorPage(c, safePage(c, today()), problem);
    throw error;
  });
  return app;
}

function param(c: Context, name: string): string {
  return c.req.param(name) ?? '';
}

/** Answers 304 while neither the record, the trained model, the day, the visitor nor the program has changed; else draws the page. */
function unchanged(
  c: Context,
  record: Record,
  page: PageContext,
  draw: (page: PageContext) => Response,
): Response {
  const language = c.req.query('lang') ?? c.req.header('Accept-Language') ?? '';
  const head = page.visitor.key === anyReader.key ? openHead(record) : record.head().hash;
  const state = `${head} ${modelStamp(record.folder)} ${record.read(columnsStamp)} ${page.today} ${page.visitor.key} ${software.version} ${stylesheet.href} ${language} ${addressOf(c).href}`;
  const etag = `W/"${createHash('sha256').update(state).digest('hex').slice(0, 24)}"`;
  const headers = { ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Language, Cookie' };
  if (c.req.header('If-None-Match') === etag) return c.body(null, 304, headers);
  const response = draw(page);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** A page context even where the address is what is wrong. */
function safePage(c: Context, today: Day): PageContext {
  const url = new URL(c.req.url);
  return new PageContext({
    url: new URL(url.pathname, url),
    acceptLanguage: c.req.header('Accept-Language') ?? '',
    today,
  });
}

const statuses: { readonly [code: string]: 403 | 404 | 500 | 503 | 507 | undefined } = {
  busy: 503,
  'not-found': 404,
  'state-unknown': 404,
  'group-unknown': 404,
  'instrument-unknown': 404,
  'checklist-unknown': 404,
  'checklist-point-unknown': 404,
  'law-unknown': 404,
  'round-unknown': 404,
  'seat-unknown': 404,
  'seat-reissued': 404,
  'seat-number-unknown': 404,
  'not-allowed': 403,
  'factor-missing': 403,
  'disk-full': 507,
  'disk-failed': 500,
};

function errorPage(c: Context, page: PageContext, problem: Problem): Response {
  const status = statuses[problem.code] ?? 400;
  const title =
    status === 404
      ? 'error.notFound.title'
      : status === 403
        ? 'error.forbidden.title'
        : status === 503
          ? 'error.busy.title'
          : 'error.badRequest.title';
  const html = render(
    <Page page={page} title={page.t(title)}>
      <p>{page.text(problemKey(problem), problem.details)}</p>
      <p>
        {status === 403 && (
          <>
            {problem.code === 'factor-missing' ? (
              <a href={page.href(nextPage['factor missing'])}>{page.text('account.authenticatorUse')}</a>
            ) : (
              <a href={page.href('/sign-in')}>{page.text('account.signIn')}</a>
            )}{' '}
            ·{' '}
          </>
        )}
        <a href={page.href('/')}>{page.text('error.home')}</a>
      </p>
    </Page>,
  );
  return c.html(html, status) as Response;
}
