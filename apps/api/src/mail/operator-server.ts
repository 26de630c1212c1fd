import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { describeError, type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import { stampedResponse } from '../gateway/stamped-response.js';
import { statusPage } from './mail-status-page.js';
import { MailStatusRepository } from './mail-status.repository.js';
import { STYLE_SOURCE } from './page.js';

const MOST_CONNECTIONS = 20;

/** The operator's pages on a port of their own, which is not for the public: `/mail` and `/mail.json`. */
@Injectable()
export class OperatorServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly status: MailStatusRepository,
    @Inject(ENV) private readonly env: Env,
    @Inject(INSTANCE) private readonly instance: InstanceIdentity,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.env.METRICS_PORT === undefined) return;
    const server = createServer(
      { ServerResponse: stampedResponse(this.instance.instanceId), requestTimeout: 10_000, headersTimeout: 5_000 },
      (request, response) => void this.answer(request, response),
    );
    server.maxConnections = MOST_CONNECTIONS;
    server.listen(this.env.METRICS_PORT, this.env.HOST);
    await once(server, 'listening');
    // After a failure to listen, which ends the start, nothing here is worth ending a chat for.
    server.on('error', (error) => this.log.warn(describeError(error), 'The port for operators failed.'));
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader(
      'Content-Security-Policy',
      `default-src 'none'; style-src ${STYLE_SOURCE}; frame-ancestors 'none'`,
    );
    const path = request.url?.split('?', 1)[0];
    if ((path !== '/mail' && path !== '/mail.json') || request.method !== 'GET') {
      response
        .writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
        .end('There is nothing at this address.\n');
      return;
    }
    try {
      const status = await this.status.read();
      const isPage = path === '/mail';
      const body = isPage ? statusPage(status, this.instance.instanceId) : `${JSON.stringify(status, undefined, 2)}\n`;
      response.setHeader('Content-Type', isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
      response.writeHead(200).end(body);
    } catch {
      response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '5' });
      response.end('The database is away.\n');
    }
  }
}
