/** /search: States by any of their names, instruments, and the texts of recommendations. */
import { fold } from '../core/text.ts';
import { findState, stateOf, states } from '../core/state.ts';
import { allInstruments, StateLink } from '../commitments/views/shared.tsx';
import type { Record } from '../platform/record.ts';
import { Page, type PageContext } from '../platform/ui.tsx';
import { search } from '../recommendations/search.ts';
import { RecommendationList } from '../recommendations/views.tsx';

export function searchPage(page: PageContext, record: Record) {
  const words = (page.query.get('q') ?? '').trim();
  const folded = fold(words);
  const named = findState(words);
  const foundStates = folded
    ? states.filter(
        (state) =>
          state.iso3 === named || Object.values(state.names).some((name) => fold(name).includes(folded)),
      )
    : [];
  const found = folded
    ? allInstruments(record).filter(({ id, short, title, aka }) =>
        [id, short, title.value, ...aka].some((name) => fold(name).includes(folded)),
      )
    : [];
  const texts = folded
    ? record.read((tx) => search(tx, { words }, { offset: 0, limit: 10 }))
    : { total: 0, items: [] };
  const shown =
    named && !foundStates.some(({ iso3 }) => iso3 === named) ? [stateOf(named), ...foundStates] : foundStates;
  return (
    <Page page={page} title={page.t('search.title')}>
      <p>{page.text('search.results', { query: words, count: shown.length + found.length + texts.total })}</p>
      {shown.length + found.length + texts.total === 0 && <p>{page.text('search.none')}</p>}
      {shown.length > 0 && (
        <>
          <h2>{page.text('search.states')}</h2>
          <ul>
            {shown.map((state) => (
              <li>
                <StateLink page={page} state={state} />
              </li>
            ))}
          </ul>
        </>
      )}
      {found.length > 0 && (
        <>
          <h2>{page.text('search.instruments')}</h2>
          <ul>
            {found.map(({ id, title }) => (
              <li>
                <a href={page.href(`/instruments/${id}`)}>{title.value}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {texts.total > 0 && (
        <>
          <h2>{page.text('search.recommendations')}</h2>
          <RecommendationList page={page} items={texts.items} />
          <p>
            <a href={page.href('/recommendations', { words })}>
              {page.text('search.all', { count: texts.total })}
            </a>
          </p>
        </>
      )}
    </Page>
  );
}
