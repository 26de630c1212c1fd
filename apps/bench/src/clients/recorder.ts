import { createHash } from 'node:crypto';
import type { Message } from '@tertulia/contract';
import type {
  AcknowledgedSighting,
  ChangeRecord,
  History,
  LoggedMessage,
  BoundRecord,
  LogRecord,
  MentionRecord,
  NoteStream,
  Outage,
  PageRead,
  RefusalRecord,
  RoomListRead,
  RoomMade,
  SendRecord,
  StoredNote,
  Sighting,
  StreamEvent,
  StreamRecord,
} from '../checker/history.js';

/** What a message looks like to every reader, in one short value; whose reaction it is depends on the reader and stays out. */
export interface MessageFace {
  id: string;
  seq: number;
  version: number;
  authorId: string;
  sendId: string;
  text: string;
  createdAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  reactions: { emoji: string; count: number }[];
}

export function digestText(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

/** A deleted message has lost its content, so only its place and its name count. */
export function toLogged(face: MessageFace): LoggedMessage {
  const isDeleted = face.deletedAt !== null;
  const text = isDeleted ? '' : face.text;
  const reactions = isDeleted ? [] : face.reactions.map(({ emoji, count }) => `${emoji}${count}`).sort();
  const { id, seq, version, sendId, authorId: author } = face;
  const digest = digestText(
    JSON.stringify([
      id,
      seq,
      version,
      author,
      sendId,
      text,
      face.createdAt,
      isDeleted || face.editedAt,
      isDeleted,
      reactions,
    ]),
  );
  return {
    id,
    seq,
    version,
    digest,
    sendId,
    author,
    text: digestText(text),
    isEdited: face.editedAt !== null,
    isDeleted,
  };
}

export function toFace(message: Message): MessageFace {
  return { ...message, authorId: message.author.id, sendId: message.clientMessageId };
}

export function toSighting(message: Message): Sighting {
  const { id, seq, version, digest } = toLogged(toFace(message));
  return { id, seq, version, digest };
}

/** Collects the history of a run from all its clients. */
export class Recorder implements History {
  readonly sends: SendRecord[] = [];
  readonly changes: ChangeRecord[] = [];
  readonly acknowledged: AcknowledgedSighting[] = [];
  readonly streams: StreamRecord[] = [];
  readonly logs: LogRecord[] = [];
  readonly mentions: MentionRecord[] = [];
  readonly notes: StoredNote[] = [];
  readonly noteStreams: NoteStream[] = [];
  readonly bounds: BoundRecord[] = [];
  readonly pageReads: PageRead[] = [];
  readonly listReads: RoomListRead[] = [];
  readonly roomsMade: RoomMade[] = [];
  readonly outages: Outage[] = [];
  readonly refusals: RefusalRecord[] = [];
  readonly malformed: string[] = [];
  readonly unrecovered: string[] = [];
  /** When each socket was let in, first and later ones. */
  readonly arrivals: number[] = [];
  /** How far the time that a node showed on arrival was from the true one, in milliseconds. */
  readonly shownTimes: number[] = [];
  /** Delays that leaving nodes gave to their clients. */
  readonly drainings: number[] = [];
  readonly totals = {
    acknowledged: 0,
    reconnects: 0,
    catchUps: 0,
    resets: 0,
    replayed: 0,
    unknownAttempts: 0,
    positions: 0,
    cacheHits: 0,
    cacheMisses: 0,
  };

  addSend(send: SendRecord): void {
    this.sends.push(send);
    if (send.outcome === 'ok') this.totals.acknowledged += 1;
  }

  addChange(change: ChangeRecord): void {
    this.changes.push(change);
    if (change.outcome === 'ok') this.totals.acknowledged += 1;
  }

  addAcknowledged(subscriber: string, message: Message): void {
    this.acknowledged.push({ ...toSighting(message), room: message.roomId, subscriber });
  }

  openNoteStream(subscriber: string, user: string): NoteStream {
    const stream: NoteStream = { subscriber, user, told: [], listed: [], final: [] };
    this.noteStreams.push(stream);
    return stream;
  }

  openStream(subscriber: string, room: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    this.streams.push({ subscriber, room, events });
    return events;
  }

  addRefusal(refusal: Omit<RefusalRecord, 'at'>): void {
    this.refusals.push({ at: Date.now(), ...refusal });
  }

  addMalformed(what: string): void {
    this.malformed.push(what);
  }
}
