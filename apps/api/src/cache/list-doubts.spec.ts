import { describe, expect, it } from '@jest/globals';
import { ListDoubts } from './list-doubts.js';
import { MemoryKeyValueStore } from './memory-key-value-store.js';

const LIFE = 60_000;

describe('doubts about the lists of a shared cache', () => {
  it('believes everything while nothing happened', () => {
    const doubts = new ListDoubts();
    expect(doubts.isDoubtful('a')).toBe(false);
    expect(doubts.isOwing).toBe(false);
  });

  it('drops a list that missed a change, and leaves a later one alone', async () => {
    const store = new MemoryKeyValueStore();
    await store.replaceRecent('old', { version: 3, entries: ['3'] }, LIFE);
    await store.replaceRecent('new', { version: 9, entries: ['9'] }, LIFE);
    const doubts = new ListDoubts();
    doubts.owe('old', 4, LIFE);
    doubts.owe('new', 8, LIFE);
    expect(doubts.isDoubtful('old')).toBe(true);
    await doubts.pay(store);
    expect(doubts.isOwing).toBe(false);
    expect(await store.readRecent('old', 10)).toBeNull();
    expect(await store.readRecent('new', 10)).toEqual({ version: 9, entries: ['9'] });
  });

  it('stays in debt when the store fails again', async () => {
    const doubts = new ListDoubts();
    doubts.owe('a', 4, LIFE);
    const fail = () => Promise.reject(new Error('down'));
    await expect(doubts.pay({ dropRecent: fail, remove: fail })).rejects.toThrow('down');
    expect(doubts.isOwing).toBe(true);
  });

  it('removes what is no list', async () => {
    const removed: string[] = [];
    const doubts = new ListDoubts();
    doubts.owe('a', 4, LIFE);
    await doubts.pay({
      dropRecent: () => Promise.reject(new Error('WRONGTYPE')),
      remove: async (keys) => void removed.push(...keys),
    });
    expect(removed).toEqual(['a']);
    expect(doubts.isOwing).toBe(false);
  });

  it('believes no list after an outage until the room was read once, and each again when all have expired', () => {
    let now = 0;
    const doubts = new ListDoubts(() => now);
    doubts.suspectAll(LIFE);
    expect(doubts.isDoubtful('a')).toBe(true);
    doubts.believe('a');
    expect(doubts.isDoubtful('a')).toBe(false);
    expect(doubts.isDoubtful('b')).toBe(true);
    now = LIFE;
    expect(doubts.isDoubtful('b')).toBe(false);
  });

  it('is bounded', () => {
    const doubts = new ListDoubts();
    for (let index = 0; index <= 10_000; index += 1) doubts.owe(`room-${index}`, 1, LIFE);
    expect(doubts.isDoubtful('room-0')).toBe(false);
    expect(doubts.isDoubtful('room-1')).toBe(true);
  });
});
