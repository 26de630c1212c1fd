import { randomUUID } from 'node:crypto';
import { SIGNATURE_HEADER, type Spoken } from '@tertulia/contract';
import { sign } from '@tertulia/worker/signature';
import * as z from 'zod';
import { describeError, type Log } from '../common/log.js';
import { noVoice, type Speaker } from './speaker.js';
import { readSpeechAnswer } from './speech-answer.js';

/**
 * Longer than the handler may take for its voice and the store together: a worker that does not answer in this time hangs, and
 * is ended with everything that it does.
 */
const TIMEOUT_MS = 25_000;
const RETRY_AFTER_MS = 5_000;

/** Whoever runs handlers in a process of their own. */
export interface AskWorker {
  /** @throws {Error} when there is no worker, or it did not answer in time. */
  ask(name: string, event: unknown, timeoutMs: number): Promise<unknown>;
}

const answerSchema = z.object({ statusCode: z.int(), body: z.string() });

/** Hands the embedded worker the event that API Gateway would make of the same call, so that the handler is the same. */
export class EmbeddedSpeaker implements Speaker {
  constructor(
    private readonly worker: AskWorker,
    private readonly secret: string,
    private readonly log: Log,
  ) {}

  async speak(text: string): Promise<Spoken> {
    const body = JSON.stringify({ text });
    const answer = await this.worker.ask('speak', this.toEvent(body), TIMEOUT_MS).catch((error: unknown) => {
      this.log.warn(describeError(error), 'A message could not be spoken.');
      throw noVoice(RETRY_AFTER_MS, error);
    });
    const parsed = answerSchema.safeParse(answer);
    if (!parsed.success) throw noVoice(RETRY_AFTER_MS, new Error('The worker answered something else.'));
    return readSpeechAnswer({ status: parsed.data.statusCode, body: parsed.data.body });
  }

  /** Payload format 2.0. Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs". */
  private toEvent(body: string): object {
    const now = new Date();
    const signature = sign(this.secret, body, now);
    return {
      version: '2.0',
      routeKey: 'POST /speak',
      rawPath: '/speak',
      rawQueryString: '',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER.toLowerCase()]: signature },
      requestContext: {
        accountId: '000000000000',
        apiId: 'embedded',
        domainName: 'localhost',
        domainPrefix: 'localhost',
        http: { method: 'POST', path: '/speak', protocol: 'IPC', sourceIp: '127.0.0.1', userAgent: '' },
        requestId: randomUUID(),
        routeKey: 'POST /speak',
        stage: '$default',
        time: now.toUTCString(),
        timeEpoch: now.getTime(),
      },
      body,
      isBase64Encoded: false,
    };
  }
}
