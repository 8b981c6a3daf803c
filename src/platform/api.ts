/** What a part says of its API: routes as data. The door in src/api serves them and writes OpenAPI from them. */
import { z } from 'zod';
import type { Day } from '../core/date.ts';
import { changes, type HistoryRow, places, ways } from './history.ts';
import type { Record } from './record.ts';

export interface ApiContext {
  readonly record: Record;
  readonly today: Day;
}

export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

export interface List<T> {
  readonly total: number;
  readonly items: readonly T[];
}

interface Described {
  /** Below /api/v1, in Hono's form: "/states/:iso3". */
  readonly path: string;
  /** The operation's name in OpenAPI. */
  readonly name: string;
  readonly summary: string;
  /** Path and query parameters together. */
  readonly parameters: z.ZodObject;
  /** Schema of the answer, or of one item of a list. */
  readonly item: z.ZodType;
}

export type ApiRoute = Described &
  (
    | { readonly shape: 'one'; readonly answer: (context: ApiContext, parameters: unknown) => unknown }
    | {
        readonly shape: 'list';
        readonly answer: (context: ApiContext, parameters: unknown, slice: Slice) => List<unknown>;
      }
  );

/** A route that answers with one thing. */
export function oneRoute<P extends z.ZodObject, I extends z.ZodType>(
  route: Omit<Described, 'parameters' | 'item'> & {
    readonly parameters: P;
    readonly item: I;
    readonly answer: (context: ApiContext, parameters: z.output<P>) => z.input<I>;
  },
): ApiRoute {
  return {
    ...route,
    shape: 'one',
    answer: (context, parameters) => route.answer(context, parameters as z.output<P>),
  };
}

/** A route that answers with a list, cut into pages; also given as CSV. */
export function listRoute<P extends z.ZodObject, I extends z.ZodObject>(
  route: Omit<Described, 'parameters' | 'item'> & {
    readonly parameters: P;
    readonly item: I;
    readonly answer: (context: ApiContext, parameters: z.output<P>, slice: Slice) => List<z.input<I>>;
  },
): ApiRoute {
  return {
    ...route,
    shape: 'list',
    answer: (context, parameters, slice) => route.answer(context, parameters as z.output<P>, slice),
  };
}

/** A list that is held whole, cut to the slice asked for. */
export function cut<T>(items: readonly T[], slice: Slice): List<T> {
  return { total: items.length, items: items.slice(slice.offset, slice.offset + slice.limit) };
}

/** How the API shows a citation. */
export const citationAnswer = z.object({
  title: z.string(),
  place: z.string().optional(),
  address: z.string().optional(),
  asAt: z.string().optional(),
  standing: z.enum(['verified', 'unverified']),
});

/** How the API shows a row of a history; each part adds what its rows say. Who entered it is told to reviewers, by the page. */
export const historyAnswer = z.object({
  row: z.number().int(),
  enteredAt: z.string(),
  change: z.enum(changes),
  way: z.enum(ways),
  place: z.enum(places),
  why: z.string().optional(),
  citation: citationAnswer,
});

export const recordedParameter = z
  .string()
  .describe('Only rows that were entered by the end of this day; all rows when left out')
  .optional();

export function showHistory({
  row,
  at,
  change,
  way,
  place,
  why,
  source,
}: HistoryRow<unknown>): z.input<typeof historyAnswer> {
  return {
    row,
    enteredAt: at,
    change,
    way,
    place,
    ...(why === undefined ? {} : { why }),
    citation: source,
  };
}
