/**
 * Chains: the same thing asked of the same State again, whoever asked, in whichever mechanism and round, with each
 * answer. A chain says "asked again"; it never says "not done".
 */
import type { Iso3 } from '../core/state.ts';
import type { DemandKey } from './demand.ts';
import type { Response } from './model.ts';

/** A recommendation as chains see it. */
export interface Asked<Id> {
  readonly id: Id;
  readonly state: Iso3;
  readonly year: number;
  /** "UPR", "CRC", "US Department of Labor". */
  readonly mechanism: string;
  /** What sets one time of asking apart from the next: the cycle, the session, the report year. */
  readonly round: string;
  readonly askers: readonly string[];
  readonly response: Response;
  readonly keys: readonly DemandKey[];
  /** The group of near-duplicate texts it is in, where it is in one. */
  readonly group?: string;
}

/** One time of asking: all who asked it in the same round. */
export interface Occasion<Id> {
  readonly year: number;
  readonly mechanism: string;
  readonly round: string;
  readonly askers: readonly string[];
  readonly recommendations: readonly Id[];
  /** The answers given, each once; "not known" only where there is no other. */
  readonly responses: readonly Response[];
}

export interface Chain<Id> {
  readonly state: Iso3;
  /** A demand key; or `text:` and the group, where no frame tells what the texts ask. */
  readonly key: string;
  /** Oldest first. "Asked four times" is their number: five States in one round ask once. */
  readonly occasions: readonly Occasion<Id>[];
  readonly earliest: number;
  readonly latest: number;
  readonly recommendations: number;
  /** Of the latest occasion with an answer; where there is none, of the latest. */
  readonly lastResponses: readonly Response[];
}

/**
 * All chains, also those asked once. Texts of one near-duplicate group ask the same, so a key of one holds for
 * all; a recommendation with several demands is in several chains.
 */
export function chainsOf<Id>(asked: readonly Asked<Id>[]): Chain<Id>[] {
  const groupName = ({ state, group }: Asked<Id>) => (group === undefined ? undefined : `${state} ${group}`);
  const ofGroup = new Map<string, Set<string>>();
  for (const one of asked) {
    const name = groupName(one);
    if (name === undefined) continue;
    const keys = ofGroup.get(name) ?? new Set();
    for (const key of one.keys) keys.add(key);
    ofGroup.set(name, keys);
  }
  const members = new Map<string, { key: string; all: Asked<Id>[] }>();
  for (const one of asked) {
    const keys = new Set([...one.keys, ...(ofGroup.get(groupName(one) ?? '') ?? [])]);
    const known: readonly string[] =
      keys.size > 0 ? [...keys] : one.group === undefined ? [] : [`text:${one.group}`];
    for (const key of known) {
      const name = `${one.state} ${key}`;
      const chain = members.get(name) ?? { key, all: [] };
      chain.all.push(one);
      members.set(name, chain);
    }
  }
  return [...members.values()].flatMap(({ key, all }) => {
    const occasions = occasionsOf(all);
    const [first, last] = [occasions[0], occasions.at(-1)];
    const [any] = all;
    if (!first || !last || !any) return [];
    const answered = occasions.findLast(({ responses }) =>
      responses.some((one) => one !== 'not known' && one !== 'none asked'),
    );
    return [
      {
        state: any.state,
        key,
        occasions,
        earliest: first.year,
        latest: last.year,
        recommendations: new Set(all.map(({ id }) => id)).size,
        lastResponses: (answered ?? last).responses,
      },
    ];
  });
}

function occasionsOf<Id>(asked: readonly Asked<Id>[]): Occasion<Id>[] {
  const rounds = Map.groupBy(asked, ({ mechanism, round }) => `${mechanism}\n${round}`);
  return [...rounds.values()]
    .flatMap((all): Occasion<Id>[] => {
      const [first] = all;
      if (!first) return [];
      const responses = [...new Set(all.map(({ response }) => response))];
      const known = responses.filter((response) => response !== 'not known');
      return [
        {
          year: Math.min(...all.map(({ year }) => year)),
          mechanism: first.mechanism,
          round: first.round,
          askers: [...new Set(all.flatMap(({ askers }) => askers))],
          recommendations: [...new Set(all.map(({ id }) => id))],
          responses: known.length > 0 ? known : ['not known'],
        },
      ];
    })
    .toSorted((a, b) => a.year - b.year || a.round.localeCompare(b.round, 'en', { numeric: true }));
}
