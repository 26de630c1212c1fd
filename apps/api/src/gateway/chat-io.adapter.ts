import { type IncomingMessage, ServerResponse } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { limits } from '@tertulia/contract';
import { Server, type ServerOptions } from 'socket.io';
import { PROBLEM_TYPE, retryAfterSeconds } from '../common/problem.filter.js';
import type { Admission, Refusal, RefusalReason } from './admission.js';
import { isAllowedOrigin } from './origins.js';
import { newSessionId } from './session-ids.js';
import { endWith, rawAnswer, rawProblem, requestIdOf } from './stamped-response.js';

export interface HandshakeRules {
  allowedOrigins: readonly string[];
  pingIntervalMs: number;
  pingTimeoutMs: number;
  admission: Pick<Admission, 'admit'>;
  instanceId: string;
  noteRefused: (reason: 'foreign_origin' | RefusalReason) => void;
}

const STATUS = '503 Service Unavailable';

/** Socket.IO with our bounds. The gateway binds its own handlers, so Nest's streams per client are left out. */
export class ChatIoAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly rules: HandshakeRules,
  ) {
    super(app);
  }

  override createIOServer(port: number, options: Partial<ServerOptions> = {}): Server {
    const bounds: Partial<ServerOptions> = {
      ...options,
      transports: ['websocket', 'polling'],
      allowRequest: (request: IncomingMessage, decide: (problem: string | null, isAllowed: boolean) => void) =>
        this.admit(request, decide),
      // CORS headers alone do not stop a page from opening a socket; `allowRequest` does (finding 5 of the reliability notes).
      cors: {
        origin: [...this.rules.allowedOrigins],
        exposedHeaders: ['X-Instance-Id', 'X-Request-Id', 'Retry-After'],
      },
      maxHttpBufferSize: limits.frameBytes,
      perMessageDeflate: false,
      httpCompression: false,
      allowEIO3: false,
      serveClient: false,
      connectTimeout: 10_000,
      pingInterval: this.rules.pingIntervalMs,
      pingTimeout: this.rules.pingTimeoutMs,
      // Upgrades to other paths are answered before Engine.IO sees them.
      destroyUpgrade: false,
    };
    // Nest hands over port 0 for the server that the application listens with.
    const server = this.httpServer && port === 0 ? new Server(this.httpServer, bounds) : new Server(port, bounds);
    server.engine.generateId = () => newSessionId(this.rules.instanceId);
    return server;
  }

  /** Nest would bind a stream per client and event here; the gateway listens to the server itself. */
  override bindClientConnect(): void {
    return undefined;
  }

  /** Asked by Engine.IO for new sessions alone, before it makes anything for them. */
  private admit(request: IncomingMessage, decide: (problem: string | null, isAllowed: boolean) => void): void {
    if (!isAllowedOrigin(request, this.rules.allowedOrigins)) {
      this.rules.noteRefused('foreign_origin');
      decide('The origin is not allowed.', false);
      return;
    }
    const refusal = this.rules.admission.admit();
    if (!refusal) {
      decide(null, true);
      return;
    }
    this.rules.noteRefused(refusal.reason);
    this.refuse(request, refusal);
  }

  /** Engine.IO can only say that something is forbidden for good, so "not now" is answered past it. */
  private refuse(request: IncomingMessage, { detail, reason, retryAfterMs }: Refusal): void {
    const requestId = requestIdOf(request);
    const response: unknown = Reflect.get(request, 'res');
    if (!(response instanceof ServerResponse)) {
      const answer = rawAnswer(STATUS, 'unavailable', detail, this.rules.instanceId, requestId, retryAfterMs);
      endWith(request.socket, answer);
      return;
    }
    const body = rawProblem(STATUS, 'unavailable', detail, requestId, retryAfterMs);
    response.writeHead(503, {
      'Content-Type': PROBLEM_TYPE,
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      'Retry-After': retryAfterSeconds(retryAfterMs),
      ...(reason === 'leaving' && { Connection: 'close' }),
    });
    response.end(body);
  }
}
