import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { webPaths } from '@tertulia/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

/** Paths that belong to the API and its files; the web app never answers there. */
const NOT_THE_APP = /^\/(api|socket\.io|assets|media|speech|metrics)(\/|$)/;

/** Where the web app goes besides its own origin; empty where it does not. */
export interface OtherOrigins {
  /** Pictures and spoken messages are read there. */
  media: string;
  /** Forms with pictures lead there. */
  forms: string;
}

/**
 * Serves the built web app on every path that is not the API's: its files by exact name, its page for the app's own
 * addresses, and the same page with 404 for all others, so that people meet the app's not-found page.
 */
export async function serveWebsite(
  fastify: FastifyInstance,
  directory: string,
  others: OtherOrigins = { media: '', forms: '' },
): Promise<boolean> {
  const files = await listFiles(directory);
  if (!files.has('index.html')) return false;
  await fastify.register(fastifyStatic, { root: directory, serve: false, cacheControl: false });
  fastify.get('/*', (request, reply) => {
    const path = decodePath(request);
    const file = path.slice(1);
    if (path !== '/' && files.has(file)) return sendFile(reply, request, file, others);
    if (NOT_THE_APP.test(path) || /\.[a-z0-9]{1,5}$/i.test(path)) return reply.callNotFound();
    reply.status(webPaths.some((known) => known.test(path)) ? 200 : 404);
    return sendFile(reply, request, 'index.html', others);
  });
  return true;
}

function sendFile(reply: FastifyReply, request: FastifyRequest, file: string, others: OtherOrigins): FastifyReply {
  reply.header('Cache-Control', file.startsWith('assets/') ? IMMUTABLE : REVALIDATE);
  if (file.endsWith('.html'))
    reply.header('Content-Security-Policy', contentSecurityPolicy(request.headers.host, others));
  return reply.sendFile(file);
}

/** Only known names are ever opened, so an odd path is simply not one of them. */
function decodePath(request: FastifyRequest): string {
  const raw = request.url.split('?', 1)[0] ?? '/';
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

/** `'self'` does not cover web sockets in every browser, so the own host is named. */
function contentSecurityPolicy(host: string | undefined, { media, forms }: OtherOrigins): string {
  const sockets = host && /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data: blob: ${media}`.trimEnd(),
    `media-src 'self' ${media}`.trimEnd(),
    `font-src 'self'`,
    `connect-src 'self'${sockets} ${forms}`.trimEnd(),
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

async function listFiles(directory: string): Promise<Set<string>> {
  const isThere = await stat(directory).catch(() => undefined);
  if (!isThere?.isDirectory()) return new Set();
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}
