import type { INestApplicationContext } from '@nestjs/common';
import { messageSchema } from '@tertulia/contract';
import { unavailable } from '../common/domain-error.js';
import type { FailPoint } from '../config/fail-points.js';
import { Database } from '../database/database.js';
import { MessageOutput } from '../messages/message-output.js';
import { MessageWriter } from '../messages/message-writer.js';
import { MessagesService } from '../messages/messages.service.js';
import { presentMessage } from '../messages/stored-message.js';
import { RoomFeeds } from '../realtime/room-feeds.js';
import { EarlyWrites, plantRepeatedWrites } from './early-writes.js';

const BLOCK_MS = 3_000;

type Plant = (app: INestApplicationContext, at: number) => void | Promise<void>;

/** What each fail point does to the running product. */
const plants: Record<FailPoint['name'], Plant> = {
  'ack-before-commit': (app) => {
    const writes = plantEarlyWrites(app);
    const output = app.get(MessageOutput);
    const created = output.created.bind(output);
    output.created = (stored, committedAt) => {
      const commit = writes.commitOf(stored.id);
      if (!commit) return created(stored, committedAt);
      commit.then(
        () => created(stored, committedAt),
        () => undefined,
      );
      return JSON.stringify(presentMessage(stored, undefined));
    };
  },
  'publish-before-commit': (app) => {
    const writes = plantEarlyWrites(app);
    afterSend(app, async (messageId) => {
      await writes.commitOf(messageId)?.catch((cause: unknown) => {
        throw unavailable(cause);
      });
    });
  },
  'skip-dedupe': (app) => plantRepeatedWrites(app.get(Database), app.get(MessageWriter)),
  'skip-gap-repair': (app) =>
    app.get(RoomFeeds).useSource({
      changesAfter: () => Promise.reject(new Error('Holes are not repaired.')),
      positions: () => Promise.resolve([]),
    }),
  'crash-before-publish': (app, at) => {
    const writer = app.get(MessageWriter);
    const write = writer.write.bind(writer);
    const crash = crashAt(at);
    writer.write = async (message) => {
      const result = await write(message);
      await crash();
      return result;
    };
  },
  'crash-before-ack': (app, at) => {
    const crash = crashAt(at);
    // Two turns, in which what was told leaves this process.
    afterSend(app, () => new Promise((resolve) => setImmediate(() => setImmediate(() => void crash().then(resolve)))));
  },
  'block-on-signal': () => {
    process.on('SIGUSR2', () => {
      const until = performance.now() + BLOCK_MS;
      while (performance.now() < until);
    });
  },
};

/** Plants errors in a product that is about to serve, for fault runs alone. */
export async function plantFaults(app: INestApplicationContext, failPoints: readonly FailPoint[]): Promise<void> {
  for (const { name, at } of failPoints) await plants[name](app, at);
}

function plantEarlyWrites(app: INestApplicationContext): EarlyWrites {
  const writes = new EarlyWrites(app.get(Database), app.get(MessageWriter));
  writes.plant();
  return writes;
}

/** Puts something between what is told of a message and its acknowledgement. */
function afterSend(app: INestApplicationContext, work: (messageId: string) => Promise<void>): void {
  const messages = app.get(MessagesService);
  const send = messages.send.bind(messages);
  messages.send = async (...args) => {
    const sent = await send(...args);
    await work(messageSchema.parse(JSON.parse(sent.json)).id);
    return sent;
  };
}

/** Ends the process as a crash does, at the given occasion. */
function crashAt(at: number): () => Promise<void> {
  let occasion = 0;
  return async () => {
    occasion += 1;
    if (occasion < at) return;
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  };
}
