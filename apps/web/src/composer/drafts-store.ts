import { type Draft, isStorableText, limits, type ReplyReference, type SaveDraft } from '@tertulia/contract';
import { failureCode } from '../api/request-error.js';
import { Observable } from '../realtime/observable.js';
import {
  clearDrafts,
  draftAfterSend,
  draftRooms,
  hasContent,
  keepDraft,
  type KeptDraft,
  noDraft,
  readDraft,
  roomOfKey,
} from './draft-storage.js';

const KEEP_DELAY_MS = 400;
const SYNC_DELAY_MS = 1_000;

/** The way to the drafts on the server. */
export interface DraftServer {
  readonly userId: string;
  list: () => Promise<Draft[]>;
  save: (roomId: string, draft: SaveDraft) => Promise<Draft>;
  isConnected: () => boolean;
}

type Timer = ReturnType<typeof setTimeout>;

/**
 * What was begun in each room, outside of React: kept in this browser a moment after the last key, then on the server.
 * Its own value holds the drafts with content, for marks in lists; `of` gives a room's draft key by key.
 */
export class DraftsStore extends Observable<ReadonlyMap<string, KeptDraft>> {
  private readonly drafts = new Map<string, Observable<KeptDraft>>();
  private readonly keepTimers = new Map<string, Timer>();
  private readonly syncTimers = new Map<string, Timer>();
  private readonly saving = new Set<string>();
  /** What was last handed to the server with content: it comes back as an event, and may do so after it was sent. */
  private readonly handed = new Map<string, KeptDraft>();
  /** At which of all changes that were kept a room's draft was last changed: a list may have been read before it. */
  private readonly keptAt = new Map<string, number>();
  private changes = 0;
  /** Unknown until the server was asked; one of an earlier version keeps no drafts. */
  private isSupported: boolean | undefined;

  constructor(private readonly server: DraftServer) {
    super(new Map());
    for (const roomId of draftRooms()) this.publish(roomId, this.of(roomId).get());
    window.addEventListener('storage', this.handleStorage);
    window.addEventListener('pagehide', this.flush);
  }

  /** The draft of one room, as it is at this moment. */
  of(roomId: string): Observable<KeptDraft> {
    const known = this.drafts.get(roomId);
    if (known) return known;
    const kept = readDraft(roomId);
    const isOwn = kept.userId === null || kept.userId === this.server.userId;
    const draft = new Observable(isOwn ? kept : { ...kept, revision: 0, userId: null, isDirty: hasContent(kept) });
    this.drafts.set(roomId, draft);
    return draft;
  }

  hasDraft(roomId: string): boolean {
    return this.get().has(roomId);
  }

  /** The person writes: kept 400 ms after the last key. */
  write(roomId: string, text: string): void {
    this.change(roomId, { text });
  }

  /** The message that is being answered is a part of the draft. */
  answer(roomId: string, replyTo: ReplyReference | null): void {
    if (this.of(roomId).get().replyTo !== replyTo) this.change(roomId, { replyTo });
  }

  /** Something was sent: it alone leaves the draft, and what was typed meanwhile stays. */
  takeSent(roomId: string, sent: string): void {
    this.change(roomId, { text: draftAfterSend(this.of(roomId).get().text, sent), replyTo: null });
    this.keep(roomId);
  }

  /** Keeps at once what waits for its moment: the page or the room is being left. */
  readonly flush = (): void => {
    for (const roomId of [...this.keepTimers.keys()]) this.keep(roomId);
  };

  /** The connection is there: takes what other devices wrote, and hands over what waits. */
  async connect(): Promise<void> {
    if (this.isSupported === false) return;
    try {
      const asked = this.changes;
      const drafts = await this.server.list();
      this.isSupported = true;
      const listed = new Set(drafts.map(({ roomId }) => roomId));
      for (const draft of drafts) this.receive(draft);
      for (const [roomId, draft] of this.drafts) {
        const isNewer = (this.keptAt.get(roomId) ?? 0) > asked;
        if (!listed.has(roomId) && !isNewer) this.takeMissing(roomId, draft.get());
      }
      for (const roomId of this.drafts.keys()) this.planSync(roomId, 0);
    } catch (error) {
      if (failureCode(error) === 'not_found') this.isSupported = false;
      // Anything else is asked again with the next connection.
    }
  }

  /** Another device changed a draft, or the answer to an own change: own text that is not there yet wins. */
  receive(draft: Draft): void {
    const present = this.of(draft.roomId).get();
    if (draft.revision <= present.revision) return;
    const known = { revision: draft.revision, userId: this.server.userId };
    if (this.isOwnBetter(draft.roomId, draft) && !isSame(present, draft))
      this.put(draft.roomId, { ...present, ...known });
    else this.put(draft.roomId, { text: draft.text, replyTo: draft.replyTo, ...known, isDirty: false });
    this.planSync(draft.roomId, SYNC_DELAY_MS);
  }

  /** Forgets all drafts of this browser: the person leaves it. */
  forget(): void {
    for (const timer of [...this.keepTimers.values(), ...this.syncTimers.values()]) clearTimeout(timer);
    this.keepTimers.clear();
    this.isSupported = false;
    this.drafts.clear();
    this.handed.clear();
    this.keptAt.clear();
    this.set(new Map());
    clearDrafts();
  }

  close(): void {
    this.flush();
    for (const timer of this.syncTimers.values()) clearTimeout(timer);
    window.removeEventListener('storage', this.handleStorage);
    window.removeEventListener('pagehide', this.flush);
  }

  private change(roomId: string, change: Partial<KeptDraft>): void {
    const draft = this.of(roomId);
    draft.set({ ...draft.get(), ...change, isDirty: true });
    clearTimeout(this.keepTimers.get(roomId));
    this.keepTimers.set(
      roomId,
      setTimeout(() => this.keep(roomId), KEEP_DELAY_MS),
    );
  }

  private keep(roomId: string): void {
    clearTimeout(this.keepTimers.get(roomId));
    this.keepTimers.delete(roomId);
    const draft = this.of(roomId).get();
    keepDraft(roomId, draft);
    this.publish(roomId, draft);
    this.planSync(roomId, SYNC_DELAY_MS);
  }

  private put(roomId: string, draft: KeptDraft): void {
    this.of(roomId).set(draft);
    this.noteChange(roomId);
    keepDraft(roomId, draft);
    this.publish(roomId, draft);
  }

  private noteChange(roomId: string): void {
    this.changes += 1;
    this.keptAt.set(roomId, this.changes);
  }

  private publish(roomId: string, draft: KeptDraft): void {
    const isThere = hasContent(draft);
    if (!isThere && !this.hasDraft(roomId)) return;
    this.update((drafts) => {
      const next = new Map(drafts);
      if (isThere) next.set(roomId, draft);
      else next.delete(roomId);
      return next;
    });
  }

  /** Whether an own change that the server does not know wins: a text always, an emptied one over what it itself once was. */
  private isOwnBetter(roomId: string, other: Pick<KeptDraft, 'text' | 'replyTo'>): boolean {
    const present = this.of(roomId).get();
    const handed = this.handed.get(roomId);
    return present.isDirty && (hasContent(present) || (handed !== undefined && isSame(handed, other)));
  }

  /** The server has none for this room: it was sent or emptied elsewhere, unless the server never had it. */
  private takeMissing(roomId: string, draft: KeptDraft): void {
    if (draft.isDirty) return;
    if (draft.revision === 0) this.of(roomId).set({ ...draft, isDirty: hasContent(draft) });
    else this.put(roomId, noDraft);
  }

  private planSync(roomId: string, delay: number): void {
    clearTimeout(this.syncTimers.get(roomId));
    this.syncTimers.delete(roomId);
    if (this.isSupported === false || !this.of(roomId).get().isDirty) return;
    this.syncTimers.set(
      roomId,
      setTimeout(() => void this.sync(roomId), delay),
    );
  }

  /** One request at a time for a room; what fails waits for the next change or connection. */
  private async sync(roomId: string): Promise<void> {
    const draft = this.of(roomId).get();
    const { text, replyTo, revision } = draft;
    if (this.saving.has(roomId) || this.isSupported !== true || !this.server.isConnected()) return;
    if (text.length > limits.draftLength || !isStorableText(text)) return;
    this.saving.add(roomId);
    if (hasContent(draft)) this.handed.set(roomId, draft);
    try {
      const saved = await this.server.save(roomId, { text, replyToId: replyTo?.id ?? null, revision });
      const present = this.of(roomId).get();
      const isUnchanged = present.text === text && present.replyTo?.id === replyTo?.id;
      const { userId } = this.server;
      if (!isUnchanged) this.put(roomId, { ...present, revision: Math.max(present.revision, saved.revision), userId });
      else if (isSame(present, saved))
        this.put(roomId, { ...present, revision: saved.revision, userId, isDirty: false });
      // An empty text does not take the place of a newer one: the server answers with that.
      else this.receive(saved);
    } catch (error) {
      if (failureCode(error) === 'not_found') this.of(roomId).update((draft) => ({ ...draft, isDirty: false }));
      return;
    } finally {
      this.saving.delete(roomId);
    }
    this.planSync(roomId, SYNC_DELAY_MS);
  }

  /** Another tab of this browser changed a draft. */
  private readonly handleStorage = (event: StorageEvent): void => {
    const roomId = roomOfKey(event.key);
    if (roomId === undefined || this.keepTimers.has(roomId)) return;
    const present = this.of(roomId);
    const kept = readDraft(roomId);
    if (this.isSupported === true && this.isOwnBetter(roomId, kept)) return;
    // The other tab hands it over to the server.
    present.set({ ...kept, isDirty: false });
    this.noteChange(roomId);
    this.publish(roomId, kept);
  };
}

function isSame(own: KeptDraft, other: Pick<Draft, 'text' | 'replyTo'>): boolean {
  return own.text === other.text && (own.replyTo?.id ?? null) === (other.replyTo?.id ?? null);
}
