import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Tally } from '../common/tally.js';
import { Meter, type Sample } from './meter.js';

/** Methods that have a name of their own here; whoever invents others gets no series for each. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Far above what our routes, methods and codes make; a last bound against what nobody thought of. */
const MOST_SERIES = 2_000;

/** How long HTTP requests took, by method, route and code. The route is the template that we wrote, never what was asked for. */
@Injectable()
export class HttpRequests {
  private readonly series = new Map<string, Sample<Tally>>();

  constructor(meter: Meter) {
    meter.histogram('http_request_duration_seconds', 'From the headers of a request to the end of its answer.', () => [
      ...this.series.values(),
    ]);
  }

  /** Counts every answer of this server from now on; called before its routes are made. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.note(request, reply);
      done();
    });
  }

  private note(request: FastifyRequest, reply: FastifyReply): void {
    // An event stream takes as long as somebody listens.
    if (String(reply.raw.getHeader('content-type')).startsWith('text/event-stream')) return;
    const method = METHODS.has(request.method) ? request.method : 'other';
    const route = request.routeOptions.url ?? 'other';
    this.find(method, route, String(reply.raw.statusCode)).add(reply.elapsedTime / 1_000);
  }

  private find(method: string, route: string, code: string): Tally {
    const key = `${method} ${code} ${route}`;
    const known = this.series.get(key);
    if (known) return known.value;
    if (this.series.size >= MOST_SERIES && route !== 'other') return this.find('other', 'other', code);
    const value = new Tally(BOUNDS);
    this.series.set(key, { labels: { method, route, code }, value });
    return value;
  }
}
