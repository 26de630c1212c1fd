import { describe, expect, it } from '@jest/globals';
import type { NodeDrain } from '@tertulia/contract';
import { pino } from 'pino';
import type { LifecycleAction } from '../nodes/lifecycle-actions.js';
import { OrderRefused } from '../nodes/node-drains.js';
import { makeInstanceTerminatingHandler } from './instance-terminating.js';
import { instanceTerminating } from './instance-terminating.fixtures.js';

type Answer = NodeDrain['state'] | Error;

/** A node that answers each question with the next of what is given, the last one for ever. */
function stage(answers: Answer[], mostMs = 60_000, isFirst = true) {
  const asked: string[] = [];
  const completed: LifecycleAction[] = [];
  const next = (how: string) => async (instanceId: string) => {
    asked.push(`${how} ${instanceId}`);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('nothing');
    return answer;
  };
  const lines: string[] = [];
  const handle = makeInstanceTerminatingHandler({
    nodes: { order: next('order'), find: next('find') },
    lifecycle: {
      complete: async (action) => {
        completed.push(action);
        return isFirst;
      },
    },
    log: pino({}, { write: (line: string) => lines.push(line) }),
    mostMs,
    askEveryMs: 1,
  });
  return { asked, completed, handle, log: () => lines.join('') };
}

const action: LifecycleAction = {
  group: 'my-asg',
  hook: 'my-lifecycle-hook',
  token: '87654321-4321-4321-4321-210987654321',
  instanceId: 'i-1234567890abcdef0',
};

describe('an instance that is about to be terminated', () => {
  it('is drained first; then its termination goes on', async () => {
    const { asked, completed, handle } = stage(['ordered', 'ordered', 'drained']);
    expect(await handle(instanceTerminating)).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual([`order ${action.instanceId}`, `find ${action.instanceId}`, `find ${action.instanceId}`]);
    expect(completed).toEqual([action]);
  });

  it('is ordered again by an API that was away, or that forgot the order', async () => {
    const { asked, completed, handle } = stage([new Error('away'), 'ordered', 'unknown', 'ordered', 'drained']);
    await handle(instanceTerminating);
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['order', 'order', 'find', 'order', 'find']);
    expect(completed).toHaveLength(1);
  });

  it.each([
    ['a node that nobody knows', ['ordered'], 'late'],
    ['an API that stays away', [new Error('ECONNREFUSED')], 'late'],
    ['a secret that is wrong', [new OrderRefused('The API answered 401.')], 'refused'],
  ] satisfies [string, Answer[], string][])('goes on in any case: %s', async (_name, answers, outcome) => {
    const { completed, handle, log } = stage(answers, 30);
    await handle(instanceTerminating);
    expect(completed).toEqual([action]);
    expect(log()).toContain(`"outcome":"${outcome}"`);
  });

  it('leaves itself time to say so', async () => {
    const { asked, completed, handle } = stage(['ordered']);
    await handle(instanceTerminating, { getRemainingTimeInMillis: () => 15_000 });
    expect(asked).toHaveLength(1);
    expect(completed).toHaveLength(1);
  });

  it('announced twice goes on once, and the second time does no harm', async () => {
    const { completed, handle, log } = stage(['drained'], 60_000, false);
    expect(await handle(instanceTerminating)).toEqual({ batchItemFailures: [] });
    expect(completed).toHaveLength(1);
    expect(log()).toContain('went on before');
  });

  it('must be one', async () => {
    const { detail } = instanceTerminating;
    const { asked, completed, handle } = stage(['drained']);
    for (const event of [
      { ...instanceTerminating, 'detail-type': 'EC2 Instance-launch Lifecycle Action' },
      { ...instanceTerminating, detail: { ...detail, LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' } },
      { ...instanceTerminating, detail: { ...detail, EC2InstanceId: '../../rooms' } },
    ])
      await expect(handle(event)).rejects.toThrow();
    expect([...asked, ...completed]).toEqual([]);
  });
});
