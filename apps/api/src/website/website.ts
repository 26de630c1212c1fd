import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { webPaths } from '@tertulia/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { A_FILE, contentSecurityPolicy, IMMUTABLE, NOT_THE_APP, type OtherOrigins, REVALIDATE } from './page-rules.js';

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
    if (NOT_THE_APP.test(path) || A_FILE.test(path)) return reply.callNotFound();
    reply.status(webPaths.some((known) => known.test(path)) ? 200 : 404);
    return sendFile(reply, request, 'index.html', others);
  });
  return true;
}

function sendFile(reply: FastifyReply, request: FastifyRequest, file: string, others: OtherOrigins): FastifyReply {
  reply.header('Cache-Control', file.startsWith('assets/') ? IMMUTABLE : REVALIDATE);
  if (file.endsWith('.html'))
    reply.header('Content-Security-Policy', contentSecurityPolicy(socketsOf(request.headers.host), others));
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

/** The own host, when it can be one. */
function socketsOf(host: string | undefined): string[] {
  return host && /^[\w.:[\]-]+$/.test(host) ? [`ws://${host}`, `wss://${host}`] : [];
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
