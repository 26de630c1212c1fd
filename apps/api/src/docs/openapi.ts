import { problemSchema, type Route, routes } from '@tertulia/contract';
import * as z from 'zod/mini';

const PROBLEM = 'Problem';

function toJsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): object {
  const { $schema: _$schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** The OpenAPI 3.1 document of the HTTP API, made from the contract's routes. */
export function createOpenApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes satisfies readonly Route[]) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tertulia',
      version,
      description: 'A real-time chat: what was acknowledged is never lost, nothing appears twice.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { [PROBLEM]: toJsonSchema(problemSchema, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function toOperation(route: Route): object {
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, toAnswer(answer)]);
  const problem = {
    description: 'Problem',
    content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${PROBLEM}` } } },
  };
  return {
    summary: route.summary,
    tags: [route.tag],
    ...(route.authenticated && { security: [{ token: [] }] }),
    parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
    ...(route.body && { requestBody: { content: requestContent(route) } }),
    responses: { ...Object.fromEntries(answers), default: problem },
  };
}

function requestContent(route: Route): object {
  const schema = route.body ? toJsonSchema(route.body, 'input') : {};
  const isForScripts = route.path.endsWith('/publish');
  return { 'application/json': { schema }, ...(isForScripts && { 'application/x-www-form-urlencoded': { schema } }) };
}

function toAnswer(answer: z.ZodMiniType | string | null): object {
  if (answer === null) return { description: 'Done, without a body' };
  if (typeof answer === 'string') return { description: 'OK', content: { [answer]: { schema: { type: 'string' } } } };
  return { description: 'OK', content: { 'application/json': { schema: toJsonSchema(answer, 'output') } } };
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodMiniType | undefined): object[] {
  if (!query) return [];
  const schema = toJsonSchema(query, 'input');
  const properties = 'properties' in schema && typeof schema.properties === 'object' ? (schema.properties ?? {}) : {};
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: name === 'after' && !('before' in properties),
    schema: property,
  }));
}
