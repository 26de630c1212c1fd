import type { Joined, Message, ReplyReference } from '@tertulia/contract';
import type { Snapshot } from './merge-messages.js';
import { findIndex } from './message-run.js';
import { type Found, type PageGateway, PageLoader } from './page-loader.js';
import type { PendingMessage, PendingPicture, UnsentStore } from './pending-message.js';
import { emptyState, type RoomSizes, roomSizes, type RoomState, shownRun, takeChanges, takeLog } from './room-state.js';
import { RoomSync, type SyncGateway } from './room-sync.js';
import { type Sender, SendQueue } from './send-queue.js';

/** How a room's messages are reached. */
export interface RoomGateway extends Sender, SyncGateway, PageGateway {}

/** What a view of the room shows. */
export interface RoomView {
  /** An unbroken run: up to the newest message, or an earlier part of the room by itself. */
  messages: readonly Message[];
  /** Own messages that are not in the live run yet, in order of writing. */
  pending: readonly PendingMessage[];
  isLoaded: boolean;
  /** What changed since the last visit is being asked for. */
  isSyncing: boolean;
  /** Whether `messages` reaches the newest one; otherwise history is shown. */
  isLive: boolean;
  hasBefore: boolean;
  isLoadingOlder: boolean;
  isLoadingNewer: boolean;
  loadFailed: boolean;
  version: number | undefined;
  /** The newest message of the room that is known, whatever is shown. */
  newestSeq: number;
  /** The newest message when the room was last joined: up to it, messages came while nobody listened. */
  joinedSeq: number;
}

/**
 * The messages of one room, outside of React: the server's order without holes, the own unsent messages after it.
 * Every way in (join, event, acknowledgement, page) ends here.
 */
export class RoomStore {
  private state: RoomState = emptyState;
  private view: RoomView;
  private readonly listeners = new Set<() => void>();
  private readonly queue: SendQueue;
  private readonly sync: RoomSync;
  private readonly pages: PageLoader;

  constructor(
    readonly roomId: string,
    gateway: RoomGateway,
    unsent: UnsentStore,
    sizes: RoomSizes = roomSizes,
  ) {
    this.queue = new SendQueue(
      roomId,
      gateway,
      unsent,
      () => this.publish(),
      (message) => this.takeAcknowledged(message),
    );
    const log = {
      get: () => this.state.log,
      set: (next: RoomState['log'], received: readonly Message[] = []) =>
        this.setState(takeLog(takeChanges(this.state, received), next, sizes), received),
    };
    this.sync = new RoomSync(roomId, gateway, log, sizes.page);
    const state = { get: () => this.state, set: this.setState };
    this.pages = new PageLoader(roomId, gateway, state, sizes);
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
    const joined = await this.sync.enter();
    if (!joined) return undefined;
    this.queue.wakeNow();
    void this.pages.refresh();
    return joined;
  }

  /** Shows what was kept of an earlier visit. */
  seed(kept: Snapshot): void {
    this.sync.seed(kept);
  }

  /** The newest messages with the version that they stand for, to be kept. */
  newest(): Snapshot | undefined {
    const { messages, version } = this.state.log;
    return version === undefined ? undefined : { messages, version };
  }

  /** The connection is gone, or the room was left: events no longer come. */
  pause(): void {
    this.sync.pause();
  }

  close(): void {
    this.pause();
    this.queue.close();
    this.listeners.clear();
  }

  /** A change that was pushed. */
  receive(version: number, message: Message): void {
    this.sync.receive(version, message);
  }

  /** The server says where the room stands. */
  receivePosition(version: number): void {
    this.sync.receivePosition(version);
  }

  /** An own change that was acknowledged; the changes before it may still be on their way. */
  takeAcknowledged(message: Message): void {
    this.sync.takeAcknowledged(message);
  }

  loadOlder(): Promise<void> {
    return this.pages.loadOlder();
  }

  /** Goes on from a part of history towards the present. */
  loadNewer(): Promise<void> {
    return this.pages.loadNewer();
  }

  /** Makes a message part of what is shown. */
  showMessage(id: string, seq?: number): Promise<Found> {
    return this.pages.showMessage(id, seq);
  }

  /** Shows the surroundings of a `seq`, or of the first message since an instant. */
  showAround(cursor: { around: number } | { at: string }): Promise<Found> {
    return this.pages.showAround(cursor);
  }

  /** Shows the newest messages again. */
  showPresent(): void {
    this.pages.showPresent();
  }

  /** The newest messages, after a `seq`. */
  messagesAfter(seq: number): readonly Message[] {
    const { messages } = this.state.log;
    return messages.slice(findIndex(messages, seq + 1));
  }

  /** Waits, for a limited time, until what is being asked for on entering the room is here. */
  settled(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const check = () => {
        if (!this.state.log.isSyncing) end();
      };
      const timer = setTimeout(end, limitMs);
      const stop = this.subscribe(check);
      check();
    });
  }

  /** The reader is here; infinite at the end of the room. What has to be dropped is far from there. */
  readAt(seq: number): void {
    this.state = { ...this.state, readingSeq: seq };
  }

  /** @returns the id that the message keeps. */
  send(text: string, replyTo: ReplyReference | null, pictures: readonly PendingPicture[] = []): string {
    return this.queue.add(text, replyTo, pictures);
  }

  /** Something became of a picture of an unsent message. */
  lookAgain(): void {
    this.queue.lookAgain();
  }

  removePictures(clientMessageId: string, ids: readonly string[]): void {
    this.queue.removePictures(clientMessageId, ids);
  }

  /** Gives an unsent message back to its author, if it waits for its pictures. */
  takeBack(clientMessageId: string): PendingMessage | undefined {
    return this.queue.takeBack(clientMessageId);
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

  private readonly setState = (state: RoomState, received: readonly Message[] = []): void => {
    const isSame = state === this.state;
    const wasStale = this.state.window?.isStale === true;
    this.state = state;
    this.queue.confirm(received);
    if (state.log.version !== undefined) this.queue.settle(state.log.version);
    if (!isSame) this.publish();
    if (!wasStale && state.window?.isStale) void this.pages.refresh();
  };

  private publish(): void {
    const view = this.makeView();
    if (isSameView(view, this.view)) return;
    this.view = view;
    for (const listener of this.listeners) listener();
  }

  private makeView(): RoomView {
    const { log } = this.state;
    return {
      ...shownRun(this.state),
      pending: this.queue.pending,
      isLoaded: log.version !== undefined,
      isSyncing: log.isSyncing,
      isLoadingOlder: this.pages.isLoadingOlder,
      isLoadingNewer: this.pages.isLoadingNewer,
      loadFailed: this.sync.hasFailed,
      version: log.version,
      newestSeq: log.messages.at(-1)?.seq ?? 0,
      joinedSeq: this.sync.joinedSeq,
    };
  }
}

function isSameView(a: RoomView, b: RoomView): boolean {
  return (Object.keys(a) as (keyof RoomView)[]).every((key) => Object.is(a[key], b[key]));
}
