/** The drills by their names. */
import { alteredRecords } from './audit.ts';
import { failingDisks } from './disk-faults.ts';
import { killedImports } from './import.ts';
import { killedServers } from './kill.ts';
import { loadedServer } from './load.ts';
import { noNetwork } from './network.ts';
import type { Drill } from './outcome.ts';
import { lostPower } from './power.ts';

export const drills = {
  import: { about: 'kills the program while it imports a file', count: 200, run: killedImports },
  kill: { about: 'kills the server while people write', count: 1000, run: killedServers },
  power: { about: 'opens what a disk may hold after a loss of power', count: 1000, run: lostPower },
  disk: { about: 'lets fsync fail and the disk fill up', count: 60, run: failingDisks },
  audit: { about: 'alters the record and backups', count: 10_000, run: alteredRecords },
  load: { about: 'has many people read and write, for so many seconds', count: 300, run: loadedServer },
  network: { about: 'runs where there is no network, and watches', count: 2, run: noNetwork },
} as const satisfies { readonly [name: string]: Drill };

export function isDrill(name: string): name is keyof typeof drills {
  return Object.hasOwn(drills, name);
}
