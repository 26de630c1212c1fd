import { setTimeout as wait } from 'node:timers/promises';
import { SIGNATURE_HEADER, type Spoken } from '@tertulia/contract';
import { sign } from '@tertulia/worker/signature';
import { CircuitBreaker } from '../common/circuit-breaker.js';
import { describeError, type Log } from '../common/log.js';
import { noVoice, type Speaker } from './speaker.js';
import { isPassing, readSpeechAnswer, type SpeechAnswer } from './speech-answer.js';

const TIMEOUT_MS = 8_000;
const TRIES = 2;
const PAUSE_MS = 250;
const FAILURES = 5;
const OPEN_MS = 15_000;
/** Bytes of an answer: a name and a few words. */
const MOST_BYTES = 16 * 1024;

/** Where the function is and what it knows us by. */
export interface HttpSpeakerSettings {
  url: string;
  secret: string;
  timeoutMs?: number;
}

/** Calls the function behind API Gateway; it leaves it alone for a while after failures in a row. */
export class HttpSpeaker implements Speaker {
  private readonly breaker: CircuitBreaker;
  private readonly closing = new AbortController();

  constructor(
    private readonly settings: HttpSpeakerSettings,
    private readonly log: Log,
  ) {
    this.breaker = new CircuitBreaker({
      failures: FAILURES,
      openMs: OPEN_MS,
      onChange: (isOpen) => this.log.warn({ isOpen }, 'The function that speaks changed its state.'),
    });
  }

  async speak(text: string): Promise<Spoken> {
    let answer: SpeechAnswer;
    try {
      answer = await this.breaker.run(() => this.ask(JSON.stringify({ text })));
    } catch (error) {
      throw noVoice(OPEN_MS, error);
    }
    if (answer.status === 401 || answer.status === 403)
      this.log.error({ status: answer.status }, 'The function that speaks does not take our signature.');
    return readSpeechAnswer(answer);
  }

  close(): void {
    this.closing.abort(new Error('The server is stopping.'));
  }

  /** @throws {Error} when it could not be reached, or only said that it cannot now. */
  private async ask(body: string): Promise<SpeechAnswer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.post(body).catch((error: unknown) =>
        error instanceof Error ? error : new Error('failed'),
      );
      if (!(answer instanceof Error) && !isPassing(answer)) return answer;
      const reason = answer instanceof Error ? answer : new Error(`It answered ${answer.status}.`);
      if (tries >= TRIES || this.closing.signal.aborted) {
        this.log.warn(describeError(reason), 'A message could not be spoken.');
        throw reason;
      }
      await wait(PAUSE_MS * (1 + Math.random()), undefined, { signal: this.closing.signal });
    }
  }

  private async post(body: string): Promise<SpeechAnswer> {
    const { url, secret, timeoutMs = TIMEOUT_MS } = this.settings;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: sign(secret, body, new Date()) },
      body,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.closing.signal]),
    });
    return { status: response.status, body: await readBounded(response) };
  }
}

/** @throws {Error} for more than an answer can be. */
async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
