/** How recommendations are listed: on their own page, on the page of a State, and among what a search finds. */
import { stateOf } from '../../core/state.ts';
import { type OnPage, SourceMark } from '../../platform/ui.tsx';
import { bodyPath } from '../bodies.ts';
import { askersOf, placeOf, type Recommendation, responseOf, type Statement } from '../model.ts';
import type { FoundItem } from '../search.ts';
import type { KeptJudgement } from '../store/judgements.ts';

/** Recommendations one under the other: the text, who asked whom and when, the answer, the sources. */
export function RecommendationList({ page, items }: OnPage & { readonly items: readonly FoundItem[] }) {
  return (
    <ul class="recommendations">
      {items.map((one) => (
        <li>
          <Item page={page} one={one} />
        </li>
      ))}
    </ul>
  );
}

function Item({ page, one }: OnPage & { readonly one: FoundItem }) {
  const state = stateOf(one.state);
  const { statements } = one;
  const sessions = [...new Set(statements.flatMap(({ session }) => session ?? []))];
  const actions = [...new Set(statements.flatMap(({ action }) => action ?? []))];
  const issues = [...new Set(statements.flatMap((said) => [...said.issues, ...(said.themes ?? [])]))];
  return (
    <>
      <p>
        <a href={page.href(`/recommendations/${one.id}`)} {...written(one)}>
          <Text one={one} />
        </a>
        <Places page={page} statements={statements} />
      </p>
      <p class="quiet">
        <a href={page.href(`/states/${one.state}`)}>{page.local(state.shortNames)}</a> ·{' '}
        {page.text('recommendations.askedBy')} <Askers page={page} of={one} /> · {statements[0]?.year}
        {sessions.map((session) => (
          <>, {page.text('recommendations.inSession', { session })}</>
        ))}{' '}
        · <Answer page={page} one={one} />
        {one.kind !== 'recommendation' && <> · {page.text(`recommendations.kind.${one.kind}`)}</>}
      </p>
      {(actions.length > 0 || issues.length > 0) && (
        <p class="quiet">
          {actions.length > 0 && (
            <>
              {page.text('recommendations.action')}:{' '}
              {actions.map((action, at) => (
                <>
                  {at > 0 && ', '}
                  {page.text(`action.category.${action}`)}
                </>
              ))}
            </>
          )}
          {actions.length > 0 && issues.length > 0 && ' · '}
          {issues.length > 0 && (
            <>
              {page.text('recommendations.issue')}: <bdi>{issues.join(', ')}</bdi>
            </>
          )}
        </p>
      )}
      {one.judgement && page.query.get('category') && <ByModel page={page} judgement={one.judgement} />}
    </>
  );
}

/** The category by the trained model, shown as what it is. */
function ByModel({ page, judgement }: OnPage & { readonly judgement: KeptJudgement }) {
  const { kind, category, probability, model } = judgement;
  return (
    <p class="quiet">
      {page.text('labels.action.model', { version: model })}:{' '}
      {page.text(kind === 'category' ? 'labels.action.probability' : 'labels.action.abstains', {
        category: page.t(`action.category.${category}`),
        percent: (100 * probability).toFixed(0),
      })}
    </p>
  );
}

/** In which language and direction the text stands. */
function written({ language }: FoundItem): { lang?: string; dir: 'ltr' | 'rtl' | 'auto' } {
  if (language === 'other') return { dir: 'auto' };
  return { lang: language, dir: language === 'ar' ? 'rtl' : 'ltr' };
}

/** The text, with the words marked for which it was found. */
function Text({ one: { text, reasons } }: { readonly one: FoundItem }) {
  return (
    <>
      {reasons.map(({ start, end }, at) => (
        <>
          {text.slice(reasons[at - 1]?.end ?? 0, start)}
          <mark>{text.slice(start, end)}</mark>
        </>
      ))}
      {text.slice(reasons.at(-1)?.end ?? 0)}
    </>
  );
}

/** The marks of all places where the statements can be read. */
function Places({ page, statements }: OnPage & { readonly statements: readonly Statement[] }) {
  const places = new Map(statements.map((said) => [JSON.stringify(placeOf(said)), placeOf(said)]));
  return (
    <>
      {[...places.values()].map((citation) => (
        <SourceMark page={page} citation={citation} />
      ))}
    </>
  );
}

/** States lead to what they asked, a body to its page. */
function Askers({ page, of }: OnPage & { readonly of: Recommendation }) {
  const body = of.round.mechanism === 'UPR' ? undefined : of.round.body;
  return (
    <>
      {askersOf(of).map(({ state, name }, at) => (
        <>
          {at > 0 && ', '}
          {state ? (
            <a href={page.href('/recommendations', { by: state })}>{page.local(stateOf(state).shortNames)}</a>
          ) : name === body ? (
            <a href={page.href(bodyPath(body))}>
              <bdi>{name}</bdi>
            </a>
          ) : (
            name
          )}
        </>
      ))}
    </>
  );
}

/** The answer; where several are recorded each of them, with whom it was given to and who says so. */
function Answer({ page, one }: OnPage & { readonly one: FoundItem }) {
  const agreed = responseOf(one);
  if (agreed.kind === 'agreed') return <>{page.text(`response.${agreed.response}`)}</>;
  return (
    <>
      {page.text('recommendations.answersDiffer')}:{' '}
      {agreed.responses.map((response, at) => {
        const statements = one.statements.filter((said) => said.response === response);
        return (
          <>
            {at > 0 && '; '}
            {page.text(`response.${response}`)} (
            <Askers page={page} of={{ ...one, statements }} />)
            <Places page={page} statements={statements} />
          </>
        );
      })}
    </>
  );
}
