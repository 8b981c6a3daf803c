/** Commands on law: `law round open`, `law round list`, `law agreement`. */
import type { Command } from 'commander';
import type { Terminal } from '../platform/terminal.ts';
import { coding } from './commands/coding.ts';

export function commands(program: Command, terminal: (command: Command) => Terminal): void {
  const law = program.command('law').description('what States’ law says, point by point');
  coding(law, terminal);
}
