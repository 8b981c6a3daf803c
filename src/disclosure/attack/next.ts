/**
 * From a whole table to one in which an unknown is further: a linear program over the rows nearby moves it as far as
 * wished, with as little other movement as that takes. Near a whole table its answer is often whole, and whole for the
 * most part where it is not: then an integer program over the same few unknowns finds one (relaxation induced
 * neighbourhoods; Danna, Rothberg & Le Pape 2005).
 */
import type { Highs } from 'highs';
import type { Direction, Found } from './found.ts';
import { addTo, type Movement, Relaxation, tolerance } from './relaxation.ts';
import type { Box, Unknowns } from './unknowns.ts';
import { wholeMovement } from './whole.ts';

/**
 * @param from a whole table, as a movement from the known one; none for the known one itself
 * @param near how many unknowns may move with it
 * @returns the table, in the same way, and how far the unknown goes at most as far as was seen
 */
export function nextTable(
  highs: Highs,
  unknowns: Unknowns,
  found: Found,
  from: Movement | undefined,
  [unknown, direction, wish]: readonly [unknown: number, direction: Direction, wish: number],
  near: number,
): { readonly table: Movement | undefined; readonly most: number } {
  const at = new Float64Array(unknowns.count);
  if (from) addTo(at, from);
  const { lower, upper } = unknowns.box;
  const around: Box = {
    lower: lower.map((end, each) => end - (at[each] ?? 0)),
    upper: upper.map((end, each) => end - (at[each] ?? 0)),
  };
  const part = new Relaxation(highs, unknowns, around);
  try {
    const answer = part.furtherInAll(unknown, direction, wish, (movement) => found.broken(movement), near);
    if (!answer) return { table: undefined, most: Infinity };
    const isEnd = answer.reached < wish - tolerance;
    const most = isEnd ? direction * (at[unknown] ?? 0) + answer.bound(around) : Infinity;
    if (answer.reached < 1 - tolerance) return { table: undefined, most };
    const step = isWhole(answer.movement)
      ? answer.movement
      : wholeMovement(highs, unknowns, around, [unknown, direction, 0], part.members);
    if (typeof step === 'string') return { table: undefined, most };
    addTo(at, step);
    const moved = [...at.keys()].filter((each) => Math.round(at[each] ?? 0) !== 0);
    return { table: { unknowns: moved, by: moved.map((each) => at[each] ?? 0) }, most };
  } finally {
    part.dispose();
  }
}

function isWhole({ by }: Movement): boolean {
  return Array.from(by).every((each) => Math.abs(each - Math.round(each)) <= tolerance);
}
