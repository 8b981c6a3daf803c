/** What a person says of a file of figures when handing it in. */
import { Problem } from '../../core/problem.ts';
import { findState, isIso3, type Iso3 } from '../../core/state.ts';
import type { DecimalMark, YearStart } from './cells.ts';

export interface FigureOptions {
  /** The series of figures that the file belongs to, the same in every release: "UNICEF Data Warehouse". */
  readonly source?: string;
  /** When the source released it. */
  readonly asAt?: string;
  readonly address?: string;
  /** Code or name of the State, for national figures that do not say it. */
  readonly state?: string;
  /** The indicator that the figures are of, where the file does not say. */
  readonly indicator?: string;
  /** "point" or "comma", where the numbers can be read both ways. */
  readonly decimal?: string;
  /** The month, from 1 to 12, in which years written "2018/19" begin. */
  readonly yearStarts?: string;
}

/** @throws Problem `parameter-invalid` */
export function yearStartOf({ yearStarts }: FigureOptions): YearStart | undefined {
  if (!yearStarts) return undefined;
  const month = Number(yearStarts);
  if (Number.isInteger(month) && month >= 1 && month <= 12) return month;
  throw new Problem('parameter-invalid', {
    name: 'yearStarts',
    value: yearStarts,
    detail: 'write the month in which a year begins, from 1 to 12',
  });
}

/** @throws Problem `parameter-invalid` */
export function decimalOf({ decimal }: FigureOptions): DecimalMark | undefined {
  if (!decimal) return undefined;
  if (decimal === 'point' || decimal === 'comma') return decimal;
  throw new Problem('parameter-invalid', { name: 'decimal', value: decimal, detail: 'write point or comma' });
}

/** The State of a national file. @throws Problem `figures-state-missing`, `state-unknown` */
export function stateGiven({ state: given }: FigureOptions, file: string): Iso3 {
  if (!given) throw new Problem('figures-state-missing', { file });
  const code = given.toUpperCase();
  const state = isIso3(code) ? code : findState(given);
  if (!state) throw new Problem('state-unknown', { value: given });
  return state;
}
