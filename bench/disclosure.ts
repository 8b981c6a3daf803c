/**
 * `npm run bench:disclosure [section] [instance …]`: disclosure control on the instances of `shared/bench/sdc`, each
 * figure beside what other tools were measured to need. Sections: counts, elimination, attack, amounts, optimum, noise; all but `counts`
 * and `amounts` of the largest instances take a few minutes.
 */
import { cpus, totalmem } from 'node:os';
import { benchAmounts } from './disclosure/amounts.ts';
import { benchAttack } from './disclosure/attack.ts';
import { benchCounts } from './disclosure/counts.ts';
import { benchElimination } from './disclosure/elimination.ts';
import { benchNoise } from './disclosure/noise.ts';
import { benchOptimum } from './disclosure/optimum.ts';
import { shared } from '../test/shared.ts';

const sections: { readonly [name: string]: (folder: string, chosen: readonly string[]) => Promise<void> } = {
  counts: benchCounts,
  elimination: benchElimination,
  attack: benchAttack,
  amounts: benchAmounts,
  optimum: benchOptimum,
  noise: async (folder) => benchNoise(folder),
};

const folder = shared('bench/sdc');
if (folder === undefined) {
  say('bench:disclosure needs the instances of shared/bench/sdc beside the project; they are not here.');
  process.exit(0);
}
say(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
);
const [first, ...rest] = process.argv.slice(2);
if (first === undefined) for (const section of Object.values(sections)) await section(folder, []);
else await (sections[first] ?? benchCounts)(folder, sections[first] ? rest : [first, ...rest]);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
