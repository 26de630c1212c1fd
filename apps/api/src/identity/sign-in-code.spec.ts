import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { findCode, hashCode } from './sign-in-code.js';

const made = (code: string) => {
  const id = randomUUID();
  return { id, code_hash: hashCode(id, code) };
};

describe('a sign-in code', () => {
  it('opens its own row alone, among several that are open', () => {
    const open = [made('111111'), made('222222'), made('333333')];
    expect(findCode(open, '222222')).toBe(open[1]);
    expect(findCode(open, '444444')).toBeUndefined();
    expect(findCode([{ id: randomUUID(), code_hash: open[1]!.code_hash }], '222222')).toBeUndefined();
  });

  it('does not exist before its mail is written', () => {
    const open = [
      { id: randomUUID(), code_hash: null },
      { id: randomUUID(), code_hash: Buffer.alloc(0) },
    ];
    expect(findCode(open, '000000')).toBeUndefined();
    expect(findCode([], '000000')).toBeUndefined();
  });
});
