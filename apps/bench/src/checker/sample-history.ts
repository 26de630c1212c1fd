import type {
  AcknowledgedSighting,
  ChangeRecord,
  History,
  LoggedMessage,
  LogRecord,
  LogSource,
  MentionRecord,
  SendRecord,
  StoredNote,
  StreamEvent,
  StreamRecord,
} from './history.js';

/** The room of the sample history. */
export const SAMPLE_ROOM = 'plaza';

const AUTHORS = ['ana', 'bruno', 'carla'];

/**
 * Makes the history of a run in which everything went well: `count` messages of three authors in one room, two of them
 * changed afterwards, one subscriber that stayed and one whose connection broke half-way. The judge's own tests plant one
 * error at a time in it.
 */
export function buildSampleHistory(count = 12): History {
  const half = Math.floor(count / 2);
  const created = Array.from({ length: count }, (_unused, index) => buildMessage(index));
  const edited: LoggedMessage = {
    ...at(created, 1),
    version: count + 1,
    text: 'text-1b',
    digest: 'edited-1',
    isEdited: true,
  };
  const deleted: LoggedMessage = {
    ...at(created, 2),
    version: count + 2,
    text: '',
    digest: 'deleted-2',
    isDeleted: true,
  };
  const final = created.map((message) => [edited, deleted].find((changed) => changed.id === message.id) ?? message);
  const changes = [...created, edited, deleted];
  const missed = changes.filter(
    (message) => message.version > half && !(message.version <= count && [edited.id, deleted.id].includes(message.id)),
  );
  return {
    sends: created.map(buildSend),
    changes: [buildChange('edit', edited, 500), buildChange('delete', deleted, 520)],
    acknowledged: created.map((message): AcknowledgedSighting => ({
      ...message,
      room: SAMPLE_ROOM,
      subscriber: message.author,
    })),
    streams: buildStreams(changes, missed, half),
    logs: (['sql', 'http', 'recent', 'fresh', 'client'] as const).map((source) => buildLog(source, final, count + 2)),
    ...buildNotes(created),
    bounds: [],
    ...buildReads(final, count + 2),
    outages: [],
    refusals: [],
    malformed: [],
    unrecovered: [],
  };
}

/** The list of one source. */
export function logOf(history: History, source: LogRecord['source']): LogRecord {
  const log = history.logs.find((candidate) => candidate.source === source);
  if (!log) throw new Error(`The sample has no ${source} log.`);
  return log;
}

/** What one subscriber received. */
export function eventsOf(history: History, subscriber: string): StreamEvent[] {
  const stream = history.streams.find((candidate) => candidate.subscriber === subscriber);
  if (!stream) throw new Error(`The sample has no subscriber ${subscriber}.`);
  return stream.events;
}

/** The pushes among it. */
export function pushesOf(history: History, subscriber: string): Extract<StreamEvent, { kind: 'pushed' }>[] {
  return eventsOf(history, subscriber).filter((event) => event.kind === 'pushed');
}

/** The joins among it. */
export function joinsOf(history: History, subscriber: string): Extract<StreamEvent, { kind: 'joined' }>[] {
  return eventsOf(history, subscriber).filter((event) => event.kind === 'joined');
}

/** One reader asks both nodes for the newest messages; a room made on one is listed there at once and on the other in time. */
function buildReads(final: LoggedMessage[], version: number): Pick<History, 'pageReads' | 'listReads' | 'roomsMade'> {
  const seen = final.slice(-10).map((message) => ({ ...message }));
  const read = { reader: 'probe', room: SAMPLE_ROOM, version, seen };
  return {
    pageReads: [
      { ...read, node: 'a', start: 900, end: 905 },
      { ...read, node: 'a', start: 950, end: 955, seen: seen.map((message) => ({ ...message })) },
      { ...read, node: 'b', start: 900, end: 905, seen: seen.map((message) => ({ ...message })) },
    ],
    roomsMade: [{ room: 'patio', node: 'a', at: 1_000 }],
    listReads: [
      { node: 'a', start: 1_001, rooms: [SAMPLE_ROOM, 'patio'] },
      { node: 'b', start: 1_001, rooms: [SAMPLE_ROOM] },
      { node: 'b', start: 20_000, rooms: [SAMPLE_ROOM, 'patio'] },
    ],
  };
}

/** Bruno is named by the first message, and by the one that is deleted later. */
function buildNotes(created: LoggedMessage[]): Pick<History, 'mentions' | 'notes' | 'noteStreams'> {
  return {
    mentions: [buildMention(at(created, 0)), buildMention(at(created, 2))],
    notes: [buildNote(at(created, 0), false), buildNote(at(created, 2), true)],
    noteStreams: [
      {
        subscriber: 'stayed',
        user: 'bruno',
        told: [
          { connection: 1, id: 'note-0' },
          { connection: 1, id: 'note-2' },
        ],
        listed: [],
        final: ['note-0'],
      },
    ],
  };
}

function buildMention({ sendId, author }: LoggedMessage): MentionRecord {
  return { sendId, author, user: 'bruno' };
}

function buildNote({ id: messageId, seq }: LoggedMessage, isWithdrawn: boolean): StoredNote {
  return { id: `note-${seq - 1}`, user: 'bruno', messageId, isWithdrawn };
}

function buildStreams(changes: LoggedMessage[], missed: LoggedMessage[], half: number): StreamRecord[] {
  const pushes = changes.map((message) => pushed(1, message));
  const returned = [joined(1, null, 0, []), ...pushes.slice(0, half), joined(2, half, changes.length, missed)];
  return [
    { subscriber: 'stayed', room: SAMPLE_ROOM, events: [joined(1, null, 0, []), ...pushes] },
    { subscriber: 'returned', room: SAMPLE_ROOM, events: returned },
  ];
}

function buildMessage(index: number): LoggedMessage {
  return {
    id: `message-${index}`,
    seq: index + 1,
    version: index + 1,
    digest: `created-${index}`,
    sendId: `send-${index}`,
    author: at(AUTHORS, index % AUTHORS.length),
    text: `text-${index}`,
    isEdited: false,
    isDeleted: false,
  };
}

function buildSend(message: LoggedMessage): SendRecord {
  const start = message.seq * 20;
  const { sendId, author, text, seq, id } = message;
  return { sendId, room: SAMPLE_ROOM, author, text, start, end: start + 5, outcome: 'ok', messageId: id, seq };
}

function buildChange(kind: ChangeRecord['kind'], message: LoggedMessage, start: number): ChangeRecord {
  const { id: messageId, author, version } = message;
  const text = kind === 'edit' ? { text: message.text } : {};
  return { kind, room: SAMPLE_ROOM, messageId, author, ...text, start, end: start + 10, outcome: 'ok', version };
}

function buildLog(source: LogSource, final: LoggedMessage[], version: number): LogRecord {
  const messages = source === 'recent' ? final.slice(-10) : final;
  return {
    source,
    reader: 'a',
    room: SAMPLE_ROOM,
    version,
    lastSeq: final.length,
    messages: messages.map((message) => ({ ...message })),
  };
}

function joined(connection: number, after: number | null, version: number, seen: LoggedMessage[]): StreamEvent {
  return { kind: 'joined', connection, after, version, reset: false, seen };
}

function pushed(connection: number, seen: LoggedMessage): StreamEvent {
  return { kind: 'pushed', connection, seen };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`No item ${index}.`);
  return item;
}
