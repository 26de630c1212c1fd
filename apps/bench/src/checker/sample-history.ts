import type {
  AcknowledgedSighting,
  ChangeRecord,
  History,
  LoggedMessage,
  LogRecord,
  LogSource,
  SendRecord,
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
