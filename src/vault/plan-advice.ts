/** Before anything is hidden: where the small counts of a table are, and which merges would help. */
import { type Merge, suggest } from '../disclosure/design.ts';
import type { TableProblem } from '../disclosure/model.ts';
import type { Answers } from '../disclosure/tags.ts';
import type { Codebook } from './codebook.ts';
import { formOf, type PlannedTable } from './plan-tables.ts';

export interface TableStanding {
  readonly table: string;
  readonly cells: number;
  /** Cells with somebody in them. */
  readonly holding: number;
  /** Those from 1 to threshold − 1. */
  readonly small: number;
  /** Small cells among those with somebody in them; 0 where there are none. */
  readonly share: number;
}

export function standingOf(
  { cells }: TableProblem,
  { variables, rows }: PlannedTable,
  threshold: number,
): TableStanding {
  const counts = rows.map(({ cell }) => cells[cell]?.value ?? 0);
  const holding = counts.filter((count) => count > 0).length;
  const small = counts.filter((count) => count > 0 && count < threshold).length;
  return {
    table: variables.map(({ name }) => name).join(' × '),
    cells: rows.length,
    holding,
    small,
    share: holding === 0 ? 0 : small / holding,
  };
}

const mostSteps = 3;

/** The merges that save most small cells for the least information, a sentence each. */
export function adviceOf(
  codebook: Codebook,
  { variables }: PlannedTable,
  answers: readonly Answers[],
  threshold: number,
): string[] {
  if (variables.some((variable) => variable.answers === 'several'))
    return ['Merges are not worked out where a record may have several codes.'];
  const form = formOf(codebook, variables, answers);
  const { sequence } = suggest(form, {
    threshold,
    most: mostSteps,
    ordered: variables.filter(({ bands }) => bands).map(({ name }) => name),
    notStated: form.notStated ?? [],
  });
  return sequence.map(
    ({ merge, after }) => `${described(merge)}: leaves ${after.small} small cells of ${after.cells}`,
  );
}

function described(merge: Merge): string {
  switch (merge.merge) {
    case 'siblings':
      return `Merging ${merge.codes.join(' and ')} of ${merge.dimension}`;
    case 'lowest-level':
      return `Giving up the lowest level of ${merge.dimension}`;
    case 'dimension':
      return `Leaving out ${merge.dimension}`;
  }
}
