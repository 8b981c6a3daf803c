/** The program as people run it: the bundle, as a server and as commands. */
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeUpTable } from './made-up.ts';

const root = join(import.meta.dirname, '..');
const program = join(root, 'dist', 'plumbline.mjs');
const work = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
const data = join(work, 'data');
const network = join(work, 'network.txt');
const file = join(work, 'made-up.csv');

const running: { stop: () => Promise<void> }[] = [];

function run(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    encoding: 'utf8',
  });
}

/** Starts the bundled server with its network watched. */
async function serve(
  folder: string,
): Promise<{ address: string; operator: string; stop: () => Promise<void> }> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      join(root, 'test', 'watch-network.mjs'),
      program,
      'serve',
      '--port',
      '0',
      '--data',
      folder,
    ],
    { env: { ...process.env, WATCHED_NETWORK: network }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  const lines = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes('browser: ')) resolve(text);
    });
    child.stderr.on('data', (part: Buffer) => (text += part.toString()));
    child.once('exit', () => reject(new Error(text)));
  });
  const said = await lines;
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  const server = {
    address: /ready: (\S+)\//.exec(said)?.[1] ?? '',
    operator: /browser: (\S+)/.exec(said)?.[1] ?? '',
    stop,
  };
  running.push(server);
  return server;
}

/** What the watched servers tried to reach. */
const attempted = () => (existsSync(network) ? readFileSync(network, 'utf8') : '');

/** Status, headers and the bytes over the wire. */
function ask(
  address: string,
  headers: { [name: string]: string } = {},
): Promise<{ status: number; headers: { [name: string]: string | string[] | undefined }; bytes: number }> {
  return new Promise((resolve, reject) => {
    get(address, { headers }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => (bytes += part.length));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes }),
      );
    }).on('error', reject);
  });
}

beforeAll(() => {
  if (!existsSync(program))
    spawnSync(process.execPath, [join(root, 'scripts', 'run.mjs'), '--version'], { stdio: 'ignore' });
  writeFileSync(file, madeUpTable);
});
afterAll(async () => {
  for (const server of running) await server.stop();
  rmSync(work, { recursive: true, force: true });
});

describe('the server', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    server = await serve(data);
  });

  test.each([
    ['/', 200],
    ['/states/MUS', 200],
    ['/nowhere', 404],
    ['/import', 403],
    ['/api/v1/states', 200],
    ['/api/v1/nowhere', 404],
    ['/states/MUS/overview.docx', 200],
    ['/calendar.ics', 200],
  ])('%s (%i) carries the safe headers', async (path, status) => {
    const answer = await ask(`${server.address}${path}`);
    expect(answer.status).toBe(status);
    expectSafeHeaders(answer);
  });

  test('so do the stylesheet, and the answer that nothing changed', async () => {
    const page = await fetch(`${server.address}/?lang=en`);
    const sheet = /<link rel="stylesheet" href="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const styles = await ask(`${server.address}${sheet}`);
    expect([styles.status, styles.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
    expectSafeHeaders(styles);
    const tag = String(page.headers.get('ETag'));
    const unchanged = await ask(`${server.address}/?lang=en`, { 'If-None-Match': tag });
    expect([unchanged.status, unchanged.bytes]).toEqual([304, 0]);
    expectSafeHeaders(unchanged);
  });

  test.each(['/?lang=en', '/states/MUS?lang=en', '/compare?lang=en'])(
    '%s comes in at most 50 kB',
    async (path) => {
      const answer = await ask(`${server.address}${path}`, { 'Accept-Encoding': 'gzip' });
      expect(answer.headers['content-encoding']).toBe('gzip');
      expect(answer.bytes).toBeLessThan(50_000);
    },
  );

  test('a page is not sent again while nothing changed, and is after a change', async () => {
    const path = `${server.address}/states/MUS?lang=en`;
    const tag = String((await ask(path)).headers['etag']);
    expect((await ask(path, { 'If-None-Match': tag })).status).toBe(304);
    const cookie = await enter(server.operator);
    await addByForm(server.address, cookie);
    expect((await ask(path, { 'If-None-Match': tag })).status).toBe(200);
  });

  test('opens no connection and asks for no name, whatever is asked of it', async () => {
    const paths = [
      '/',
      '/states',
      '/states/MUS',
      '/instruments/OPSC',
      '/compare',
      '/calendar',
      '/recommendations',
      '/sources',
      '/search?q=child',
    ];
    for (const path of [
      ...paths,
      '/states/MUS/overview.pdf',
      '/states/MUS/overview.html',
      '/calendar.ics',
      '/api/v1/openapi.json',
      '/api/v1/standings',
    ]) {
      expect((await ask(`${server.address}${path}`)).status).toBe(200);
    }
    expect(attempted()).toBe('');
  });

  test.each([
    ['connection', "require('node:net').connect(1, '127.0.0.1').on('error', () => {})"],
    ['connection', "fetch('http://127.0.0.1:49151').catch(() => {})"],
    ['name', "require('node:dns').lookup('localhost', () => {})"],
    ['name', "import('node:dns').then(({ lookup }) => lookup('localhost', () => {}))"],
    [
      'datagram',
      "const s = require('node:dgram').createSocket('udp4'); s.send('x', 1, '127.0.0.1', () => s.close())",
    ],
  ])('and the watch would have seen a %s: %s', (what, attempt) => {
    const control = join(work, 'control.txt');
    rmSync(control, { force: true });
    spawnSync(process.execPath, ['--import', join(root, 'test', 'watch-network.mjs'), '-e', attempt], {
      env: { ...process.env, WATCHED_NETWORK: control },
    });
    expect(readFileSync(control, 'utf8')).toContain(`${what}: `);
  });

  test('a second server on the same folder is refused, reading and backup are not', () => {
    const second = run('serve', '--port', '0', '--data', data);
    expect([second.status, second.stderr]).toEqual([
      3,
      expect.stringContaining('is in use by process') as string,
    ]);
    expect(run('import', file, '--data', data).status).toBe(3);
    expect(JSON.parse(run('state', 'MUS', '--json', '--data', data).stdout)).toMatchObject({
      state: 'MUS',
      standings: { OPSC: { kind: 'party' } },
    });
    const saved = join(work, 'beside.backup');
    expect(run('backup', saved, '--data', data).status).toBe(0);
    expect(run('backup', saved, '--data', data).stderr).toContain('is there already');
  });

  test('a port in use is named', () => {
    const port = new URL(server.address).port;
    const second = run('serve', '--port', port, '--data', join(work, 'other'));
    expect([second.status, second.stderr]).toEqual([3, expect.stringContaining(`Port ${port}`) as string]);
  });
});

describe('adding files in the browser', () => {
  test('only with the key; with a preview first; nothing twice', async () => {
    const server = await serve(join(work, 'adding'));
    const form = () => {
      const body = new FormData();
      body.set('file', new File([madeUpTable], 'made-up.csv'));
      return body;
    };
    const total = async () =>
      ((await (await fetch(`${server.address}/api/v1/recommendations`)).json()) as { total: number }).total;
    expect((await fetch(`${server.address}/import`, { method: 'POST', body: form() })).status).toBe(403);
    expect((await fetch(`${server.address}/operator?key=wrong`, { redirect: 'manual' })).status).toBe(403);
    const cookie = await enter(server.operator);

    const foreign = await fetch(`${server.address}/import`, {
      method: 'POST',
      body: form(),
      headers: { Cookie: cookie, Origin: 'https://elsewhere.example' },
    });
    expect(foreign.status).toBe(403);

    /** The answer to what was sent; a page that offers to stop shows how far it is. */
    const sent = async (path: string, body: FormData | URLSearchParams) => {
      const headers = { Cookie: cookie };
      let answer = await fetch(`${server.address}${path}?lang=en`, { method: 'POST', body, headers });
      let html = await answer.text();
      while (html.includes('/cancel?')) {
        answer = await fetch(answer.url, { headers });
        html = await answer.text();
      }
      return { status: answer.status, html };
    };
    const { html: preview } = await sent('/import', form());
    expect(preview).toContain('of 3 rows, 3 new');
    expect(await total()).toBe(0);

    const token = /name="token" value="([^"]+)"/.exec(preview)?.[1] ?? '';
    const confirm = () => sent('/import/confirm', new URLSearchParams({ token, reason: 'a trial' }));
    expect((await confirm()).status).toBe(200);
    expect(await total()).toBe(3);
    expect((await confirm()).status).toBe(400);

    const bad = new FormData();
    bad.set('file', new File([madeUpTable.replace(',17', ',seventeen')], 'bad.csv'));
    const refused = await sent('/import', bad);
    expect([refused.status, refused.html]).toEqual([
      400,
      expect.stringContaining('“seventeen” is not the number of a UPR session') as string,
    ]);
    expect(await total()).toBe(3);
    expect(attempted()).toBe('');
    await server.stop();
    running.splice(running.indexOf(server), 1);
    const entries = JSON.parse(run('audit', 'list', '--json', '--data', join(work, 'adding')).stdout) as {
      reason: string;
    }[];
    expect(entries[0]?.reason).toBe('a trial');
  });
});

describe('commands', () => {
  const own = join(work, 'own');

  test.each([
    [['--help'], 0, 'Usage: plumbline'],
    [['overview', '--help'], 0, 'mauritius.docx'],
    [['nonsense'], 2, 'unknown command'],
    [['serve', '--port', 'x'], 2, 'whole number'],
    [['state', 'XXX'], 3, 'is not a State of the list'],
    [['overview', 'MUS', '--out', 'x.txt'], 3, '.docx, .pdf, .html, .json'],
    [['overview', 'MUS', '--out', 'x.pdf', '--lang', 'de'], 3, 'en, fr, es, ar'],
    [['import', 'nothing-here.csv'], 3, 'There is no file'],
    [['restore', 'nothing-here'], 3, 'There is no file'],
    [['state', 'MUS', '--as-of', '2011-02-31'], 3, 'not a date'],
  ])('%j ends with %i', (args, code, said) => {
    const { status, stdout, stderr } = run(...args, '--data', own);
    expect(`${stdout}${stderr}`).toContain(said);
    expect(status).toBe(code);
  });

  test('from file to footnote: import, look, write, back up, restore', () => {
    const preview = run('import', file, '--preview', '--data', own);
    expect(preview.stdout).toContain('of 3 rows, 3 would be added');
    expect(run('asked', 'exploitation', '--json', '--data', own).stdout).toContain('"total": 0');
    expect(run('import', file, '--data', own).stdout).toContain('3 were added');
    expect(JSON.parse(run('asked', 'exploitation', '--json', '--data', own).stdout)).toMatchObject({
      total: 1,
      items: [{ state: 'MUS' }],
    });
    const out = join(work, 'mauritius.docx');
    expect(run('overview', 'MUS', '--out', out, '--data', own).status).toBe(0);
    expect(readFileSync(out).subarray(0, 2).toString()).toBe('PK');
    const saved = join(work, 'own.backup');
    expect(run('backup', saved, '--data', own).status).toBe(0);
    expect(run('restore', saved, '--data', join(work, 'copy')).status).toBe(0);
    expect(
      JSON.parse(run('asked', 'exploitation', '--json', '--data', join(work, 'copy')).stdout),
    ).toMatchObject({ total: 1 });
    writeFileSync(join(work, 'cut.backup'), readFileSync(saved).subarray(0, 5000));
    const cut = run('restore', join(work, 'cut.backup'), '--data', own);
    expect([cut.status, cut.stderr]).toEqual([3, expect.stringContaining('is damaged') as string]);
  });

  test('who reads only the first lines gets no error', async () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, '--help']);
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => {
      child.once('exit', resolve);
    });
    expect([code, said]).toEqual([0, '']);
  });

  test('a commitment by hand, with its source', () => {
    const given = [
      '--id',
      'PLEDGE-2025',
      '--name',
      'A pledge',
      '--kind',
      'voluntary',
      '--by',
      'A meeting',
      '--statement',
      'To train',
      '--source',
      'Outcome document',
      '--states',
      'MUS',
    ];
    expect(run('commitment', 'add', ...given, '--data', own).status).toBe(0);
    expect(run('state', 'MUS', '--data', own).stdout).toContain('A pledge (A meeting)  [Outcome document]');
    expect(run('commitment', 'add', ...given.slice(0, -4), '--source', ' ', '--data', own).status).toBe(3);
  });

  test('audit verify: whole, and after somebody changed a row', () => {
    expect(run('audit', 'verify', '--data', own)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('all whole') as string,
    });
    const db = new DatabaseSync(join(own, 'record.sqlite'));
    db.exec(
      "DROP TRIGGER treaty_status_no_update; UPDATE treaty_status SET acted = '2010-06-14' WHERE state = 'MUS' AND instrument = 'OPSC'",
    );
    db.close();
    const found = run('audit', 'verify', '--data', own);
    expect([found.status, found.stdout]).toEqual([
      4,
      expect.stringContaining('rows of treaty_status') as string,
    ]);
  });

  test('a record of a newer version, and a file for a folder, are refused', () => {
    const newer = join(work, 'newer');
    expect(run('state', 'MUS', '--data', newer).status).toBe(0);
    const db = new DatabaseSync(join(newer, 'record.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const later = run('serve', '--port', '0', '--data', newer);
    expect([later.status, later.stderr]).toEqual([3, expect.stringContaining('newer version') as string]);
    const onFile = run('serve', '--port', '0', '--data', file);
    expect([onFile.status, onFile.stderr]).toEqual([
      3,
      expect.stringContaining('cannot be written to') as string,
    ]);
  });
});

function expectSafeHeaders({ headers }: Awaited<ReturnType<typeof ask>>): void {
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|script-src|\*/);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
  });
}

/** Opens the one-time address. @returns the cookie */
async function enter(operator: string): Promise<string> {
  const answer = await fetch(operator, { redirect: 'manual' });
  const cookie = answer.headers.get('Set-Cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly.*SameSite=Strict|SameSite=Strict.*HttpOnly/);
  return cookie.split(';')[0] ?? '';
}

async function addByForm(address: string, cookie: string): Promise<void> {
  const fields = {
    id: 'FORM-1',
    name: 'A plan',
    kind: 'regional',
    by: 'A region',
    statement: 'To act',
    source: 'The plan',
    states: 'MUS',
  };
  const answer = await fetch(`${address}/commitments?lang=en`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { Cookie: cookie },
  });
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('FORM-1 is in the record') as string,
  ]);
}
