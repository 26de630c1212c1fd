import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { limits } from '@tertulia/contract';
import type { ObjectStore } from '@tertulia/storage';
import type { FastifyInstance } from 'fastify';
import { AppModule, type AppParts } from './app.module.js';
import { NestLog } from './common/log.js';
import { ProblemFilter } from './common/problem.filter.js';
import { Admission } from './gateway/admission.js';
import { ChatIoAdapter } from './gateway/chat-io.adapter.js';
import { ConnectionDesk } from './gateway/connection-desk.js';
import type { Env } from './config/env.schema.js';
import { DrainService } from './gateway/drain.service.js';
import {
  answerRefusedPath,
  registerBodyParsers,
  registerDeparture,
  registerRequestRules,
} from './gateway/http-rules.js';
import { RawSockets } from './gateway/raw-sockets.js';
import { RequestsInFlight } from './gateway/requests-in-flight.js';
import { endWith, rawAnswer, requestIdOf, stampedResponse, stampUpgrade } from './gateway/stamped-response.js';
import { SessionsService } from './identity/sessions.service.js';
import { registerHistoryRoutes } from './messages/history.route.js';
import { HistoryService } from './messages/history.service.js';
import { registerContentRoute } from './uploads/content.route.js';
import { registerMediaRoutes } from './uploads/media.route.js';
import { OBJECT_STORE, STORE_ORIGINS, type StoreOrigins } from './uploads/object-store.module.js';
import { HttpRequests } from './metrics/http-requests.js';
import { UploadNews } from './uploads/upload-news.js';
import { UploadsRepository } from './uploads/uploads.repository.js';

/**
 * Builds the application as it runs: used by `main` and by the tests, so that what is tested is what is served.
 * @param webDirectory the built web app; absent: the API alone.
 */
export async function createApplication(parts: AppParts, webDirectory?: string): Promise<NestFastifyApplication> {
  const { env, instance, log } = parts;
  const adapter = new FastifyAdapter({
    http: {
      ServerResponse: stampedResponse(instance.instanceId),
      headersTimeout: 10_000,
      // For pictures over a slow line; every other body has the time that http-rules gives it.
      requestTimeout: 300_000,
      connectionsCheckingInterval: 5_000,
      keepAliveTimeout: 65_000,
    },
    bodyLimit: limits.frameBytes,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    // Counted from this process outwards: exactly as many proxies as there are, so that nobody can add one.
    trustProxy: (_address, hop) => hop < env.TRUST_PROXY_HOPS,
    forceCloseConnections: true,
    logger: false,
    frameworkErrors: answerRefusedPath(env),
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, instance.instanceId),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(parts), adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  registerBodyParsers(fastify);
  registerRequestRules(fastify, env, log);
  app.get(HttpRequests).watch(fastify);
  registerHistoryRoutes(fastify, {
    sessions: app.get(SessionsService),
    history: app.get(HistoryService),
    problems: new ProblemFilter(log),
  });
  registerStoreRoutes(app, fastify, new ProblemFilter(log));
  const { instanceId } = instance;
  registerDeparture(fastify, app.get(DrainService), app.get(RequestsInFlight));
  app.useWebSocketAdapter(socketAdapter(app, env, instanceId));
  if (webDirectory && !(await serveBuiltWebsite(fastify, webDirectory, app.get<StoreOrigins>(STORE_ORIGINS)))) {
    log.warn('The web app is not built; only the API is served.');
  }
  await app.init();
  if (env.FAIL_POINTS.length > 0) {
    log.warn({ failPoints: env.FAIL_POINTS }, 'Errors are planted in this process.');
    const { plantFaults } = await import('./planted-faults/plant-faults.js');
    await plantFaults(app, env.FAIL_POINTS);
  }
  stampUpgrades(app.getHttpServer(), instanceId, app.get(RawSockets));
  return app;
}

function socketAdapter(app: NestFastifyApplication, env: Env, instanceId: string): ChatIoAdapter {
  const { figures } = app.get(ConnectionDesk);
  return new ChatIoAdapter(app, {
    allowedOrigins: env.ALLOWED_ORIGINS,
    pingIntervalMs: env.PING_INTERVAL_MS,
    pingTimeoutMs: env.PING_TIMEOUT_MS,
    admission: app.get(Admission),
    instanceId,
    noteRefused: (reason) => figures.noteHandshake(reason),
  });
}

/** Whoever wants the API alone does not load what serves files. */
async function serveBuiltWebsite(fastify: FastifyInstance, directory: string, others: StoreOrigins): Promise<boolean> {
  const { serveWebsite } = await import('./website/website.js');
  return serveWebsite(fastify, directory, others);
}

/** The way in and out of the disk store. */
function registerStoreRoutes(app: NestFastifyApplication, fastify: FastifyInstance, problems: ProblemFilter): void {
  const store = app.get<ObjectStore>(OBJECT_STORE);
  registerContentRoute(fastify, { store, uploads: app.get(UploadsRepository), news: app.get(UploadNews), problems });
  registerMediaRoutes(fastify, { store, problems });
}

/** Before Engine.IO sees an upgrade: its answer gets our headers, and one to any other path gets an answer at all. */
function stampUpgrades(server: Server, instanceId: string, rawSockets: RawSockets): void {
  server.prependListener('upgrade', (request: IncomingMessage, socket: Duplex) => {
    rawSockets.add(socket);
    if (request.url?.startsWith('/socket.io')) {
      stampUpgrade(request, socket, instanceId);
      return;
    }
    const detail = 'There is nothing at this address.';
    endWith(socket, rawAnswer('404 Not Found', 'not_found', detail, instanceId, requestIdOf(request)));
  });
}

/** Requests that are no HTTP: too slow, too large, or not understood. */
function answerBrokenRequest(error: Error, socket: Duplex, instanceId: string): void {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const answers: Record<string, [string, string]> = {
    HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large.'],
    ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long.'],
  };
  const [status, detail] = answers[String(code)] ?? ['400 Bad Request', 'The request could not be understood.'];
  socket.end(rawAnswer(status, 'invalid_payload', detail, instanceId));
}
