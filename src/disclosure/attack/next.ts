/**
 * From a whole table to one in which an unknown is further: a linear program over the rows nearby moves it as far as
 * wished, with as little other movement as that takes. Near a whole table its answer is often whole, and whole for the
 * most part where it is not: then an integer program over the same few unknowns finds one (relaxation induced
 * neighbourhoods; Danna, Rothberg & Le Pape 2005).
 */
import type { Highs } from 'highs';
import type { Direction, Found } from './found.ts';
import { addTo, boxAround, type Movement, movementTo, Relaxation, tolerance } from './relaxation.ts';
import type { Unknowns } from './unknowns.ts';
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
  const around = boxAround(unknowns.box, at);
  const part = new Relaxation(highs, unknowns, around);
  try {
    const answer = part.furtherInAll(unknown, direction, wish, (movement) => found.broken(movement), near);
    if (!answer) return { table: undefined, most: Infinity };
    const isEnd = answer.reached < wish - tolerance;
    const most = isEnd ? direction * (at[unknown] ?? 0) + answer.bound(around) : Infinity;
    if (answer.reached < 1 - tolerance) return { table: undefined, most };
    const step = isWhole(answer.movement)
      ? answer.movement
      : wholeMovement(highs, unknowns, around, [unknown, direction], part.members);
    if (typeof step === 'string') return { table: undefined, most };
    addTo(at, step);
    return { table: movementTo(at), most };
  } finally {
    part.dispose();
  }
}

/**
 * The same by whole numbers from the start, and as far as the unknown goes, while only some unknowns move.
 * @returns `none` where there is none, whatever else moves
 */
export function nextWholeTable(
  highs: Highs,
  unknowns: Unknowns,
  from: Movement | undefined,
  [unknown, direction]: readonly [unknown: number, direction: Direction],
  among: ReadonlySet<number>,
): Movement | 'none' | 'not found' {
  const at = new Float64Array(unknowns.count);
  if (from) addTo(at, from);
  const step = wholeMovement(highs, unknowns, boxAround(unknowns.box, at), [unknown, direction], among);
  if (typeof step === 'string') return step;
  addTo(at, step);
  return movementTo(at);
}

function isWhole({ by }: Movement): boolean {
  return Array.from(by).every((each) => Math.abs(each - Math.round(each)) <= tolerance);
}
