/** What pages and the API read again and again, remembered until the record changes. */
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { type Iso3, type State, states } from '../../core/state.ts';
import { askedGroup, organisationGroups } from '../../core/membership.ts';
import { groupNames, nameOfGroup, statesOfCodes } from '../../core/state-group.ts';
import type { LocalText } from '../../core/text.ts';
import { commitments } from '../../commitments/store.ts';
import type { Read } from '../../platform/record.ts';
import { translatedWords } from '../../translations/store.ts';
import type { Findings } from '../assessment.ts';
import { askedChecklist, type Checklist } from '../checklist.ts';
import { type Answers, answersOn } from '../comparison.ts';
import type { Law, LawId, Provision, ProvisionId } from '../model.ts';
import { findings, laws, provisions } from '../store.ts';
import { checklists } from './checklists.ts';

export function knownChecklists(tx: Read): readonly Checklist[] {
  return tx.cached('checklists', checklists);
}

/** All laws by their names. */
export function knownLaws(tx: Read): ReadonlyMap<LawId, Law> {
  return tx.cached('laws', (inside) => new Map(laws(inside).map((law) => [law.id, law])));
}

/** All wordings by their names. */
export function knownProvisions(tx: Read): ReadonlyMap<ProvisionId, Provision> {
  return tx.cached('provisions', (inside) => provisions(inside));
}

/** The wordings of a law, in the order in which they were entered. */
export function provisionsOfLaw(tx: Read, id: LawId): readonly Provision[] {
  return [...knownProvisions(tx).values()].filter(({ law }) => law === id);
}

/** @throws Problem `law-unknown` */
export function askedLaw(laws: ReadonlyMap<LawId, Law>, id: string): Law {
  const law = laws.get(id as LawId);
  if (!law) throw new Problem('law-unknown', { value: id });
  return law;
}

export function knownFindings(tx: Read, { id }: Pick<Checklist, 'id'>): Findings {
  return tx.cached(`law findings ${id}`, (inside) => findings(inside, { checklist: id }));
}

/** How many days are remembered of each checklist: a page compares two, and any day can be asked for. */
const rememberedDays = 4;

/** The answers of all States on a checklist as of a day. */
export function knownAnswers(tx: Read, { id }: Pick<Checklist, 'id'>, day: Day): Answers {
  const { checklist, found, days } = tx.cached(`law answers ${id}`, (inside) => {
    const checklist = askedChecklist(knownChecklists(inside), id);
    return { checklist, found: knownFindings(inside, checklist), days: new Map<Day, Answers>() };
  });
  const answers = days.get(day) ?? answersOn(checklist, found, day);
  days.delete(day);
  days.set(day, answers);
  const [oldest] = days.keys();
  if (days.size > rememberedDays && oldest !== undefined) days.delete(oldest);
  return answers;
}

/** The languages of the laws of each State that are in the record. */
export function languagesOfLaw(tx: Read): ReadonlyMap<Iso3, ReadonlySet<string>> {
  return new Map(
    [...Map.groupBy(knownLaws(tx).values(), ({ state }) => state)].map(([state, own]) => [
      state,
      new Set(own.map(({ language }) => language)),
    ]),
  );
}

/** Who takes part in a commitment, where a source names States. */
function parties(tx: Read): ReadonlyMap<string, { readonly name: string; readonly states: readonly Iso3[] }> {
  return tx.cached(
    'law parties',
    (inside) =>
      new Map(
        commitments(inside).flatMap(({ id, name, states: named }) => {
          const members = named.filter(({ part }) => part === 'takes part').map(({ state }) => state);
          return members.length > 0 ? [[id, { name, states: members }] as const] : [];
        }),
      ),
  );
}

/** The groups of States that can be asked for: organisations, regions, lists, and who takes part in a commitment. */
export function groupsOfStates(tx: Read): readonly { readonly value: string; readonly label: LocalText }[] {
  const approved = translatedWords(tx);
  return [
    ...organisationGroups.map(({ code, name }) => ({ value: code, label: name })),
    ...groupNames.map((name) => ({ value: name, label: nameOfGroup(name) })),
    ...[...parties(tx)].map(([value, { name: en }]) => ({
      value,
      label: { ...approved({ collection: 'commitments', thing: value, field: 'name' }, en), en },
    })),
  ];
}

/**
 * The States asked for by codes, or by a group on a day; all of them where neither is given.
 * @throws Problem `state-unknown`, `group-unknown`
 */
export function statesAsked(
  tx: Read,
  {
    codes = '',
    group = '',
    day,
  }: { readonly codes?: string | undefined; readonly group?: string | undefined; readonly day: Day },
): readonly State[] {
  const chosen = statesOfCodes(codes);
  if (chosen.length > 0) return chosen;
  if (group === '') return states;
  const members = parties(tx).get(group)?.states;
  return members
    ? states.filter(({ iso3 }) => members.includes(iso3))
    : askedGroup(group, day).members.map(({ state }) => state);
}
