import type { Entity, Message, MessageEventName, ReplyReference, User } from '@tertulia/contract';
import type { RoomChange } from '../realtime/room-change.js';

/** A message as the database holds it: the same for every viewer, with the people behind each reaction. */
export interface StoredMessage extends Omit<Message, 'reactions'> {
  reactions: { emoji: string; userIds: string[] }[];
  /** The room's version that created it; a later `version` means that it was changed since. */
  createdVersion: number;
}

/** A message as one viewer sees it; without a viewer as everybody sees it who has not reacted. */
export function presentMessage(stored: StoredMessage, viewerId: string | undefined): Message {
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

/** The event that tells somebody who knows the room up to `knownVersion` about a message. */
export function eventFor(stored: StoredMessage, knownVersion: number): MessageEventName {
  if (stored.createdVersion > knownVersion) return 'message:created';
  return stored.deletedAt ? 'message:deleted' : 'message:updated';
}

/** JSON of `{ roomId, version, message }` from a message that is already JSON. */
export function changePayload(roomId: string, version: number, messageJson: string): string {
  return `{"roomId":"${roomId}","version":${version},"message":${messageJson}}`;
}

/** A change as it is told to everybody in the room: encoded once, and once more for each person who has reacted. */
export function toRoomChange(stored: StoredMessage, event: MessageEventName, messageJson?: string): RoomChange {
  const payloadFor = (viewerId?: string) =>
    changePayload(stored.roomId, stored.version, JSON.stringify(presentMessage(stored, viewerId)));
  const reactors = new Set(stored.reactions.flatMap((reaction) => reaction.userIds));
  return {
    roomId: stored.roomId,
    version: stored.version,
    lastSeq: stored.seq,
    event,
    payload: messageJson ? changePayload(stored.roomId, stored.version, messageJson) : payloadFor(),
    ...(reactors.size > 0 && {
      perUser: [...reactors].map((userId): [string, string] => [userId, payloadFor(userId)]),
    }),
  };
}

interface NewMessage {
  id: string;
  roomId: string;
  author: User;
  text: string;
  entities: Entity[];
  clientMessageId: string;
  replyTo: ReplyReference | null;
}

/** A message that was just committed, from what was sent and what the database gave. */
export function toStoredMessage(
  sent: NewMessage,
  given: { seq: number; version: number; createdAt: Date },
): StoredMessage {
  return {
    id: sent.id,
    roomId: sent.roomId,
    seq: given.seq,
    version: given.version,
    author: sent.author,
    text: sent.text,
    entities: sent.entities,
    attachments: [],
    replyTo: sent.replyTo,
    reactions: [],
    tags: [],
    clientMessageId: sent.clientMessageId,
    createdAt: given.createdAt.toISOString(),
    editedAt: null,
    deletedAt: null,
    createdVersion: given.version,
  };
}
