import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as requestSecurely } from 'node:https';
import { roomSchema, sessionSchema, type Session } from '@tertulia/contract';
import * as z from 'zod/mini';
import type { PrepareJob, PrepareResult } from './jobs.js';

const CONCURRENCY = 32;
const REQUEST_LIMIT_MS = 15_000;

/** The server answered, but not as the bench needs it; the message says what and how. */
export class ProductError extends Error {}

/** Runs `task` for 0..count-1 with at most `concurrency` at a time, results in order; the first failure ends it. */
export async function mapBounded<Result>(
  count: number,
  concurrency: number,
  task: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      results[index] = await task(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
  return results;
}

/** A few HTTP calls of the product over kept-alive connections. */
export class ProductHttp {
  readonly #url: URL;
  readonly #agent: Agent;

  constructor(url: string) {
    this.#url = new URL(url);
    const options = { keepAlive: true, maxSockets: CONCURRENCY };
    this.#agent = this.#url.protocol === 'https:' ? new SecureAgent(options) : new Agent(options);
  }

  /** One JSON call. @throws ProductError on another status than expected */
  call(
    method: string,
    path: string,
    expectedStatus: number | readonly number[],
    token?: string,
    body?: unknown,
  ): Promise<unknown> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string | number> = {};
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (json !== undefined)
      Object.assign(headers, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
    const open = this.#url.protocol === 'https:' ? requestSecurely : request;
    return new Promise((resolve, reject) => {
      const outgoing = open(
        new URL(path, this.#url),
        { method, headers, agent: this.#agent, timeout: REQUEST_LIMIT_MS },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            if (![expectedStatus].flat().includes(incoming.statusCode ?? 0)) {
              reject(new ProductError(`${method} ${path} answered ${incoming.statusCode}: ${text.slice(0, 300)}`));
              return;
            }
            const parsed: unknown = JSON.parse(text);
            resolve(parsed);
          });
        },
      );
      outgoing.on('timeout', () =>
        outgoing.destroy(new ProductError(`${method} ${path}: no answer within ${REQUEST_LIMIT_MS} ms`)),
      );
      outgoing.on('error', reject);
      outgoing.end(json);
    });
  }

  /** Enters as a guest. */
  async enter(): Promise<Session> {
    return z.parse(sessionSchema, await this.call('POST', '/api/session', 201, undefined, {}));
  }

  /** Opens a public room with a name that nobody else has. */
  async openRoom(token: string): Promise<string> {
    const name = `bench ${Date.now().toString(36)} ${Math.random().toString(36).slice(2, 10)}`;
    return z.parse(roomSchema, await this.call('POST', '/api/rooms', 201, token, { name })).id;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Makes the guests and the rooms of a run before it is measured. */
export async function prepare(job: PrepareJob): Promise<PrepareResult> {
  const http = new ProductHttp(job.url);
  try {
    const sessions = await mapBounded(job.guests, CONCURRENCY, () => http.enter());
    const tokens = sessions.map((session) => session.token);
    const users = sessions.map((session) => session.user.id);
    const owner = job.token ?? tokens[0];
    const rooms = owner === undefined ? [] : await mapBounded(job.rooms, 4, () => http.openRoom(owner));
    return { kind: 'prepare', tokens, users, rooms };
  } finally {
    http.close();
  }
}
