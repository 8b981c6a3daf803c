/** Why a cell cannot be protected, even if everything that may be hidden is. */
import { intervalIn } from './explain.ts';
import {
  mayHide,
  protects,
  readers,
  type Knowledge,
  type Relation,
  type Sensitive,
  type TableProblem,
} from './model.ts';

export interface Obstacle {
  readonly cell: number;
  /** The sums that give it away: one alone where one does, otherwise all in which it stands. */
  readonly through: readonly Relation[];
  /** The cells that must be shown: it itself, or those in these sums. */
  readonly shown: readonly number[];
}

/** @param sensitive a cell that `protect` or an attack found to be without protection whatever is hidden */
export function obstacleOf(
  problem: TableProblem,
  { cell, protection }: Sensitive,
  knowledge: Knowledge,
): Obstacle {
  const { cells, relations } = problem;
  const isOpen = (at: number) => mayHide(cells[at] ?? { code: '', value: 0 }, knowledge);
  if (!isOpen(cell)) return { cell, through: [], shown: [cell] };
  const own = relations.filter((relation) => relation.cells.includes(cell));
  const alone = own.find((relation) =>
    readers(problem, knowledge).some(
      (reader) =>
        !protects(intervalIn(problem, isOpen, reader, relation, cell), cells[cell]?.value ?? NaN, protection),
    ),
  );
  const through = alone ? [alone] : [...own, ...beside(problem, own, cell)];
  const shown = through.flatMap((relation) => relation.cells).filter((at) => !isOpen(at));
  return { cell, through, shown: [...new Set(shown)] };
}

/** What a cell of slack stands for is said by the sums of the cells that it is made of. */
function beside({ cells, relations }: TableProblem, own: readonly Relation[], cell: number): Relation[] {
  if (cells[cell]?.kind !== 'others') return [];
  const made = new Set(own.flatMap((relation) => relation.cells));
  return relations.filter(
    (relation) => !own.includes(relation) && relation.cells.filter((at) => made.has(at)).length > 1,
  );
}
