/** What a part's commands get to work with: the record, the clock and a way to print. */
import type { Day } from '../core/date.ts';
import type { Progress, Record } from './record.ts';

export interface Terminal {
  readonly folder: string;
  readonly output: 'text' | 'json';
  /** Who makes changes: --actor, or the name of the user of this machine. */
  readonly actor: string;
  now(): Date;
  today(): Day;
  /** The record for reading, made with the shipped reference data when there is none. */
  reading<T>(work: (record: Record) => T | Promise<T>): Promise<T>;
  /** The record for writing; nobody else may hold it. */
  writing<T>(work: (record: Record) => T | Promise<T>): Promise<T>;
  /** As `writing`, for who keeps the record open and closes it. */
  open(progress?: Progress): Record;
  /** Prints a result: lines for people, or the value as JSON with --json. */
  print(value: unknown, lines: readonly string[]): void;
  /** Says what is going on, beside the result. */
  say(line: string): void;
  /** Shows how far something has come, in a line that the next one replaces; on a terminal only. */
  progress(line: string): void;
}

/** Exit codes, as documented in the README. */
export const exitCodes = { done: 0, fault: 1, usage: 2, problem: 3, findings: 4 } as const;
