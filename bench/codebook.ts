/**
 * `npm run bench:codebook [section …]`: the rules of the codebook on the real texts of `shared`. Sections: speed,
 * actions, model, themes, chains.
 */
import { cpus, totalmem } from 'node:os';
import { benchActions } from './codebook/actions.ts';
import { benchChains } from './codebook/chains.ts';
import { benchModel } from './codebook/model.ts';
import { benchSpeed } from './codebook/speed.ts';
import { say } from './codebook/texts.ts';
import { benchThemes } from './codebook/themes.ts';
import { shared } from '../test/shared.ts';

const sections: { readonly [name: string]: () => void | Promise<void> } = {
  speed: benchSpeed,
  actions: benchActions,
  model: benchModel,
  themes: benchThemes,
  chains: benchChains,
};

if (shared('data/upr-info/csv') === undefined) {
  say('bench:codebook needs the texts of shared/data beside the project; they are not here.');
  process.exit(0);
}
say(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB`,
);
const chosen = process.argv.slice(2);
for (const [name, section] of Object.entries(sections))
  if (chosen.length === 0 || chosen.includes(name)) await section();
