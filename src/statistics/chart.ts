/** Figures as the lines of a chart. Pure. */
import type { Observation } from './model.ts';
import { breakdownKey, yearOf } from './model.ts';

/** One State, source and breakdown over time. */
export interface Line<O extends Observation> {
  readonly first: O;
  readonly points: readonly {
    readonly x: number;
    readonly y?: number;
    readonly lower?: number;
    readonly upper?: number;
  }[];
}

/** A line for each State, source and breakdown; the widest breakdowns first. A year without a number is a gap. */
export function linesOf<O extends Observation>(all: readonly O[]): readonly Line<O>[] {
  const groups = Map.groupBy(all, (one) =>
    JSON.stringify([one.state, one.source, breakdownKey(one.breakdown)]),
  );
  return [...groups.values()]
    .flatMap((of) => {
      const [first] = of;
      return first
        ? [
            {
              first,
              points: of.map(({ period, value, lower, upper }) => ({
                x: yearOf(period),
                ...(value.state === 'number' ? { y: value.number } : value.state === 'zero' ? { y: 0 } : {}),
                ...(lower === undefined ? {} : { lower }),
                ...(upper === undefined ? {} : { upper }),
              })),
            },
          ]
        : [];
    })
    .toSorted((a, b) => Object.keys(a.first.breakdown).length - Object.keys(b.first.breakdown).length);
}
