/** What a part says of its API: routes as data. The door in src/api serves them and writes OpenAPI from them. */
import { z } from 'zod';
import type { Day } from '../core/date.ts';
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
