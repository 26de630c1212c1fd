import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { announce } from './protocol.js';

/** Peer: bare Fastify that answers with bytes it holds in memory, the ceiling of any Node server that uses it. */
const body = readFileSync(process.argv[2] ?? '', 'utf8');
const app = Fastify();
app.get('/messages', async (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server.address());
