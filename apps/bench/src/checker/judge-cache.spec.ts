import { describe, expect, it } from '@jest/globals';
import type { History, PageRead } from './history.js';
import { namesFoundWith, type PlantedError } from './planted-error.js';

function readOf(history: History, index: number): PageRead {
  const read = history.pageReads[index];
  if (!read) throw new Error('The sample has no such read.');
  return read;
}

const errors: PlantedError[] = [
  {
    what: 'a node shows an older page than before',
    expected: 'stale-cache',
    plant: (history) => {
      const read = readOf(history, 1);
      read.version -= 1;
      read.seen = read.seen.filter((message) => message.version <= read.version);
    },
  },
  {
    what: 'a page lacks the newest message of the version that it states',
    expected: 'stale-cache',
    plant: (history) => void readOf(history, 2).seen.pop(),
  },
  {
    what: 'a page has a hole',
    expected: 'gap',
    plant: (history) => void readOf(history, 2).seen.splice(4, 1),
  },
  {
    what: 'a page shows what nobody stored',
    expected: 'phantom',
    plant: (history) => {
      const { seen } = readOf(history, 2);
      const last = seen.at(-1);
      if (last) seen.push({ ...last, id: 'forged', seq: last.seq + 1 });
    },
  },
  {
    what: 'a page shows another text',
    expected: 'diverge',
    plant: (history) => {
      const [first] = readOf(history, 2).seen;
      if (first) first.digest = 'other';
    },
  },
  {
    what: 'the node that made a room does not list it at once',
    expected: 'stale-cache',
    plant: (history) => void history.listReads[0]?.rooms.pop(),
  },
  {
    what: 'another node never lists it',
    expected: 'stale-cache',
    plant: (history) => void history.listReads[2]?.rooms.pop(),
  },
];

describe('judging what was read from the cache', () => {
  it.each(errors)('names $expected, and only that, when $what', (error) => {
    expect(namesFoundWith(error)).toEqual([error.expected]);
  });

  it('finds nothing when another node is behind for a moment', () => {
    const what = 'the other node is behind';
    const plant = (history: History): void => {
      const read = readOf(history, 2);
      read.version = 10;
      read.seen = read.seen.filter((message) => message.version <= 10);
    };
    expect(namesFoundWith({ what, expected: 'stale-cache', plant })).toEqual([]);
  });
});
