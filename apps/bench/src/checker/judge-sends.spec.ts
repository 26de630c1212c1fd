import { describe, expect, it } from '@jest/globals';
import type { History, LoggedMessage } from './history.js';
import { namesFoundWith, type PlantedError } from './planted-error.js';
import { eventsOf, logOf, SAMPLE_ROOM } from './sample-history.js';

/** Stores one more message everywhere a reader looks, as version and seq after the last. */
function storeEverywhere(history: History, make: (last: LoggedMessage, version: number) => LoggedMessage): void {
  const truth = logOf(history, 'sql');
  const last = truth.messages.at(-1);
  if (!last) throw new Error('The sample is empty.');
  const version = truth.version + 1;
  const message = make(last, version);
  for (const log of history.logs) {
    log.messages.push(message);
    if (log.source === 'recent') log.messages.shift();
    log.version = version;
    log.lastSeq = message.seq;
  }
  eventsOf(history, 'stayed').push({ kind: 'pushed', connection: 1, seen: message });
  eventsOf(history, 'returned').push({ kind: 'pushed', connection: 2, seen: message });
}

/** Takes the last message out of everything but the acknowledgement. The sample's two changes are taken out with it. */
function unstoreLast(history: History): void {
  const count = logOf(history, 'sql').messages.length;
  for (const log of history.logs) {
    log.messages = log.messages.filter((message) => message.seq < count);
    if (log.source === 'recent') log.messages = logOf(history, 'http').messages.slice(-10);
    log.lastSeq = count - 1;
  }
  for (const read of history.pageReads) read.seen = read.seen.filter((seen) => seen.seq < count);
  for (const { events } of history.streams) {
    for (const event of events) {
      if (event.kind !== 'pushed') event.seen = event.seen.filter((seen) => seen.seq < count);
    }
  }
  const stayed = history.streams.find((stream) => stream.subscriber === 'stayed');
  if (!stayed) throw new Error('The sample has no subscriber.');
  const version = logOf(history, 'sql').version;
  stayed.events = [{ kind: 'joined', connection: 1, after: null, version, reset: false, seen: [] }];
}

const errors: PlantedError[] = [
  { what: 'an acknowledged message is not stored', expected: 'lost-ack', plant: unstoreLast },
  {
    what: 'an acknowledged edit left no trace',
    expected: 'lost-ack',
    plant: (history) =>
      history.changes.push({
        kind: 'edit',
        room: SAMPLE_ROOM,
        messageId: 'message-5',
        author: 'carla',
        text: 'new',
        start: 1,
        end: 2,
        outcome: 'ok',
        version: 99,
      }),
  },
  {
    what: 'an acknowledged deletion left the message',
    expected: 'lost-ack',
    plant: (history) =>
      history.changes.push({
        kind: 'delete',
        room: SAMPLE_ROOM,
        messageId: 'message-5',
        author: 'carla',
        start: 1,
        end: 2,
        outcome: 'ok',
        version: 6,
      }),
  },
  {
    what: 'a refused message is stored',
    expected: 'failed-but-stored',
    plant: (history) => {
      const send = history.sends.at(-1);
      if (send) Object.assign(send, { outcome: 'fail', messageId: undefined, seq: undefined });
    },
  },
  {
    what: 'a message is stored that nobody sent',
    expected: 'phantom',
    plant: (history) =>
      storeEverywhere(history, (last, version) => ({
        ...last,
        id: 'forged',
        sendId: 'forged',
        seq: last.seq + 1,
        version,
        digest: 'forged',
      })),
  },
  {
    what: 'a retry was stored as a second row',
    expected: 'stored-twice',
    plant: (history) =>
      storeEverywhere(history, (last, version) => ({
        ...last,
        id: 'copy',
        seq: last.seq + 1,
        version,
        digest: 'copy',
      })),
  },
  {
    what: 'a retry was stored in another room',
    expected: 'stored-twice',
    plant: (history) => {
      const copy = { ...logOf(history, 'sql').messages[4], id: 'copy', seq: 1, version: 1 };
      history.logs.push({
        source: 'sql',
        reader: 'a',
        room: 'other',
        version: 1,
        lastSeq: 1,
        messages: [copy as LoggedMessage],
      });
    },
  },
  {
    what: 'a message was acknowledged while no database was there',
    expected: 'early-ack',
    plant: (history) => history.outages.push({ from: 100, to: 105 }),
  },
];

describe('judging what was sent', () => {
  it.each(errors)('names $expected, and only that, when $what', (error) => {
    expect(namesFoundWith(error)).toEqual([error.expected]);
  });
});
