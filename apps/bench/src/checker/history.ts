/**
 * What a fault run remembers. These types belong to the checker alone: the judge must not share a line with the product it
 * judges, so nothing here comes from the contract.
 */

/** ok: acknowledged; fail: refused for good; unknown: no answer, so both stored once and not stored are right. */
export type Outcome = 'ok' | 'fail' | 'unknown';

/** One send of one message, retries included. `sendId` is the name that the client gave the message. */
export interface SendRecord {
  sendId: string;
  room: string;
  author: string;
  /** Digest of the text as it was sent. */
  text: string;
  start: number;
  end: number;
  outcome: Outcome;
  /** What the acknowledgement said. */
  messageId?: string;
  seq?: number;
}

/** An edit, a deletion or a reaction. */
export interface ChangeRecord {
  kind: 'edit' | 'delete' | 'react';
  room: string;
  messageId: string;
  author: string;
  /** Digest of the new text of an edit. */
  text?: string;
  start: number;
  end: number;
  outcome: Outcome;
  /** Version in the acknowledgement: that of the change or, when nothing was left to change, of the message as it was. */
  version?: number;
}

/** One state of one message as somebody saw it; `digest` covers everything a reader sees of it. */
export interface Sighting {
  id: string;
  seq: number;
  version: number;
  digest: string;
}

/** What one subscriber received of one room, in order of arrival. `connection` numbers its sockets. */
export type StreamEvent =
  | { kind: 'joined'; connection: number; after: number | null; version: number; reset: boolean; seen: Sighting[] }
  | { kind: 'caught-up'; after: number; version: number; more: boolean; reset: boolean; seen: Sighting[] }
  | { kind: 'pushed'; connection: number; seen: Sighting };

export interface StreamRecord {
  subscriber: string;
  room: string;
  events: StreamEvent[];
}

/** A message in a list that was read after healing. */
export interface LoggedMessage extends Sighting {
  sendId: string;
  author: string;
  text: string;
  isEdited: boolean;
  isDeleted: boolean;
}

/** Where a final list came from; `sql` is the truth that the others are held against, `recent` a suffix of it. */
export type LogSource = 'sql' | 'http' | 'recent' | 'fresh' | 'client';

export interface LogRecord {
  source: LogSource;
  /** Who read it, when there are several of one source. */
  reader: string;
  room: string;
  /** The room's own counters as this source states them. */
  version: number;
  lastSeq: number | null;
  messages: LoggedMessage[];
}

/** A time in which no database process was alive. */
export interface Outage {
  from: number;
  to: number;
}

/** A state of a message that came in an acknowledgement. */
export interface AcknowledgedSighting extends Sighting {
  room: string;
  subscriber: string;
}

/** An answer that was not a success. */
export interface RefusalRecord {
  at: number;
  code: string;
  /** HTTP status; absent on a socket. */
  status?: number;
  hasRetryAfter?: boolean;
  detail: string;
}

/** Somebody who is named in a message that was sent. */
export interface MentionRecord {
  sendId: string;
  author: string;
  /** Who is named. */
  user: string;
}

/** What the tables hold at the end about one person having been told of one message. */
export interface StoredNote {
  id: string;
  user: string;
  messageId: string;
  /** The message was deleted or names the person no longer. */
  isWithdrawn: boolean;
}

/** How one person heard of being named: live on a numbered connection, in a list on coming back, and in the final list. */
export interface NoteStream {
  subscriber: string;
  user: string;
  told: { connection: number; id: string }[];
  listed: string[];
  final: string[];
}

/** What one reader got from one node as the newest messages of a room, ascending by `seq`. */
export interface PageRead {
  reader: string;
  node: string;
  room: string;
  start: number;
  end: number;
  version: number;
  seen: Sighting[];
}

/** The rooms that a node listed. */
export interface RoomListRead {
  node: string;
  start: number;
  rooms: string[];
}

/** A room whose making a node has acknowledged. */
export interface RoomMade {
  room: string;
  node: string;
  at: number;
}

/** A measured quantity with its bound, judged by the name of the anomaly that passing it is. */
export interface BoundRecord {
  anomaly: 'stale-cache' | 'slow-ack' | 'unbounded' | 'leak' | 'dup' | 'wrong-error';
  what: string;
  actual: number;
  most: number;
}

export interface History {
  sends: SendRecord[];
  changes: ChangeRecord[];
  acknowledged: AcknowledgedSighting[];
  streams: StreamRecord[];
  logs: LogRecord[];
  mentions: MentionRecord[];
  notes: StoredNote[];
  noteStreams: NoteStream[];
  bounds: BoundRecord[];
  pageReads: PageRead[];
  listReads: RoomListRead[];
  roomsMade: RoomMade[];
  outages: Outage[];
  refusals: RefusalRecord[];
  /** Answers that did not have the shape of the contract. */
  malformed: string[];
  /** Times at which the product died with its database, or did not come back by itself. */
  unrecovered: string[];
}

/** A count that shows that the run was worth judging. */
export interface Minimum {
  name: string;
  actual: number;
  atLeast: number;
}
