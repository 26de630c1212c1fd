import { idSchema } from '@tertulia/contract';
import {
  createdEvent,
  DISK_BUCKET,
  DiskObjectStore,
  type ObjectStore,
  pendingName,
  PostRefusedError,
  type ReceivedPost,
} from '@tertulia/storage';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { BoundedWork } from '../common/bounded-work.js';
import { DomainError, notFound } from '../common/domain-error.js';
import type { ProblemFilter } from '../common/problem.filter.js';
import { validate } from '../common/validate.js';
import { isForm, readForm, SenderGoneError } from './read-form.js';
import type { UploadNews } from './upload-news.js';
import type { UploadsRepository } from './uploads.repository.js';
import { inStore } from './uploads.service.js';

/** What the route needs of the application. */
export interface ContentRouteParts {
  store: ObjectStore;
  uploads: UploadsRepository;
  news: UploadNews;
  problems: ProblemFilter;
}

/** Where the forms of the disk store lead. */
export const CONTENT_ROUTE = '/api/uploads/:id/content';

const MOST_AT_ONCE = 64;
const MOST_WAITING = 64;
/** What a form has besides its file, and what is still read of one that was refused. */
const MOST_AROUND = 64 * 1024;
const MOST_DRAINED = 1024 * 1024;

/**
 * Takes the bytes of forms that the disk store signed, as S3 does elsewhere: the signature in the form is the permission. They go
 * to the disk as they come. In a scope of its own, since no other route may be sent a form.
 */
export function registerContentRoute(fastify: FastifyInstance, parts: ContentRouteParts): void {
  const work = new BoundedWork(MOST_AT_ONCE, MOST_WAITING);
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.post<{ Params: { id: string } }>(CONTENT_ROUTE, async (request, reply) => {
      try {
        await work.run(() => takeContent(request, request.params.id, parts));
        return await reply.status(204).send();
      } catch (error) {
        if (error instanceof SenderGoneError) return reply.hijack();
        return refuse(error, request, reply, parts.problems);
      }
    });
    done();
  });
}

async function takeContent(request: FastifyRequest, ref: string, parts: ContentRouteParts): Promise<void> {
  const { store, uploads, news } = parts;
  const { headers } = request.raw;
  if (!isForm(headers)) throw new DomainError('unsupported_media', 'Send multipart/form-data.');
  if (!(store instanceof DiskObjectStore)) throw notFound('The form');
  const id = validate(idSchema, ref);
  const form = await uploads.findForm(id);
  if (form?.state !== 'signed') throw new PostRefusedError('used');
  if (Number(headers['content-length'] ?? 0) > form.bytes + MOST_AROUND) throw new PostRefusedError('size');
  const received = await inStore(() =>
    readForm(request.raw, headers, async (fields, file) => {
      if (fields['key'] !== pendingName(id)) throw new PostRefusedError('field');
      return store.receive(fields, file);
    }),
  );
  if (!(await keep(id, received, uploads))) throw new PostRefusedError('used');
  news.received();
}

/** @returns whether the form was still to be used. */
async function keep(id: string, received: ReceivedPost, uploads: UploadsRepository): Promise<boolean> {
  const event = createdEvent({ bucket: DISK_BUCKET, key: received.key, bytes: received.bytes, at: new Date() });
  try {
    // The row says whether the form was used; what lies in its place then was left by somebody who died in between.
    if (await inStore(() => uploads.receive(id, () => received.keep({ replace: true }), event))) return true;
  } catch (error) {
    await received.discard();
    throw error;
  }
  await received.discard();
  return false;
}

/** Says no at once; what still comes is read a little further, so that the sender hears it. */
function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply, problems: ProblemFilter): FastifyReply {
  const problem =
    error instanceof PostRefusedError
      ? new DomainError('forbidden', 'The form was not signed for this, was used, or is too old.')
      : error;
  if (!request.raw.complete) {
    reply.header('Connection', 'close');
    drain(request.raw);
  }
  problems.answer(problem, request, reply);
  return reply;
}

function drain(request: IncomingMessage): void {
  request.unpipe();
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_DRAINED) request.destroy();
  });
  request.resume();
}
