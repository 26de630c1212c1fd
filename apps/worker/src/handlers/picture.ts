import { type JobResult, limits } from '@tertulia/contract';
import { type ObjectStore, ObjectTooLargeError } from '@tertulia/storage';
import type { Logger } from 'pino';
import { createdObjects } from '../images/object-created.js';
import { PictureRefused } from '../images/picture-refused.js';
import { processPicture } from '../images/process-picture.js';
import { type QueueAnswer, queueEventSchema } from './lambda.js';

/** Where a worker's answers go; resolves when the answer was taken. */
export interface Results {
  send(result: JobResult): Promise<void>;
}

export interface PictureParts {
  store: ObjectStore;
  results: Results;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Most bytes of a picture; the form allowed no more than its own. */
  mostBytes?: number;
}

const DEADLINE_SECONDS = 20;
const STORE_TIMEOUT_MS = 15_000;
const PENDING = /^pending\/([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;

/**
 * Looks at each object that was created below `pending/`: a picture is written anew below `media/` and answered, anything
 * else is answered with the reason. Safe to repeat: the same bytes give the same names and the same answer. An object that
 * is not there was dealt with before, or taken back.
 */
export function makePictureHandler(parts: PictureParts): (event: unknown) => Promise<QueueAnswer> {
  return async (event) => {
    const { Records } = queueEventSchema.parse(event);
    const batchItemFailures: QueueAnswer['batchItemFailures'] = [];
    // One after the other: a picture of 40 megapixels takes 160 MB while it is decoded.
    for (const { messageId, body } of Records) {
      try {
        for (const key of createdObjects(body)) await look(parts, key);
      } catch (error) {
        // Its name alone: messages quote what they could not read.
        parts.log.error({ messageId, error: error instanceof Error ? error.name : 'unknown' }, 'picture: failed');
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

async function look(parts: PictureParts, key: string): Promise<void> {
  const uploadId = PENDING.exec(key)?.[1];
  if (!uploadId) {
    parts.log.warn({}, 'picture: an object of another kind');
    return;
  }
  const startedAt = Date.now();
  const result = await judge(parts, key, uploadId);
  if (!result) {
    parts.log.info({ uploadId }, 'picture: nothing there any more');
    return;
  }
  await parts.results.send(result);
  const outcome = result.kind === 'rejection' ? result.reason : 'ready';
  parts.log.info({ uploadId, outcome, ms: Date.now() - startedAt }, 'picture: answered');
}

async function judge(parts: PictureParts, key: string, uploadId: string): Promise<JobResult | undefined> {
  try {
    const most = parts.mostBytes ?? limits.mostUploadBytes;
    const bytes = await parts.store.read(key, most, AbortSignal.timeout(STORE_TIMEOUT_MS));
    if (!bytes) return undefined;
    const { picture, files } = await processPicture(bytes, DEADLINE_SECONDS);
    for (const { key: name, bytes: made, contentType } of files) {
      await parts.store.write(name, made, { contentType }, AbortSignal.timeout(STORE_TIMEOUT_MS));
    }
    return { kind: 'picture', uploadId, picture };
  } catch (error) {
    if (error instanceof PictureRefused) return { kind: 'rejection', uploadId, reason: error.reason };
    if (error instanceof ObjectTooLargeError) return { kind: 'rejection', uploadId, reason: 'too_large' };
    throw error;
  }
}
