/** Commands on alerts: `alerts send [--dry-run]`. */
import type { Command } from 'commander';
import type { Terminal } from '../platform/terminal.ts';
import { Turns } from '../platform/turns.ts';
import { deliver, whatIsDue } from './outbound/deliver.ts';
import { sendingFrom } from './outbound/settings.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  const group = program.command('alerts').description('what people asked to be told of');

  group
    .command('send')
    .description('sends what is due now; a running server does so by itself')
    .option('--dry-run', 'shows what would be sent, and sends nothing')
    .addHelpText('after', '\nExample:\n  plumbline alerts send --dry-run')
    .action(async ({ dryRun }: { dryRun?: true }, command: Command) => {
      const to = terminal(command);
      const sending = sendingFrom(process.env);
      if (dryRun) {
        const due = await to.reading((record) => whatIsDue(record, sending, to.now()));
        const items = due
          .filter(({ changes }) => changes.total > 0)
          .map(({ alert, account, delivery, changes }) => ({
            alert: alert.id,
            way: delivery.way,
            account: account.id,
            wording: alert.wording,
            items: changes.total,
          }));
        to.print(items, [
          ...items.map(
            ({ alert, way, account, wording, items: count }) =>
              `alert ${alert} by ${way} to account ${account}: ${count} new items (${wording})`,
          ),
          `${items.length} would be sent`,
        ]);
        return;
      }
      const done = await to.writing((record) =>
        deliver({ record, now: () => to.now(), turns: new Turns(() => undefined), sending, report: to.say }),
      );
      to.print(done, [
        ...done.map(
          ({ alert, way, items, outcome }) => `alert ${alert} by ${way}: ${items} new items, ${outcome}`,
        ),
        `${done.filter(({ outcome }) => outcome === 'sent').length} sent`,
      ]);
    });
}
