/** OpenAPI 3.1 from the routes' own schemas. */
import { z } from 'zod';
import type { ApiRoute } from '../platform/api.ts';
import { software } from '../platform/product.ts';

type Json = { readonly [key: string]: unknown };

/** The description of the API, as an OpenAPI 3.1 document. */
export function openApi(routes: readonly ApiRoute[]): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: software.name,
      version: software.version,
      license: { name: software.licence, identifier: software.licence },
      description:
        'What States promised, what is due, what they were asked. Every answer carries its sources. Read-only.',
    },
    servers: [{ url: '/api/v1' }],
    paths: Object.fromEntries(
      routes.map((route) => [route.path.replace(/:(\w+)/g, '{$1}'), { get: operation(route) }]),
    ),
    components: { schemas: { Problem: problem } },
  };
}

function operation(route: ApiRoute): Json {
  const inPath = new Set([...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]));
  const { properties = {}, required = [] } = schemaOf(route.parameters, 'input');
  const own = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: inPath.has(name) ? 'path' : 'query',
    required: inPath.has(name) || required.includes(name),
    schema,
  }));
  const paging = [
    { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1, default: 1 } },
    { name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
    { name: 'format', in: 'query', schema: { type: 'string', enum: ['json', 'csv'] } },
  ];
  const item = schemaOf(route.item, 'output');
  const json = route.shape === 'list' ? listOf(item) : item;
  return {
    operationId: route.name,
    summary: route.summary,
    parameters: route.shape === 'list' ? [...own, ...paging] : own,
    responses: {
      200: {
        description: 'The answer, with its sources.',
        headers: { ETag: { schema: { type: 'string' } } },
        content: {
          'application/json': { schema: json },
          ...(route.shape === 'list' ? { 'text/csv': { schema: { type: 'string' } } } : {}),
        },
      },
      304: { description: 'Nothing has changed since the ETag sent.' },
      default: {
        description: 'What is wrong, and what to do.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function listOf(item: Json): Json {
  const whole = { type: 'integer', minimum: 0 };
  return {
    type: 'object',
    required: ['total', 'page', 'size', 'items'],
    properties: {
      total: whole,
      page: whole,
      size: whole,
      next: { type: 'string' },
      items: { type: 'array', items: item },
    },
  };
}

function schemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
): Json & { properties?: Json; required?: readonly string[] } {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as Json & { properties?: Json; required?: readonly string[] };
}

const problem = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    instance: { type: 'string' },
  },
};
