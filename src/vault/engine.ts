/** The small interface that tabulation needs of an engine: DuckDB in memory, or ClickHouse. */
import type { Answers } from '../disclosure/tags.ts';

/** The records of a vault in columns: for each variable a code number per record (a bit mask where several are allowed). */
export interface Columns {
  readonly records: number;
  /** Places in `Variable.codes`; of `several`, bit n is the nth code. */
  readonly columns: readonly (Uint8Array | Uint16Array | BigUint64Array)[];
}

export interface Engine {
  readonly name: 'duckdb' | 'clickhouse';
  /**
   * For each group of variables the records with the same codes, counted in one scan where the engine can.
   * Codes are in the order of the variables asked for.
   */
  count(groups: readonly (readonly string[])[]): Promise<readonly (readonly Answers[])[]>;
  close(): Promise<void>;
}
