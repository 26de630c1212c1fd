import type { Message, MessagePage } from '@tertulia/contract';
import type { PageCursor } from '../api/api-client.js';
import { failureCode, isPassing } from '../api/request-error.js';
import {
  addAfter,
  addBefore,
  beginAsking,
  closeWindow,
  endAsking,
  openWindow,
  type RoomSizes,
  type RoomState,
  shownRun,
} from './room-state.js';
import { findSeq } from './message-run.js';

/** How pages of a room, and single messages of it, are reached. */
export interface PageGateway {
  page: (roomId: string, limit: number, cursor: PageCursor) => Promise<MessagePage>;
  find: (roomId: string, messageId: string) => Promise<Message>;
}

/** The state of a room, where it is kept. */
export interface StateAccess {
  get: () => RoomState;
  set: (state: RoomState, received?: readonly Message[]) => void;
}

/** What a jump found: the message, that it is no longer there, that there was no answer, or that another jump came after. */
export type Found = { message: Message } | 'gone' | 'failed' | 'superseded';

/** Tries after which a room that is reloaded again and again is left where it is. */
const MOST_TRIES = 3;

/** Brings the parts of a room's history that the reader goes to. */
export class PageLoader {
  isLoadingOlder = false;
  isLoadingNewer = false;
  /** Counts jumps: the answer to an earlier one is not shown after a later one. */
  private jumps = 0;

  constructor(
    private readonly roomId: string,
    private readonly gateway: PageGateway,
    private readonly state: StateAccess,
    private readonly sizes: RoomSizes,
  ) {}

  async loadOlder(): Promise<void> {
    const { messages, hasBefore } = shownRun(this.state.get());
    const before = messages[0]?.seq;
    if (before === undefined || !hasBefore || this.isLoadingOlder || this.isStale) return;
    this.isLoadingOlder = true;
    await this.addPage({ before }, addBefore);
    this.isLoadingOlder = false;
    this.state.set({ ...this.state.get() });
  }

  async loadNewer(): Promise<void> {
    const after = this.state.get().window?.messages.at(-1)?.seq;
    if (after === undefined || this.isLoadingNewer || this.isStale) return;
    this.isLoadingNewer = true;
    await this.addPage({ after }, addAfter);
    this.isLoadingNewer = false;
    this.state.set({ ...this.state.get() });
  }

  /** Shows a message, by its id; its `seq` saves a question when it is known. */
  async showMessage(id: string, seq?: number): Promise<Found> {
    const jump = this.beginJump();
    const known = this.findLoaded((message) => message.id === id);
    if (known) return this.showLoaded(known);
    try {
      const found = seq === undefined ? await this.gateway.find(this.roomId, id) : undefined;
      if (found?.deletedAt) return 'gone';
      const around = seq ?? found?.seq ?? 0;
      const pick = ({ items }: MessagePage) => items.find((item) => item.id === id && item.deletedAt === null);
      return await this.openPage({ around }, jump, pick);
    } catch (error) {
      return isPassing(failureCode(error)) ? 'failed' : 'gone';
    }
  }

  /** Shows the surroundings of a `seq`, or of the first message since an instant. */
  async showAround(cursor: { around: number } | { at: string }): Promise<Found> {
    const jump = this.beginJump();
    const isWanted = (message: Message) =>
      'around' in cursor ? message.seq >= cursor.around : Date.parse(message.createdAt) >= Date.parse(cursor.at);
    const known = 'around' in cursor && this.findLoaded(({ seq }) => seq === cursor.around);
    if (known) return this.showLoaded(known);
    try {
      return await this.openPage(cursor, jump, ({ items }) => items.find(isWanted) ?? items.at(-1));
    } catch (error) {
      return isPassing(failureCode(error)) ? 'failed' : 'gone';
    }
  }

  /** Shows the newest messages again. */
  showPresent(): void {
    this.beginJump();
    this.state.set(closeWindow(this.state.get()));
  }

  /** Loads the shown part of history again, after so many changes that they were not told one by one. */
  async refresh(): Promise<void> {
    const { window, readingSeq } = this.state.get();
    if (!window?.isStale) return;
    const { messages } = window;
    const middle = messages[messages.length >>> 1]?.seq ?? 1;
    const around = findSeq(messages, readingSeq)?.seq ?? middle;
    // Without an answer it stays as it was; the next connection asks again.
    await this.openPage({ around }, this.jumps, ({ items }) => items[0]).catch(() => undefined);
  }

  private get isStale(): boolean {
    return this.state.get().window?.isStale === true;
  }

  private beginJump(): number {
    this.jumps += 1;
    return this.jumps;
  }

  private findLoaded(isWanted: (message: Message) => boolean): Message | undefined {
    const { window, log } = this.state.get();
    return (window && !window.isStale ? window.messages.find(isWanted) : undefined) ?? log.messages.find(isWanted);
  }

  private showLoaded(message: Message): Found {
    const state = this.state.get();
    if (message.deletedAt !== null) return 'gone';
    if (state.window && !findSeq(state.window.messages, message.seq)) this.state.set(closeWindow(state));
    return { message };
  }

  private async addPage(cursor: PageCursor, add: typeof addBefore): Promise<void> {
    const { epoch } = this.state.get().log;
    try {
      await this.ask(cursor, (state, page) => (state.log.epoch === epoch ? add(state, page, this.sizes) : state));
    } catch {
      // The next movement of the list asks again.
    }
  }

  /** Shows a page if what was looked for is in it, unless another jump came after this one. */
  private async openPage(
    cursor: PageCursor,
    jump: number,
    pick: (page: MessagePage) => Message | undefined,
  ): Promise<Found> {
    let found: Found = 'failed';
    for (let tries = 0; tries < MOST_TRIES && found === 'failed'; tries += 1) {
      const { epoch } = this.state.get().log;
      await this.ask(cursor, (state, page) => {
        if (state.log.epoch !== epoch) return state;
        const message = pick(page);
        found = jump === this.jumps ? (message ? { message } : 'gone') : 'superseded';
        return typeof found === 'string' ? state : openWindow(state, page, this.sizes);
      });
    }
    return found;
  }

  /** Asks for a page and gives it to the state together with what changed meanwhile. */
  private async ask(cursor: PageCursor, take: (state: RoomState, page: MessagePage) => RoomState): Promise<void> {
    this.state.set(beginAsking(this.state.get()));
    try {
      const page = await this.gateway.page(this.roomId, this.sizes.page, cursor);
      this.state.set(take(this.state.get(), page), page.items);
    } finally {
      this.state.set(endAsking(this.state.get()));
    }
  }
}
