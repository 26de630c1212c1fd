import { describe, expect, it } from '@jest/globals';
import { isFaultless, judgeWork } from './judge-work.js';

const tagged = { answers: 2, tags: 1, wanted: 1 };
const plain = { answers: 2, tags: 0, wanted: 0 };

describe('judging delegated work', () => {
  it('finds nothing where each message was tagged exactly once', () => {
    const verdict = judgeWork([tagged, plain, tagged], 5);
    expect(verdict).toEqual({ messages: 3, lost: 0, wrong: 0, excess: 0 });
    expect(isFaultless(verdict)).toBe(true);
  });

  it('finds what was lost, what is wrong, and what happened twice', () => {
    for (const verdict of [
      judgeWork([{ ...tagged, answers: 1 }], 2),
      judgeWork([{ ...tagged, tags: 0 }], 2),
      judgeWork([{ ...plain, tags: 1 }], 1),
      judgeWork([tagged, plain], 4),
      judgeWork([tagged, plain], 2),
    ])
      expect(isFaultless(verdict)).toBe(false);
  });
});
