import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import * as z from 'zod/mini';
import { benchText } from '../load/publisher.js';
import { closedLoop } from './closed-loop.js';

/** Drives the product's own message writer, as built, from many senders at once; what sockets cost is measured elsewhere. */
const orderSchema = z.object({ users: z.array(z.string()), rooms: z.array(z.string()), seconds: z.number() });
const POOL = 12;

interface Writer {
  write: (message: object) => Promise<unknown>;
}

function isWriter(value: unknown): value is Writer {
  return typeof value === 'object' && value !== null && 'write' in value && typeof value.write === 'function';
}

/** Makes an object of a class of the built API; its modules are not part of this program, so their shape is checked. */
async function construct(path: string, name: string, ...parts: unknown[]): Promise<unknown> {
  const loaded: unknown = await import(new URL(`../../../api/dist/${path}`, import.meta.url).href);
  const found: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, name) : undefined;
  if (typeof found !== 'function') throw new Error(`the built API has no ${name} in ${path}`);
  return Reflect.construct(found, parts);
}

async function measure(order: z.infer<typeof orderSchema>): Promise<number> {
  const source = new DataSource({ type: 'postgres', url: process.env['DATABASE_URL'], poolSize: POOL });
  await source.initialize();
  try {
    const writer = await construct(
      'messages/message-writer.js',
      'MessageWriter',
      await construct('database/database.js', 'Database', source),
      { has: () => false },
    );
    if (!isWriter(writer)) throw new Error('the built API has another writer than expected');
    let sent = 0;
    return await closedLoop(order.users.length, order.seconds, (sender) => {
      sent += 1;
      return writer.write({
        id: randomUUID(),
        roomId: order.rooms[sender % order.rooms.length],
        authorId: order.users[sender],
        clientMessageId: randomUUID(),
        bodyHash: sent.toString(16).padStart(64, '0'),
        text: benchText,
        replyToId: null,
      });
    });
  } finally {
    await source.destroy();
  }
}

process.once('message', (raw) => {
  void measure(z.parse(orderSchema, raw)).then((perSecond) => process.send?.({ perSecond }));
});
process.on('disconnect', () => process.exit(0));
