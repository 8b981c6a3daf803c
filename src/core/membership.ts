/** Whom a group of States holds on a day, and who says so: "ASEAN", "South-eastern Asia", "035", "SIDS", or codes. */
import { z } from 'zod';
import shippedGroups from '../../reference/core/groups.json' with { type: 'json' };
import shippedStates from '../../reference/core/states.json' with { type: 'json' };
import { type Citation, citationOf } from './citation.ts';
import { type Day, happenedBy, parseDate } from './date.ts';
import { Problem } from './problem.ts';
import { askedState, type State, states } from './state.ts';
import { groupNames, nameOfGroup, statesInGroup, statesOfCodes } from './state-group.ts';
import { fold, type LocalText } from './text.ts';

export interface Member {
  readonly state: State;
  /** Who says that it belongs to the group; absent where a person named the States one by one. */
  readonly citation?: Citation;
}

export interface StateGroup {
  /** Absent where a person named the States one by one. */
  readonly name?: LocalText;
  /** For names of files: "ASEAN", "south-eastern-asia"; "states" where there is no name. */
  readonly code: string;
  /** By English name. */
  readonly members: readonly Member[];
}

const standing = (verified: boolean) => (verified ? 'verified' : 'unverified');
const sourced = z.object({ source: z.string(), verified: z.boolean() });
const organisations = z
  .object({
    groups: z.array(
      z.object({
        code: z.string(),
        en: z.string(),
        fr: z.string(),
        es: z.string(),
        ar: z.string(),
        members: z.array(sourced.extend({ state: z.string(), since: z.string().transform(parseDate) })),
      }),
    ),
  })
  .parse(shippedGroups).groups;

const sources = z.object({ codes: sourced, groups: sourced }).parse(shippedStates.source);
const codesCitation = citationOf(sources.codes.source, standing(sources.codes.verified));
const groupsCitation = (state: State) =>
  citationOf(sources.groups.source, standing(state.regionalGroupVerified));

/** The organisations whose members are known, for a choice. */
export const organisationGroups: readonly { readonly code: string; readonly name: LocalText }[] =
  organisations.map(({ code, en, fr, es, ar }) => ({ code, name: { en, fr, es, ar } }));

/** What can be asked for, for a sentence to a person. */
const known = [...organisations.map(({ code }) => code), ...groupNames].join(', ');

/**
 * The group of a name or code as a person types it, in any case. Of an organisation those States that are known to
 * have joined by the day.
 * @throws Problem `group-unknown`
 */
export function askedGroup(value: string, day: Day): StateGroup {
  const asked = fold(value);
  const organisation = organisations.find(({ code, en, fr, es, ar }) =>
    [code, en, fr, es, ar].some((name) => fold(name) === asked),
  );
  if (organisation) {
    const { code, members, ...name } = organisation;
    const joined = members.flatMap(({ state, since, source, verified }): Member[] =>
      happenedBy(since, day) === 'yes'
        ? [{ state: askedState(state), citation: citationOf(source, standing(verified)) }]
        : [],
    );
    if (joined.length === 0) throw new Problem('group-unknown', { value, known });
    return { name, code, members: byName(joined) };
  }
  const region = states.flatMap(({ regions }) => regions).find(({ code }) => code === value.trim());
  const name = region?.name ?? groupNames.find((each) => namesIn(each).includes(asked));
  if (name === undefined) throw new Problem('group-unknown', { value, known });
  return {
    name: nameOfGroup(name),
    code: fold(name).replaceAll(' ', '-'),
    members: statesInGroup(name).map((state) => ({
      state,
      citation: state.regionalGroup === name ? groupsCitation(state) : codesCitation,
    })),
  };
}

/** Its key and its names, as they are compared. */
function namesIn(group: string): string[] {
  return [group, ...Object.values(nameOfGroup(group))].map(fold);
}

/** The States that a person named one by one: "BRN, KHM". @throws Problem `state-unknown` */
export function groupOfCodes(codes: string): StateGroup {
  return { code: 'states', members: byName(statesOfCodes(codes).map((state) => ({ state }))) };
}

function byName(members: readonly Member[]): Member[] {
  return members.toSorted((a, b) => a.state.names.en.localeCompare(b.state.names.en, 'en'));
}
