/** Real ClickHouse servers for tests and measurements: two on loopback, one cluster over both. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const program = ['/usr/bin/clickhouse-server', '/usr/sbin/clickhouse-server'].find((file) =>
  existsSync(file),
);

/** Why there are no servers; undefined where there are. */
export const noClickHouse = program
  ? undefined
  : 'ClickHouse is not installed: install Debian’s package clickhouse-server, or run .ci/run as root';

export interface Servers {
  readonly urls: readonly [string, string];
  readonly cluster: string;
  stop(): Promise<void>;
}

/** Starts both with their data under a folder, and waits until they answer. */
export async function startServers(folder: string): Promise<Servers> {
  if (!program) throw new Error(noClickHouse);
  const ports = await freePorts(6);
  const shards = [0, 1].map((n) => ({
    http: ports[3 * n],
    tcp: ports[3 * n + 1],
    between: ports[3 * n + 2],
  }));
  const cluster = shards
    .map(({ tcp }) => `<shard><replica><host>127.0.0.1</host><port>${tcp}</port></replica></shard>`)
    .join('');
  const running = shards.map(({ http, tcp, between }, n) => {
    const own = join(folder, `server-${n + 1}`);
    mkdirSync(join(own, 'data'), { recursive: true });
    writeFileSync(
      join(own, 'config.xml'),
      `<yandex><logger><level>error</level><log>${own}/log</log><errorlog>${own}/errors</errorlog></logger>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${between}</interserver_http_port>
<listen_host>127.0.0.1</listen_host><interserver_http_host>127.0.0.1</interserver_http_host>
<path>${own}/data/</path><tmp_path>${own}/data/tmp/</tmp_path><mark_cache_size>67108864</mark_cache_size>
<users_config>${own}/users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
<remote_servers><plumbline>${cluster}</plumbline></remote_servers></yandex>`,
    );
    writeFileSync(
      join(own, 'users.xml'),
      `<yandex><profiles><default><max_memory_usage>4000000000</max_memory_usage></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
<quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas></yandex>`,
    );
    const server = spawn(program, [`--config-file=${own}/config.xml`], { stdio: 'ignore' });
    return { server, url: `http://127.0.0.1:${http}`, ended: new Promise((end) => server.once('exit', end)) };
  });
  const [first, second] = running;
  if (!first || !second) throw new Error('two servers were to start');
  for (const { url, server } of running)
    while (!(await answers(url))) {
      if (server.exitCode !== null)
        throw new Error(`ClickHouse ended with ${server.exitCode}; see ${folder}`);
      await setTimeout(50);
    }
  return {
    urls: [first.url, second.url],
    cluster: 'plumbline',
    stop: async () => {
      for (const { server, ended } of running) {
        server.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/ping`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<{ port: number; close: () => void }>((found) => {
          const server = createServer().listen(0, '127.0.0.1', () => {
            const address = server.address();
            found({
              port: typeof address === 'object' ? (address?.port ?? 0) : 0,
              close: () => server.close(),
            });
          });
        }),
    ),
  );
  for (const { close } of held) close();
  return held.map(({ port }) => port);
}
