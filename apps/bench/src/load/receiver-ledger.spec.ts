import { describe, expect, it } from '@jest/globals';
import { ReceiverLedger } from './receiver-ledger.js';

const never = (): boolean => false;

function book(numbers: readonly number[], total: number, isRefused: (slot: number, number: number) => boolean = never) {
  const ledger = new ReceiverLedger(10, 2);
  numbers.forEach((number, index) => ledger.book(11, number, index + 1));
  return ledger.settle([0, total], isRefused);
}

describe('the account of a receiver', () => {
  it('is clean when everything came once and in order', () => {
    expect(book([1, 2, 3], 3)).toEqual({ lost: 0, doubled: 0, outOfOrder: 0, versionBreaks: 0 });
  });

  it('counts what is missing in the middle and at the end as lost', () => {
    expect(book([1, 3], 5).lost).toBe(3);
  });

  it('tells a late message from a second copy', () => {
    expect(book([1, 3, 2, 2], 3)).toMatchObject({ lost: 0, doubled: 1, outOfOrder: 1 });
  });

  it('does not miss a message that was refused', () => {
    expect(book([1, 3], 4, (slot, number) => slot === 1 && (number === 2 || number === 4)).lost).toBe(0);
  });

  it('counts a hole and a step back in the versions, but not where there are none', () => {
    const ledger = new ReceiverLedger(0, 1);
    for (const [number, version] of [
      [1, 5],
      [2, 6],
      [3, 8],
      [4, 7],
    ] as const)
      ledger.book(0, number, version);
    expect(ledger.settle([4], never).versionBreaks).toBe(2);
    const plain = new ReceiverLedger(0, 1);
    for (const number of [1, 2]) plain.book(0, number, 0);
    expect(plain.settle([2], never).versionBreaks).toBe(0);
  });

  it('counts a message of a sender that is not of the room', () => {
    const ledger = new ReceiverLedger(0, 1);
    ledger.book(5, 1, 1);
    expect(ledger.settle([0], never).doubled).toBe(1);
  });
});
