/** `plumbline judge`: the trained model on all texts of the record, for searches. */
import type { Command } from 'commander';
import type { Terminal } from '../../platform/terminal.ts';
import { judgementTotals } from '../store/judgements.ts';

export function judge(program: Command, terminal: (command: Command) => Terminal): void {
  program
    .command('judge')
    .description(
      'has the trained model judge all English texts, so that searches can be narrowed by it; a running server does so by itself',
    )
    .addHelpText('after', '\nExample:\n  plumbline judge && plumbline asked --where category=5')
    .action(async (_: object, command: Command) => {
      const to = terminal(command);
      const totals = await to.writing((record) => {
        for (let left = record.deriveMore(); left > 0; left = record.deriveMore())
          to.progress(`judging: ${left.toLocaleString('en')} texts are left`);
        return record.read(judgementTotals);
      });
      to.print(totals, [
        totals.model === ''
          ? 'there is no trained model that can be used; see “plumbline train”'
          : `${totals.answered} texts have a category by the model ${totals.model}; on ${totals.abstained} it abstains`,
      ]);
    });
}
