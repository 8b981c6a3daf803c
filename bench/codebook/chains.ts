/** Chains on real repetitions: the Department of Labor's suggested actions, and "ratify OPSC" in two UPR cycles. */
import { findState } from '../../src/core/state.ts';
import { fold } from '../../src/core/text.ts';
import { type Asked, chainsOf } from '../../src/recommendations/chain.ts';
import { demandsOf } from '../../src/recommendations/demand.ts';
import { cycleOfSession, type Response, yearOfSession } from '../../src/recommendations/model.ts';
import { percent, rowsOf, say, uprInfoRows } from './texts.ts';
import { shippedCoder } from '../../src/recommendations/reference.ts';

export function benchChains(): void {
  const coder = shippedCoder();
  benchLabor('by demand key alone', (one) => one);
  benchLabor('by key or group of equal texts (must be 99 %)', (one) => one, 'equal texts');
  // An edit that changes no meaning, so that no text equals another.
  benchLabor(
    'by demand key alone, each text with other casing and an added clause',
    (text, at) => `${at % 2 === 0 ? text : text.toUpperCase()} as before, note ${at}`,
  );

  function benchLabor(
    how: string,
    edit: (text: string, at: number) => string,
    groups: 'none' | 'equal texts' = 'none',
  ): void {
    const rows = rowsOf('dol-ilab/ilab_suggested_actions.csv.gz', ['report_year', 'country', 'action']);
    const asked = rows.map(({ report_year, country, action }, at): Asked<number> => {
      const keys = demandsOf(edit(action, at), 'en', coder).flatMap(({ key }) => key ?? []);
      return {
        id: at,
        // Areas that are no States of the list take part under their name.
        state: (findState(country) ?? country) as Asked<number>['state'],
        year: Number(report_year),
        mechanism: 'US Department of Labor',
        round: report_year,
        askers: ['US Department of Labor'],
        response: 'not known',
        keys,
        ...(groups === 'equal texts' ? { group: fold(action) } : {}),
      };
    });
    const chained = new Map<number, Set<string>>();
    for (const { state, key, occasions } of chainsOf(asked))
      for (const id of occasions.flatMap(({ recommendations }) => recommendations))
        chained.set(id, (chained.get(id) ?? new Set()).add(`${state} ${key}`));
    const repeated = [
      ...Map.groupBy(
        rows.map((row, id) => ({ ...row, id })),
        ({ country, action }) => `${country}\n${action}`,
      ).values(),
    ].filter((same) => new Set(same.map(({ report_year }) => report_year)).size > 1);
    const found = repeated.filter((same) => {
      const [first, ...others] = same.map(({ id }) => chained.get(id) ?? new Set<string>());
      return [...(first ?? [])].some((chain) => others.every((chains) => chains.has(chain)));
    });
    say(
      `\nchains: Department of Labor, ${how}: ${found.length} of ${repeated.length} actions repeated over the years are in one chain, recall ${percent(found.length, repeated.length)}`,
    );
  }

  const asked = uprInfoRows().flatMap(({ To, From, Text, Response, Session }, id): Asked<number>[] => {
    const state = findState(To);
    const session = Number(Session);
    const keys = demandsOf(Text, 'en', coder).flatMap(({ key }) => key ?? []);
    if (!state || Response === 'Voluntary Pledge') return [];
    const response: Response = Response === 'Accepted' ? 'supported' : 'noted';
    const round = `cycle ${cycleOfSession(session)}, session ${session}`;
    return [
      {
        id,
        state,
        year: yearOfSession(session) ?? 0,
        mechanism: 'UPR',
        round,
        askers: [From],
        response,
        keys,
      },
    ];
  });
  const rows = uprInfoRows();
  const both = chainsOf(asked).filter(
    ({ key, occasions }) => key === 'ratify|instrument/OPSC' && occasions.length > 1,
  );
  say(`\nchains: “ratify OPSC” in both UPR cycles: ${both.length} States (11 by one count)`);
  for (const { state, occasions } of both) {
    say(`  ${state}: asked ${occasions.length} times since ${occasions[0]?.year}`);
    for (const { year, round, askers, recommendations, responses } of occasions) {
      say(`    ${year}, ${round}: ${responses.join(' and ')}; ${askers.join(', ')}`);
      for (const id of recommendations) say(`      “${rows[id]?.Text ?? ''}” (${rows[id]?.Response})`);
    }
  }
}
