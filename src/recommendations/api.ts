/** API of the recommendations. */
import { z } from 'zod';
import { parseDay } from '../core/date.ts';
import { askedState } from '../core/state.ts';
import { Problem } from '../core/problem.ts';
import { type ApiRoute, citationAnswer, listRoute, oneRoute } from '../platform/api.ts';
import { askersOf, type Recommendation, responseOf, responses } from './model.ts';
import { type Filters, recommendation, search } from './store.ts';

const recommendationAnswer = z.object({
  id: z.number().int(),
  state: z.string(),
  kind: z.string(),
  mechanism: z.string(),
  cycle: z.number().int().optional(),
  body: z.string().optional(),
  round: z.string().optional(),
  year: z.number().int(),
  text: z.string(),
  askers: z.array(z.string()),
  response: z.string(),
  statements: z.array(
    z.object({
      asker: z.string(),
      response: z.string(),
      said: z.string(),
      action: z.number().int().optional(),
      issues: z.array(z.string()),
      themes: z.array(z.string()).optional(),
      affectedPersons: z.array(z.string()).optional(),
      sdgs: z.array(z.string()).optional(),
      session: z.number().int().optional(),
      year: z.number().int(),
      documentDate: z.string().optional(),
      sourceId: z.string().optional(),
      symbol: z.string().optional(),
      paragraph: z.string().optional(),
      row: z.number().int(),
      citation: citationAnswer,
    }),
  ),
});

const filterParameters = z.object({
  words: z.string().describe('Words that must occur; "a phrase"; child*; OR between words').optional(),
  state: z.string().describe('ISO 3166-1 alpha-3 code of the State under review').optional(),
  by: z.string().describe('ISO 3166-1 alpha-3 code of the recommending State').optional(),
  cycle: z.coerce.number().int().optional(),
  session: z.coerce.number().int().optional(),
  response: z.enum(responses).optional(),
  asOf: z.string().describe('Only what had been asked in the year of this day or before').optional(),
  issue: z.string().describe('An issue of UPR Info, for example "Rights of the Child"').optional(),
});

/** Filters from the parameters of an address. @throws Problem `state-unknown`, `date-invalid` */
function filtersFrom({ state, by, asOf, ...rest }: z.output<typeof filterParameters>): Filters {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(state ? { state: askedState(state).iso3 } : {}),
    ...(by ? { asker: askedState(by).iso3 } : {}),
    ...(asOf ? { untilYear: Number(parseDay(asOf).slice(0, 4)) } : {}),
  };
}

/** Filters from the query of a page; parameters it does not know, and empty ones, do not filter. @throws Problem `state-unknown`, `parameter-invalid` */
export function askedFilters(query: URLSearchParams): Filters {
  const given = Object.fromEntries([...query].filter(([, value]) => value !== ''));
  const parsed = filterParameters.safeParse(given);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0] ?? '');
    throw new Problem('parameter-invalid', {
      name,
      value: query.get(name) ?? '',
      detail: parsed.error.issues[0]?.message ?? '',
    });
  }
  return filtersFrom(parsed.data);
}

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/recommendations',
    name: 'recommendations',
    summary: 'Recommendations made to States, with all askers and sources',
    parameters: filterParameters,
    item: recommendationAnswer,
    answer: ({ record }, parameters, slice) => {
      const found = record.read((tx) => search(tx, filtersFrom(parameters), slice));
      return { total: found.total, items: found.items.map(show) };
    },
  }),
  oneRoute({
    path: '/recommendations/:id',
    name: 'recommendation',
    summary: 'One recommendation',
    parameters: z.object({ id: z.coerce.number().int() }),
    item: recommendationAnswer,
    answer: ({ record }, { id }) => {
      const found = record.read((tx) => recommendation(tx, id));
      if (!found) throw new Problem('not-found', { what: `recommendation ${id}` });
      return show(found);
    },
  }),
];

function show(one: Recommendation): z.input<typeof recommendationAnswer> {
  const agreed = responseOf(one);
  return {
    id: one.id,
    state: one.state,
    kind: one.kind,
    ...one.round,
    year: one.statements[0]?.year ?? 0,
    text: one.text,
    askers: askersOf(one).map((asker) => asker.state ?? asker.name),
    response: agreed.kind === 'agreed' ? agreed.response : 'answers differ',
    statements: one.statements.map(({ asker, issues, themes, affectedPersons, sdgs, ...said }) => ({
      ...said,
      asker: asker.state ?? asker.name,
      issues: [...issues],
      ...(themes ? { themes: [...themes] } : {}),
      ...(affectedPersons ? { affectedPersons: [...affectedPersons] } : {}),
      ...(sdgs ? { sdgs: [...sdgs] } : {}),
    })),
  };
}
