import { setTimeout as wait } from 'node:timers/promises';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { describeError, type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Outbox } from '../outbox/outbox.js';
import { readMailEvent } from './mail-event.js';
import { MailEventsRepository } from './mail-events.repository.js';

const BATCH = 10;
const POLL_SECONDS = 10;
/** Longest wait for an answer, the poll itself included. */
const TIMEOUT_MS = (POLL_SECONDS + 5) * 1_000;
const LONGEST_REST_MS = 60_000;

/**
 * Takes the events of SES from a queue that only SES and we may use, so that nobody can forge one: there is no public address
 * for them. A message is deleted after the commit of what follows from it; one that could not be noted comes again.
 */
@Injectable()
export class EventQueue implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(
    private readonly events: MailEventsRepository,
    private readonly outbox: Outbox,
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const { MAIL_EVENTS_QUEUE_URL, MAIL_WORKER, AWS_REGION } = this.env;
    if (MAIL_EVENTS_QUEUE_URL === undefined || MAIL_WORKER === 'off') return;
    const client = new SQSClient({ ...(AWS_REGION && { region: AWS_REGION }), maxAttempts: 1 });
    this.running = this.run(client, MAIL_EVENTS_QUEUE_URL).finally(() => client.destroy());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(client: SQSClient, url: string): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.poll(client, url);
        this.failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.failures += 1;
        // Without events a mail in doubt waits for its grace, so an operator should know; once, not at every try.
        if (this.failures === 1) this.log.warn(describeError(error), 'The events of the mail could not be read.');
        const restMs = Math.min(500 * 2 ** Math.min(this.failures, 10), LONGEST_REST_MS) * (0.75 + Math.random() * 0.5);
        await wait(restMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async poll(client: SQSClient, url: string): Promise<void> {
    const answer = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: BATCH, WaitTimeSeconds: POLL_SECONDS }),
      { abortSignal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]) },
    );
    for (const message of answer.Messages ?? []) {
      if (this.stopping.signal.aborted) return;
      await this.take(client, url, message);
    }
    if (answer.Messages?.length) this.outbox.wake();
  }

  private async take(client: SQSClient, url: string, message: Message): Promise<void> {
    const event = readMailEvent(message.Body ?? '');
    if (event) await this.events.apply(event);
    else this.log.warn('A message of the mail events queue was not understood.');
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }), {
      abortSignal: AbortSignal.timeout(5_000),
    });
  }
}
