/**
 * The attack on tables of counts of `shared/bench/sdc`, as protected here: what a reader who has only the release
 * needs to find the exact ends of every hidden cell. Trials by others took 1.7-39 s on hier_small, 55-240 s on hier_mid
 * (ends of linear programs, without whole tables that reach them), and did not finish hier_full.
 */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { attack, type AttackOptions, release } from '../../src/disclosure/attack.ts';
import { type Knowledge, readers } from '../../src/disclosure/model.ts';
import { primarySuppression } from '../../src/disclosure/primary.ts';
import { protect } from '../../src/disclosure/protect.ts';
import { readTableRequest } from '../../src/vault/intake/table.ts';

const threshold = 5;
const knowledges: readonly Knowledge[] = [
  { zeros: 'withholdable', insider: 'none' },
  { zeros: 'published', insider: 'none' },
];

/** Seconds that are asked for the exact ends. */
const asked: { readonly [instance: string]: number } = { hier_small: 5, hier_mid: 60, hier_full: 600 };

const usual = ['t2_20x20', 't3_12x10x8', 't2_100x100', 'hier_small'];

/** @param chosen names of instances; where none is named, those that take minutes and not hours */
export async function benchAttack(folder: string, chosen: readonly string[]): Promise<void> {
  for (const instance of chosen.length > 0 ? chosen : usual)
    for (const knowledge of knowledges) await attacked(folder, instance, knowledge);
}

async function attacked(folder: string, instance: string, knowledge: Knowledge): Promise<void> {
  const { problem } = readTableRequest(
    join(folder, instance, 'inner.csv'),
    join(folder, instance, 'spec.json'),
  );
  const sensitive = primarySuppression(problem, { threshold }, knowledge);
  const result = await protect(problem, sensitive, knowledge);
  const [reader] = readers(problem, knowledge);
  if (result.outcome !== 'protected' || !reader) return;
  const published = release(problem, result.pattern);
  const runs: { readonly [name: string]: AttackOptions } = {
    [`to a width of ${threshold}`]: { wide: threshold },
    'to the exact ends': {},
  };
  for (const [name, options] of Object.entries(runs)) {
    const [began, processor] = [performance.now(), process.cpuUsage()];
    const intervals = await attack(published, reader, options);
    const seconds = (performance.now() - began) / 1000;
    const { user } = process.cpuUsage(processor);
    const open = intervals.filter(({ min, max }) => min.known === 'bound' || max.known === 'bound').length;
    const wish = options.wide === undefined && asked[instance] ? `; asked ${asked[instance]} s` : '';
    process.stdout.write(
      `${instance}, zeros ${knowledge.zeros}: ${intervals.length} hidden cells, ${name}: ${seconds.toFixed(2)} s (${(user / 1e6).toFixed(2)} s of processor time); ${open} not settled${wish}\n`,
    );
  }
}
