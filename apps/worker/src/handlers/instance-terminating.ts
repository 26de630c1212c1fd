import { setTimeout as wait } from 'node:timers/promises';
import type { NodeDrain } from '@tertulia/contract';
import { pino, type Logger } from 'pino';
import * as z from 'zod';
import { type BridgeEvent, readDetail, UnknownEvent } from '../alerts/bridge-event.js';
import { AwsLifecycleActions, type LifecycleActions } from '../nodes/lifecycle-actions.js';
import { HttpNodeDrains, type NodeDrains, OrderRefused } from '../nodes/node-drains.js';
import { type BridgeHandler, makeBridgeHandler, once } from './bridge.js';
import type { RunContext } from './lambda.js';

/** Below the five minutes of the lifecycle hook. */
const MOST_MS = 240_000;
/** Kept for completing the action before the function's own time is over. */
const RESERVE_MS = 20_000;
const ASK_EVERY_MS = 2_000;

/** Source: EC2 Auto Scaling user guide, "EventBridge event reference", scale-in lifecycle action. */
const detailSchema = z.object({
  LifecycleActionToken: z.string(),
  AutoScalingGroupName: z.string(),
  LifecycleHookName: z.string(),
  EC2InstanceId: z.string().regex(/^i-[0-9a-f]{8,32}$/),
  LifecycleTransition: z.literal('autoscaling:EC2_INSTANCE_TERMINATING'),
});

export interface TerminatingParts {
  nodes: NodeDrains;
  lifecycle: LifecycleActions;
  log: Logger;
  mostMs?: number;
  askEveryMs?: number;
}

/**
 * An instance is about to be terminated → its node sends its clients elsewhere → the termination goes on. It goes on in any
 * case when the time is over: a node that is gone, or an API that is away, must not hold an instance for the hook's hour.
 */
export function makeInstanceTerminatingHandler(parts: TerminatingParts): BridgeHandler {
  return makeBridgeHandler(parts.log, async (event, context) => {
    const action = readAction(event);
    const line = { eventId: event.id, instanceId: action.instanceId };
    const outcome = await drain(parts, action.instanceId, deadlineOf(parts, context));
    if (outcome === 'drained') parts.log.info({ ...line, outcome }, 'The node is drained.');
    else
      parts.log.error(
        { ...line, outcome },
        'The instance is terminated although its node did not say that it is drained.',
      );
    const isFirst = await parts.lifecycle.complete(action);
    parts.log.info({ ...line, isFirst }, isFirst ? 'The termination goes on.' : 'The termination went on before.');
  });
}

function readAction(event: BridgeEvent) {
  if (event['detail-type'] !== 'EC2 Instance-terminate Lifecycle Action')
    throw new UnknownEvent('No termination has this detail-type.');
  const detail = readDetail(detailSchema, event);
  return {
    group: detail.AutoScalingGroupName,
    hook: detail.LifecycleHookName,
    token: detail.LifecycleActionToken,
    instanceId: detail.EC2InstanceId,
  };
}

/** In milliseconds of this process's own clock, which does not jump. */
function deadlineOf({ mostMs = MOST_MS }: TerminatingParts, context: RunContext | undefined): number {
  const left = context ? context.getRemainingTimeInMillis() - RESERVE_MS : mostMs;
  return performance.now() + Math.max(0, Math.min(left, mostMs));
}

/** Orders and asks until the node is drained or the time is over, each time after a rest of its own length. */
async function drain(
  { nodes, log, askEveryMs = ASK_EVERY_MS }: TerminatingParts,
  instanceId: string,
  deadline: number,
): Promise<'drained' | 'late' | 'refused'> {
  let isOrdered = false;
  for (;;) {
    try {
      const state: NodeDrain['state'] = isOrdered ? await nodes.find(instanceId) : await nodes.order(instanceId);
      // A node that began anew forgets the order to the one before it; this one is to go as well.
      isOrdered = state !== 'unknown';
      if (state === 'drained') return 'drained';
    } catch (error) {
      log.warn(
        { instanceId, error: error instanceof Error ? error.message : 'unknown' },
        'The API could not be asked.',
      );
      if (error instanceof OrderRefused) return 'refused';
    }
    const left = deadline - performance.now();
    if (left <= 0) return 'late';
    await wait(Math.min(left, askEveryMs * (0.75 + Math.random() / 2)));
  }
}

const environmentSchema = z.object({ API_URL: z.url(), JOBS_SECRET: z.string().min(32) });

/** As a Lambda, with what the environment says. */
export const handler = once(() => {
  const env = environmentSchema.parse(process.env);
  return makeInstanceTerminatingHandler({
    nodes: new HttpNodeDrains(env.API_URL, env.JOBS_SECRET),
    lifecycle: new AwsLifecycleActions(),
    log: pino({ name: 'instance-terminating' }),
  });
});
