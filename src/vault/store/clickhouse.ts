/**
 * Tabulation on ClickHouse, for records that one machine cannot hold: a table on every shard of a cluster and one
 * Distributed table over them. Only features that releases since 2018 share are used, and nothing but validated names
 * and whole numbers is written into a query.
 */
import { Readable } from 'node:stream';
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { Problem } from '../../core/problem.ts';
import type { Codebook, Variable } from '../codebook.ts';
import { addUp, type Counted, cover } from '../cover.ts';
import { codesOf, type Columns, type Engine, placesOf } from '../engine.ts';

export interface ClickHouseOptions {
  /** HTTP addresses of the servers, one of each shard, without a password: http://127.0.0.1:8123. The first is asked. */
  readonly urls: readonly [string, ...string[]];
  readonly user?: string;
  readonly password?: string;
  /** The cluster of the servers' own configuration over which the records are spread. */
  readonly cluster: string;
  /** Tells the tables of one vault from those of another; letters and digits. */
  readonly vault: string;
  /**
   * Numbers of the batches that are counted. What a load that broke off left behind is in none of them, since there
   * are no transactions there.
   */
  readonly batches: readonly number[];
}

/**
 * Connects, and makes the tables where they are not there yet.
 * @throws Problem `engine-unreachable`, `engine-refuses`
 */
export async function openClickHouse(codebook: Codebook, options: ClickHouseOptions): Promise<ClickHouse> {
  const [first, ...others] = options.urls.map((url) =>
    createClient({
      url,
      ...(options.user === undefined ? {} : { username: options.user }),
      ...(options.password === undefined ? {} : { password: options.password }),
      application: 'plumbline',
      request_timeout: longestAnswer,
      // Records are secrets: nothing of a query or of an answer belongs in a log.
      log: { level: ClickHouseLogLevel.OFF },
    }),
  );
  if (!first) throw new RangeError('no address');
  const engine = new ClickHouse([first, ...others], codebook, options);
  try {
    await engine.prepare();
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** In milliseconds. */
const longestAnswer = 10 * 60_000;

/** Rows of one insert: large enough to be quick, small enough to be held. */
const blockRows = 500_000;

export class ClickHouse implements Engine {
  readonly name = 'clickhouse';
  /** One of each shard; the first holds the Distributed table. */
  readonly #servers: readonly [ClickHouseClient, ...ClickHouseClient[]];
  readonly #codebook: Codebook;
  readonly #variables: readonly Variable[];
  readonly #batches: readonly number[];
  readonly #where: { readonly cluster: string; readonly local: string; readonly distributed: string };

  constructor(
    servers: readonly [ClickHouseClient, ...ClickHouseClient[]],
    codebook: Codebook,
    { cluster, vault, batches }: Pick<ClickHouseOptions, 'cluster' | 'vault' | 'batches'>,
  ) {
    this.#servers = servers;
    this.#codebook = codebook;
    this.#variables = codebook.variables;
    this.#batches = batches.map(wholeNumber);
    this.#where = {
      cluster: identifier(cluster),
      local: identifier(`plumbline_${vault}`),
      distributed: identifier(`plumbline_${vault}_all`),
    };
    for (const { name } of codebook.variables) identifier(name);
  }

  /** Makes the tables, and sees that every shard has its own. @throws Problem `engine-unreachable`, `engine-refuses` */
  async prepare(): Promise<void> {
    const { cluster, local, distributed } = this.#where;
    const [known] = await this.#rows(`SELECT count() FROM system.clusters WHERE cluster = '${cluster}'`);
    if (known?.[0] === '0')
      throw new Problem('engine-refuses', {
        engine: 'ClickHouse',
        detail: `its configuration has no cluster “${cluster}”`,
      });
    const columns = [
      `${batchColumn} UInt32`,
      ...this.#variables.map((variable) => `${variable.name} ${typeOf(variable)}`),
    ].join(', ');
    for (const server of this.#servers)
      await this.#tell(
        `CREATE TABLE IF NOT EXISTS ${local} (${columns}) ENGINE = MergeTree ORDER BY tuple()`,
        server,
      );
    await this.#tell(
      `CREATE TABLE IF NOT EXISTS ${distributed} (${columns}) ENGINE = Distributed(${cluster}, currentDatabase(), ${local}, rand())`,
    );
    await this.#rows(`SELECT count() FROM ${distributed}`);
  }

  /**
   * Adds records as a batch, spread over the shards; they count once the batch is among the `batches`.
   * @throws Problem `engine-unreachable`, `engine-refuses`
   */
  async add(records: Columns, batch: number): Promise<void> {
    const { distributed } = this.#where;
    const names = [batchColumn, ...this.#variables.map(({ name }) => name)].join(', ');
    await this.#guarded(async () => {
      const { stream } = await this.#servers[0].exec({
        query: `INSERT INTO ${distributed} (${names}) FORMAT Native`,
        values: Readable.from(blocks(this.#variables, records, wholeNumber(batch)), { objectMode: false }),
        clickhouse_settings: { insert_distributed_sync: 1 },
      });
      for await (const _ of stream);
    });
  }

  async count(groups: readonly (readonly string[])[]) {
    const wanted = groups.map((group) => placesOf(this.#codebook, group));
    const sizes = this.#variables.map(({ answers, codes }) =>
      answers === 'several' ? Infinity : codes.length,
    );
    const found: Counted[] = [];
    for (const { variables, answers } of cover(wanted, sizes)) {
      const counted = await this.#scan(variables);
      for (const group of answers)
        found[group] = addUp(counted, wanted[group]?.map((one) => variables.indexOf(one)) ?? []);
    }
    return wanted.map((group, at) => {
      const { codes, counts } = found[at] ?? { codes: [], counts: [] };
      return counts.map((count, row) => ({
        codes: group.map((variable, d) => named(this.#variables[variable], codes[d]?.[row] ?? 0)),
        count,
      }));
    });
  }

  async different() {
    const by = this.#variables.map(({ name }) => name).join(', ');
    const [row] = await this.#rows(
      `SELECT count() FROM (SELECT 1 AS one FROM ${this.#where.distributed} WHERE ${this.#counted()} GROUP BY ${by})`,
    );
    return Number(row?.[0] ?? 0);
  }

  /** Forgets the records on every server. @throws Problem as `prepare` */
  async drop(): Promise<void> {
    await this.#tell(`DROP TABLE IF EXISTS ${this.#where.distributed}`);
    for (const server of this.#servers) await this.#tell(`DROP TABLE IF EXISTS ${this.#where.local}`, server);
  }

  async close(): Promise<void> {
    for (const server of this.#servers) await server.close();
  }

  /** One GROUP BY: single codes packed into one number, which halves the time; masks beside it. */
  async #scan(variables: readonly number[]): Promise<Counted> {
    const own = variables.flatMap((place) => this.#variables[place] ?? []);
    const single = own.filter(({ answers }) => answers === 'one');
    const masks = own.filter(({ answers }) => answers === 'several');
    let key = 'toUInt64(0)';
    for (const { name, codes } of single) key = `(${key}) * ${codes.length} + ${name}`;
    const columns = [`${key} AS k`, ...masks.map(({ name }) => `toString(${name})`), 'count()'];
    const by = ['k', ...masks.map(({ name }) => name)];
    const rows = await this.#rows(
      `SELECT ${columns.join(', ')} FROM ${this.#where.distributed} WHERE ${this.#counted()} GROUP BY ${by.join(', ')}`,
    );
    const unpacked: number[][] = single.map(() => []);
    for (const row of rows) {
      let rest = Number(row[0]);
      for (let at = single.length - 1; at >= 0; at -= 1) {
        const size = single[at]?.codes.length ?? 1;
        unpacked[at]?.push(rest % size);
        rest = Math.floor(rest / size);
      }
    }
    return {
      codes: own.map((variable) =>
        variable.answers === 'one'
          ? (unpacked[single.indexOf(variable)] ?? [])
          : rows.map((row) => BigInt(row[1 + masks.indexOf(variable)] ?? 0)),
      ),
      counts: rows.map((row) => Number(row.at(-1))),
    };
  }

  #counted(): string {
    return this.#batches.length > 0 ? `${batchColumn} IN (${this.#batches.join(', ')})` : '0';
  }

  async #rows(query: string): Promise<string[][]> {
    const text = await this.#guarded(async () =>
      (await this.#servers[0].query({ query, format: 'TabSeparated' })).text(),
    );
    return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  }

  #tell(query: string, server = this.#servers[0]): Promise<unknown> {
    return this.#guarded(() => server.command({ query }));
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem) throw error;
      // What the server says can hold parts of the records: only its number is told.
      const [, number] = /^Code: (\d+)/.exec((error as Error).message) ?? [];
      const answered = error instanceof ClickHouseError ? error.code : number;
      throw answered === undefined
        ? new Problem('engine-unreachable', {
            engine: 'ClickHouse',
            detail: (error as NodeJS.ErrnoException).code ?? 'no answer',
          })
        : new Problem('engine-refuses', {
            engine: 'ClickHouse',
            detail: `it answered with error ${answered}`,
          });
    }
  }
}

/** No variable can be called so: `identifier` wants a letter first. */
const batchColumn = '_batch';

/** The only way a number comes into a query. */
function wholeNumber(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new RangeError('a batch is numbered by 32 bits');
}

/** The only way a name comes into a query. @throws Problem `engine-refuses` */
function identifier(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name)) return name;
  throw new Problem('engine-refuses', {
    engine: 'ClickHouse',
    detail: `“${name}” cannot be a name there: use a letter, then letters, digits and _`,
  });
}

function typeOf({ answers, codes }: Variable): 'UInt8' | 'UInt16' | 'UInt64' {
  return answers === 'several' ? 'UInt64' : codes.length <= 256 ? 'UInt8' : 'UInt16';
}

function named(variable: Variable | undefined, code: number | bigint): string[] {
  return variable ? codesOf(variable, code) : [];
}

/** ClickHouse's Native format: blocks of columns, whose numbers are those of our arrays on a little-endian machine. */
function* blocks(
  variables: readonly Variable[],
  { records, columns }: Columns,
  batch: number,
): Generator<Uint8Array> {
  for (let from = 0; from < records; from += blockRows) {
    const to = Math.min(records, from + blockRows);
    yield Uint8Array.from([...varint(variables.length + 1), ...varint(to - from)]);
    yield Uint8Array.from([...text(batchColumn), ...text('UInt32')]);
    yield new Uint8Array(new Uint32Array(to - from).fill(batch).buffer);
    for (const [at, variable] of variables.entries()) {
      const part = columns[at]?.subarray(from, to);
      if (part?.length !== to - from) throw new RangeError(`the column ${variable.name} is too short`);
      yield Uint8Array.from([...text(variable.name), ...text(typeOf(variable))]);
      yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    }
  }
}

function text(value: string): number[] {
  return [...varint(value.length), ...Buffer.from(value, 'ascii')];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
