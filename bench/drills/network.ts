/**
 * Runs the server where there is no network but itself (a network namespace with loopback alone), under strace, and
 * asks it for everything a visitor can ask for: it must answer, and never try to reach anybody.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../src/platform/record.ts';
import { access } from '../../src/web/access.ts';
import { commandLine } from '../program.ts';
import { furnish, inTemporaryFolder } from './installation.ts';
import type { Outcome } from './outcome.ts';

/** Asks for addresses one after another once the server is ready, then ends it; prints statuses. */
const asker = `
  const { spawn } = await import('node:child_process');
  const [cookie, paths, ...command] = process.argv.slice(1);
  const server = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const address = await new Promise((resolve) => server.stdout.on('data', (part) => {
    text += part;
    const found = /ready: (\\S+)\\n/.exec(text)?.[1];
    if (found) resolve(found);
  }));
  for (const path of JSON.parse(paths)) {
    const answer = await fetch(new URL(path, address), { headers: { Cookie: cookie }, redirect: 'manual' });
    await answer.arrayBuffer();
    console.log(answer.status, path);
  }
  spawn('pkill', ['-TERM', '-P', String(server.pid)]);
  server.once('exit', () => process.exit(0));
`;

/** @param rounds how often everything is asked for */
export function noNetwork(rounds: number, progress: Progress): Promise<Outcome> {
  return inTemporaryFolder(async (work) => {
    if (spawnSync('unshare', ['-rn', 'true']).status !== 0 || spawnSync('strace', ['-V']).status !== 0)
      return {
        did: [],
        broken: ['this drill needs strace and the right to a network namespace (unshare -rn)'],
      };
    const data = join(work, 'data');
    const keys = furnish(data);
    const trace = join(work, 'trace');
    const paths = Array.from({ length: rounds }, () => addresses).flat();
    const watched = ['strace', '-f', '-o', trace, '-e', 'trace=connect,sendto,sendmsg,sendmmsg'];
    const inside = [
      process.execPath,
      '--input-type=module',
      '-e',
      asker,
      '--',
      keys.editor,
      JSON.stringify(paths),
    ];
    const server = [...watched, ...commandLine(data, 'serve', '--port', '0')];
    const up =
      'ip link set lo up 2>/dev/null || python3 -c "import fcntl,socket,struct; fcntl.ioctl(socket.socket(), 0x8914, struct.pack(\'16sh\', b\'lo\', 0x49))"; exec "$@"';
    const { stdout, status } = spawnSync('unshare', ['-rn', 'sh', '-c', up, 'sh', ...inside, ...server], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const answers = stdout.trim().split('\n');
    progress(1, 1);
    const tried = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => /AF_INET|AF_NETLINK/.test(line));
    return {
      did: [`${answers.length} answers to ${paths.length} requests in a network of nobody`],
      broken: [
        ...(status === 0 && answers.length === paths.length
          ? []
          : [`the server did not answer everything (${status})`]),
        ...answers.filter((line) => line.startsWith('5')),
        ...tried.map((line) => `tried to reach somebody: ${line}`),
      ],
    };
  });
}

/** Every address that is read, with a State, an instrument or a checklist where one is asked for. */
const addresses = access
  .filter(({ method }) => method === 'GET')
  .map(({ path }) =>
    path
      .replace(':iso3', 'MUS')
      .replace(
        /:file\{\(?\??:?([\w|]+)\\?\)?\\\.\(?:?\??:?(\w+)[^}]*\}/,
        (_, name: string, end: string) => `${name.split('|')[0]}.${end}`,
      )
      .replace(/:file\{[^}]*\}/, 'sec-law.csv')
      .replace(/:id\{[^}]*\}/, '1')
      .replace(':checklist', 'sec-law')
      .replace(':point', '1')
      .replace(/\/:\w+/g, '/OPSC'),
  );
