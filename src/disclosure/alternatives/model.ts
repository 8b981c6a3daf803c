/**
 * What all alternatives to suppression share. Each is a function
 * `(problem, parameters, randomness) => Protected` (or a named outcome where it may fail): every cell gets a number,
 * none is hidden, and the loss is told on the scale that suppression is measured on too.
 */

/**
 * Uniform whole numbers from 0 to 2^32 − 1, a new one each call. Given by the caller: from the operating system's
 * secure source for a publication, from a seed where a run must be repeatable. Nothing here draws its own.
 */
export type Randomness = () => number;

/** What a way of protecting costs the reader. Shares are from 0 to 1; where there is nothing to keep, 1. */
export interface Utility {
  readonly cellsHidden: number;
  /** Sum of the hidden cells over the sum of all cells; 0 where all cells are 0. */
  readonly valueHidden: number;
  /** Mean of |published − true| over the cells that are shown; 0 where none is. */
  readonly meanAbsoluteError: number;
  readonly largestError: number;
  /**
   * Of all pairs of parts of one total with different true values, the share of which the publication shows the
   * same order. A pair with a hidden cell is not shown, so not kept; neither is one that became equal.
   */
  readonly ranksKept: number;
  /** Share of relations that a reader can add up with what is shown, and that hold. */
  readonly totalsKept: number;
}

/** A table made safe to show by changing its numbers. */
export interface Protected<Method extends string, Parameters> {
  readonly method: Method;
  /** One for each cell of the problem, in its order. */
  readonly values: readonly number[];
  readonly parameters: Parameters;
  readonly utility: Utility;
}
