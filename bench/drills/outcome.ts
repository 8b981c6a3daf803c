/** What a drill gives back. */
import type { Progress } from '../../src/platform/record.ts';

export interface Outcome {
  /** What was done, and what was counted and measured, a line each. */
  readonly did: readonly string[];
  /** What did not hold, a line each; empty where all of it held. */
  readonly broken: readonly string[];
}

export interface Drill {
  readonly about: string;
  /** How often, where nobody says. */
  readonly count: number;
  readonly run: (count: number, progress: Progress) => Promise<Outcome>;
}
