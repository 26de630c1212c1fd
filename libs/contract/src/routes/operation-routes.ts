import { instanceSchema } from '../instance.js';
import type { Route } from '../route.js';

/** What operators, load balancers and readers of the documentation ask for. */
export const operationRoutes = [
  {
    method: 'GET',
    path: '/api/instance',
    tag: 'operations',
    summary: 'Which process answered',
    authenticated: false,
    answers: { 200: instanceSchema },
  },
  {
    method: 'GET',
    path: '/api/health/live',
    tag: 'operations',
    summary: 'The process is up',
    authenticated: false,
    answers: { 200: 'text/plain' },
  },
  {
    method: 'GET',
    path: '/api/health/ready',
    tag: 'operations',
    summary: 'One line per dependency',
    authenticated: false,
    answers: { 200: 'text/plain', 503: 'text/plain' },
  },
  {
    method: 'GET',
    path: '/api/docs',
    tag: 'operations',
    summary: 'This description as an interactive page',
    authenticated: false,
    answers: { 200: 'text/html' },
  },
  {
    method: 'GET',
    path: '/api/openapi.json',
    tag: 'operations',
    summary: 'OpenAPI 3.1 document of the HTTP API',
    authenticated: false,
    answers: { 200: 'application/json' },
  },
  {
    method: 'GET',
    path: '/api/asyncapi.json',
    tag: 'operations',
    summary: 'AsyncAPI 3.0 document of the socket events',
    authenticated: false,
    answers: { 200: 'application/json' },
  },
] as const satisfies readonly Route[];
