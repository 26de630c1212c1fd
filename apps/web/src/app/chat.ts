import { type CallerLimits, limits, type OwnUser, type Room, type Session, type User } from '@tertulia/contract';
import { ApiClient } from '../api/api-client.js';
import { RequestError } from '../api/request-error.js';
import { tryAgain } from '../api/try-again.js';
import { DraftsStore } from '../composer/drafts-store.js';
import { keptUnsent } from '../messages/pending-message.js';
import { ReadMarker } from '../messages/read-marker.js';
import { type RoomGateway, RoomStore } from '../messages/room-store.js';
import { ChatSocket } from '../realtime/chat-socket.js';
import { KeptRooms } from '../offline/kept-rooms.js';
import { Observable } from '../realtime/observable.js';
import { RoomsStore } from '../rooms/rooms-store.js';
import { ConversationKeeper } from './conversation-keeper.js';
import { listenToMessages, listenToRooms } from './chat-events.js';
import { loadPerson } from './load-person.js';
import { Notified } from './notified.js';
import { openRoomGateway } from './room-gateway.js';
import { VisitPictures } from './visit-pictures.js';

/** Who is in the open room now. */
export interface Presence {
  online: readonly User[];
  onlineCount: number;
  typing: readonly User[];
}

const nobody: Presence = { online: [], onlineCount: 0, typing: [] };

/** What the server said about itself and the caller. */
export interface ServerInfo {
  instanceId: string | undefined;
  limits: Pick<CallerLimits, 'textLength' | 'uploadBytes' | 'attachmentsPerMessage'>;
}

/** One visit: the connection, the rooms, and for each room that was opened its messages. Everything in it ends with `close`. */
export class Chat {
  readonly socket: ChatSocket;
  readonly rooms = new RoomsStore();
  readonly presence = new Observable<Presence>(nobody);
  readonly server = new Observable<ServerInfo>({ instanceId: undefined, limits });
  /** The person, as they are called at this moment. */
  readonly me: Observable<OwnUser>;
  readonly marker: ReadMarker;
  readonly drafts: DraftsStore;
  readonly keeper: ConversationKeeper;
  readonly notified: Notified;
  readonly pictures: VisitPictures;
  private readonly stores = new Map<string, RoomStore>();
  private readonly gateway: RoomGateway;
  private activeId: string | undefined;
  private wasConnected = false;

  constructor(
    readonly api: ApiClient,
    session: Session,
    private readonly onEnded: () => void,
  ) {
    this.me = new Observable(session.user);
    this.socket = new ChatSocket(api.baseUrl, session.token);
    this.pictures = new VisitPictures({
      userId: session.user.id,
      http: api.http,
      socket: this.socket,
      onStep: () => this.stores.forEach((store) => store.lookAgain()),
    });
    this.gateway = openRoomGateway(session.user.id, this.socket, api, this.pictures);
    this.marker = new ReadMarker(async (roomId, seq) => {
      this.rooms.setReadState(roomId, await this.socket.request('room:read', { roomId, seq }));
    });
    this.drafts = new DraftsStore({
      userId: session.user.id,
      list: () => tryAgain(() => api.listDrafts()),
      save: (roomId, draft) => tryAgain(() => api.saveDraft(roomId, draft)),
      isConnected: () => this.socket.state === 'connected',
    });
    this.keeper = new ConversationKeeper(new KeptRooms(session.user.id), this.rooms, (id) => this.storeOf(id));
    this.notified = new Notified(this.socket, api);
    listenToRooms(this);
    listenToMessages(this);
    this.socket.subscribe(() => this.handleState());
    for (const roomId of keptUnsent.rooms()) this.storeOf(roomId).wake();
  }

  get user(): OwnUser {
    return this.me.get();
  }

  /** Which room is on the screen. */
  get activeRoomId(): string | undefined {
    return this.activeId;
  }

  /** The messages of a room that was opened before. */
  knownStore(roomId: string): RoomStore | undefined {
    return this.stores.get(roomId);
  }

  /** The messages of a room; made when the room is first opened. */
  storeOf(roomId: string): RoomStore {
    const known = this.stores.get(roomId);
    if (known) return known;
    const store = new RoomStore(roomId, this.gateway, keptUnsent);
    this.stores.set(roomId, store);
    return store;
  }

  /** Which room is on the screen: it alone is joined, so that the server counts the others' unread messages. */
  open(roomId: string | undefined): void {
    if (roomId === this.activeId) return;
    const previous = this.activeId;
    this.activeId = roomId;
    this.presence.set(nobody);
    if (previous) {
      this.stores.get(previous)?.pause();
      void this.leave(previous);
    }
    if (roomId) this.keeper.watch(roomId);
    // A mention that an edit brought lies before the marker, which therefore has to be told again.
    if (roomId && ((this.rooms.find(roomId)?.me?.mentions ?? 0) > 0 || this.notified.isOwed(roomId)))
      this.marker.forget(roomId);
    if (roomId && this.socket.state === 'connected') void this.enter(roomId);
  }

  /** Joins the open room anew, after it could not be loaded. */
  reenter(): void {
    if (this.activeId) void this.enter(this.activeId);
  }

  async loadRooms(): Promise<void> {
    try {
      await this.rooms.load(() => tryAgain(() => this.api.listRooms()));
    } catch (error) {
      if (error instanceof RequestError && error.code === 'unauthenticated') this.onEnded();
      // Otherwise the next connection asks again.
    }
  }

  /** A room that is not in the list: private, or new within the last seconds. */
  async findRoom(ref: string): Promise<Room | undefined> {
    const room = await this.api.getRoom(ref);
    this.rooms.put(room);
    return room;
  }

  /** Reads again where one stands in a room, which no event has told. */
  async refreshRoom(roomId: string): Promise<void> {
    // Whose visit has ended gets no answer any more.
    if (this.socket.state === 'ended') return;
    // Without an answer the next list tells it, or the next event.
    await this.rooms.refresh(roomId, () => this.api.getRoom(roomId)).catch(() => undefined);
  }

  /** @throws {RequestError} the refusal, or that there was no answer. */
  async edit(roomId: string, messageId: string, text: string): Promise<void> {
    this.storeOf(roomId).takeAcknowledged(
      (await this.socket.request('message:edit', { roomId, messageId, text })).message,
    );
  }

  /** Makes a message and everything after it unread. */
  markUnread(roomId: string, seq: number): void {
    this.marker.forget(roomId);
    this.api.markUnread(roomId, seq - 1).then(
      (state) => this.rooms.setReadState(roomId, state),
      // Without an answer the marker stays where it was; the next thing that is read moves it on.
      () => undefined,
    );
  }

  async remove(roomId: string, messageId: string): Promise<void> {
    this.storeOf(roomId).takeAcknowledged((await this.socket.request('message:delete', { roomId, messageId })).message);
  }

  async react(roomId: string, messageId: string, emoji: string, isOn: boolean): Promise<void> {
    const { message } = await this.socket.request('message:react', {
      roomId,
      messageId,
      emoji,
      ...(!isOn && { remove: true as const }),
    });
    this.storeOf(roomId).takeAcknowledged(message);
  }

  close(): void {
    this.marker.close();
    this.drafts.close();
    this.keeper.close();
    this.notified.close();
    this.pictures.close();
    this.socket.close();
    for (const store of this.stores.values()) store.close();
  }

  private async enter(roomId: string): Promise<void> {
    const known = this.rooms.find(roomId);
    const joined = await this.storeOf(roomId).enter();
    if (!joined || this.activeId !== roomId) return;
    // What was told of the room while it was being entered may be newer than the answer.
    if (this.rooms.find(roomId) === known) this.rooms.put(joined.room);
    else void this.refreshRoom(roomId);
    this.presence.update(({ typing }) => ({ typing, online: joined.online, onlineCount: joined.onlineCount }));
  }

  /** Those who are in a room are not told how much of it they have not read: who leaves with something unread has to ask. */
  private async leave(roomId: string): Promise<void> {
    await this.socket.request('room:leave', { roomId }).catch(() => undefined);
    const me = this.rooms.find(roomId)?.me;
    const { newestSeq } = this.storeOf(roomId).getSnapshot();
    if (me && newestSeq > me.readSeq && this.activeId !== roomId) await this.refreshRoom(roomId);
  }

  private handleState(): void {
    const { state } = this.socket;
    if (state === 'ended') this.onEnded();
    if (state === 'offline') this.keeper.restore().catch(() => undefined);
    if (state === 'offline' && !this.notified.get()) this.notified.connect();
    const isConnected = state === 'connected';
    if (isConnected === this.wasConnected) {
      // Each sign of life or of its absence is a chance for what waits: HTTP may work where the socket does not.
      if (state === 'offline' && navigator.onLine) this.wake();
      return;
    }
    this.wasConnected = isConnected;
    if (!isConnected) {
      for (const store of this.stores.values()) store.pause();
      this.presence.update((presence) => ({ ...presence, typing: [] }));
      return;
    }
    this.marker.reset();
    void this.loadRooms();
    void loadPerson(this.me, this.api);
    void this.drafts.connect();
    this.notified.connect();
    if (this.activeId) void this.enter(this.activeId);
    this.wake();
  }

  private wake(): void {
    this.pictures.wake();
    for (const store of this.stores.values()) store.wake();
  }
}
