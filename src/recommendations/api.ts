/** API of the recommendations. */
import { z } from 'zod';
import { parseDay } from '../core/date.ts';
import { askedState, regionalGroups } from '../core/state.ts';
import { Problem } from '../core/problem.ts';
import { type ApiRoute, citationAnswer, listRoute, oneRoute } from '../platform/api.ts';
import { routes as followUpRoutes } from './api/follow-up.ts';
import { routes as linkRoutes } from './api/links.ts';
import { actionCategories, askersOf, kinds, mechanisms, responseOf, responses } from './model.ts';
import {
  type Filters,
  type FoundItem,
  type Order,
  orders,
  search,
  shown,
  suggestions,
  trainedCategories,
} from './search.ts';
import { stemmedLanguages } from './words.ts';

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
  language: z.string().describe('ISO 639-1, or "other"'),
  reasons: z
    .array(z.object({ start: z.number().int(), end: z.number().int() }))
    .describe('Where the words looked for stand in the text, in UTF-16 units')
    .optional(),
  askers: z.array(z.string()),
  response: z.string(),
  judgement: z
    .object({
      kind: z.enum(['category', 'abstains']),
      category: z.number().int().describe('The likeliest action category, also where the model abstains'),
      probability: z.number(),
      model: z.string().describe('Version of the model'),
    })
    .describe('What the model says that the operator of this installation trained; no source says so')
    .optional(),
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

const countsAnswer = z.object({
  total: z.number().int(),
  understood: z.string().optional(),
  counts: z.record(
    z.string(),
    z.array(z.object({ value: z.union([z.string(), z.number()]), count: z.number().int() })),
  ),
  suggestions: z.array(
    z.object({
      kind: z.enum(['without', 'alone', 'looser', 'filter']),
      part: z.string(),
      count: z.number().int(),
      parameters: z.record(z.string(), z.string()),
    }),
  ),
});

function codebookEntry(list: string) {
  return z
    .string()
    .describe(`An entry of the list "${list}" of the codebook, by whose rules the text has it`)
    .optional();
}

const filterParameters = z.object({
  words: z
    .string()
    .describe(
      'Words that must occur, in any form (child finds children); "words as written"; traffick*; AND, OR, NOT and brackets',
    )
    .optional(),
  state: z.string().describe('ISO 3166-1 alpha-3 code of the State under review').optional(),
  by: z.string().describe('ISO 3166-1 alpha-3 code of the recommending State').optional(),
  group: z.enum(regionalGroups).describe('UN regional group of the State under review').optional(),
  mechanism: z.enum(mechanisms).optional(),
  body: z.string().describe('A body as its source names it').optional(),
  kind: z.enum(kinds).optional(),
  language: z
    .enum([...stemmedLanguages, 'other'])
    .describe('Language of the text')
    .optional(),
  relevance: z
    .string()
    .describe(
      'core, related or context: how a text bears on the sexual exploitation of children, by the codebook',
    )
    .optional(),
  manifestation: codebookEntry('manifestation'),
  theme: codebookEntry('theme'),
  instrument: codebookEntry('instrument'),
  sdg: codebookEntry('sdg'),
  affected: codebookEntry('group'),
  addressee: codebookEntry('addressee'),
  asked: z.coerce.number().int().describe('Asked of the State so many times').optional(),
  fromAsked: z.coerce.number().int().describe('Asked of the State at least so many times').optional(),
  cycle: z.coerce.number().int().optional(),
  session: z.coerce.number().int().optional(),
  fromSession: z.coerce.number().int().optional(),
  untilSession: z.coerce.number().int().optional(),
  fromYear: z.coerce.number().int().optional(),
  untilYear: z.coerce.number().int().optional(),
  response: z.enum(responses).optional(),
  action: z.coerce
    .number()
    .pipe(z.union(actionCategories.map((category) => z.literal(category))))
    .describe("UPR Info's action category, 1 to 5")
    .optional(),
  category: z
    .enum(trainedCategories)
    .describe('Action category by the model that the operator trained here, or "abstains"')
    .optional(),
  issue: z
    .string()
    .describe('A label of a source, for example the issue "Rights of the Child" of UPR Info')
    .optional(),
  source: z.coerce.number().int().describe('The number of a source, as /sources gives it').optional(),
  asOf: z.string().describe('Only what had been asked in the year of this day or before').optional(),
});

const order = z.enum(orders);

/** Filters from the parameters of an address. @throws Problem `state-unknown`, `date-invalid` */
function filtersFrom({ state, by, asOf, ...rest }: z.output<typeof filterParameters>): Filters {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const years = [rest.untilYear, asOf && Number(parseDay(asOf).slice(0, 4))].filter(
    (year) => year !== undefined && year !== '',
  );
  return {
    ...given,
    ...(state ? { state: askedState(state).iso3 } : {}),
    ...(by ? { asker: askedState(by).iso3 } : {}),
    ...(years.length > 0 ? { untilYear: Math.min(...years.map(Number)) } : {}),
  };
}

/** The parameters of an address that say the same as filters: a search that can be linked and kept. */
export function parametersOf({ asker, ...rest }: Filters): { readonly [name: string]: string } {
  const given = Object.entries({ ...rest, by: asker }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** The names of all parameters that filter, and `order`. */
export const searchParameters: readonly string[] = [...Object.keys(filterParameters.shape), 'order'];

/** Filters from the query of a page; parameters it does not know, and empty ones, do not filter. @throws Problem `state-unknown`, `parameter-invalid` */
export function askedFilters(query: URLSearchParams): Filters {
  return filtersFrom(parsed(filterParameters, query));
}

/** The order asked for; by relevance where words are looked for and nothing else is said. @throws Problem `parameter-invalid` */
export function askedOrder(query: URLSearchParams): Order {
  const { order: asked } = parsed(z.object({ order: order.optional() }), query);
  return asked ?? (query.get('words') ? 'relevance' : 'newest');
}

function parsed<T extends z.ZodObject>(schema: T, query: URLSearchParams): z.output<T> {
  const given = Object.fromEntries([...query].filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw new Problem('parameter-invalid', {
    name,
    value: query.get(name) ?? '',
    detail: issue?.message ?? '',
  });
}

export const routes: readonly ApiRoute[] = [
  listRoute({
    path: '/recommendations',
    name: 'recommendations',
    summary: 'Recommendations made to States, with all askers and sources',
    parameters: filterParameters.extend({
      order: order
        .describe('By relevance (with words, while at most 5,000 are found) or newest first')
        .optional(),
    }),
    item: recommendationAnswer,
    answer: ({ record }, { order: asked, ...parameters }, slice) => {
      const wanted = asked ?? (parameters.words ? 'relevance' : 'newest');
      const found = record.read((tx) => search(tx, filtersFrom(parameters), slice, wanted));
      return { total: found.total, items: found.items.map(showRecommendation) };
    },
  }),
  oneRoute({
    path: '/recommendations/counts',
    name: 'recommendationCounts',
    summary: 'How many recommendations pass, on each side to narrow by, and what to try where none does',
    parameters: filterParameters,
    item: countsAnswer,
    answer: ({ record }, parameters) =>
      record.read((tx) => {
        const filters = filtersFrom(parameters);
        const { total, understood, counts } = search(tx, filters, { offset: 0, limit: 0 });
        return {
          total,
          ...(understood ? { understood } : {}),
          counts: Object.fromEntries(Object.entries(counts).map(([side, list]) => [side, [...list]])),
          suggestions: (total === 0 ? suggestions(tx, filters) : []).map(
            ({ kind, part, count, filters: instead }) => ({
              kind,
              part,
              count,
              parameters: parametersOf(instead),
            }),
          ),
        };
      }),
  }),
  oneRoute({
    path: '/recommendations/:id',
    name: 'recommendation',
    summary: 'One recommendation',
    parameters: z.object({ id: z.coerce.number().int() }),
    item: recommendationAnswer,
    answer: ({ record }, { id }) => {
      const [found] = record.read((tx) => shown(tx, [id]));
      if (!found) throw new Problem('not-found', { what: `recommendation ${id}` });
      return showRecommendation(found);
    },
  }),
  ...followUpRoutes,
  ...linkRoutes,
];

/** A recommendation as the API gives it. */
export function showRecommendation(one: FoundItem): z.input<typeof recommendationAnswer> {
  const agreed = responseOf(one);
  return {
    id: one.id,
    state: one.state,
    kind: one.kind,
    ...one.round,
    year: one.statements[0]?.year ?? 0,
    text: one.text,
    language: one.language,
    ...(one.reasons.length > 0 ? { reasons: one.reasons.map(({ start, end }) => ({ start, end })) } : {}),
    askers: askersOf(one).map((asker) => asker.state ?? asker.name),
    response: agreed.kind === 'agreed' ? agreed.response : 'answers differ',
    ...(one.judgement ? { judgement: one.judgement } : {}),
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
