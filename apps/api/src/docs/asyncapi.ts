import { requestEvents, serverEvents, signalEvents, socketErrorSchema } from '@tertulia/contract';
import * as z from 'zod/mini';

function toJsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): object {
  const { $schema: _$schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

type Direction = 'send' | 'receive';

interface Described {
  name: string;
  /** From the server's point of view, as AsyncAPI wants it. */
  action: Direction;
  payload: object;
  acknowledgement?: object;
}

/** The AsyncAPI 3.0 document of the socket events, made from the contract. */
export function createAsyncApi(version: string): object {
  const events = describeEvents();
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tertulia, socket events',
      version,
      description:
        'Socket.IO 4 (Engine.IO 4) at /socket.io, namespace /. Sign in with `auth: { token }`. Requests are acknowledged with `{ data }` or `{ error }`.',
    },
    servers: { own: { host: 'localhost:3000', pathname: '/socket.io', protocol: 'wss' } },
    channels: {
      socket: {
        address: '/',
        messages: Object.fromEntries(events.map(({ name, payload }) => [name, { name, payload }])),
      },
    },
    operations: Object.fromEntries(events.map((event) => [event.name.replace(':', '_'), toOperation(event)])),
  };
}

function toOperation({ name, action, acknowledgement }: Described): object {
  return {
    action,
    channel: { $ref: '#/channels/socket' },
    messages: [{ $ref: `#/channels/socket/messages/${name.replace('/', '~1')}` }],
    ...(acknowledgement && { 'x-acknowledgement': acknowledgement }),
  };
}

function describeEvents(): Described[] {
  const error = toJsonSchema(socketErrorSchema, 'output');
  const requests = Object.entries(requestEvents).map(([name, { payload, data }]): Described => {
    const answers = [
      { type: 'object', required: ['data'], properties: { data: toJsonSchema(data, 'output') } },
      { type: 'object', required: ['error'], properties: { error } },
    ];
    return { name, action: 'receive', payload: toJsonSchema(payload, 'input'), acknowledgement: { oneOf: answers } };
  });
  const signals = Object.entries(signalEvents).map(([name, { payload }]): Described => ({
    name,
    action: 'receive',
    payload: toJsonSchema(payload, 'input'),
  }));
  const told = Object.entries(serverEvents).map(([name, payload]): Described => ({
    name,
    action: 'send',
    payload: toJsonSchema(payload, 'output'),
  }));
  return [...requests, ...signals, ...told];
}
