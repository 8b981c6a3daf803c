/** The numbers of a Country Overview: the newest figure of each indicator, with its warning and source. */
import type { CodeList, InNumbers, Observation } from '../statistics/model.ts';
import { breakdownText } from '../statistics/words.ts';
import type { Block, Runs } from './model.ts';
import { cite, text, type Words } from './words.ts';

/** What is known of the State in numbers. */
export interface NumberMaterial {
  readonly known: readonly InNumbers<Observation>[];
  readonly codes: ReadonlyMap<string, CodeList>;
  /** Indicators about children of which there is no figure. */
  readonly missing: readonly string[];
}

export function numberSection({ known, codes, missing }: NumberMaterial, words: Words): Block[] {
  const { t, heading, paragraph, say, state } = words;
  const warned = known.filter(({ indicator }) => indicator.warnings.length > 0);
  return [
    heading(2, 'overview.numbers'),
    known.length === 0
      ? paragraph('overview.numbers.none', { state, nothing: t('overview.nothing') })
      : {
          kind: 'table',
          caption: say('overview.numbers.table', { state }),
          columns: [
            { header: t('numbers.indicator'), content: 'text' },
            { header: t('numbers.newest.heading'), content: 'figures' },
            { header: t('numbers.breakdown'), content: 'text' },
            { header: t('numbers.period'), content: 'text' },
          ],
          rows: known.flatMap(({ indicator, latest }) =>
            latest.map((one) => [
              text(indicator.name),
              figure(one, words),
              text(breakdownText(t, one.breakdown, codes)),
              text(one.period),
            ]),
          ),
        },
    ...(warned.length > 0
      ? [
          paragraph('overview.numbers.care'),
          {
            kind: 'list' as const,
            items: warned.map(({ indicator }): Runs => [
              { kind: 'strong', text: `${indicator.name}: ` },
              ...indicator.warnings.flatMap((warning): Runs => [
                ...text(warning.text),
                ...cite([warning.citation]),
              ]),
            ]),
          },
        ]
      : []),
    ...(missing.length > 0
      ? [
          paragraph('overview.numbers.missing', { state }),
          { kind: 'list' as const, items: missing.map((name) => text(name)) },
        ]
      : []),
  ];
}

/** A figure with its unit, or why there is none; never an empty place. */
function figure({ value, unit, citation }: Observation, { t }: Words): Runs {
  const shown =
    value.state === 'number' || value.state === 'zero'
      ? `${t.number(value.state === 'number' ? value.number : 0)} ${unit}`
      : t(`value.${value.state}`);
  return [...text(shown), ...cite([citation])];
}
