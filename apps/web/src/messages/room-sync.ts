import type { ChangesPage, Joined, Message, MessagePage } from '@tertulia/contract';
import type { PageCursor } from '../api/api-client.js';
import {
  applyChange,
  applyChanges,
  beginSync,
  endSync,
  forgetAhead,
  isBehind,
  noteVersion,
  resetTo,
  type RoomLog,
  type Snapshot,
} from './merge-messages.js';
import { Patience } from './patience.js';

/** How the changes of a room are asked for. */
export interface SyncGateway {
  join: (roomId: string, afterVersion: number | undefined) => Promise<Joined>;
  changes: (roomId: string, after: number) => Promise<ChangesPage>;
  page: (roomId: string, limit: number, cursor: PageCursor) => Promise<MessagePage>;
  random: () => number;
}

/** The live run, where it is kept. */
export interface LogAccess {
  get: () => RoomLog;
  set: (log: RoomLog, received?: readonly Message[]) => void;
}

/** Rounds of catching up that bring nothing; a server that promises more than it gives is then left alone until its next event. */
const MOST_IDLE_ROUNDS = 5;
/** Pages of changes that are gathered before everything is loaded anew instead. */
const MOST_CHANGE_PAGES = 200;
/** An acknowledgement may overtake the changes before it; they are given this long before they are asked for. */
const OVERTAKEN_MS = 400;

/** Keeps the live run at the state of the server: joins, takes events in turn, and asks for what is missing. */
export class RoomSync {
  hasFailed = false;
  /** The newest message of the room at the last entry. */
  joinedSeq = 0;
  private isEntered = false;
  /** Counts entries, so that an answer to an earlier one is not taken for the present one. */
  private visit = 0;
  private patience: Patience;

  constructor(
    private readonly roomId: string,
    private readonly gateway: SyncGateway,
    private readonly log: LogAccess,
    private readonly pageSize: number,
  ) {
    this.patience = new Patience(gateway.random);
  }

  /** @returns the server's answer, or undefined when the connection went away meanwhile. */
  async enter(): Promise<Joined | undefined> {
    const visit = this.begin();
    this.isEntered = true;
    this.log.set(beginSync(this.log.get()));
    const joined = await this.persist(visit, () => this.gateway.join(this.roomId, this.log.get().version));
    if (!joined) return undefined;
    this.joinedSeq = joined.lastSeq;
    const log = this.log.get();
    if (log.version === undefined || joined.reset) this.log.set(resetTo(log, joined), joined.messages);
    else this.log.set(applyChanges(log, joined.changes, joined.version), joined.changes);
    this.log.set(endSync(this.log.get()));
    this.checkBehind();
    return joined;
  }

  /** Shows what was kept of an earlier visit; nothing if the server was asked already. The next entry asks for what came since. */
  seed(kept: Snapshot): void {
    if (this.isEntered || this.log.get().version !== undefined) return;
    this.log.set(resetTo(this.log.get(), kept));
  }

  /** Events no longer come. */
  pause(): void {
    this.begin();
    this.isEntered = false;
    this.log.set(forgetAhead(this.log.get()));
  }

  receive(version: number, message: Message): void {
    if (!this.isEntered) return;
    this.log.set(applyChange(this.log.get(), version, message), [message]);
    this.checkBehind();
  }

  receivePosition(version: number): void {
    if (!this.isEntered) return;
    this.log.set(noteVersion(this.log.get(), version));
    this.checkBehind();
  }

  takeAcknowledged(message: Message): void {
    if (!this.isEntered) return;
    this.log.set(applyChange(this.log.get(), message.version, message), [message]);
    this.patience.later(OVERTAKEN_MS, () => this.checkBehind());
  }

  private checkBehind(): void {
    if (isBehind(this.log.get())) void this.catchUp();
  }

  /** Asks for the changes that are missing, until there are none; later ones wait meanwhile. */
  private async catchUp(): Promise<void> {
    const { visit } = this;
    let idleRounds = 0;
    while (idleRounds < MOST_IDLE_ROUNDS) {
      this.log.set(beginSync(this.log.get()));
      const before = this.log.get().version ?? 0;
      const changes = await this.collectChanges(visit, before);
      if (!changes) return;
      if (changes.reset && !(await this.reload(visit))) return;
      if (!changes.reset) this.log.set(applyChanges(this.log.get(), changes.items, changes.version), changes.items);
      this.log.set(endSync(this.log.get()));
      if (!isBehind(this.log.get())) return;
      if ((this.log.get().version ?? 0) > before) continue;
      idleRounds += 1;
      this.log.set(beginSync(this.log.get()));
      await this.patience.pause(idleRounds);
      if (visit !== this.visit) return;
    }
    const log = this.log.get();
    this.log.set(endSync({ ...log, highest: log.version ?? 0, ahead: new Map() }));
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
    const newest = await this.persist(visit, () => this.gateway.page(this.roomId, this.pageSize, {}));
    if (newest)
      this.log.set(resetTo(this.log.get(), { messages: newest.items, version: newest.version }), newest.items);
    return newest !== undefined;
  }

  /** Asks, with patience; gives nothing when the visit ended meanwhile or the answer is a refusal. */
  private async persist<Answer>(visit: number, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    const answer = await this.patience.ask(ask);
    if (visit !== this.visit) return undefined;
    if (answer !== undefined) return answer;
    this.hasFailed = true;
    this.log.set(forgetAhead(this.log.get()));
    return undefined;
  }

  private begin(): number {
    this.visit += 1;
    this.hasFailed = false;
    this.patience.end();
    this.patience = new Patience(this.gateway.random);
    return this.visit;
  }
}
