/** Commands on coding: `law round open`, `law round list`, `law agreement`. */
import type { Command } from 'commander';
import { parseDay } from '../../core/date.ts';
import type { Terminal } from '../../platform/terminal.ts';
import type { Agreement } from '../agreement.ts';
import { askedChecklist } from '../checklist.ts';
import { agreementOn } from '../store/adjudication.ts';
import { checklists } from '../store/checklists.ts';
import { type CodingRound, codingRounds, openRound } from '../store/rounds.ts';
import { closeRound, type Issued, reissueSeat, replaceCoder } from '../store/seats.ts';
import { newSeatKey } from '../store/working-papers.ts';
import { seatPath } from '../views/seat.ts';

/** Adds the verbs to the group `law`. */
export function coding(law: Command, terminal: (command: Command) => Terminal): void {
  const round = law
    .command('round')
    .description('rounds of coding: who codes which State, blind to each other');

  round
    .command('open')
    .argument('<state>', 'ISO 3166-1 alpha-3 code of the State')
    .requiredOption('--checklist <id>', 'the checklist, such as sec-law')
    .requiredOption('--coders <names>', 'one or two names, with a comma between them')
    .option('--as-of <day>', 'the day for which the law is looked at; today where none is given')
    .option('--name <name>', 'what the round is called; else State, checklist and day')
    .option('--site <address>', 'where this installation is reached', 'http://127.0.0.1:4870')
    .option('--reason <text>', 'why it is opened', 'round opened')
    .description('opens a round and prints the address of each coder’s seat, once')
    .addHelpText(
      'after',
      '\nStop “plumbline serve” first, or open the round in the browser.\n\nExample:\n  plumbline law round open MUS --checklist sec-law --coders "Ana,Ben" --as-of 2026-06-30',
    )
    .action(async (state: string, options: { [name: string]: string }, command: Command) => {
      const to = terminal(command);
      const opened = await to.writing((record) =>
        openRound(
          record,
          {
            state,
            checklist: options['checklist'] ?? '',
            coders: (options['coders'] ?? '').split(','),
            asOf: options['asOf'] ? parseDay(options['asOf']) : to.today(),
            ...(options['name'] ? { name: options['name'] } : {}),
          },
          newSeatKey,
          { actor: to.actor, reason: options['reason'] ?? '', at: to.now().toISOString() },
        ),
      );
      const site = (options['site'] ?? '').replace(/\/$/, '');
      const seats = opened.seats.map(({ coder, key }) => ({ coder, address: `${site}${seatPath(key)}` }));
      to.print({ round: opened.round, seats }, [
        `Round ${opened.round} is open. These addresses are shown only now; give each coder theirs.`,
        ...seats.map(({ coder, address }) => `${coder}: ${address}`),
      ]);
    });

  round
    .command('reissue')
    .argument('<round>', 'the round, as “plumbline law round list” shows it')
    .argument('<coder>', 'whose address was lost')
    .requiredOption('--reason <text>', 'why; it is kept in the record')
    .option('--to <coder>', 'another coder, who begins anew: what the first one typed is removed')
    .option('--site <address>', 'where this installation is reached', 'http://127.0.0.1:4870')
    .description('gives a seat that has not handed in a new address; what was typed stays, the old one ends')
    .addHelpText(
      'after',
      '\nExample:\n  plumbline law round reissue MUS-sec-law-2026-06-30 Ana --reason "address lost"',
    )
    .action(async (id: string, coder: string, options: { [name: string]: string }, command: Command) => {
      const to = terminal(command);
      const change = { actor: to.actor, reason: options['reason'] ?? '', at: to.now().toISOString() };
      const seat = { round: id, seat: coder };
      const other = options['to'];
      const issued = await to.writing((record): Issued =>
        other === undefined
          ? reissueSeat(record, seat, newSeatKey, change)
          : replaceCoder(record, { ...seat, coder: other }, newSeatKey, change),
      );
      const address = `${(options['site'] ?? '').replace(/\/$/, '')}${seatPath(issued.key)}`;
      to.print({ round: id, coder: issued.coder, address }, [
        'The old address no longer works. The new one is shown only now:',
        `${issued.coder}: ${address}`,
      ]);
    });

  round
    .command('close')
    .argument('<round>', 'the round, as “plumbline law round list” shows it')
    .requiredOption('--reason <text>', 'why; it is shown with the round')
    .description(
      'ends an open round without result: what coders typed is removed, no answer enters the record',
    )
    .addHelpText(
      'after',
      '\nExample:\n  plumbline law round close MUS-sec-law-2026-06-30 --reason "a coder has left"',
    )
    .action(async (id: string, options: { [name: string]: string }, command: Command) => {
      const to = terminal(command);
      const change = { actor: to.actor, reason: options['reason'] ?? '', at: to.now().toISOString() };
      await to.writing((record) => closeRound(record, id, change));
      to.print({ round: id, stage: 'closed' }, [`Round ${id} is closed without result.`]);
    });

  round
    .command('list')
    .description('the rounds of the record, how each was coded and how far it is')
    .addHelpText('after', '\nExample:\n  plumbline law round list --json')
    .action(async (_: unknown, command: Command) => {
      const to = terminal(command);
      const rounds = await to.reading((record) => record.read(codingRounds));
      to.print(
        rounds,
        rounds.length > 0 ? rounds.map(lineOf) : ['There is no round of coding in the record.'],
      );
    });

  law
    .command('agreement')
    .argument('<checklist>', 'the checklist, such as sec-law')
    .description('how far two coders agree: Cohen’s kappa with its 95 % interval, overall and by point')
    .addHelpText('after', '\nExample:\n  plumbline law agreement sec-law')
    .action(async (id: string, _: unknown, command: Command) => {
      const to = terminal(command);
      const { codings, byKind } = await to.reading((record) => {
        const checklist = askedChecklist(record.cached('checklists', checklists), id);
        return record.read((tx) => agreementOn(tx, checklist.id));
      });
      const { single, open, more } = codings;
      to.print(
        {
          byKind: byKind.map(({ points, ...rest }) => ({ ...rest, points: Object.fromEntries(points) })),
          notCompared: { single, open, more },
        },
        [
          ...byKind
            .filter(({ overall }) => overall.pairs > 0)
            .flatMap(({ kind, overall, points }) => [
              kind === 'blind' ? 'Coded blind' : 'By file: how it was coded is not known here',
              `  all points: ${agreementLine(overall)}`,
              ...[...points].map(([point, agreement]) => `  ${point}: ${agreementLine(agreement)}`),
            ]),
          `Not compared: ${single} with one coder, ${open} with “not yet assessed”, ${more} with more than two coders.`,
        ],
      );
    });
}

function lineOf({ id, kind, seats, stage, closed }: CodingRound): string {
  if (kind === 'by file') return `${id}  by file: how it was coded is not known here`;
  const done = seats.filter(({ handedIn }) => handedIn === 'yes').length;
  const how = seats.length === 1 ? 'one coder' : 'blind';
  const stages = {
    open: `${done} of ${seats.length} handed in`,
    revealed: 'all handed in',
    closed: `closed without result: ${closed?.reason ?? ''}`,
  };
  return `${id}  ${how}: ${seats.map(({ coder }) => coder).join(', ')}  ${stages[stage]}`;
}

function agreementLine({ pairs, same, kappa }: Agreement): string {
  const counts = `${same} of ${pairs} the same`;
  if (kappa.kind === 'cannot tell') return `${counts}, kappa: cannot tell (${kappa.why})`;
  const { value, interval } = kappa;
  const reach = interval ? `95 %: ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}` : 'no interval';
  return `${counts}, kappa ${value.toFixed(2)} (${reach})`;
}
