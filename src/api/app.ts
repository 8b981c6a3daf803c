/** The API door: read-only JSON and CSV under /api/v1, described by OpenAPI 3.1 from the same schemas. */
import { openHead } from '../accounts/store/open-head.ts';
import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { Problem } from '../core/problem.ts';
import type { ApiContext, ApiRoute, Slice } from '../platform/api.ts';
import { software } from '../platform/product.ts';
import { writeCsv } from '../platform/tables/write.ts';
import { openApi } from './openapi.ts';

const slicing = z.object({
  page: z.coerce.number().int().min(1).default(1),
  size: z.coerce.number().int().min(1).max(1000).default(100),
});
const formats = z.enum(['json', 'csv']);

/** The HTTP status of a problem; what is not named here is the asker's to mend (400). */
const statuses: { readonly [code: string]: 404 | undefined } = {
  'not-found': 404,
  'state-unknown': 404,
  'group-unknown': 404,
  'instrument-unknown': 404,
  'checklist-unknown': 404,
  'law-unknown': 404,
};

/** Builds the API over the parts' routes. `context` is asked for each request, so that the clock moves. */
export function apiApp(routes: readonly ApiRoute[], context: () => ApiContext): Hono {
  const app = new Hono();
  app.get('/openapi.json', (c) => c.json(openApi(routes)));
  for (const route of routes) app.get(route.path, (c) => answer(c, route, context()));
  app.notFound((c) => problemAnswer(c, new Problem('not-found', { what: new URL(c.req.url).pathname })));
  app.onError((error, c) => {
    if (error instanceof Problem) return problemAnswer(c, error);
    throw error;
  });
  return app;
}

function answer(c: Context, route: ApiRoute, context: ApiContext): Response {
  const { format: askedFormat, page, size, ...query } = c.req.query();
  const format = formats.safeParse(askedFormat ?? (accepts(c, 'text/csv') ? 'csv' : 'json'));
  if (!format.success)
    throw new Problem('parameter-invalid', {
      name: 'format',
      value: String(askedFormat),
      detail: 'use json or csv',
    });
  const parameters = parse(route.parameters.strict(), { ...c.req.param(), ...query });
  const etag = `"${createHash('sha256')
    .update(`${openHead(context.record)} ${context.today} ${software.version} ${format.data} ${c.req.url}`)
    .digest('hex')
    .slice(0, 24)}"`;
  const headers = { ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept' };
  if (c.req.header('If-None-Match') === etag) return c.body(null, 304, headers);

  if (route.shape === 'one') {
    if (format.data === 'csv')
      throw new Problem('parameter-invalid', {
        name: 'format',
        value: 'csv',
        detail: 'only lists are given as CSV',
      });
    return c.json(route.answer(context, parameters) as object, 200, headers);
  }
  const paging = parse(slicing, { ...(page ? { page } : {}), ...(size ? { size } : {}) });
  // A file holds everything the filters show; pages are for JSON.
  const slice: Slice =
    format.data === 'csv'
      ? { offset: 0, limit: Number.MAX_SAFE_INTEGER }
      : { offset: (paging.page - 1) * paging.size, limit: paging.size };
  const { total, items } = route.answer(context, parameters, slice);
  if (format.data === 'csv') return c.body(csv(items), 200, { ...headers, ...csvHeaders(route.name) });
  const next = paging.page * paging.size < total ? nextPage(c.req.url, paging.page + 1) : undefined;
  return c.json(
    { total, page: paging.page, size: paging.size, ...(next ? { next } : {}), items },
    200,
    headers,
  );
}

/** @throws Problem `parameter-invalid`, naming the first parameter that is wrong */
function parse<T extends z.ZodType>(schema: T, value: { readonly [name: string]: string }): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue?.path[0] ?? '');
  throw new Problem('parameter-invalid', { name, value: value[name] ?? '', detail: issue?.message ?? '' });
}

function problemAnswer(c: Context, problem: Problem): Response {
  const status = statuses[problem.code] ?? 400;
  const body = {
    type: `urn:plumbline:problem:${problem.code}`,
    title: problem.message,
    status,
    instance: new URL(c.req.url).pathname,
    ...problem.details,
  };
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json' });
}

function accepts(c: Context, type: string): boolean {
  return (c.req.header('Accept') ?? '').split(',').some((part) => part.trim().startsWith(type));
}

function nextPage(address: string, page: number): string {
  const url = new URL(address);
  url.searchParams.set('page', String(page));
  return `${url.pathname}${url.search}`;
}

function csvHeaders(name: string): { [header: string]: string } {
  return {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="plumbline-${name}.csv"`,
  };
}

/** Items as rows: inner objects become columns ("citation_title"), lists are joined with "; ". */
export function csv(items: readonly unknown[]): string {
  const rows = items.map((item) => flatten(item));
  const header = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return writeCsv(
    header,
    rows.map((row) => header.map((name) => row.get(name) ?? '')),
  );
}

function flatten(item: unknown, prefix = '', into = new Map<string, string>()): Map<string, string> {
  for (const [key, value] of Object.entries(item as object)) {
    const name = prefix + key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) {
      into.set(
        name,
        value
          .map((inner) =>
            typeof inner === 'object' ? Object.values(inner as object).join(' ') : String(inner),
          )
          .join('; '),
      );
    } else if (typeof value === 'object') flatten(value, `${name}_`, into);
    else into.set(name, String(value));
  }
  return into;
}
