/** One value, one sign: answers, figures, standings and dates. Each sign is a symbol and a word, never a colour alone. */
import type { Child } from 'hono/jsx';
import { type PartialDate, precision } from '../../core/date.ts';
import { type Answer, answers, type Value } from '../../core/value.ts';
import type { OnPage } from './context.tsx';

/** How a State stands to an instrument. */
export const standings = [
  'party',
  'signed',
  'none',
  'not party',
  'withdrawn',
  'cannot tell',
  'not loaded',
] as const;
export type StandingKind = (typeof standings)[number];

const answerSymbols: { readonly [A in Answer]: string } = {
  yes: '●',
  partly: '◐',
  no: '○',
  'no data': '▨',
  'not yet assessed': '…',
};

const standingSymbols: { readonly [K in StandingKind]: string } = {
  party: '●',
  signed: '◐',
  none: '○',
  'not party': '⊖',
  withdrawn: '⊗',
  'cannot tell': '?',
  'not loaded': '▨',
};

/** In a matrix the word is there for the ear and a legend for the eye; elsewhere both are seen. */
type Form = 'full' | 'compact';

function Badge(props: { kind: string; symbol: string; word: Child; title: string; form: Form }) {
  const { kind, symbol, word, title, form } = props;
  return (
    <span class={`badge ${kind.replaceAll(' ', '-')}`} {...(form === 'compact' ? { title } : {})}>
      <span class="symbol" aria-hidden="true">
        {symbol}
      </span>
      <span class={form === 'compact' ? 'visually-hidden' : 'word'}>{word}</span>
    </span>
  );
}

/** One of the five answers: yes, partly, no, no data, not yet assessed. */
export function AnswerBadge({
  page,
  answer,
  form = 'full',
}: OnPage & { readonly answer: Answer; readonly form?: Form }) {
  return (
    <Badge
      kind={answer}
      symbol={answerSymbols[answer]}
      word={page.text(`answer.${answer}`)}
      title={page.t(`answer.${answer}`)}
      form={form}
    />
  );
}

/** How a State stands to an instrument, in one of seven ways. */
export function StandingBadge({
  page,
  standing,
  form = 'full',
}: OnPage & { readonly standing: StandingKind; readonly form?: Form }) {
  return (
    <Badge
      kind={standing}
      symbol={standingSymbols[standing]}
      word={page.text(`standing.${standing}`)}
      title={page.t(`standing.${standing}`)}
      form={form}
    />
  );
}

/** What the signs of the standings mean. Stands beside every table of compact badges. */
export function StandingLegend({ page }: OnPage) {
  return (
    <dl class="legend" aria-label={page.t('legend.label')}>
      {standings.map((standing) => (
        <div>
          <dt>
            <StandingBadge page={page} standing={standing} />
          </dt>
          <dd>{page.text(`standing.${standing}.meaning`)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the signs of the answers are called. Stands beside every table of compact badges. */
export function AnswerLegend({ page }: OnPage) {
  return (
    <ul class="legend" aria-label={page.t('legend.label')}>
      {answers.map((answer) => (
        <li>
          <AnswerBadge page={page} answer={answer} />
        </li>
      ))}
    </ul>
  );
}

/** A figure in one of its six states, with its unit when it is a number. A reason is told in words, never as 0. */
export function ValueText({ page, value, unit }: OnPage & { readonly value: Value; readonly unit?: string }) {
  if (value.state === 'number' || value.state === 'zero') {
    const number = value.state === 'number' ? value.number : 0;
    return (
      <span class="value" {...(value.state === 'zero' ? { title: page.t('value.zero.meaning') } : {})}>
        {page.t.number(number)}
        {unit && <span class="unit"> {unit}</span>}
      </span>
    );
  }
  return (
    <span
      class={`value absent ${value.state.replaceAll(' ', '-')}`}
      title={page.t(`value.${value.state}.meaning`)}
    >
      {page.text(`value.${value.state}`)}
    </span>
  );
}

/** A date with the precision it is known in: "June 2011" is not a day. Without a date it says so. */
export function DateText({ page, date }: OnPage & { readonly date: PartialDate | undefined }) {
  if (date === undefined) return <span class="absent">{page.text('date.unknown')}</span>;
  const known = precision(date);
  return (
    <time datetime={date} {...(known === 'day' ? {} : { title: page.t(`date.${known}`) })}>
      {page.date(date)}
    </time>
  );
}
