/** `plumbline serve`: loads what ships, serves pages and API, and prints the address. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { type SecondFactorRule, secondFactorRules } from '../accounts/model.ts';
import { openIdProvider } from '../accounts/outbound/provider.ts';
import { providerFrom } from '../accounts/outbound/settings.ts';
import { hasAdministrator } from '../accounts/store.ts';
import { deliveryRounds } from '../alerts/outbound/deliver.ts';
import { sendingFrom } from '../alerts/outbound/settings.ts';
import { Problem } from '../core/problem.ts';
import { background, inBackground } from '../background.ts';
import { Backups, type Every, everies } from '../backups.ts';
import { clockWatch } from '../platform/clock.ts';
import { parseRetention, type Retention } from '../platform/retention.ts';
import type { Terminal } from '../platform/terminal.ts';
import { webApp } from '../web/app.tsx';
import { listen, shielded, whileTimely } from '../web/server.ts';

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly address?: URL;
  readonly secondFactor: SecondFactorRule;
  readonly backupTo?: string;
  readonly backupEvery: Every;
  readonly backupKeep: Retention;
}

export function serveCommand(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('serve')
    .description('serves the pages and the API on this machine')
    .option('--port <number>', 'the port', port, 4870)
    .option(
      '--host <address>',
      'the address to listen on; anything but 127.0.0.1 is reachable by others',
      '127.0.0.1',
    )
    .addOption(
      new Option(
        '--address <url>',
        'the address under which people reach the installation, also behind a proxy; passkeys and outside providers need it',
      )
        .env('PLUMBLINE_ADDRESS')
        .argParser(site),
    )
    .addOption(
      new Option(
        '--second-factor <rule>',
        '“required”: everyone whose role may change the record needs an authenticator or a passkey',
      )
        .choices(secondFactorRules)
        .default('optional')
        .env('PLUMBLINE_SECOND_FACTOR'),
    )
    .addOption(
      new Option('--backup-to <folder>', 'where to make backups, on another disk').env('PLUMBLINE_BACKUP_TO'),
    )
    .addOption(
      new Option('--backup-every <time>', 'how often')
        .choices(Object.keys(everies))
        .default('daily')
        .env('PLUMBLINE_BACKUP_EVERY'),
    )
    .addOption(
      new Option('--backup-keep <counts>', 'of how many days, weeks and months the last one stays')
        .argParser(retention)
        .default(retention('7d,4w,12m'), '7d,4w,12m')
        .env('PLUMBLINE_BACKUP_KEEP'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  plumbline serve --port 8080 --data /srv/plumbline\n  plumbline serve --backup-to /mnt/backups --backup-every daily --backup-keep 7d,4w,12m',
    )
    .action(async (options: ServeOptions, command: Command) => {
      const to = terminal(command);
      const sending = sendingFrom({
        ...process.env,
        ...(options.address ? { PLUMBLINE_ADDRESS: options.address.origin } : {}),
      });
      const outside = providerFrom(process.env, options.address);
      to.say(`opening the record in ${to.folder}, loading reference data …`);
      const record = to.open((done, of) =>
        to.say(`indexing recommendations for the search: ${done} of ${of}`),
      );
      const administered = hasAdministrator(record);
      const operatorKey = randomBytes(24).toString('base64url');
      const beside = background(record, to.say);
      const backups =
        options.backupTo === undefined
          ? undefined
          : new Backups(
              { folder: resolve(options.backupTo), every: options.backupEvery, keep: options.backupKeep },
              {
                make: (file) => inBackground(record, 'backup', { file }),
                now: to.now,
                report: to.say,
              },
            );
      const app = webApp({
        record,
        now: to.now,
        operatorKey,
        site: options.address,
        provider: outside && openIdProvider(outside, to.now),
        secondFactor: options.secondFactor,
        // Standard error: whoever runs the service keeps it where this program cannot change it.
        security: (line) => void process.stderr.write(`${line}\n`),
        background: beside,
        backups,
        sending,
        patience: 2000,
      });
      const sendDue = deliveryRounds({ record, now: to.now, turns: beside.turns, sending, report: to.say });
      try {
        // Whoever reaches the port first would become its administrator.
        if (!administered && !loopback.test(options.host))
          throw new Problem('administrator-missing', { host: options.host });
        const timely = whileTimely(app, clockWatch(to.now));
        const server = await listen(shielded(timely, to.say), options.host, options.port);
        process.stdout.write(`Plumbline is ready: ${server.address}\n`);
        process.stdout.write(
          administered
            ? `To sign in: ${server.address}sign-in\n`
            : `To add files or administer from the browser: ${server.address}operator?key=${operatorKey}\n`,
        );
        void beside.searchReady();
        backups?.start();
        void sendDue();
        setInterval(() => void sendDue(), 60_000).unref();
        const stop = () => {
          backups?.stop();
          void server.close().then(() => record.close());
          setTimeout(() => process.exit(0), 1000).unref();
        };
        process.once('SIGINT', stop);
        process.once('SIGTERM', stop);
      } catch (error) {
        record.close();
        throw error;
      }
    });
}

/** Browsers give passkeys to names under TLS, and to this machine. */
function site(value: string): URL {
  const url = URL.parse(value);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  if (!url || !isSafe || `${url.origin}/` !== url.href || /^[\d.]+$|^\[/.test(url.hostname))
    throw new InvalidArgumentError('give an address such as https://plumbline.example.org, without a path');
  return url;
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function retention(value: string): Retention {
  const found = parseRetention(value);
  if (!found) throw new InvalidArgumentError('write numbers of days, weeks and months, such as 7d,4w,12m');
  return found;
}

function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('give a whole number from 0 to 65535');
  return number;
}
