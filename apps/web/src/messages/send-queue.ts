import type { Message, ReplyReference, SendMessage } from '@tertulia/contract';
import { isPassing, refusalOf, RequestError } from '../api/request-error.js';
import {
  isAnswered,
  isHeldByPicture,
  isRefused,
  newClientMessageId,
  newPendingMessage,
  type PendingMessage,
  type PendingPicture,
  type UnsentStore,
} from './pending-message.js';
import type { PictureGateway } from './picture-gateway.js';
import { SendAttempts } from './send-attempts.js';
import { UnsentList } from './unsent-list.js';

/** What the queue needs from outside. */
export interface Sender {
  readonly userId: string;
  readonly pictures: PictureGateway;
  /** Sends over the socket, or over HTTP without one. */
  send: (roomId: string, message: SendMessage) => Promise<Message>;
  /** Whether the socket is there; without it a failure to reach the server is no attempt. */
  isConnected: () => boolean;
  now: () => number;
  random: () => number;
}

/**
 * The own messages of one room on their way to the server, first in, first out, and kept over reloads. A message keeps
 * its id through all attempts, so the server stores it once, however often it is sent. One with pictures waits until they
 * are there, and those behind it wait with it.
 */
export class SendQueue {
  private readonly list: UnsentList;
  private readonly attempts: SendAttempts;
  private isSending = false;
  private isClosed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly unwatch: () => void;

  constructor(
    private readonly roomId: string,
    private readonly sender: Sender,
    store: UnsentStore,
    onChange: () => void,
    private readonly onStored: (message: Message) => void,
  ) {
    this.attempts = new SendAttempts(sender.random);
    this.list = new UnsentList(roomId, sender.userId, store, onChange);
    this.unwatch = store.watch(roomId, (clientMessageId) => this.drop(clientMessageId));
  }

  get pending(): readonly PendingMessage[] {
    return this.list.items;
  }

  /** @returns the id of the message. */
  add(text: string, replyTo: ReplyReference | null, pictures: readonly PendingPicture[] = []): string {
    const written = { roomId: this.roomId, userId: this.sender.userId, text, replyTo, pictures: [...pictures] };
    const message = newPendingMessage(written, this.sender.now(), this.pending.at(-1));
    this.list.put(message);
    this.wake();
    return message.clientMessageId;
  }

  /** Tries what failed once more: under the same id if nobody answered, under a new one if it was refused. */
  retry(clientMessageId: string): void {
    const item = this.list.find(clientMessageId);
    if (item?.state !== 'failed') return;
    const isSame = item.userId === this.sender.userId && !isAnswered(item);
    this.sender.pictures.retry(item.pictures);
    this.attempts.reset();
    this.list.change(item, {
      clientMessageId: isSame ? item.clientMessageId : newClientMessageId(),
      userId: this.sender.userId,
      state: 'pending',
      reason: null,
      waitingUntil: undefined,
    });
    this.wake();
  }

  discard(clientMessageId: string): void {
    const item = this.list.find(clientMessageId);
    if (!item) return;
    this.list.remove(item);
    if (item.state !== 'stored') this.sender.pictures.release(item.pictures, 'discarded');
    // What it waited for is no reason for the next one to wait, unless the server asked for it.
    if (item.waitingUntil === undefined) this.wakeNow();
  }

  /** Something became of a picture: a message that failed for its sake may go on. */
  lookAgain(): void {
    for (const item of this.pending) {
      if (isHeldByPicture(item) && this.sender.pictures.lookAt(item.pictures).state !== 'failed')
        this.list.change(item, { state: 'pending', reason: null });
    }
    this.wake();
  }

  /** Takes pictures out of a message that waits for them; one with nothing left goes. */
  removePictures(clientMessageId: string, ids: readonly string[]): void {
    const item = this.findHeld(clientMessageId);
    if (!item) return;
    const pictures = item.pictures.filter(({ id }) => !ids.includes(id));
    if (pictures.length === 0 && item.text === '') return this.discard(clientMessageId);
    this.list.change(item, { pictures });
    const removed = item.pictures.filter(({ id }) => ids.includes(id));
    this.sender.pictures.release(removed, 'discarded');
    this.lookAgain();
  }

  /** Gives a message that waits for its pictures, or was refused, back to its author. @returns what it was, if it could still be had. */
  takeBack(clientMessageId: string): PendingMessage | undefined {
    const refused = this.list.find(clientMessageId);
    const item = refused && isAnswered(refused) ? refused : this.findHeld(clientMessageId);
    if (!item) return undefined;
    this.list.remove(item);
    this.wakeNow();
    return item;
  }

  /** The list of messages is at a version: stored ones that it holds are no longer pending. */
  settle(version: number): void {
    for (const item of this.pending)
      if (item.storedVersion !== null && item.storedVersion <= version) this.list.remove(item);
  }

  /** Messages came from the server by another way than the acknowledgement: own ones among them need not be sent again. */
  confirm(messages: readonly Message[]): void {
    if (this.pending.length === 0) return;
    const own = new Map(
      messages
        .filter(({ author }) => author.id === this.sender.userId)
        .map((message) => [message.clientMessageId, message]),
    );
    for (const item of this.pending) {
      const message = own.get(item.clientMessageId);
      if (!message || item.state === 'stored') continue;
      this.finish(item, message);
      this.wakeNow();
    }
  }

  /** Goes on, also ahead of the time of the next attempt: the connection is back, or something was added. */
  wake(): void {
    const head = this.pending.find((item) => item.state !== 'stored' && item.reason !== 'session' && !isRefused(item));
    if (this.isSending || this.isClosed || this.timer !== undefined || head?.state !== 'pending') return;
    const outcome = this.sender.pictures.lookAt(head.pictures);
    if (outcome.state === 'ready') void this.sendHead(head, outcome.attachmentIds);
    if (outcome.state !== 'failed') return;
    this.fail(head, outcome.reason);
    this.wake();
  }

  /** The connection is back: there is no reason to wait any longer, except that the server asked for it. */
  wakeNow(): void {
    if (this.pending.some(({ waitingUntil = 0 }) => waitingUntil > this.sender.now())) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.wake();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.unwatch();
  }

  private async sendHead(head: PendingMessage, attachmentIds: readonly string[]): Promise<void> {
    this.isSending = true;
    const { clientMessageId, text, replyTo } = head;
    try {
      const message = await this.sender.send(this.roomId, {
        clientMessageId,
        text,
        ...(attachmentIds.length > 0 && { attachmentIds: [...attachmentIds] }),
        ...(replyTo && { replyToId: replyTo.id }),
      });
      this.finish(head, message);
      this.onStored(message);
    } catch (error) {
      await this.handleFailure(head, error);
    } finally {
      this.isSending = false;
      this.wake();
    }
  }

  private async handleFailure(head: PendingMessage, error: unknown): Promise<void> {
    // Confirmed by an event, or deleted, while the answer was on its way: nothing has to wait for it.
    if (!this.list.has(head)) return;
    const failure = error instanceof RequestError ? error : new RequestError('internal', String(error));
    if (!isPassing(failure.code)) {
      this.attempts.reset();
      // A picture waits a day for its message; one that is gone is brought again, and the message keeps its id.
      if (head.pictures.length > 0 && (await this.sender.pictures.recover(head.pictures))) return;
      this.fail(head, refusalOf(failure));
      return;
    }
    const next = this.attempts.after(failure, this.sender.isConnected());
    if (next === 'failed') {
      this.fail(head, failure.code);
      return;
    }
    if (next.askedMs > 0) this.list.update(head, { waitingUntil: this.sender.now() + next.askedMs });
    this.wait(next.waitMs);
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
    const item = this.list.find(clientMessageId);
    if (!item || item.state === 'stored') return;
    this.list.remove(item);
    this.sender.pictures.release(item.pictures, 'elsewhere');
    this.wakeNow();
  }

  /** A message that waits for its pictures, and is not on its way. */
  private findHeld(clientMessageId: string): PendingMessage | undefined {
    const item = this.list.find(clientMessageId);
    const isHeld = item && item.state !== 'stored' && this.sender.pictures.lookAt(item.pictures).state !== 'ready';
    return isHeld ? item : undefined;
  }

  /** It is on the server. */
  private finish(item: PendingMessage, { version }: Message): void {
    this.attempts.reset();
    this.list.forget(item);
    this.list.update(item, { state: 'stored', storedVersion: version, waitingUntil: undefined });
    this.sender.pictures.release(item.pictures, 'stored');
  }

  private fail(item: PendingMessage, reason: string): void {
    this.list.change(item, { state: 'failed', reason, waitingUntil: undefined });
  }
}
