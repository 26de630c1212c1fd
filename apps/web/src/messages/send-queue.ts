import type { Message, ReplyReference, SendMessage } from '@tertulia/contract';
import { isPassing, refusalOf, RequestError } from '../api/request-error.js';
import { newClientMessageId, type PendingMessage, type UnsentStore } from './pending-message.js';

/** Waits before the second, third and fourth attempt and before giving up; each with up to half as much again. */
const ATTEMPT_DELAYS_MS = [1_000, 2_000, 4_000, 8_000];
const LONGEST_WAIT_MS = 60_000;
/** A room in slow mode may ask for more. */
const LONGEST_ASKED_MS = 15 * 60_000;

/** What the queue needs from outside. */
export interface Sender {
  readonly userId: string;
  /** Sends over the socket, or over HTTP without one. */
  send: (roomId: string, message: SendMessage) => Promise<Message>;
  /** Whether the socket is there; without it a failure to reach the server is no attempt. */
  isConnected: () => boolean;
  now: () => number;
  random: () => number;
}

/**
 * The own messages of one room on their way to the server, first in, first out, and kept over reloads. A message keeps
 * its id through all attempts, so the server stores it once, however often it is sent.
 */
export class SendQueue {
  private items: PendingMessage[];
  private attempts = 0;
  private isSending = false;
  private isClosed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly unwatch: () => void;

  constructor(
    private readonly roomId: string,
    private readonly sender: Sender,
    private readonly store: UnsentStore,
    private readonly onChange: () => void,
    private readonly onStored: (message: Message) => void,
  ) {
    this.items = store
      .read(roomId)
      .map((item) => (item.userId === sender.userId ? item : { ...item, state: 'failed', reason: 'session' }));
    this.unwatch = store.watch(roomId, (clientMessageId) => this.drop(clientMessageId));
  }

  get pending(): readonly PendingMessage[] {
    return this.items;
  }

  add(text: string, replyTo: ReplyReference | null): void {
    this.put({
      clientMessageId: newClientMessageId(),
      roomId: this.roomId,
      userId: this.sender.userId,
      text,
      replyTo,
      createdAt: new Date(this.sender.now()).toISOString(),
      order: (this.items.at(-1)?.order ?? 0) + 1,
      state: 'pending',
      reason: null,
      storedVersion: null,
    });
    this.wake();
  }

  /** Tries what failed once more: under the same id if nobody answered, under a new one if it was refused. */
  retry(clientMessageId: string): void {
    const item = this.items.find((candidate) => candidate.clientMessageId === clientMessageId);
    if (item?.state !== 'failed') return;
    const isSame = item.userId === this.sender.userId && item.reason !== null && isUnanswered(item.reason);
    const again: PendingMessage = {
      ...item,
      clientMessageId: isSame ? item.clientMessageId : newClientMessageId(),
      userId: this.sender.userId,
      state: 'pending',
      reason: null,
      waitingUntil: undefined,
    };
    if (!isSame) this.store.forget(item);
    this.store.keep(again);
    this.items = this.items.map((candidate) => (candidate === item ? again : candidate));
    this.attempts = 0;
    this.onChange();
    this.wake();
  }

  discard(clientMessageId: string): void {
    const item = this.items.find((candidate) => candidate.clientMessageId === clientMessageId);
    if (!item) return;
    this.remove(item);
    // What it waited for is no reason for the next one to wait, unless the server asked for it.
    if (item.waitingUntil === undefined) this.wakeNow();
  }

  /** The list of messages is at a version: stored ones that it holds are no longer pending. */
  settle(version: number): void {
    for (const item of this.items) if (item.storedVersion !== null && item.storedVersion <= version) this.remove(item);
  }

  /** Messages came from the server by another way than the acknowledgement: own ones among them need not be sent again. */
  confirm(messages: readonly Message[]): void {
    if (this.items.length === 0) return;
    const own = new Map(
      messages
        .filter(({ author }) => author.id === this.sender.userId)
        .map((message) => [message.clientMessageId, message]),
    );
    for (const item of this.items) {
      const message = own.get(item.clientMessageId);
      if (!message || item.state === 'stored') continue;
      this.store.forget(item);
      this.attempts = 0;
      this.update(item, { state: 'stored', storedVersion: message.version, waitingUntil: undefined });
      this.wakeNow();
    }
  }

  /** Goes on, also ahead of the time of the next attempt: the connection is back, or something was added. */
  wake(): void {
    const head = this.items.find((item) => item.state !== 'stored' && item.reason !== 'session' && !isRefused(item));
    if (this.isSending || this.isClosed || this.timer !== undefined || head?.state !== 'pending') return;
    void this.sendHead(head);
  }

  /** The connection is back: there is no reason to wait any longer, except that the server asked for it. */
  wakeNow(): void {
    if (this.items.some(({ waitingUntil = 0 }) => waitingUntil > this.sender.now())) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.wake();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.unwatch();
  }

  private async sendHead(head: PendingMessage): Promise<void> {
    this.isSending = true;
    const { clientMessageId, text, replyTo } = head;
    try {
      const message = await this.sender.send(this.roomId, {
        clientMessageId,
        text,
        ...(replyTo && { replyToId: replyTo.id }),
      });
      this.attempts = 0;
      this.store.forget(head);
      this.update(head, { state: 'stored', storedVersion: message.version, waitingUntil: undefined });
      this.onStored(message);
    } catch (error) {
      this.handleFailure(head, error);
    } finally {
      this.isSending = false;
      this.wake();
    }
  }

  private handleFailure(head: PendingMessage, error: unknown): void {
    // Confirmed by an event, or deleted, while the answer was on its way: nothing has to wait for it.
    if (!this.items.includes(head)) return;
    const failure = error instanceof RequestError ? error : new RequestError('internal', String(error));
    if (!isPassing(failure.code)) {
      this.attempts = 0;
      this.fail(head, refusalOf(failure));
      return;
    }
    const isAway = failure.code === 'unreachable' && !this.sender.isConnected();
    if (isAway) {
      // Nobody was reached: the next sign of the connection wakes the queue; this is the bound when there is none.
      this.wait(LONGEST_WAIT_MS * (0.75 + this.sender.random() / 4));
      return;
    }
    const delay = ATTEMPT_DELAYS_MS[this.attempts] ?? 0;
    this.attempts += 1;
    if (this.attempts >= ATTEMPT_DELAYS_MS.length) {
      this.attempts = 0;
      this.fail(head, failure.code);
      return;
    }
    const asked = Math.min(failure.retryAfterMs ?? 0, LONGEST_ASKED_MS);
    if (asked > 0) this.update(head, { waitingUntil: this.sender.now() + asked });
    this.wait(Math.max(delay, asked) + delay * 0.5 * this.sender.random());
  }

  private wait(milliseconds: number): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.wake();
    }, milliseconds);
  }

  /** Another tab has sent or deleted it. */
  private drop(clientMessageId: string): void {
    const item = this.items.find((candidate) => candidate.clientMessageId === clientMessageId);
    if (!item || item.state === 'stored') return;
    this.items = this.items.filter((candidate) => candidate !== item);
    this.onChange();
    this.wakeNow();
  }

  private fail(item: PendingMessage, reason: string): void {
    const failed = this.update(item, { state: 'failed', reason, waitingUntil: undefined });
    if (failed) this.store.keep(failed);
  }

  private put(item: PendingMessage): void {
    this.store.keep(item);
    this.items = [...this.items, item];
    this.onChange();
  }

  /** The message may be gone meanwhile: an event can be faster than its acknowledgement. */
  private update(item: PendingMessage, change: Partial<PendingMessage>): PendingMessage | undefined {
    if (!this.items.includes(item)) return undefined;
    const next = { ...item, ...change };
    this.items = this.items.map((candidate) => (candidate === item ? next : candidate));
    this.onChange();
    return next;
  }

  private remove(item: PendingMessage): void {
    this.store.forget(item);
    this.items = this.items.filter((candidate) => candidate !== item);
    this.onChange();
  }
}

/** A 4xx: sending the same again cannot help, and those behind need not wait for it. */
function isRefused(item: PendingMessage): boolean {
  return item.state === 'failed' && item.reason !== null && !isUnanswered(item.reason);
}

function isUnanswered(reason: string): boolean {
  return (
    reason === 'unreachable' ||
    reason === 'unavailable' ||
    reason === 'internal' ||
    reason === 'rate_limited' ||
    reason === 'slow_mode'
  );
}
