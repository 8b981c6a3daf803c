/** The figures of the record, as the SDMX server reads them. */
import { openHead } from '../../accounts/store/open-head.ts';
import type { Day } from '../../core/date.ts';
import { translator } from '../../platform/messages.ts';
import type { Record } from '../../platform/record.ts';
import { all, type CodeList, type DimensionId, type IndicatorId } from '../model.ts';
import type { Describing, Figures } from '../sdmx/flow.ts';
import { codeLists, indicators, observations, outlines } from '../store.ts';
import { codeText, dimensionText } from '../words.ts';

/** The figures that hold on a day. Names of codes are in English, in which messages are written. */
export function figuresOn(record: Record, today: Day): Figures {
  return {
    version: `${openHead(record)} ${today}`,
    describing: record.cached(`sdmx ${today}`, (tx): Describing => {
      const known = outlines(tx, today);
      const dimensions = new Map<IndicatorId, Set<DimensionId>>();
      const codes = new Map<DimensionId, Set<string>>();
      for (const { indicator, breakdown } of known)
        for (const [dimension, code] of Object.entries(breakdown)) {
          dimensions.set(indicator, (dimensions.get(indicator) ?? new Set()).add(dimension));
          codes.set(dimension, (codes.get(dimension) ?? new Set<string>()).add(code));
        }
      const lists = codeLists(tx);
      const t = translator('en');
      return {
        indicators: indicators(tx),
        dimensions: new Map([...dimensions].map(([indicator, of]) => [indicator, [...of].toSorted()])),
        codeLists: [...codes].map(([dimension, used]): CodeList => {
          const listed = lists.get(dimension)?.codes ?? [];
          // With every parent, because a code list holds the parents of its codes.
          const every = new Map([...used].map((code) => [code, { code, label: code }]));
          for (const one of listed) every.set(one.code, one);
          every.delete(all);
          return {
            dimension,
            label: capital(dimensionText(t, dimension)),
            codes: [...every.values()].map((one) => ({
              ...one,
              label: codeText(t, dimension, one.code, lists) ?? one.label,
            })),
          };
        }),
        sources: [...new Set(known.map(({ source }) => source))].toSorted(),
      };
    }),
    figures: (indicator, asOf = today) =>
      record.cached(`sdmx ${asOf} ${indicator}`, (tx) => observations(tx, { indicator, asOf })),
  };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
