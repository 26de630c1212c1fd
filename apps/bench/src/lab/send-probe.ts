import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatClient } from '../clients/chat-client.js';
import type { HttpApi } from '../clients/http-api.js';
import { digestText, type Recorder } from '../clients/recorder.js';
import type { Laboratory } from './laboratory.js';
import type { Stage } from './stage.js';

const ASK_EVERY_MS = 100;

/** What one node answered to one attempt, which is not repeated. */
export interface ProbeAnswer {
  node: string;
  what: 'send' | 'read';
  start: number;
  tookMs: number;
  /** `ok`, the code of a refusal, or `silent`. */
  outcome: string;
}

/**
 * Sends to one room and reads from it on every node, past the door and without repeating, to see how each attempt is
 * answered and how soon. What it sends is in the history.
 */
export class SendProbe {
  readonly answers: ProbeAnswer[] = [];
  private readonly running: Promise<void>;
  private readonly apis: HttpApi[] = [];
  private isStopped = false;
  private count = 0;

  private constructor(
    lab: Laboratory,
    private readonly author: ChatClient,
    private readonly recorder: Recorder,
    private readonly roomId: string,
  ) {
    const loops = lab.readers.flatMap(({ name, url }) =>
      (['send', 'read'] as const).map((what) => {
        const api = author.api.at(url);
        this.apis.push(api);
        return this.ask(name, what, api);
      }),
    );
    this.running = Promise.all(loops).then(() => undefined);
  }

  static start(lab: Laboratory, stage: Stage<Laboratory>, roomId: string): SendProbe {
    const [author] = stage.clients;
    if (!author) throw new Error('There is nobody to send.');
    return new SendProbe(lab, author, stage.recorder, roomId);
  }

  /** Answers to what was asked between two moments. */
  between(from: number, to: number, what: ProbeAnswer['what'] = 'send'): ProbeAnswer[] {
    return this.answers.filter((answer) => answer.what === what && answer.start >= from && answer.start <= to);
  }

  /** Nodes that have stored something that was sent since. */
  nodesStoringSince(from: number): number {
    const stored = this.answers.filter(
      ({ what, start, outcome }) => what === 'send' && start >= from && outcome === 'ok',
    );
    return new Set(stored.map(({ node }) => node)).size;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
    for (const api of this.apis) api.close();
  }

  private async ask(node: string, what: ProbeAnswer['what'], api: HttpApi): Promise<void> {
    while (!this.isStopped) {
      const start = Date.now();
      const outcome = what === 'send' ? await this.send(api, start) : await this.read(api);
      this.answers.push({ node, what, start, tookMs: Date.now() - start, outcome });
      await delay(ASK_EVERY_MS);
    }
  }

  private async read(api: HttpApi): Promise<string> {
    const answer = await api.listMessages(this.roomId, 'limit=5&after=0');
    return answer.kind === 'refused' ? answer.code : answer.kind === 'ok' ? 'ok' : 'silent';
  }

  private async send(api: HttpApi, start: number): Promise<string> {
    this.count += 1;
    const [sendId, text] = [randomUUID(), `probe ${this.count}`];
    const answer = await api.send(this.roomId, { clientMessageId: sendId, text });
    const record = { sendId, room: this.roomId, author: this.author.whoIs.userId, text: digestText(text), start };
    const end = Date.now();
    if (answer.kind === 'ok') {
      this.recorder.addSend({ ...record, end, outcome: 'ok', messageId: answer.data.id, seq: answer.data.seq });
      return 'ok';
    }
    // A refusal that means "later" may come after the statement was sent, so the message may be there.
    this.recorder.addSend({ ...record, end, outcome: 'unknown' });
    return answer.kind === 'refused' ? answer.code : 'silent';
  }
}
