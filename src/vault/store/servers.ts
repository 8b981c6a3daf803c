/**
 * Where the records of a vault lie when one machine cannot hold them: which ClickHouse servers, and which batches on
 * them count. Kept in the vault itself; user and password come from the environment and are never stored.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Codebook } from '../codebook.ts';
import { type ClickHouse, openClickHouse } from './clickhouse.ts';

/** The section of the vault. */
export const serversSection = 'servers';

const schema = z.strictObject({
  urls: z.tuple([z.string()], z.string()),
  cluster: z.string(),
  vault: z.string(),
  batches: z.array(z.int()),
});
export type Servers = z.infer<typeof schema>;

/** @param urls separated by commas, one of each shard */
export function newServers(urls: string, cluster: string): Servers {
  const [first = '', ...others] = urls.split(',').map((url) => url.trim());
  return { urls: [first, ...others], cluster, vault: randomBytes(8).toString('hex'), batches: [] };
}

/** The servers of a vault; undefined where its records lie in itself. */
export function serversOf(vault: { section(name: string): Uint8Array | undefined }): Servers | undefined {
  const bytes = vault.section(serversSection);
  return bytes && schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

export function bytesOfServers(servers: Servers): Uint8Array {
  return Buffer.from(JSON.stringify(servers), 'utf8');
}

/** A number for a batch that no other has. */
export function newBatch(): number {
  return randomBytes(4).readUInt32LE();
}

/** @throws Problem `engine-unreachable`, `engine-refuses` */
export function openServers(codebook: Codebook, servers: Servers): Promise<ClickHouse> {
  const user = process.env['PLUMBLINE_CLICKHOUSE_USER'];
  const password = process.env['PLUMBLINE_CLICKHOUSE_PASSWORD'];
  return openClickHouse(codebook, {
    ...servers,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  });
}
