/** Groups of States as a reader asks for them: UN regional groups, M49 regions, UN lists, or codes. */
import { z } from 'zod';
import shipped from '../../reference/core/group-names.json' with { type: 'json' };
import { askedState, regionalGroups, type State, states } from './state.ts';
import type { LocalText } from './text.ts';

/** The names of all groups, for a choice. */
export const groupNames: readonly string[] = [
  ...new Set([
    ...regionalGroups,
    'LDC',
    'LLDC',
    'SIDS',
    ...states.flatMap(({ regions }) => regions.map(({ name }) => name)),
  ]),
];

const name = z.object({ group: z.string(), en: z.string(), fr: z.string(), es: z.string(), ar: z.string() });
const names = new Map<string, LocalText>(
  z
    .object({ names: z.array(name) })
    .parse(shipped)
    .names.map(({ group, ...text }) => [group, text]),
);

/** What a group is called, for readers; as it is written where there is no name for it. */
export function nameOfGroup(group: string): LocalText {
  return names.get(group) ?? { en: group };
}

/** The States of a group by its name; none where no group has that name. */
export function statesInGroup(group: string): readonly State[] {
  return states.filter(
    (state) =>
      state.regionalGroup === group ||
      state.regions.some(({ name }) => name === group) ||
      (state.lists as readonly string[]).includes(group),
  );
}

/** The States of codes with spaces, commas or semicolons between them, each once. @throws Problem `state-unknown` */
export function statesOfCodes(codes: string): readonly State[] {
  return [
    ...new Set(
      codes
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(askedState),
    ),
  ];
}
