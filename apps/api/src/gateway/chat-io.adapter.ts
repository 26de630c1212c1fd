import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { limits } from '@tertulia/contract';
import { Server, type ServerOptions } from 'socket.io';
import { isAllowedOrigin } from './origins.js';

export interface HandshakeRules {
  allowedOrigins: readonly string[];
  /** False while the node is leaving or full. */
  isAdmitting: () => boolean;
}

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
      cors: { origin: [...this.rules.allowedOrigins], exposedHeaders: ['X-Instance-Id', 'X-Request-Id'] },
      maxHttpBufferSize: limits.frameBytes,
      perMessageDeflate: false,
      httpCompression: false,
      allowEIO3: false,
      serveClient: false,
      connectTimeout: 10_000,
      pingInterval: 25_000,
      pingTimeout: 20_000,
      // Upgrades to other paths are answered before Engine.IO sees them.
      destroyUpgrade: false,
    };
    // Nest hands over port 0 for the server that the application listens with.
    return this.httpServer && port === 0 ? new Server(this.httpServer, bounds) : new Server(port, bounds);
  }

  /** Nest would bind a stream per client and event here; the gateway listens to the server itself. */
  override bindClientConnect(): void {
    return undefined;
  }

  private admit(request: IncomingMessage, decide: (problem: string | null, isAllowed: boolean) => void): void {
    if (!isAllowedOrigin(request, this.rules.allowedOrigins)) decide('The origin is not allowed.', false);
    else if (!this.rules.isAdmitting()) decide('This node is leaving.', false);
    else decide(null, true);
  }
}
