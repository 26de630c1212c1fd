import {
  type CatchUpItem,
  catchUpSchema,
  type ChangesPage,
  changesPageSchema,
  type CreateInvite,
  type CreateRoom,
  type Draft,
  draftSchema,
  draftsSchema,
  type Invite,
  type InvitePreview,
  invitePreviewSchema,
  inviteSchema,
  itemsOf,
  type Member,
  memberSchema,
  type Message,
  messagePageSchema,
  type MessagePage,
  messageSchema,
  type OwnUser,
  ownUserSchema,
  type ReadAllResult,
  readAllResultSchema,
  type ReadState,
  readStateSchema,
  type RestoredRead,
  restoredReadSchema,
  type RestoreRead,
  type Room,
  type RoomMe,
  roomMeSchema,
  type RoomPreview,
  roomPreviewSchema,
  roomSchema,
  type SaveDraft,
  type SearchPage,
  searchPageSchema,
  type SendMessage,
  type Session,
  sessionSchema,
  type UpdateMe,
  type UpdateRoom,
  type UpdateRoomMe,
  type User,
  userSchema,
} from '@tertulia/contract';
import { HttpRequests } from './http-requests.js';

/** Where a page of messages begins; without any of them it is the newest. */
export interface PageCursor {
  before?: number | undefined;
  after?: number | undefined;
  around?: number | undefined;
  at?: string | undefined;
}

/** The HTTP side of the contract. Every method throws a `RequestError`. */
export class ApiClient {
  /** For requests that are fetched with the part of the app that makes them. */
  readonly http: HttpRequests;

  constructor(
    readonly baseUrl: string,
    token: () => string | undefined,
  ) {
    this.http = new HttpRequests(baseUrl, token);
  }

  enter(displayName: string | undefined): Promise<Session> {
    return this.http.ask(sessionSchema, {
      method: 'POST',
      path: '/api/session',
      body: displayName ? { displayName } : {},
    });
  }

  async leave(): Promise<void> {
    await this.http.send({ method: 'DELETE', path: '/api/session' });
  }

  getMe(): Promise<OwnUser> {
    return this.http.ask(ownUserSchema, { method: 'GET', path: '/api/me' });
  }

  updateMe(change: UpdateMe): Promise<OwnUser> {
    return this.http.ask(ownUserSchema, { method: 'PATCH', path: '/api/me', body: change });
  }

  /** Takes the mark of a passphrase, or none. */
  setMark(passphrase: string | null): Promise<OwnUser> {
    return this.http.ask(ownUserSchema, {
      path: '/api/me/mark',
      ...(passphrase === null ? { method: 'DELETE' } : { method: 'PUT', body: { passphrase } }),
    });
  }

  async findUsers(part: string): Promise<User[]> {
    const path = `/api/users?q=${encodeURIComponent(part)}`;
    return (await this.http.ask(itemsOf(userSchema), { method: 'GET', path })).items;
  }

  /** Public rooms and own ones; those that hold the words when there are some. */
  async listRooms(q?: string): Promise<Room[]> {
    return (await this.http.ask(itemsOf(roomSchema), { method: 'GET', path: `/api/rooms${toQuery({ q })}` })).items;
  }

  getRoom(ref: string): Promise<Room> {
    return this.http.ask(roomSchema, { method: 'GET', path: `/api/rooms/${encodeURIComponent(ref)}` });
  }

  createRoom(room: CreateRoom): Promise<Room> {
    return this.http.ask(roomSchema, { method: 'POST', path: '/api/rooms', body: room });
  }

  updateRoom(roomId: string, change: UpdateRoom): Promise<Room> {
    return this.http.ask(roomSchema, { method: 'PATCH', path: `/api/rooms/${roomId}`, body: change });
  }

  async closeRoom(roomId: string): Promise<void> {
    await this.http.send({ method: 'DELETE', path: `/api/rooms/${roomId}` });
  }

  updateRoomMe(roomId: string, change: UpdateRoomMe): Promise<RoomMe> {
    return this.http.ask(roomMeSchema, { method: 'PATCH', path: `/api/rooms/${roomId}/me`, body: change });
  }

  async listMembers(roomId: string): Promise<Member[]> {
    return (await this.http.ask(itemsOf(memberSchema), { method: 'GET', path: `/api/rooms/${roomId}/members` })).items;
  }

  addMember(roomId: string, handle: string): Promise<Member> {
    return this.http.ask(memberSchema, { method: 'POST', path: `/api/rooms/${roomId}/members`, body: { handle } });
  }

  /** Takes somebody out, or leaves with the own id. */
  async removeMember(roomId: string, userId: string): Promise<void> {
    await this.http.send({ method: 'DELETE', path: `/api/rooms/${roomId}/members/${userId}` });
  }

  createInvite(roomId: string, invite: CreateInvite): Promise<Invite> {
    return this.http.ask(inviteSchema, { method: 'POST', path: `/api/rooms/${roomId}/invites`, body: invite });
  }

  getInvite(code: string): Promise<InvitePreview> {
    return this.http.ask(invitePreviewSchema, { method: 'GET', path: `/api/invites/${encodeURIComponent(code)}` });
  }

  acceptInvite(code: string): Promise<Room> {
    return this.http.ask(roomSchema, { method: 'POST', path: `/api/invites/${encodeURIComponent(code)}/accept` });
  }

  listMessages(roomId: string, limit: number, cursor: PageCursor = {}): Promise<MessagePage> {
    const query = toQuery({ limit, ...cursor });
    return this.http.ask(messagePageSchema, { method: 'GET', path: `/api/rooms/${roomId}/messages${query}` });
  }

  getMessage(roomId: string, messageId: string): Promise<Message> {
    const path = `/api/rooms/${roomId}/messages/${encodeURIComponent(messageId)}`;
    return this.http.ask(messageSchema, { method: 'GET', path });
  }

  listChanges(roomId: string, after: number): Promise<ChangesPage> {
    return this.http.ask(changesPageSchema, { method: 'GET', path: `/api/rooms/${roomId}/changes?after=${after}` });
  }

  sendMessage(roomId: string, message: SendMessage): Promise<Message> {
    return this.http.ask(messageSchema, { method: 'POST', path: `/api/rooms/${roomId}/messages`, body: message });
  }

  /** A public room for somebody who has not entered. */
  previewRoom(
    ref: string,
    cursor: { message?: string | undefined; before?: number | undefined },
  ): Promise<RoomPreview> {
    const path = `/api/public/rooms/${encodeURIComponent(ref)}${toQuery(cursor)}`;
    return this.http.ask(roomPreviewSchema, { method: 'GET', path });
  }

  search(q: string, cursor?: string): Promise<SearchPage> {
    return this.http.ask(searchPageSchema, { method: 'GET', path: `/api/search${toQuery({ q, cursor })}` });
  }

  async listDrafts(): Promise<Draft[]> {
    return (await this.http.ask(draftsSchema, { method: 'GET', path: '/api/drafts' })).items;
  }

  saveDraft(roomId: string, draft: SaveDraft): Promise<Draft> {
    return this.http.ask(draftSchema, { method: 'PUT', path: `/api/rooms/${roomId}/draft`, body: draft });
  }

  async catchUp(): Promise<CatchUpItem[]> {
    return (await this.http.ask(catchUpSchema, { method: 'GET', path: '/api/catch-up' })).items;
  }

  /** Moves the own marker back, so that everything after `seq` is unread again. */
  markUnread(roomId: string, seq: number): Promise<ReadState> {
    return this.http.ask(readStateSchema, {
      method: 'PUT',
      path: `/api/rooms/${roomId}/read`,
      body: { seq, unread: true },
    });
  }

  /** Marks everything as read, or what was written before an instant. */
  async readAll(before?: string): Promise<ReadAllResult['items']> {
    const body = before === undefined ? {} : { before };
    return (await this.http.ask(readAllResultSchema, { method: 'POST', path: '/api/read', body })).items;
  }

  async restoreRead(items: RestoreRead['items']): Promise<RestoredRead['items']> {
    return (await this.http.ask(restoredReadSchema, { method: 'POST', path: '/api/read/restore', body: { items } }))
      .items;
  }
}

function toQuery(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
