import { describe, expect, it } from '@jest/globals';
import { RequestError } from './request-error.js';
import { tryAgain } from './try-again.js';

/** Refuses in this order, then answers; notes how often it was asked and what was waited for. */
function service(...refusals: RequestError[]) {
  const seen = { asked: 0, waits: [] as number[] };
  const ask = async () => {
    seen.asked += 1;
    const refusal = refusals.shift();
    if (refusal) throw refusal;
    return 'welcome';
  };
  const wait = async (ms: number) => void seen.waits.push(ms);
  return { seen, enter: (chance = 0) => tryAgain(ask, { random: () => chance, wait }) };
}
const away = (retryAfterMs?: number) => new RequestError('unavailable', 'Try again.', retryAfterMs);

describe('asking again', () => {
  it('asks once where there is an answer', async () => {
    const { seen, enter } = service();
    expect(await enter()).toBe('welcome');
    expect(seen).toEqual({ asked: 1, waits: [] });
  });

  it('asks up to three times while the service is away, and waits as it was asked to', async () => {
    const { seen, enter } = service(away(), away(2_000));
    expect(await enter()).toBe('welcome');
    expect(seen).toEqual({ asked: 3, waits: [1_000, 2_000] });
  });

  it('waits up to half as much again, so that not everybody comes at once', async () => {
    const { seen, enter } = service(away(1_000));
    await enter(0.9);
    expect(seen.waits).toEqual([1_450]);
  });

  it('gives up with the last refusal', async () => {
    const last = away();
    const { seen, enter } = service(away(), away(), last, away());
    await expect(enter()).rejects.toBe(last);
    expect(seen).toEqual({ asked: 3, waits: [1_000, 1_000] });
  });

  it.each([
    ['a limit', new RequestError('rate_limited', 'Wait.', 1_000)],
    ['a long wait', away(10_000)],
    ['no answer', new RequestError('unreachable', 'No answer.')],
  ])('does not ask again after %s', async (_name, refusal) => {
    const { seen, enter } = service(refusal);
    await expect(enter()).rejects.toBe(refusal);
    expect(seen).toEqual({ asked: 1, waits: [] });
  });
});
