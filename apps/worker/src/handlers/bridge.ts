import type { Logger } from 'pino';
import { type BridgeEvent, bridgeEventSchema, UnknownEvent } from '../alerts/bridge-event.js';
import { type QueueAnswer, queueEventSchema, type RunContext } from './lambda.js';

export type BridgeHandler = (event: unknown, context?: RunContext) => Promise<QueueAnswer>;

/**
 * A handler of EventBridge's events, as they come directly or through a queue. From a queue, those that failed are answered
 * and come again, up to the dead-letter queue, and none stops another; one that came directly fails as a whole.
 */
export function makeBridgeHandler(
  log: Logger,
  handle: (event: BridgeEvent, context?: RunContext) => Promise<void>,
): BridgeHandler {
  const run = async (raw: unknown, context: RunContext | undefined): Promise<void> => {
    const event = bridgeEventSchema.safeParse(raw);
    if (!event.success) throw new UnknownEvent('This is no event of EventBridge.');
    await handle(event.data, context);
  };
  return async (event, context) => {
    const queue = queueEventSchema.safeParse(event);
    if (!queue.success) {
      await run(event, context);
      return { batchItemFailures: [] };
    }
    const batchItemFailures: QueueAnswer['batchItemFailures'] = [];
    for (const { messageId, body } of queue.data.Records) {
      try {
        await run(parseJson(body), context);
      } catch (error) {
        log.error(
          { messageId, error: error instanceof Error ? error.message : 'unknown' },
          'An event was not handled.',
        );
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A handler for Lambda that is made from the environment when it is first called, and then kept. */
export function once(make: () => BridgeHandler): BridgeHandler {
  let made: BridgeHandler | undefined;
  return (event, context) => (made ??= make())(event, context);
}
