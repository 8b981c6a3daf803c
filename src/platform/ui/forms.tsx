/** Choosing what a page shows: filters, pages of results, downloads. All are plain links and GET forms. */
import { pictureScript } from '../browser-script.ts';
import type { OnPage, PageContext } from './context.tsx';

export interface Filter {
  /** Name of the parameter in the address. */
  readonly name: string;
  readonly label: string;
  /** The choices; a filter without them is a field for words. "Any" is added by itself. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** The parameters of the address as hidden fields, so that a GET form does not drop them. */
export function KeptParameters({ page, except }: OnPage & { readonly except: readonly string[] }) {
  return (
    <>
      {[...page.query]
        .filter(([name, value]) => !except.includes(name) && value !== '')
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
    </>
  );
}

/** A form of filters. The values come from the address; applying it starts again at the first page. */
export function Filters({ page, filters }: OnPage & { readonly filters: readonly Filter[] }) {
  const names = filters.map(({ name }) => name);
  const used = names.some((name) => page.query.get(name));
  return (
    <form class="filters" method="get" action={page.path} role="search" aria-label={page.t('filter.label')}>
      <KeptParameters page={page} except={[...names, 'page']} />
      {filters.map((filter) => (
        <label>
          <span>{filter.label}</span>
          <FilterField page={page} filter={filter} />
        </label>
      ))}
      <span class="buttons">
        <button>{page.text('button.apply')}</button>
        {used && (
          <a href={page.here(Object.fromEntries([...names, 'page'].map((name) => [name, undefined])))}>
            {page.text('button.clear')}
          </a>
        )}
      </span>
    </form>
  );
}

function FilterField({ page, filter }: OnPage & { readonly filter: Filter }) {
  const current = page.query.get(filter.name) ?? '';
  if (!filter.options) return <input type="search" name={filter.name} value={current} />;
  return (
    <select name={filter.name}>
      <option value="">{page.t('filter.any')}</option>
      {filter.options.map(({ value, label }) => (
        <option value={value} selected={value === current}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** Which rows of how many are shown. Rows and pages are counted from 1. */
export interface Paging {
  readonly page: number;
  readonly size: number;
  readonly total: number;
}

/** The page asked for by `?page=`, from 1; anything else is the first page. */
export function askedPage(page: PageContext): number {
  const asked = Number(page.query.get('page'));
  return Number.isInteger(asked) && asked > 0 ? asked : 1;
}

/** Links to the page before and after. Nothing is shown where all rows fit on one page. */
export function Pager({ page, paging }: OnPage & { readonly paging: Paging }) {
  const { page: current, size, total } = paging;
  const pages = Math.ceil(total / size);
  if (pages <= 1) return null;
  const first = (current - 1) * size + 1;
  return (
    <nav class="pager" aria-label={page.t('pager.label')}>
      {current > 1 && (
        <a rel="prev" href={page.here({ page: String(current - 1) })}>
          {page.text('pager.previous')}
        </a>
      )}
      <span>
        {page.text('pager.page', { page: current, pages })} ·{' '}
        {page.text('pager.range', { first, last: Math.min(current * size, total), total })}
      </span>
      {current < pages && (
        <a rel="next" href={page.here({ page: String(current + 1) })}>
          {page.text('pager.next')}
        </a>
      )}
    </nav>
  );
}

/** Links to the same facts in other forms: `{ format: 'CSV', href }`. */
export function Downloads({
  page,
  formats,
}: OnPage & {
  readonly formats: readonly {
    readonly format: string;
    readonly href: string;
    /** Of a picture (SVG): the name of its file. Where script runs, it can be saved as PNG as well. */
    readonly picture?: string;
  }[];
}) {
  return (
    <ul class="downloads" aria-label={page.t('download.label')}>
      {formats.map(({ format, href, picture }) => (
        <li>
          <a
            href={href}
            download={picture ?? true}
            {...(picture
              ? {
                  'data-png': page.t('download.as', { format: 'PNG' }),
                  'data-png-failed': page.t('download.png.failed'),
                }
              : {})}
          >
            {page.text('download.as', { format })}
          </a>
          {picture && <script type="module" src={pictureScript.href} />}
        </li>
      ))}
    </ul>
  );
}
