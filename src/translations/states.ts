/** The names of States and of their groups, as texts in several languages. */
import shippedStates from '../../reference/core/states.json' with { type: 'json' };
import { citationOf } from '../core/citation.ts';
import { organisationGroups } from '../core/membership.ts';
import { states } from '../core/state.ts';
import { groupNames, nameOfGroup } from '../core/state-group.ts';
import { shippedText, type SourceText } from './model.ts';

const { source, verified } = shippedStates.source.names;
const citation = citationOf(source, verified ? 'verified' : 'unverified');
const ownWords = citationOf('Plumbline, own translation; not yet read by a native speaker', 'unverified');

/** In the order of the States; a short name is told only where it is another. */
export function stateTexts(): SourceText[] {
  return states.flatMap(({ iso3, names, shortNames }) => [
    shippedText({ collection: 'states', thing: iso3, field: 'name' }, names, citation),
    ...(shortNames === names
      ? []
      : [shippedText({ collection: 'states', thing: iso3, field: 'short' }, shortNames, citation)]),
  ]);
}

export function groupTexts(): SourceText[] {
  return [
    ...organisationGroups,
    ...groupNames.map((group) => ({ code: group, name: nameOfGroup(group) })),
  ].map(({ code, name }) =>
    shippedText({ collection: 'groups', thing: code, field: 'name' }, name, ownWords),
  );
}
