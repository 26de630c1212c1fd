import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { History } from './history.js';
import { judge } from './judge.js';
import { namesFound, namesFoundWith, type PlantedError } from './planted-error.js';
import { buildSampleHistory, eventsOf, SAMPLE_ROOM } from './sample-history.js';

const errors: PlantedError[] = [
  {
    what: 'a refusal is an internal error',
    expected: 'wrong-error',
    plant: (history) => history.refusals.push({ at: 1, code: 'internal', status: 500, detail: 'POST' }),
  },
  {
    what: 'a 503 has no Retry-After',
    expected: 'wrong-error',
    plant: (history) =>
      history.refusals.push({ at: 1, code: 'unavailable', status: 503, hasRetryAfter: false, detail: 'POST' }),
  },
  {
    what: 'an answer has another shape',
    expected: 'malformed',
    plant: (history) => history.malformed.push('message:created without a version'),
  },
  {
    what: 'the server died with its database',
    expected: 'no-recovery',
    plant: (history) => history.unrecovered.push('the server exited'),
  },
  ...(['stale-cache', 'slow-ack', 'unbounded', 'leak', 'wrong-error'] as const).map((anomaly) => ({
    what: `the bound of ${anomaly} is passed`,
    expected: anomaly,
    plant: (history: History) => history.bounds.push({ anomaly, what: 'measured', actual: 2, most: 1 }),
  })),
];

describe('judging a history', () => {
  it('finds nothing in a run in which everything went well', () => {
    expect(judge(buildSampleHistory(), [])).toMatchObject({ isClean: true, anomalies: [] });
  });

  it.each(errors)('names $expected, and only that, when $what', (error) => {
    expect(namesFoundWith(error)).toEqual([error.expected]);
  });

  it('passes what stays within its bounds', () => {
    const history = buildSampleHistory();
    history.bounds.push({ anomaly: 'leak', what: 'sockets', actual: 1, most: 1 });
    expect(namesFound(history)).toEqual([]);
  });

  it('counts each anomaly and passes no history that has one', () => {
    const history = buildSampleHistory();
    eventsOf(history, 'stayed').pop();
    const verdict = judge(history, []);
    expect(verdict.isClean).toBe(false);
    expect(verdict.counts).toMatchObject({ 'not-caught-up': 1, 'lost-ack': 0 });
  });

  it('takes a send of unknown outcome as stored once or not at all', () => {
    const stored = buildSampleHistory();
    for (const send of stored.sends) Object.assign(send, { outcome: 'unknown', messageId: undefined, seq: undefined });
    expect(namesFound(stored)).toEqual([]);
    const absent = buildSampleHistory();
    absent.sends.push({
      sendId: 'never',
      room: SAMPLE_ROOM,
      author: 'ana',
      text: 'never',
      start: 1,
      end: 2,
      outcome: 'unknown',
    });
    expect(namesFound(absent)).toEqual([]);
  });

  it('accepts pushes that arrive before the answer to the join', () => {
    const history = buildSampleHistory();
    const events = eventsOf(history, 'stayed');
    const [join] = events.splice(0, 1);
    if (join) events.splice(3, 0, join);
    expect(namesFound(history)).toEqual([]);
  });

  it('accepts a hole that a catch-up repaired', () => {
    const history = buildSampleHistory();
    const events = eventsOf(history, 'stayed');
    const [lost] = events.splice(8, 1);
    if (lost?.kind === 'pushed')
      events.splice(9, 0, {
        kind: 'caught-up',
        after: 7,
        version: 9,
        more: false,
        reset: false,
        seen: [lost.seen, { ...lost.seen, id: 'message-8', seq: 9, version: 9, digest: 'created-8' }],
      });
    expect(namesFound(history)).toEqual([]);
  });

  it('fails a run in which the fault did nothing', () => {
    const verdict = judge(buildSampleHistory(), [{ name: 'reconnects', actual: 0, atLeast: 1 }]);
    expect(verdict.anomalies).toEqual([{ name: 'no-effect', detail: 'reconnects: 0, at least 1 expected' }]);
  });

  it('shares no code with the product', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
    const sources = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
    const imports = sources.flatMap((source) => [...source.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? ''));
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((name) => !/^\.\/[\w-]+\.js$/.test(name))).toEqual([]);
  });
});
