import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { PostRefusedError } from '@tertulia/storage';
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { DomainError } from '../common/domain-error.js';

/** Of a form: what S3's own forms have is less. */
const MOST_FIELDS = 20;
const MOST_FIELD_BYTES = 8 * 1024;
/** A line that says nothing for this long is dead, and nobody takes this long for one picture. */
const SILENCE_MS = 15_000;
const WHOLE_MS = 240_000;
const LOOK_MS = 3_000;

/** Whoever sent the bytes is gone. */
export class SenderGoneError extends Error {
  override name = 'SenderGoneError';
}

/** Whether a request is a multipart form. */
export function isForm(headers: IncomingMessage['headers']): headers is BusboyHeaders {
  return /^multipart\/form-data\s*;/i.test(headers['content-type'] ?? '');
}

/**
 * Reads a multipart form as it comes, without gathering it: fields first, then `file`, which goes to `take` chunk by chunk.
 * @throws {PostRefusedError} for a form without a file, or with too much before it. @throws {DomainError} `invalid_payload` for
 * what is no form, or too slow. @throws {SenderGoneError}
 */
export async function readForm<Taken>(
  request: IncomingMessage,
  headers: BusboyHeaders,
  take: (fields: Readonly<Record<string, string>>, file: AsyncIterable<Uint8Array>) => Promise<Taken>,
): Promise<Taken> {
  let file: Readable | undefined;
  const ending = new AbortController();
  const { signal } = ending;
  try {
    return await new Promise<Taken>((resolve, reject) => {
      const onFile = (stream: Readable, fields: Map<string, string>): void => {
        // Heard by whoever iterates; without a listener it would end the process.
        file = stream.on('error', () => undefined);
        take(Object.fromEntries(fields), stream).then((taken) => finished.then(() => resolve(taken), reject), reject);
      };
      const finished = parse(request, headers, onFile);
      finished.then(() => {
        if (!file) reject(new PostRefusedError('field'));
      }, reject);
      watch(request, signal).catch(reject);
    });
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(String(error));
    file?.destroy(reason);
    throw error;
  } finally {
    ending.abort();
  }
}

/** Resolves when the whole form was read. */
function parse(
  request: IncomingMessage,
  headers: BusboyHeaders,
  onFile: (stream: Readable, fields: Map<string, string>) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    let hasFile = false;
    const refuse = () => reject(new PostRefusedError('field'));
    const parser = new Busboy({
      headers,
      limits: { fields: MOST_FIELDS, fieldSize: MOST_FIELD_BYTES, files: 1, parts: MOST_FIELDS + 1, headerPairs: 20 },
      isPartAFile: (name, _type, fileName) => name === 'file' || fileName !== undefined,
    });
    parser.on('field', (name, value, isNameCut, isValueCut) => {
      // What follows the file is nobody's.
      if (hasFile) return;
      if (isNameCut || isValueCut || fields.has(name)) refuse();
      else fields.set(name, value);
    });
    parser.on('file', (name, stream) => {
      hasFile = true;
      if (name === 'file') onFile(stream, fields);
      else refuse();
    });
    for (const limit of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const) parser.on(limit, refuse);
    parser.on('error', () => reject(notUnderstood()));
    parser.on('finish', resolve);
    request.on('close', () => {
      if (!request.complete) reject(new SenderGoneError('The sender is gone.'));
    });
    request.pipe(oneByOne()).pipe(parser);
  });
}

/** A piece in each turn of the loop: a fast line would otherwise hold up everybody's messages for megabytes at a time. */
function oneByOne(): Transform {
  return new Transform({
    transform: (piece, _encoding, done) => void setImmediate(done, null, piece),
  });
}

/** Rejects when nothing came for a while, or the whole takes too long. */
function watch(request: IncomingMessage, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const startedAt = performance.now();
    let [heard, heardAt] = [request.socket.bytesRead, startedAt];
    const timer = setInterval(() => {
      const [now, bytes] = [performance.now(), request.socket.bytesRead];
      if (bytes !== heard) [heard, heardAt] = [bytes, now];
      if (now - heardAt > SILENCE_MS || now - startedAt > WHOLE_MS)
        reject(new DomainError('invalid_payload', 'The bytes came too slowly.'));
    }, LOOK_MS).unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}

function notUnderstood(): DomainError {
  return new DomainError('invalid_payload', 'The form could not be understood.');
}
