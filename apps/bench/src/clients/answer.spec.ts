import { describe, expect, it } from '@jest/globals';
import { type Answer, settle } from './answer.js';
import { Random } from './random.js';

const later = () => Date.now() + 10_000;

/** Answers in turn, the last one for ever. */
function answering(...answers: Answer<string>[]): () => Promise<Answer<string>> {
  return async () =>
    (answers.length > 1 ? answers.shift() : answers[0]) ?? { kind: 'unknown', reason: 'nothing prepared' };
}

const unavailable: Answer<string> = { kind: 'refused', code: 'unavailable', detail: '' };

describe('repeating a request until it is settled', () => {
  it('repeats after silence and after "later", and takes the first answer', async () => {
    const attempt = answering({ kind: 'unknown', reason: 'timeout' }, unavailable, { kind: 'ok', data: 'stored' });
    expect(await settle(attempt, later(), new Random(1))).toEqual({ outcome: 'ok', data: 'stored', attempts: 3 });
  });

  it('takes a refusal for good at once', async () => {
    const attempt = answering({ kind: 'refused', code: 'conflict', detail: '' }, { kind: 'ok', data: 'never asked' });
    expect(await settle(attempt, later(), new Random(1))).toEqual({ outcome: 'fail', code: 'conflict', attempts: 1 });
  });

  it('leaves the outcome unknown when the time is over, even if the last answer was a refusal', async () => {
    const settled = await settle(answering(unavailable), Date.now() + 1_500, new Random(1));
    expect(settled.outcome).toBe('unknown');
    expect(settled.attempts).toBeGreaterThan(1);
  });
});
