import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HttpJob, HttpResult, Report } from './jobs.js';
import { Samples } from './statistics.js';
import { delay } from './waiting.js';

const SILENCE_LIMIT_MS = 10_000;
const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH_KEY = Buffer.from('content-length: ');

/** One kept-alive connection that asks for the same page again as soon as it has the answer. */
class Asker {
  answers = 0;
  failures = 0;
  bytes = 0;
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #onAnswer: (milliseconds: number) => void;
  #held: Buffer = Buffer.alloc(0);
  #askedAt = 0;
  #isStopped = false;

  constructor(url: URL, request: Buffer, onAnswer: (milliseconds: number) => void) {
    this.#request = request;
    this.#onAnswer = onAnswer;
    const isSecure = url.protocol === 'https:';
    const place = {
      host: url.hostname,
      port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
      timeout: SILENCE_LIMIT_MS,
    };
    this.#socket = isSecure ? connectTls({ ...place, servername: url.hostname }) : connect(place);
    this.#socket.setNoDelay(true);
    this.#socket.once(isSecure ? 'secureConnect' : 'connect', () => this.#ask());
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('timeout', () => this.#fail());
    this.#socket.on('error', () => this.#fail());
  }

  stop(): void {
    this.#isStopped = true;
    this.#socket.destroy();
  }

  #ask(): void {
    this.#askedAt = performance.now();
    this.#socket.write(this.#request);
  }

  #read(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const headEnd = this.#held.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const total = headEnd + HEAD_END.length + this.#lengthWithin(headEnd);
    if (this.#held.length < total) return;
    this.#onAnswer(performance.now() - this.#askedAt);
    this.bytes = total;
    this.answers += 1;
    // "HTTP/1.1 200": the digit that tells success from everything else.
    if (this.#held[9] !== 0x32) this.failures += 1;
    this.#held = Buffer.alloc(0);
    if (!this.#isStopped) this.#ask();
  }

  #lengthWithin(headEnd: number): number {
    const lower = this.#held.indexOf(LENGTH_KEY);
    const at = lower === -1 || lower > headEnd ? this.#held.indexOf('Content-Length: ') : lower;
    if (at === -1 || at > headEnd) return 0;
    return Number.parseInt(this.#held.toString('latin1', at + LENGTH_KEY.length, headEnd), 10);
  }

  #fail(): void {
    if (this.#isStopped) return;
    this.failures += 1;
    this.stop();
  }
}

/**
 * Asks for one page over and over, straight on sockets: general HTTP load tools cost more per request than bare Fastify
 * does, and so would be what is measured.
 */
export async function runHttpJob(job: HttpJob, report: (report: Report) => void): Promise<HttpResult> {
  const url = new URL(job.url);
  const headers = Object.entries(job.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(
    `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n${headers.join('')}\r\n`,
  );
  const latency = new Samples();
  let isMeasuring = false;
  const onAnswer = (milliseconds: number): void => {
    if (isMeasuring) latency.add(milliseconds);
  };
  const askers = Array.from({ length: job.connections }, () => new Asker(url, request, onAnswer));
  await delay(job.warmUpSeconds * 1000);
  isMeasuring = true;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  report({ type: 'phase', phase: 'window-start' });
  await delay(job.seconds * 1000);
  isMeasuring = false;
  report({ type: 'phase', phase: 'window-end' });
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  for (const asker of askers) asker.stop();
  const percentiles = latency.percentiles();
  return {
    kind: 'http',
    seconds,
    requestsPerSecond: percentiles.count / seconds,
    latency: percentiles,
    failures: askers.reduce((sum, asker) => sum + asker.failures, 0),
    bytesPerAnswer: Math.max(...askers.map((asker) => asker.bytes)),
    generatorCpu: (cpu.user + cpu.system) / 1e6 / seconds,
  };
}
