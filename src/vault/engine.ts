/** The small interface that tabulation needs of an engine: DuckDB in memory, or ClickHouse. */
import { Problem } from '../core/problem.ts';
import type { Answers } from '../disclosure/tags.ts';
import type { Codebook, Variable } from './codebook.ts';

/** One entry a record: the place of its code in `Variable.codes`; of `several`, bit n is the nth code. */
export type Column = Uint8Array | Uint16Array | BigUint64Array;

/** The records of a vault in columns, in the order of the variables. */
export interface Columns {
  readonly records: number;
  readonly columns: readonly Column[];
}

export interface Engine {
  readonly name: 'duckdb' | 'clickhouse';
  /**
   * For each group of variables the records with the same codes, counted. Codes are in the order of the variables
   * asked for; combinations without a record are left out.
   * @throws Problem `parameter-invalid` for a name that is no variable
   */
  count(groups: readonly (readonly string[])[]): Promise<readonly (readonly Answers[])[]>;
  /** How many different records there are: those that are alike in all variables count once. */
  different(): Promise<number>;
  close(): Promise<void>;
}

/** An array of the kind that holds this variable. */
export function newColumn({ answers, codes }: Variable, length: number): Column {
  if (answers === 'several') return new BigUint64Array(length);
  return codes.length > 256 ? new Uint16Array(length) : new Uint8Array(length);
}

export function emptyColumns({ variables }: Codebook): Columns {
  return { records: 0, columns: variables.map((variable) => newColumn(variable, 0)) };
}

/** The codes that an entry of a column stands for. */
export function codesOf({ answers, codes }: Variable, entry: number | bigint): string[] {
  if (answers === 'one') return [codes[Number(entry)]?.code ?? ''];
  const mask = BigInt(entry);
  return codes.flatMap(({ code }, bit) => ((mask >> BigInt(bit)) & 1n ? [code] : []));
}

/** The places of variables by their names. @throws Problem `parameter-invalid` */
export function placesOf({ variables }: Codebook, names: readonly string[]): number[] {
  return names.map((name) => {
    const at = variables.findIndex((one) => one.name === name);
    if (at >= 0) return at;
    const known = variables.map((one) => one.name).join(', ');
    throw new Problem('parameter-invalid', { name: 'variable', value: name, detail: `known are ${known}` });
  });
}
