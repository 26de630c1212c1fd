import { describe, expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';
import { CircuitBreaker, CircuitOpenError } from './circuit-breaker.js';
import { DomainError, unavailable } from './domain-error.js';
import { SingleFlight } from './single-flight.js';
import { uuidv7 } from './uuid.js';
import { validate } from './validate.js';
import { createRoomSchema } from '@tertulia/contract';
import { SteadyWork } from './steady-work.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('a batcher', () => {
  it('shares one round trip between all that wait, and keeps their order', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher<number, number>(
      async (inputs) => {
        batches.push(inputs);
        await tick();
        return inputs.map((input) => input * 2);
      },
      { batchSize: 3, queueSize: 100 },
    );
    const answers = await Promise.all([1, 2, 3, 4, 5].map((input) => batcher.add(input)));
    expect(answers).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('fails a batch alone, unless the dependency is away', async () => {
    let failure: Error = new Error('bad');
    const batcher = new Batcher<number, number>(
      async (inputs) => {
        await tick();
        if (inputs.includes(1)) throw failure;
        return inputs;
      },
      { batchSize: 1, queueSize: 100 },
    );
    const apart = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect(apart.map((one) => one.status)).toEqual(['rejected', 'fulfilled']);
    failure = unavailable(new Error('away'));
    const together = await Promise.allSettled([batcher.add(1), batcher.add(2), batcher.add(3)]);
    expect(together.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(batcher.add(4)).resolves.toBe(4);
    await batcher.idle();
  });

  it('refuses more than it may hold', async () => {
    const batcher = new Batcher<number, number>(async (inputs) => tick().then(() => inputs), {
      batchSize: 1,
      queueSize: 2,
    });
    const answers = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => batcher.add(index)));
    expect(answers.filter((one) => one.status === 'rejected').length).toBeGreaterThan(0);
    expect(answers.filter((one) => one.status === 'fulfilled').length).toBeGreaterThanOrEqual(2);
  });
});

describe('a circuit breaker', () => {
  it('lets a call through before its time when the dependency is said to be back, and stays shut when it is not', async () => {
    const breaker = new CircuitBreaker({ failures: 1, openMs: 60_000 });
    await expect(breaker.run(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    await expect(breaker.run(async () => 1)).rejects.toBeInstanceOf(CircuitOpenError);
    breaker.retryNow();
    await expect(breaker.run(() => Promise.reject(new Error('still down')))).rejects.toThrow('still down');
    await expect(breaker.run(async () => 1)).rejects.toBeInstanceOf(CircuitOpenError);
    breaker.retryNow();
    expect(await breaker.run(async () => 1)).toBe(1);
    expect(breaker.isOpen).toBe(false);
  });

  it('refuses at once after failures in a row, and lets one call find out', async () => {
    let now = 0;
    const changes: boolean[] = [];
    const breaker = new CircuitBreaker({
      failures: 2,
      openMs: 100,
      now: () => now,
      onChange: (open) => changes.push(open),
    });
    const fail = () => breaker.run(() => Promise.reject(new Error('down')));
    await expect(fail()).rejects.toThrow('down');
    await expect(fail()).rejects.toThrow('down');
    await expect(fail()).rejects.toThrow(CircuitOpenError);
    now = 100;
    const [probe, other] = await Promise.allSettled([breaker.run(async () => 'up'), fail()]);
    expect(probe.status).toBe('fulfilled');
    expect(other).toMatchObject({ status: 'rejected', reason: expect.any(CircuitOpenError) });
    await expect(breaker.run(async () => 'up')).resolves.toBe('up');
    expect(changes).toEqual([true, false]);
  });
});

describe('a single flight', () => {
  it('shares work until it is done or forgotten', async () => {
    const flight = new SingleFlight<number>();
    let runs = 0;
    const work = async () => {
      runs += 1;
      await tick();
      return runs;
    };
    await Promise.all([flight.run('a', work), flight.run('a', work), flight.run('b', work)]);
    expect(runs).toBe(2);
    const first = flight.run('a', work);
    flight.forget('a');
    await Promise.all([first, flight.run('a', work)]);
    expect(runs).toBe(4);
  });
});

describe('steady work', () => {
  it('does one step after the other, however often it is started, and none after its stop', async () => {
    let [running, most, steps] = [0, 0, 0];
    const ends: (() => void)[] = [];
    const work = new SteadyWork(async () => {
      running += 1;
      most = Math.max(most, running);
      steps += 1;
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      return 0;
    });
    work.start(0);
    work.start(0);
    while (steps < 3) {
      ends.splice(0).forEach((end) => end());
      await new Promise((resolve) => setImmediate(resolve));
    }
    let isStopped = false;
    const stopping = work.stop().then(() => (isStopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    ends.splice(0).forEach((end) => end());
    await stopping;
    expect({ most, steps }).toEqual({ most: 1, steps: 3 });
  });
});

describe('ids', () => {
  it('are UUIDv7 and ascend within a process', () => {
    const ids = Array.from({ length: 20_000 }, () => uuidv7());
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids.slice(0, 100))
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(ids[0]!.replace('-', '').slice(0, 12), 16) / Date.now()).toBeCloseTo(1, 3);
  });
});

describe('validation', () => {
  it('names what is wrong and never repeats the input', () => {
    const attempt = () => validate(createRoomSchema, { name: 'ok', secretField: 'hunter2', topic: 5 });
    expect(attempt).toThrow(DomainError);
    try {
      attempt();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('hunter2');
      expect(error).toMatchObject({
        code: 'invalid_payload',
        issues: expect.arrayContaining([
          expect.objectContaining({ path: 'topic' }),
          { path: '', message: 'unknown_field: secretField' },
        ]),
      });
    }
  });
});
