import { describe, expect, it } from '@jest/globals';
import { namesFoundWith, type PlantedError } from './planted-error.js';
import { eventsOf, joinsOf, logOf, pushesOf } from './sample-history.js';

const errors: PlantedError[] = [
  { what: 'a push is dropped', expected: 'gap', plant: (history) => eventsOf(history, 'stayed').splice(5, 1) },
  {
    what: 'a change is missing in a catch-up',
    expected: 'gap',
    plant: (history) => joinsOf(history, 'returned')[1]?.seen.splice(2, 1),
  },
  {
    what: 'a snapshot has a hole',
    expected: 'gap',
    plant: (history) =>
      Object.assign(joinsOf(history, 'returned')[1] ?? {}, {
        reset: true,
        seen: [0, 1, 3].map((index) => logOf(history, 'sql').messages[index]),
      }),
  },
  {
    what: 'a client asks from beyond its position',
    expected: 'gap',
    plant: (history) => eventsOf(history, 'returned').splice(4, 1),
  },
  {
    what: 'a push comes twice',
    expected: 'dup',
    plant: (history) => eventsOf(history, 'stayed').splice(5, 0, ...eventsOf(history, 'stayed').slice(4, 5)),
  },
  {
    what: 'two pushes are swapped',
    expected: 'reorder',
    plant: (history) => eventsOf(history, 'stayed').splice(4, 2, ...eventsOf(history, 'stayed').slice(4, 6).reverse()),
  },
  {
    what: 'a catch-up is out of order',
    expected: 'reorder',
    plant: (history) => joinsOf(history, 'returned')[1]?.seen.reverse(),
  },
  {
    what: 'the last push never comes',
    expected: 'not-caught-up',
    plant: (history) => eventsOf(history, 'stayed').pop(),
  },
  {
    what: 'a message is delivered that is not stored',
    expected: 'phantom',
    plant: (history) =>
      eventsOf(history, 'stayed').push({
        kind: 'pushed',
        connection: 1,
        seen: { id: 'forged', seq: 13, version: 15, digest: 'forged' },
      }),
  },
  {
    what: 'a push shows another text',
    expected: 'diverge',
    plant: (history) =>
      Object.assign(pushesOf(history, 'stayed')[3] ?? {}, {
        seen: { id: 'message-3', seq: 4, version: 4, digest: 'other' },
      }),
  },
  {
    what: 'an acknowledgement shows another text',
    expected: 'diverge',
    plant: (history) => Object.assign(history.acknowledged[3] ?? {}, { digest: 'other' }),
  },
];

describe('judging what was delivered', () => {
  it.each(errors)('names $expected, and only that, when $what', (error) => {
    expect(namesFoundWith(error)).toEqual([error.expected]);
  });
});
