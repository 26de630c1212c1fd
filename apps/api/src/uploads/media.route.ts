import type { ByteRange, ObjectStore } from '@tertulia/storage';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../common/domain-error.js';
import type { ProblemFilter } from '../common/problem.filter.js';
import { inStore } from './uploads.service.js';

/** What the route needs of the application. */
export interface MediaRouteParts {
  store: ObjectStore;
  problems: ProblemFilter;
}

const NAMES = {
  media: /^[0-9a-f]{64}\.(?:png|jpe?g|webp|gif)$/,
  speech: /^[0-9a-f]{64}\.(?:mp3|wav)$/,
} as const;

/** The name is made of the content, so what it stands for never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Gives out what the product itself made of pictures and texts, from the disk store; on S3 a CDN does it. Always the type that
 * is stored, whatever is asked for (N29), and never as a page: nothing in it runs. What is pending has no address (N28).
 */
export function registerMediaRoutes(fastify: FastifyInstance, { store, problems }: MediaRouteParts): void {
  for (const folder of ['media', 'speech'] as const) {
    fastify.route<{ Params: { name: string } }>({
      method: ['GET', 'HEAD'],
      url: `/${folder}/:name`,
      handler: async (request, reply) => {
        try {
          return await answer(folder, request.params.name, request, reply, store);
        } catch (error) {
          problems.answer(error, request, reply);
          return reply;
        }
      },
    });
  }
}

async function answer(
  folder: keyof typeof NAMES,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
  store: ObjectStore,
): Promise<FastifyReply> {
  const key = `${folder}/${name}`;
  const found = NAMES[folder].test(name) ? await inStore(() => store.head(key)) : null;
  if (!found) throw notFound('The file');
  const etag = `"${name.slice(0, 64)}"`;
  reply.headers({
    'Cache-Control': IMMUTABLE,
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Content-Disposition': 'inline',
    'Content-Security-Policy': `sandbox; default-src 'none'`,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  if (request.headers['if-none-match']?.includes(etag)) return reply.status(304).send();
  const range = readRange(request.headers.range, found.bytes);
  if (range === 'none') {
    reply.header('Content-Range', `bytes */${found.bytes}`);
    return reply.status(416).send();
  }
  reply.type(found.contentType);
  if (range) {
    reply.status(206).header('Content-Range', `bytes ${range.first}-${range.last}/${found.bytes}`);
  }
  reply.header('Content-Length', range ? range.last - range.first + 1 : found.bytes);
  if (request.method === 'HEAD') return reply.send();
  const opened = await inStore(() => store.open(key, range));
  if (!opened) throw notFound('The file');
  return reply.send(opened.stream);
}

/** One range of bytes (RFC 9110, 14.2); several, or what is no range, mean the whole. `none` lies beyond the end. */
export function readRange(header: string | undefined, bytes: number): ByteRange | undefined | 'none' {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '') return to === '0' ? 'none' : { first: Math.max(0, bytes - Number(to)), last: bytes - 1 };
  const [first, last] = [Number(from), to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)];
  if (first >= bytes) return 'none';
  return last < first ? undefined : { first, last };
}
