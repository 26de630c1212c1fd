import { describe, expect, it } from '@jest/globals';
import { namesFoundWith, type PlantedError } from './planted-error.js';
import { logOf } from './sample-history.js';

const errors: PlantedError[] = [
  {
    what: 'the log skips a number',
    expected: 'gap-in-log',
    plant: (history) => {
      const last = history.sends.length;
      for (const log of history.logs) {
        log.messages = log.messages.map((message) => (message.seq === last ? { ...message, seq: last + 1 } : message));
        log.lastSeq = last + 1;
      }
      const shift = <Item extends { seq: number }>(seen: Item): Item =>
        seen.seq === last ? { ...seen, seq: last + 1 } : seen;
      for (const { events } of history.streams) {
        for (const event of events) {
          if (event.kind === 'pushed') event.seen = shift(event.seen);
          else event.seen = event.seen.map(shift);
        }
      }
      history.acknowledged = history.acknowledged.map(shift);
      history.sends = history.sends.map((send) => (send.seq === last ? { ...send, seq: last + 1 } : send));
    },
  },
  {
    what: 'the room counts further than its log',
    expected: 'gap-in-log',
    plant: (history) => Object.assign(logOf(history, 'sql'), { lastSeq: 13 }),
  },
  {
    what: 'the history over HTTP shows another text',
    expected: 'diverge',
    plant: (history) => Object.assign(logOf(history, 'http').messages[3] ?? {}, { digest: 'other' }),
  },
  {
    what: 'the history over HTTP lacks a message',
    expected: 'diverge',
    plant: (history) => logOf(history, 'http').messages.splice(4, 1),
  },
  {
    what: 'two messages of the cache are swapped',
    expected: 'diverge',
    plant: (history) => logOf(history, 'recent').messages.reverse(),
  },
  {
    what: 'the cache has a hole',
    expected: 'diverge',
    plant: (history) => logOf(history, 'recent').messages.splice(5, 1),
  },
  {
    what: 'the cache ends too early',
    expected: 'diverge',
    plant: (history) => logOf(history, 'recent').messages.pop(),
  },
  {
    what: 'a fresh subscriber gets nothing',
    expected: 'diverge',
    plant: (history) => logOf(history, 'fresh').messages.splice(0),
  },
  {
    what: 'a client kept a deleted message',
    expected: 'diverge',
    plant: (history) => Object.assign(logOf(history, 'client').messages[2] ?? {}, { digest: 'created-2', version: 3 }),
  },
  {
    what: 'a client stopped early',
    expected: 'not-caught-up',
    plant: (history) => Object.assign(logOf(history, 'client'), { version: 13 }),
  },
];

describe('judging the final lists', () => {
  it.each(errors)('names $expected, and only that, when $what', (error) => {
    expect(namesFoundWith(error)).toEqual([error.expected]);
  });
});
