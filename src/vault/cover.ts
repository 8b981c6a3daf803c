/**
 * Which scans answer which questions. Fifty-six three-way tables need not be counted in fifty-six scans: a scan by
 * five variables answers ten of them, because what was counted finely can be added up. Pure.
 */

/** Records counted by some variables: a column of code numbers for each, and how many records have them. */
export interface Counted {
  readonly codes: readonly (readonly number[] | readonly bigint[])[];
  readonly counts: readonly number[];
}

/** Above so many combinations, counting once more is quicker than adding up. */
const mostCombinations = 50_000;

/**
 * Sets of variables to count by, so that each group asked for lies within one of them.
 * @param sizes how many codes each variable has; Infinity for bit masks, which are only counted where asked for
 * @returns for each set the variables, and the places of the groups that it answers
 */
export function cover(
  groups: readonly (readonly number[])[],
  sizes: readonly number[],
): { readonly variables: readonly number[]; readonly answers: readonly number[] }[] {
  const open = new Set(groups.keys());
  const chosen: { variables: readonly number[]; answers: readonly number[] }[] = [];
  const inside = (group: number, set: ReadonlySet<number>) =>
    groups[group]?.every((one) => set.has(one)) ?? false;
  // The widest first: what lies within them is answered on the way.
  for (const first of [...open].toSorted((a, b) => (groups[b]?.length ?? 0) - (groups[a]?.length ?? 0))) {
    if (!open.has(first)) continue;
    const set = new Set(groups[first]);
    const width = () => [...set].reduce((product, one) => product * (sizes[one] ?? Infinity), 1);
    for (;;) {
      const now = [...open].filter((group) => inside(group, set)).length;
      const better = [...sizes.keys()]
        .filter((one) => !set.has(one) && width() * (sizes[one] ?? Infinity) <= mostCombinations)
        .map((one) => {
          const larger = new Set([...set, one]);
          return { one, gain: [...open].filter((group) => inside(group, larger)).length - now };
        })
        .toSorted((a, b) => b.gain - a.gain || (sizes[a.one] ?? 0) - (sizes[b.one] ?? 0))[0];
      // A variable that answers nothing by itself may do so with the next one, but then it costs more than it saves.
      if (!better || better.gain === 0) break;
      set.add(better.one);
    }
    const answers = [...open].filter((group) => inside(group, set));
    for (const group of answers) open.delete(group);
    chosen.push({ variables: [...set].toSorted((a, b) => a - b), answers });
  }
  return chosen;
}

/** The counts by some of the variables that were counted by, in the order given. */
export function addUp({ codes, counts }: Counted, kept: readonly number[]): Counted {
  const columns = kept.map((place) => codes[place] ?? []);
  const keyOf = keys(columns);
  const places = new Map<number | string, number>();
  const sums: number[] = [];
  const first: number[] = [];
  counts.forEach((count, row) => {
    const key = keyOf(row);
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, sums.length);
      sums.push(count);
      first.push(row);
    } else sums[place] = (sums[place] ?? 0) + count;
  });
  return { codes: columns.map((column) => first.map((row) => column[row]) as number[]), counts: sums };
}

/** A name for the codes of each row: one number where the codes are few enough. */
function keys(columns: readonly (readonly (number | bigint)[])[]): (row: number) => number | string {
  const sizes = columns.map((column) =>
    column.reduce<number>(
      (most, code) => (typeof code === 'bigint' ? Infinity : Math.max(most, code + 1)),
      1,
    ),
  );
  if (!Number.isSafeInteger(sizes.reduce((product, size) => product * size, 1)))
    return (row) => columns.map((column) => column[row]).join();
  return (row) => {
    let key = 0;
    columns.forEach((column, c) => (key = key * (sizes[c] ?? 1) + Number(column[row])));
    return key;
  };
}
