import { setTimeout as wait } from 'node:timers/promises';
import { type JobResult, SIGNATURE_HEADER } from '@tertulia/contract';
import { sign } from './signature.js';

const PATH = '/api/internal/results';
const TRIES = 3;
/** Longest wait for one answer of the API. */
const TIMEOUT_MS = 5_000;
const FIRST_REST_MS = 200;

/** Takes what a worker found out to those who asked. */
export interface Results {
  /** @throws {ResultRefusedError} when it will never be taken. @throws {ResultsUnavailableError} when it may be later. */
  send(result: JobResult, signal?: AbortSignal): Promise<void>;
}

/** The API does not want this result, however often it is sent. */
export class ResultRefusedError extends Error {
  override name = 'ResultRefusedError';
}

/** The API did not answer, or not in time; the same result may be taken later. */
export class ResultsUnavailableError extends Error {
  override name = 'ResultsUnavailableError';
}

export interface ResultsSettings {
  /** Where the API is, without a path. */
  url: string;
  secret: string;
  timeoutMs?: number;
  firstRestMs?: number;
}

/** Sends results to the API, each signed anew for every try, since a signature grows old. */
export class ResultsClient implements Results {
  private readonly address: string;

  constructor(private readonly settings: ResultsSettings) {
    this.address = new URL(PATH, settings.url).href;
  }

  /** @throws {ResultRefusedError} @throws {ResultsUnavailableError} after the last try, or when `signal` ends it. */
  async send(result: JobResult, signal?: AbortSignal): Promise<void> {
    const body = JSON.stringify(result);
    for (let attempt = 1; ; attempt += 1) {
      const failure = await this.attempt(body, signal);
      if (failure === undefined) return;
      if (attempt >= TRIES || signal?.aborted) throw new ResultsUnavailableError(failure);
      const rest = (this.settings.firstRestMs ?? FIRST_REST_MS) * 2 ** (attempt - 1) * (0.75 + Math.random() * 0.5);
      await wait(rest, undefined, { ...(signal && { signal }) }).catch(() => undefined);
    }
  }

  /** @returns what kept the result from being taken this time. @throws {ResultRefusedError} */
  private async attempt(body: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    const timeout = AbortSignal.timeout(this.settings.timeoutMs ?? TIMEOUT_MS);
    try {
      const answer = await fetch(this.address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [SIGNATURE_HEADER]: sign(this.settings.secret, body, new Date()),
        },
        body,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      // What it says is not read; the connection is free again at once.
      await answer.body?.cancel();
      if (answer.ok) return undefined;
      if (isFinal(answer.status)) throw new ResultRefusedError(`The API refused the result with ${answer.status}.`);
      return `The API answered ${answer.status}.`;
    } catch (error) {
      if (error instanceof ResultRefusedError) throw error;
      return `The API did not answer (${error instanceof Error ? error.name : 'unknown'}).`;
    }
  }
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
