import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import { stampedResponse } from '../gateway/stamped-response.js';
import { type OperatorPage, OperatorPages } from './operator-pages.js';
import { escapeHtml, renderPage, STYLE_SOURCE } from './page.js';

const MOST_CONNECTIONS = 20;
/** Addresses that mean every interface, and lead nowhere from another machine. */
const EVERYWHERE = new Set(['0.0.0.0', '::', '*']);

interface Answer {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
}

const plain = (status: number, body: string, headers: Record<string, string> = {}): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
  headers,
});

/** The operators' port: pages that features registered, a list of them at `/`, and nothing else. */
@Injectable()
export class OperatorServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly pages: OperatorPages,
    @Inject(ENV) private readonly env: Env,
    @Inject(INSTANCE) private readonly instance: InstanceIdentity,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Where other machines of the network find it; undefined where there is none. */
  get address(): string | undefined {
    const bound = this.server?.address();
    if (typeof bound !== 'object' || bound === null) return undefined;
    const host = EVERYWHERE.has(this.env.HOST) ? hostname() : this.env.HOST;
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.env.METRICS_PORT === undefined) return;
    const server = createServer(
      { ServerResponse: stampedResponse(this.instance.instanceId), requestTimeout: 10_000, headersTimeout: 5_000 },
      (request, response) => void this.respond(request, response),
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

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body, headers } = await this.answer(request).catch((error: unknown) => this.refuse(error));
    response.writeHead(status, {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      // Who asks now and then would meet a connection that is just being closed, and hold one of few in between.
      Connection: 'close',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': `default-src 'none'; style-src ${STYLE_SOURCE}; frame-ancestors 'none'`,
      ...headers,
    });
    response.end(body);
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const nothing = plain(404, 'There is nothing at this address.');
    if (request.method !== 'GET') return nothing;
    const data = this.pages.findData(path);
    if (data) return { status: 200, type: data.type, body: await data.read() };
    const page = path === '/' ? this.contents() : this.pages.findPage(path);
    if (!page) return nothing;
    const body = this.frame(page, await page.write(), query === 'still');
    return { status: 200, type: 'text/html; charset=utf-8', body };
  }

  private refuse(error: unknown): Answer {
    if (error instanceof DomainError && error.code === 'unavailable')
      return plain(503, 'The database is away.', { 'Retry-After': '5' });
    this.log.error(describeError(error), 'A page for operators failed.');
    return plain(500, 'Something went wrong on our side.');
  }

  private contents(): OperatorPage {
    const links = this.pages.dataPaths().map((path) => `<a href="${path}">${path}</a>`);
    const programs = links.length === 0 ? '' : `<p>For programs: ${links.join(', ')}</p>`;
    const write = async (): Promise<string> => `<p>What this node shows to whoever runs it.</p>${programs}`;
    return { path: '/', title: 'Operators', write };
  }

  private frame(page: OperatorPage, body: string, isStill: boolean): string {
    const links = this.pages
      .all()
      .map(({ path, title }) => {
        const current = path === page.path ? ' aria-current="page"' : '';
        return `<li><a href="${path}"${current}>${escapeHtml(title)}</a></li>`;
      })
      .join('');
    const { refreshSeconds } = page;
    const refresh =
      refreshSeconds === undefined
        ? ''
        : isStill
          ? ` · <a href="${page.path}">Refresh every ${refreshSeconds} seconds</a>`
          : ` · <a href="${page.path}?still">Stop refreshing</a>`;
    const node = `<p>Node: ${escapeHtml(this.instance.instanceId)}${refresh}</p>`;
    const nav = `<nav aria-label="Pages"><ul>${links}</ul></nav>`;
    return renderPage('en', page.title, `${nav}${node}${body}`, isStill ? undefined : refreshSeconds);
  }
}
