/** The part of an overview on numbers: the newest figures with their warnings, and what nobody knows. Pure. */
import type { Value } from '../core/value.ts';
import { type Question, questions } from '../statistics/gaps.ts';
import { type Indicator, latestOf, type Observation } from '../statistics/model.ts';
import type { Block, Runs } from './model.ts';
import { cite, text, type Words } from './words.ts';

export interface NumberMaterial {
  /** Indicators that have figures of the State, with all of them, each in its newest release. */
  readonly known: readonly { readonly indicator: Indicator; readonly of: readonly Observation[] }[];
  /** Questions about children that no figure of the last years answers. */
  readonly unanswered: ReadonlySet<Question>;
  /** Names of the indicators about children of which there is no figure. */
  readonly absent: readonly string[];
  /** How many years back was looked for answers. */
  readonly years: number;
  /** What the codes of a breakdown mean, in the language of the overview. */
  readonly breakdown: (breakdown: Observation['breakdown']) => string;
}

/** A heading, two or three sentences, a table and the warnings of every indicator in it. */
export function numberBlocks(material: NumberMaterial, words: Words): Block[] {
  const { known, unanswered, absent, years, breakdown } = material;
  const { t, heading, paragraph, say, state } = words;
  const rows = known
    .filter(({ indicator }) => indicator.about !== 'context')
    .flatMap(({ indicator, of }) => latestOf(of).map((one) => ({ indicator, one })));
  if (rows.length === 0)
    return [
      heading(2, 'overview.numbers'),
      paragraph('overview.empty.numbers', { nothing: t('overview.nothing') }),
    ];
  const indicators = [...new Set(rows.map(({ indicator }) => indicator))];
  const warnings = indicators.flatMap(({ name, warnings: own }) =>
    own.map((warning): Runs => [
      { kind: 'strong', text: `${name}: ` },
      ...text(warning.text),
      ...cite([warning.citation]),
    ]),
  );
  const missing = questions.filter((question) => unanswered.has(question));
  return [
    heading(2, 'overview.numbers'),
    paragraph('overview.numbers.sentence', {
      state,
      indicators: indicators.length,
      children: indicators.filter(({ about }) => about === 'children').length,
    }),
    ...(missing.length === 0
      ? []
      : [
          paragraph('overview.numbers.missing', {
            years,
            missing: missing
              .map((question) => t(`numbers.unknown.${question}`))
              .join(t.language === 'ar' ? '، ' : ', '),
          }),
        ]),
    {
      kind: 'table',
      caption: say('overview.numbers.table', { state }),
      columns: [
        { header: t('numbers.indicator'), content: 'text' },
        { header: t('numbers.breakdown'), content: 'text' },
        { header: t('numbers.period'), content: 'text' },
        { header: t('numbers.newest.heading'), content: 'figures' },
      ],
      rows: rows.map(({ indicator, one }) => [
        text(indicator.name),
        text(breakdown(one.breakdown)),
        text(one.period),
        figure(one, words),
      ]),
    },
    ...(warnings.length > 0 ? [{ kind: 'list' as const, items: warnings }] : []),
    ...(absent.length > 0
      ? [
          paragraph('overview.numbers.absent'),
          { kind: 'list' as const, items: absent.map((name) => text(name)) },
        ]
      : []),
  ];
}

/** "12.5 percent (between 10 and 15)" with its source; a gap by its name. */
function figure({ value, unit, lower, upper, citation }: Observation, { t }: Words): Runs {
  const bounds =
    lower === undefined || upper === undefined
      ? ''
      : ` ${t('numbers.bounds', { lower: t.number(lower), upper: t.number(upper) })}`;
  return [...text(`${inWords(value, unit, t)}${bounds}`), ...cite([citation])];
}

function inWords(value: Value, unit: string, t: Words['t']): string {
  if (value.state === 'number') return `${t.number(value.number)} ${unit}`;
  if (value.state === 'zero') return `${t.number(0)} ${unit}`;
  return t(`value.${value.state}`);
}

/** The sentence at a glance: the newest figures that give the frame, such as the internet and registered births. */
export function glanceOfNumbers({ known }: NumberMaterial, { t, say }: Words): Block[] {
  const items = ['16.9.1', '17.8.1', '5.3.1-before-18'].flatMap((id) => {
    const found = known.find(({ indicator }) => indicator.id === id);
    return (found ? latestOf(found.of) : []).map(({ value, unit, period, citation }) =>
      say(
        'overview.glance.figure',
        { name: found?.indicator.name ?? id, figure: inWords(value, unit, t), period },
        [citation],
      ),
    );
  });
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}
