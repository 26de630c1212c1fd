import type { ChangesPage, Joined, Message, MessagePage, ReplyReference } from '@tertulia/contract';
import { Patience } from './patience.js';
import {
  applyChange,
  applyChanges,
  beginOlder,
  beginSync,
  emptyLog,
  endOlder,
  endSync,
  forgetAhead,
  isBehind,
  noteVersion,
  prependPage,
  resetTo,
  type RoomLog,
} from './merge-messages.js';
import type { PendingMessage, UnsentStore } from './pending-message.js';
import { type Sender, SendQueue } from './send-queue.js';

/** How a room's messages are reached. */
export interface RoomGateway extends Sender {
  join: (roomId: string, afterVersion: number | undefined) => Promise<Joined>;
  changes: (roomId: string, after: number) => Promise<ChangesPage>;
  page: (roomId: string, limit: number, before?: number) => Promise<MessagePage>;
}

/** What a view of the room shows. */
export interface RoomView {
  messages: readonly Message[];
  /** Own messages that are not in `messages` yet, in order of writing. */
  pending: readonly PendingMessage[];
  isLoaded: boolean;
  hasBefore: boolean;
  isLoadingOlder: boolean;
  loadFailed: boolean;
  epoch: number;
  version: number | undefined;
}

const NEWEST_PAGE = 50;
const OLDER_PAGE = 50;
/** Rounds of catching up that bring nothing; a server that promises more than it gives is then left alone until its next event. */
const MOST_IDLE_ROUNDS = 5;
/** Pages of changes that are gathered before everything is loaded anew instead. */
const MOST_CHANGE_PAGES = 200;
/** An acknowledgement may overtake the changes before it; they are given this long before they are asked for. */
const OVERTAKEN_MS = 400;

/**
 * The messages of one room, outside of React: the server's order without holes, the own unsent messages after it.
 * Every way in (join, event, acknowledgement, page) ends here.
 */
export class RoomStore {
  private log: RoomLog = emptyLog;
  private view: RoomView;
  private isEntered = false;
  private isLoadingOlder = false;
  private loadFailed = false;
  /** Counts entries, so that an answer to an earlier one is not taken for the present one. */
  private visit = 0;
  private readonly listeners = new Set<() => void>();
  private readonly queue: SendQueue;
  private patience: Patience;

  constructor(
    readonly roomId: string,
    private readonly gateway: RoomGateway,
    unsent: UnsentStore,
  ) {
    this.patience = new Patience(gateway.random);
    this.queue = new SendQueue(
      roomId,
      gateway,
      unsent,
      () => this.publish(),
      (message) => this.takeAcknowledged(message),
    );
    this.view = this.makeView();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): RoomView => this.view;

  /**
   * Joins the room on the present connection: gets the newest page, or what changed since, before any later event.
   * @returns the server's answer, or undefined when the connection went away meanwhile.
   */
  async enter(): Promise<Joined | undefined> {
    const visit = this.begin();
    this.isEntered = true;
    this.setLog(beginSync(this.log));
    const joined = await this.persist(visit, () => this.gateway.join(this.roomId, this.log.version));
    if (!joined) return undefined;
    if (this.log.version === undefined || joined.reset) this.setLog(resetTo(this.log, joined), joined.messages);
    else this.setLog(applyChanges(this.log, joined.changes, joined.version), joined.changes);
    this.setLog(endSync(this.log));
    this.queue.wakeNow();
    if (isBehind(this.log)) void this.catchUp();
    return joined;
  }

  /** The connection is gone, or the room was left: events no longer come. */
  pause(): void {
    this.begin();
    this.isEntered = false;
    this.setLog(forgetAhead(this.log));
  }

  close(): void {
    this.pause();
    this.queue.close();
    this.listeners.clear();
  }

  /** A change that was pushed. */
  receive(version: number, message: Message): void {
    if (!this.isEntered) return;
    this.setLog(applyChange(this.log, version, message), [message]);
    if (isBehind(this.log)) void this.catchUp();
  }

  /** The server says where the room stands. */
  receivePosition(version: number): void {
    if (!this.isEntered) return;
    this.setLog(noteVersion(this.log, version));
    if (isBehind(this.log)) void this.catchUp();
  }

  /** An own change that was acknowledged; the changes before it may still be on their way. */
  takeAcknowledged(message: Message): void {
    if (!this.isEntered) return;
    this.setLog(applyChange(this.log, message.version, message));
    this.patience.later(OVERTAKEN_MS, () => {
      if (isBehind(this.log)) void this.catchUp();
    });
  }

  async loadOlder(limit = OLDER_PAGE): Promise<void> {
    const first = this.log.messages[0]?.seq;
    if (first === undefined || !this.log.hasBefore || this.isLoadingOlder) return;
    const { epoch } = this.log;
    this.isLoadingOlder = true;
    this.setLog(beginOlder(this.log));
    try {
      const page = await this.gateway.page(this.roomId, limit, first);
      this.setLog(prependPage(this.log, epoch, page), page.items);
    } catch {
      // The next movement of the list asks again.
      this.setLog(endOlder(this.log));
    } finally {
      this.isLoadingOlder = false;
      this.publish();
    }
  }

  send(text: string, replyTo: ReplyReference | null): void {
    this.queue.add(text, replyTo);
  }

  retry(clientMessageId: string): void {
    this.queue.retry(clientMessageId);
  }

  discard(clientMessageId: string): void {
    this.queue.discard(clientMessageId);
  }

  /** There may be a way to the server again. */
  wake(): void {
    this.queue.wakeNow();
  }

  /** Asks for the changes that are missing, until there are none; later ones wait meanwhile. */
  private async catchUp(): Promise<void> {
    const { visit } = this;
    let idleRounds = 0;
    this.setLog(beginSync(this.log));
    while (idleRounds < MOST_IDLE_ROUNDS) {
      const before = this.log.version ?? 0;
      const changes = await this.collectChanges(visit, before);
      if (!changes) return;
      if (changes.reset && !(await this.reload(visit))) return;
      if (!changes.reset) this.setLog(applyChanges(this.log, changes.items, changes.version), changes.items);
      this.setLog(endSync(this.log));
      if (!isBehind(this.log)) return;
      this.setLog(beginSync(this.log));
      if ((this.log.version ?? 0) > before) continue;
      idleRounds += 1;
      await this.patience.pause(idleRounds);
      if (visit !== this.visit) return;
    }
    this.setLog(endSync({ ...this.log, highest: this.log.version ?? 0, ahead: new Map() }));
  }

  /**
   * All pages of changes after a version. Only together they leave no hole: a message that was edited since is told with
   * its last change, after the messages that were written after it.
   */
  private async collectChanges(visit: number, after: number): Promise<Omit<ChangesPage, 'more'> | undefined> {
    const items: Message[] = [];
    let version = after;
    for (let pages = 0; pages < MOST_CHANGE_PAGES; pages += 1) {
      const from = version;
      const page = await this.persist(visit, () => this.gateway.changes(this.roomId, from));
      if (!page) return undefined;
      items.push(...page.items);
      version = Math.max(version, page.version);
      if (page.reset || !page.more) return { items, version, reset: page.reset };
      if (version === from) break;
    }
    return { items: [], version, reset: true };
  }

  /** The hole is too large to be filled change by change. */
  private async reload(visit: number): Promise<boolean> {
    const newest = await this.persist(visit, () => this.gateway.page(this.roomId, NEWEST_PAGE));
    if (newest) this.setLog(resetTo(this.log, { messages: newest.items, version: newest.version }), newest.items);
    return newest !== undefined;
  }

  /** Asks, with patience; gives nothing when the visit ended meanwhile or the answer is a refusal. */
  private async persist<Answer>(visit: number, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    const answer = await this.patience.ask(ask);
    if (visit !== this.visit) return undefined;
    if (answer !== undefined) return answer;
    this.loadFailed = true;
    this.setLog(forgetAhead(this.log));
    return undefined;
  }

  private begin(): number {
    this.visit += 1;
    this.loadFailed = false;
    this.patience.end();
    this.patience = new Patience(this.gateway.random);
    return this.visit;
  }

  private setLog(log: RoomLog, received: readonly Message[] = []): void {
    const isSame = log === this.log;
    this.log = log;
    this.queue.confirm(received);
    if (log.version !== undefined) this.queue.settle(log.version);
    if (!isSame) this.publish();
  }

  private publish(): void {
    this.view = this.makeView();
    for (const listener of this.listeners) listener();
  }

  private makeView(): RoomView {
    const { messages, version, hasBefore, epoch } = this.log;
    return {
      messages,
      pending: this.queue.pending,
      isLoaded: version !== undefined,
      hasBefore,
      isLoadingOlder: this.isLoadingOlder,
      loadFailed: this.loadFailed,
      epoch,
      version,
    };
  }
}
