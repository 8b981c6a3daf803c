/** The frame of every page: header, navigation, the page's sentence, its content, its sources, footer. */
import type { Child } from 'hono/jsx';
import { direction, languages } from '../../core/text.ts';
import { languageNames } from '../messages.ts';
import { software } from '../product.ts';
import { stylesheet } from '../style.ts';
import type { OnPage } from './context.tsx';
import { KeptParameters } from './forms.tsx';
import { SourceList } from './sources.tsx';

const navigation = [
  ['/', 'nav.home'],
  ['/states', 'nav.states'],
  ['/instruments', 'nav.instruments'],
  ['/compare', 'nav.compare'],
  ['/calendar', 'nav.calendar'],
  ['/recommendations', 'nav.recommendations'],
  ['/law', 'nav.law'],
  ['/indicators', 'nav.numbers'],
  ['/sources', 'nav.sources'],
] as const;

/** A plumb line, drawn in the address itself: no file to ask for. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M7.5 0h1v7h-1z' fill='%23555'/%3E%3Cpath d='M5 7h6v3l-3 6-3-6z' fill='%230b5572'/%3E%3C/svg%3E";

export interface PageProps extends OnPage {
  readonly title: string;
  /** The path to this page, without the page itself. */
  readonly breadcrumb?: readonly { readonly label: Child; readonly href: string }[];
  /** The answer to the page's one question: a `KeySentence`. */
  readonly sentence?: Child;
  /** The address of a script. The security policy allows one on few pages only (web/server.ts). */
  readonly script?: string;
  readonly children?: Child;
}

/** A whole page. Send it with `render`. */
export function Page({ page, title, breadcrumb = [], sentence, script, children }: PageProps) {
  return (
    <html lang={page.language} dir={direction(page.language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{page.t('site.title', { title })}</title>
        <link rel="stylesheet" href={stylesheet.href} />
        <link rel="icon" href={icon} />
        {script && <script type="module" src={script} />}
      </head>
      <body>
        <a class="skip" href="#content">
          {page.text('nav.skip')}
        </a>
        <Header page={page} />
        <main id="content">
          <Breadcrumb page={page} trail={breadcrumb} />
          <h1>{title}</h1>
          {page.asOf !== page.today && (
            <p class="as-of-reading" role="note">
              {page.text('asOf.reading', { date: page.date(page.asOf) })}{' '}
              <a href={page.here({ asOf: undefined })}>{page.text('asOf.today')}</a>
            </p>
          )}
          {sentence}
          {children}
          <SourceList page={page} />
        </main>
        <Footer page={page} />
      </body>
    </html>
  );
}

/** The HTML of a page. */
export function render(page: { toString(): unknown }): string {
  return `<!doctype html>\n${String(page.toString())}`;
}

function Header({ page }: OnPage) {
  const under = (path: string) => (path === '/' ? page.path === '/' : `${page.path}/`.startsWith(`${path}/`));
  return (
    <header>
      <div class="masthead">
        <a class="site-name" href={page.href('/')}>
          {page.t('site.name')}
        </a>
        <LanguageSwitch page={page} />
        <AsOf page={page} />
        <form class="search" method="get" action="/search" role="search" aria-label={page.t('search.label')}>
          <KeptParameters
            page={page}
            except={[...page.query.keys()].filter((name) => name !== 'lang' && name !== 'asOf')}
          />
          <input
            type="search"
            name="q"
            aria-label={page.t('search.label')}
            placeholder={page.t('search.hint')}
            value={page.path === '/search' ? (page.query.get('q') ?? '') : ''}
          />
          <button>{page.text('search.button')}</button>
        </form>
      </div>
      <nav class="main-navigation" aria-label={page.t('nav.label')}>
        <ul>
          {navigation.map(([path, key]) => (
            <li>
              <a href={page.href(path)} {...(under(path) ? { 'aria-current': 'page' } : {})}>
                {page.text(key)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

function LanguageSwitch({ page }: OnPage) {
  return (
    <nav class="languages" aria-label={page.t('language.label')}>
      <ul>
        {languages.map((language) => (
          <li>
            <a
              href={page.here({ lang: language })}
              lang={language}
              hreflang={language}
              {...(language === page.language ? { 'aria-current': 'true' } : {})}
            >
              {languageNames[language]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function AsOf({ page }: OnPage) {
  return (
    <details class="as-of">
      <summary>
        {page.text('asOf.label')} <time datetime={page.asOf}>{page.date(page.asOf)}</time>
      </summary>
      <form method="get" action={page.path}>
        <KeptParameters page={page} except={['asOf', 'page']} />
        <label>
          <span>{page.text('asOf.hint')}</span>
          <input type="date" name="asOf" value={page.asOf} max={page.today} required />
        </label>
        <button>{page.text('asOf.button')}</button>
      </form>
    </details>
  );
}

function Breadcrumb({ page, trail }: OnPage & { readonly trail: NonNullable<PageProps['breadcrumb']> }) {
  if (trail.length === 0) return null;
  return (
    <nav class="breadcrumb" aria-label={page.t('nav.breadcrumb')}>
      <ol>
        {trail.map(({ label, href }) => (
          <li>
            <a href={page.href(href)}>{label}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Footer({ page }: OnPage) {
  return (
    <footer>
      {page.untranslated > 0 && (
        <p>{page.text('language.untranslated.note', { count: page.untranslated })}</p>
      )}
      <p>{page.text('site.purpose')}</p>
      <p>{page.text('footer.private')}</p>
      <p>
        {page.text('footer.version', { version: software.version })} ·{' '}
        {page.text('footer.licence', { licence: software.licence })}
        <Online page={page} />
      </p>
    </footer>
  );
}

/** Links that only a server can answer; a field edition leaves them out (edition/rewrite.ts). */
function Online({ page }: OnPage) {
  return (
    <span class="online">
      {' · '}
      <a href={page.href('/changes')}>{page.text('changes.title')}</a> ·{' '}
      <a href={page.href('/languages')}>{page.text('translations.title')}</a> ·{' '}
      <a href="/api/v1/openapi.json">{page.text('footer.api')}</a> ·{' '}
      {page.visitor.name === undefined ? (
        <a href={page.href('/sign-in')}>{page.text('account.signIn')}</a>
      ) : (
        <>
          <a href={page.href('/alerts')}>{page.text('alerts.title')}</a> ·{' '}
          <a href={page.href('/review')}>{page.text('review.title')}</a> ·{' '}
          <a href={page.href('/account')}>
            <bdi>{page.visitor.name}</bdi>
          </a>
        </>
      )}
    </span>
  );
}
