/** Commands on accounts, for the machine itself: `account list | add | invite | deactivate`. */
import type { Command } from 'commander';
import type { Record } from '../platform/record.ts';
import type { Terminal } from '../platform/terminal.ts';
import { type AccountStanding, rightsFrom, writtenRights } from './model.ts';
import { account, accounts, addAccount, changeAccount } from './store.ts';
import { endSessions, invite } from './store/sessions.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  const group = program.command('account').description('who may change the record, and what of it');

  group
    .command('list')
    .description('all accounts')
    .action(async (_: unknown, command: Command) => {
      const to = terminal(command);
      const all = await to.reading((record) => record.read((tx) => accounts(tx)));
      to.print(
        all,
        all.map((each) => {
          const { role, states, parts, languages } = writtenRights(each);
          const translates = languages && `, translates into: ${languages}`;
          return `${each.id}  ${each.standing}  ${role}, States: ${states}, parts: ${parts}${translates}  ${each.name} <${each.email}>`;
        }),
      );
    });

  group
    .command('add')
    .argument('<name>', 'as shown beside what the person enters')
    .argument('<email>', 'by which the person signs in')
    .requiredOption('--role <role>', 'reader, contributor, reviewer, editor or administrator')
    .option('--states <codes>', 'States the person works on', 'all')
    .option('--parts <names>', 'parts of the record: commitments, recommendations, law, statistics', 'all')
    .option('--languages <codes>', 'languages into which the person translates: fr, es, ar', '')
    .description('adds an account, and prints the path of its invitation')
    .addHelpText(
      'after',
      '\nExample:\n  plumbline account add "Ana Lima" ana@example.org --role editor --states "BRA URY"',
    )
    .action(
      async (
        name: string,
        email: string,
        options: { role: string; states: string; parts: string; languages: string },
        command: Command,
      ) => {
        const to = terminal(command);
        const rights = rightsFrom(options);
        const key = await to.writing((record) => {
          const made = record.command(change(to, `invitation of ${name}`), (tx) =>
            addAccount(tx, { name, email, ...rights }),
          ).result;
          return invite(record, made.id, to.now());
        });
        printInvitation(to, name, key);
      },
    );

  group
    .command('invite')
    .argument('<account>', 'its number, as “account list” prints it')
    .description('a new invitation: for a forgotten password or a lost authenticator')
    .action(async (id: string, _: unknown, command: Command) => {
      const to = terminal(command);
      const { name, key } = await to.writing((record) => {
        const of = record.read((tx) => account(tx, id));
        return { name: of.name, key: invite(record, of.id, to.now()) };
      });
      printInvitation(to, name, key);
    });

  for (const [verb, standing, what] of [
    ['deactivate', 'deactivated', 'nobody signs in with it any more; what it entered stays'],
    ['activate', 'active', 'lets a deactivated account sign in again'],
  ] as const)
    group
      .command(verb)
      .argument('<account>', 'its number, as “account list” prints it')
      .description(what)
      .action(async (id: string, _: unknown, command: Command) => {
        const to = terminal(command);
        const changed = await to.writing((record) => stand(record, to, id, standing));
        to.print({ account: changed.id, standing }, [`${changed.name}: ${standing}`]);
      });
}

function stand(record: Record, to: Terminal, id: string, standing: AccountStanding) {
  const changed = record.command(change(to, `${id} is ${standing}`), (tx) =>
    changeAccount(tx, id, { standing }),
  ).result;
  endSessions(record, changed.id);
  return changed;
}

function change(to: Terminal, reason: string) {
  return {
    kind: 'account',
    actor: to.actor,
    reason,
    citation: 'entered on the command line',
    at: to.now().toISOString(),
  };
}

function printInvitation(to: Terminal, name: string, key: string): void {
  to.print({ name, path: `/invitation/${key}` }, [
    `Hand this to ${name}: the address of this installation, followed by`,
    `/invitation/${key}`,
    'It works once, and holds for seven days.',
  ]);
}
