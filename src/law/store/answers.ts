/** What pages and the API read again and again, remembered until the record changes. */
import type { Day } from '../../core/date.ts';
import { Problem } from '../../core/problem.ts';
import { type Iso3, type State, states } from '../../core/state.ts';
import { groupNames, statesInGroup, statesOfCodes } from '../../core/state-group.ts';
import { commitments } from '../../commitments/store.ts';
import { citations } from '../../evidence/store.ts';
import type { Read } from '../../platform/record.ts';
import type { Findings } from '../assessment.ts';
import type { Checklist } from '../checklist.ts';
import { type Answers, answersOn } from '../comparison.ts';
import type { Law, LawId, Provision, ProvisionId } from '../model.ts';
import type { LegalFamily } from '../peers.ts';
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

/** The answers of all States on a checklist as of a day. */
export function knownAnswers(tx: Read, checklist: Checklist, day: Day): Answers {
  return tx.cached(`law answers ${checklist.id} ${day}`, (inside) =>
    answersOn(checklist, knownFindings(inside, checklist), day),
  );
}

/** The families of law that sources give States; of several rows of a State the last one counts. */
export function legalFamilies(tx: Read): ReadonlyMap<Iso3, LegalFamily> {
  const cited = citations(tx);
  return new Map(
    tx
      .all<{ state: Iso3; family: string; citation: number }>(
        'SELECT state, family, citation FROM legal_family ORDER BY id',
      )
      .flatMap(({ state, family, citation }) => {
        const source = cited.get(citation);
        return source ? [[state, { family, citation: source }] as const] : [];
      }),
  );
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

/** Groups of States that a source names by naming who takes part in a commitment. */
function namedGroups(
  tx: Read,
): ReadonlyMap<string, { readonly name: string; readonly states: readonly Iso3[] }> {
  return tx.cached(
    'law groups',
    (inside) =>
      new Map(
        commitments(inside).flatMap(({ id, name, states: named }) => {
          const members = named.filter(({ part }) => part === 'takes part').map(({ state }) => state);
          return members.length > 0 ? [[id, { name, states: members }] as const] : [];
        }),
      ),
  );
}

/** The groups of States that can be asked for: regions, lists of the United Nations, and who takes part in a commitment. */
export function groupsOfStates(tx: Read): readonly { readonly value: string; readonly label: string }[] {
  return [
    ...groupNames.map((name) => ({ value: name, label: name })),
    ...[...namedGroups(tx)].map(([value, { name }]) => ({ value, label: name })),
  ];
}

/**
 * The States asked for by codes, or by a group; all of them where neither is given.
 * @throws Problem `state-unknown`, `parameter-invalid`
 */
export function statesAsked(
  tx: Read,
  { codes = '', group = '' }: { readonly codes?: string | undefined; readonly group?: string | undefined },
): readonly State[] {
  const chosen = statesOfCodes(codes);
  if (chosen.length > 0) return chosen;
  if (group === '') return states;
  const members = namedGroups(tx).get(group)?.states;
  const found = members ? states.filter(({ iso3 }) => members.includes(iso3)) : statesInGroup(group);
  if (found.length === 0)
    throw new Problem('parameter-invalid', {
      name: 'group',
      value: group,
      detail: 'no group has this name; give the codes of its States instead',
    });
  return found;
}
