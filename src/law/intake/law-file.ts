/** What a file of law holds, read but not yet held up against the record. */
import type { RowNote } from '../../platform/imports.ts';
import type { Law, Provision } from '../model.ts';
import type { LegalFamily } from '../store/families.ts';
import type { Draft } from './assessments.ts';
import type { StageOfLaw } from './forms.ts';
import type { LawTable, Placed, Refusals } from './tables.ts';

/** The tables of a file, their rows read; what is wrong in them is in `refusals`. */
export interface LawFile {
  readonly file: string;
  readonly tables: readonly LawTable[];
  readonly laws: readonly Placed<Law>[];
  readonly stages: readonly Placed<StageOfLaw>[];
  readonly provisions: readonly Placed<Provision>[];
  readonly families: readonly Placed<LegalFamily>[];
  readonly drafts: readonly Draft[];
  /** Names of laws and provisions that stand in rows which could not be read: these are told once, where they stand. */
  readonly unread: ReadonlySet<string>;
  readonly refusals: Refusals;
  readonly notes: readonly RowNote[];
}
