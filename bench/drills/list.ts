/** The drills by their names. */
import { killedImports } from './import.ts';
import { killedServers } from './kill.ts';
import type { Drill } from './outcome.ts';

export const drills = {
  import: { about: 'kills the program while it imports a file', count: 200, run: killedImports },
  kill: { about: 'kills the server while people write', count: 1000, run: killedServers },
} as const satisfies { readonly [name: string]: Drill };

export function isDrill(name: string): name is keyof typeof drills {
  return Object.hasOwn(drills, name);
}
