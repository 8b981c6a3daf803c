/**
 * Which of an indicator's figures a page shows, told by its address. The files of a page are made by the same rule,
 * so that they hold exactly what is shown. Pure.
 */
import { askedState, findState, type Iso3, isIso3 } from '../core/state.ts';
import { breakdownKey, headline, newest, type Observation } from './model.ts';

export type Selection =
  /** The newest figure of each State for one breakdown. */
  | { readonly show: 'newest'; readonly breakdown: string }
  /** All of one State. */
  | { readonly show: 'state'; readonly state: Iso3 }
  /** Some States beside each other, for one breakdown. */
  | { readonly show: 'states'; readonly states: readonly Iso3[]; readonly breakdown: string }
  | { readonly show: 'all' };

/** More than these cannot be told apart in one chart. */
export const mostStates = 6;

/**
 * @param all the figures of the indicator, among which the breakdown is chosen that is not said
 * @throws Problem `state-unknown`
 */
export function askedSelection(query: URLSearchParams, all: readonly Observation[]): Selection {
  if (query.get('show') === 'all') return { show: 'all' };
  const state = query.get('state');
  // An empty parameter is a form in which nothing was chosen; "_T" chooses all.
  const asked = query.get('breakdown') || undefined;
  if (state && asked === undefined) return { show: 'state', state: askedState(state).iso3 };
  const states = state ? [askedState(state).iso3] : askedStates(query);
  const own = states.length === 0 ? all : all.filter((one) => states.includes(one.state));
  const breakdown = asked === undefined ? headline(own) : asked === '_T' ? '' : asked;
  return states.length > 0 ? { show: 'states', states, breakdown } : { show: 'newest', breakdown };
}

/** "MUS, Chile" or several parameters; each once, the first few. @throws Problem `state-unknown` */
export function askedStates(query: URLSearchParams): Iso3[] {
  const written = query.getAll('states').flatMap((text) => text.split(/[,;]/));
  const found = written
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => (isIso3(text) ? text : (findState(text) ?? askedState(text).iso3)));
  return [...new Set(found)].slice(0, mostStates);
}

/** The figures of a selection: in the order in which they stand in the record, States as they were asked for. */
export function selected<O extends Observation>(all: readonly O[], selection: Selection): readonly O[] {
  switch (selection.show) {
    case 'all':
      return all;
    case 'state':
      return all.filter(({ state }) => state === selection.state);
    case 'states':
      return selection.states.flatMap((asked) =>
        all.filter(
          ({ state, breakdown }) => state === asked && breakdownKey(breakdown) === selection.breakdown,
        ),
      );
    case 'newest':
      return [
        ...newest(all.filter(({ breakdown }) => breakdownKey(breakdown) === selection.breakdown)).values(),
      ].flat();
  }
}

/** The parameters that lead to a selection again. */
export function parametersOf(selection: Selection): Readonly<Record<string, string>> {
  switch (selection.show) {
    case 'all':
      return { show: 'all' };
    case 'state':
      return { state: selection.state };
    case 'states':
      return { states: selection.states.join(','), breakdown: selection.breakdown || '_T' };
    case 'newest':
      return { breakdown: selection.breakdown || '_T' };
  }
}
