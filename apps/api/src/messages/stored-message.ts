import type { Attachment, Entity, Message, MessageEventName, ReplyReference, User } from '@tertulia/contract';
import type { RoomChange } from '../realtime/room-change.js';

/** A message as the database holds it: the same for every viewer, with the people behind each reaction. */
export interface StoredMessage extends Omit<Message, 'reactions'> {
  reactions: { emoji: string; userIds: string[] }[];
  /** The room's version that created it; a later `version` means that it was changed since. */
  createdVersion: number;
}

/** Whether everybody sees the message alike: nobody's own reaction is marked in it, and it waits for nobody. */
export function isSeenAlike(stored: StoredMessage): boolean {
  return stored.reactions.length === 0 && stored.heldAt === undefined;
}

/**
 * A message as one viewer sees it; without a viewer as everybody sees it who has not reacted. One that is held says nothing
 * to anybody but its author.
 */
export function presentMessage(stored: StoredMessage, viewerId: string | undefined): Message {
  const isHidden = stored.heldAt !== undefined && viewerId !== stored.author.id;
  return presentWhole(isHidden ? withoutContent(stored) : stored, viewerId);
}

/** The same with what it says, although it is held: for the owner of its room, who decides about it. */
export function presentWhole(stored: StoredMessage, viewerId: string | undefined): Message {
  const { createdVersion: _createdVersion, reactions, ...shared } = stored;
  return {
    ...shared,
    reactions: reactions.map(({ emoji, userIds }) => ({
      emoji,
      count: userIds.length,
      me: viewerId !== undefined && userIds.includes(viewerId),
    })),
  };
}

function withoutContent(stored: StoredMessage): StoredMessage {
  return { ...stored, text: '', entities: [], attachments: [], replyTo: null, reactions: [], tags: [], editedAt: null };
}

/** The event that tells somebody who knows the room up to `knownVersion` about a message. */
export function eventFor(stored: StoredMessage, knownVersion: number): MessageEventName {
  if (stored.createdVersion > knownVersion) return 'message:created';
  return stored.deletedAt ? 'message:deleted' : 'message:updated';
}

/** JSON of `{ roomId, version, message }` from a message that is already JSON. */
export function changePayload(roomId: string, version: number, messageJson: string): string {
  return `{"roomId":"${roomId}","version":${version},"message":${messageJson}}`;
}

/**
 * A change as it is told to everybody in the room: encoded once, and once more for each person who sees it differently, by
 * their own reaction or as the author of what is held.
 */
export function toRoomChange(stored: StoredMessage, event: MessageEventName, messageJson?: string): RoomChange {
  const payloadFor = (viewerId?: string) =>
    changePayload(stored.roomId, stored.version, JSON.stringify(presentMessage(stored, viewerId)));
  const viewers = stored.heldAt
    ? new Set([stored.author.id])
    : new Set(stored.reactions.flatMap((reaction) => reaction.userIds));
  return {
    roomId: stored.roomId,
    version: stored.version,
    lastSeq: stored.seq,
    event,
    payload: messageJson ? changePayload(stored.roomId, stored.version, messageJson) : payloadFor(),
    ...(viewers.size > 0 && {
      perUser: [...viewers].map((userId): [string, string] => [userId, payloadFor(userId)]),
    }),
  };
}

interface NewMessage {
  id: string;
  roomId: string;
  author: User;
  text: string;
  entities: Entity[];
  attachments?: Attachment[];
  clientMessageId: string;
  replyTo: ReplyReference | null;
}

/** A message that was just committed, from what was sent and what the database gave. */
export function toStoredMessage(
  sent: NewMessage,
  given: { seq: number; version: number; createdAt: Date; outcome?: string },
): StoredMessage {
  return {
    id: sent.id,
    roomId: sent.roomId,
    seq: given.seq,
    version: given.version,
    author: sent.author,
    text: sent.text,
    entities: sent.entities,
    attachments: sent.attachments ?? [],
    replyTo: sent.replyTo,
    reactions: [],
    tags: [],
    clientMessageId: sent.clientMessageId,
    createdAt: given.createdAt.toISOString(),
    editedAt: null,
    deletedAt: null,
    ...(given.outcome === 'held' && { heldAt: given.createdAt.toISOString() }),
    createdVersion: given.version,
  };
}
