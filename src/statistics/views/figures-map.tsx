/** Figures on a map. */
import { type Iso3, states } from '../../core/state.ts';
import type { MapCategory, WorldMapProps } from '../../platform/map.tsx';
import type { Record } from '../../platform/record.ts';
import type { OnPage } from '../../platform/ui.tsx';
import { type Indicator, parseBreakdown } from '../model.ts';
import type { StoredObservation } from '../store.ts';
import { breakdownText } from './shared.tsx';

interface ShownOnMap extends OnPage {
  readonly record: Record;
  readonly indicator: Indicator;
  readonly breakdown: string;
  /** The newest figures of each State. */
  readonly of: readonly StoredObservation[];
}

/** Shades for figures in four classes of like size; where States are never ordered, only whether there is a figure. */
export function figuresMap({ page, record, indicator, breakdown, of }: ShownOnMap): WorldMapProps {
  const words = breakdownText(page, record, parseBreakdown(breakdown));
  const firsts = new Map(of.toReversed().map((one) => [one.state, one.value]));
  const numbers = [...firsts].flatMap(([state, value]): (readonly [Iso3, number])[] =>
    value.state === 'number' ? [[state, value.number]] : value.state === 'zero' ? [[state, 0]] : [],
  );
  const legend: MapCategory[] = [];
  const values = new Map<Iso3, string>();
  if (indicator.ranking !== 'allowed' || numbers.length < 8) {
    legend.push({ category: 'there', label: page.t('numbers.map.there'), shade: 'full' });
    for (const [state] of numbers) values.set(state, 'there');
  } else {
    const sorted = numbers.map(([, value]) => value).toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    const limits = [...new Set([at(0.25), at(0.5), at(0.75)])];
    const shades = ['empty', 'light', 'striped', 'full'] as const;
    const edges = [-Infinity, ...limits, Infinity];
    for (let n = 0; n + 1 < edges.length; n += 1) {
      const from = edges[n] ?? -Infinity;
      const to = edges[n + 1] ?? Infinity;
      const label =
        from === -Infinity
          ? page.t('numbers.map.below', { to: page.t.number(to) })
          : to === Infinity
            ? page.t('numbers.map.from', { from: page.t.number(from) })
            : page.t('numbers.map.between', { from: page.t.number(from), to: page.t.number(to) });
      legend.push({ category: `class ${n}`, label, shade: shades[n] ?? 'full' });
      for (const [state, value] of numbers) if (value >= from && value < to) values.set(state, `class ${n}`);
    }
  }
  return {
    page,
    values,
    legend,
    title: page.t('numbers.map.title', { name: indicator.name, unit: indicator.unit, breakdown: words }),
    description: page.t('numbers.map.description', { states: values.size, of: states.length }),
  };
}
