/** A composite score, only for a person who asks for it: with its weights, how much is known, and its range. */
import { Problem } from '../../core/problem.ts';
import type { State } from '../../core/state.ts';
import { DataTable, KeptParameters, Notice, type OnPage, type PageContext } from '../../platform/ui.tsx';
import type { Checklist } from '../checklist.ts';
import { type Answers, scoredPoints } from '../comparison.ts';
import { scoreOf, type Weights } from '../score.ts';
import { StateLawLink } from './shared.tsx';

/** The headings whose points are weighed together, with the name of the weight in the address. */
function weighedGroups(page: PageContext, checklist: Checklist) {
  const groups = new Map(scoredPoints(checklist).map(({ group }) => [group?.en ?? '', group]));
  return [...groups].map(([key, group], at) => ({
    key,
    label: group?.[page.language] ?? group?.en ?? page.t('checklist.points'),
    name: `weight-${at + 1}`,
  }));
}

/** @throws Problem `parameter-invalid` for what is no number within its bounds */
function askedNumber(page: PageContext, name: string, otherwise: number, most: number): number {
  const written = page.query.get(name)?.trim().replace(',', '.') ?? '';
  if (written === '') return otherwise;
  const number = Number(written);
  if (!Number.isFinite(number) || number < 0 || number > most)
    throw new Problem('parameter-invalid', { name, value: written, detail: `a number from 0 to ${most}` });
  return number;
}

interface Scored extends OnPage {
  readonly checklist: Checklist;
  readonly states: readonly State[];
  readonly all: Answers;
}

/** Nothing but the offer, until `?score=yes`. */
export function ScoreSection({ page, checklist, states, all }: Scored) {
  const groups = weighedGroups(page, checklist);
  if (groups.length === 0 || states.length === 0) return null;
  const wanted = page.query.get('score') === 'yes';
  const weights: Weights = {
    groups: new Map(groups.map(({ key, name }) => [key, askedNumber(page, name, 1, 100)])),
    partly: askedNumber(page, 'partly', 0.5, 1),
  };
  const names = ['score', 'partly', ...groups.map(({ name }) => name)];
  return (
    <section aria-labelledby="score">
      <h2 id="score">{page.text('law.pages.score')}</h2>
      <p>{page.text('law.pages.score.note')}</p>
      <form class="filters" method="get" action={`${page.path}#score`}>
        <KeptParameters page={page} except={names} />
        <input type="hidden" name="score" value="yes" />
        {groups.map(({ key, label, name }) => (
          <label>
            <span>{page.text('law.pages.score.weight', { group: label })}</span>
            <input
              type="number"
              name={name}
              min="0"
              max="100"
              step="any"
              value={String(weights.groups.get(key) ?? 1)}
            />
          </label>
        ))}
        <label>
          <span>{page.text('law.pages.score.partly')}</span>
          <input type="number" name="partly" min="0" max="1" step="any" value={String(weights.partly)} />
        </label>
        <span class="buttons">
          <button>{page.text('law.pages.score.button')}</button>
          {wanted && (
            <a href={page.here(Object.fromEntries(names.map((name) => [name, undefined])))}>
              {page.text('law.pages.score.hide')}
            </a>
          )}
        </span>
      </form>
      {wanted && <Scores page={page} checklist={checklist} states={states} all={all} weights={weights} />}
    </section>
  );
}

function Scores({ page, checklist, states, all, weights }: Scored & { readonly weights: Weights }) {
  const hundred = (value: number) => page.t.number(Math.round(value * 100));
  const rows = states.map(({ iso3 }) => ({ iso3, score: scoreOf(all, checklist, iso3, weights) }));
  return (
    <>
      <Notice>
        <p>{page.text('law.pages.score.range')}</p>
      </Notice>
      <DataTable
        page={page}
        caption={page.t('law.pages.score.caption', { date: page.date(page.asOf) })}
        rows={rows}
        columns={[
          { heading: page.text('word.state'), cell: ({ iso3 }) => <StateLawLink page={page} state={iso3} /> },
          {
            heading: page.text('law.pages.known'),
            kind: 'figure',
            cell: ({ score }) =>
              page.t('law.pages.of', {
                part: page.t.number(score.known),
                whole: page.t.number(score.points),
              }),
          },
          {
            heading: page.text('law.pages.score.value'),
            kind: 'figure',
            cell: ({ score }) =>
              score.value === undefined ? page.text('law.pages.score.nothing') : hundred(score.value),
          },
          {
            heading: page.text('law.pages.score.between'),
            kind: 'figure',
            cell: ({ score }) => `${hundred(score.lowest)}–${hundred(score.highest)}`,
          },
        ]}
      />
    </>
  );
}
