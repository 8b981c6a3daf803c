/** /search: States by any of their names, instruments, and the texts of recommendations. */
import { Problem } from '../core/problem.ts';
import { fold } from '../core/text.ts';
import { findState, stateOf, states } from '../core/state.ts';
import { allInstruments, StateLink } from '../commitments/views/shared.tsx';
import { problemKey } from '../platform/messages.ts';
import type { Record } from '../platform/record.ts';
import { Notice, Page, type PageContext } from '../platform/ui.tsx';
import { search } from '../recommendations/search.ts';
import { RecommendationList } from '../recommendations/views.tsx';

const nothing = { total: 0, items: [] };

/** Recommendations with the words; none, with the reason, where the words are no query. */
function textsWith(record: Record, words: string) {
  try {
    return { texts: record.read((tx) => search(tx, { words }, { offset: 0, limit: 10 }, 'relevance')) };
  } catch (problem) {
    if (problem instanceof Problem && problem.code.startsWith('query-')) return { texts: nothing, problem };
    throw problem;
  }
}

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
  const { texts, problem } = folded ? textsWith(record, words) : { texts: nothing, problem: undefined };
  const shown =
    named && !foundStates.some(({ iso3 }) => iso3 === named) ? [stateOf(named), ...foundStates] : foundStates;
  return (
    <Page page={page} title={page.t('search.title')}>
      <p>{page.text('search.results', { query: words, count: shown.length + found.length + texts.total })}</p>
      {shown.length + found.length + texts.total === 0 && <p>{page.text('search.none')}</p>}
      {problem && <Notice title={page.text(problemKey(problem), problem.details)} />}
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
