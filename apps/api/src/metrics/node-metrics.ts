import { Inject, Injectable } from '@nestjs/common';
import { DrainService } from '../gateway/drain.service.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import { HealthService } from '../health/health.service.js';
import { nodeStates } from '../nodes/node-line.js';
import { NodeStatusRepository } from '../nodes/node-status.repository.js';
import { labelled, Meter } from './meter.js';
import { Question } from './question.js';

const FRESH_MS = 2_000;

/** This process, and how many others there are. */
@Injectable()
export class NodeMetrics {
  constructor(
    meter: Meter,
    health: HealthService,
    drain: DrainService,
    lines: NodeStatusRepository,
    @Inject(INSTANCE) instance: InstanceIdentity,
  ) {
    const ready = new Question(() => health.check(), FRESH_MS);
    const known = new Question(() => lines.list(), FRESH_MS);
    meter.gauge('tertulia_build_info', 'Always 1; the label is what is asked for.', () => [
      { labels: { version: instance.version }, value: 1 },
    ]);
    meter.gauge('node_ready', '1 while this node should be sent requests.', async () =>
      Number((await ready.get())?.isReady ?? false),
    );
    meter.gauge('node_draining', '1 while this node sends its clients elsewhere.', () => Number(drain.isDraining));
    meter.gauge('chat_nodes', 'Nodes of the last day by state, as the database knows them.', async () => {
      const nodes = await known.get();
      return (
        nodes &&
        labelled(
          'state',
          nodeStates.map((state) => [state, nodes.filter((node) => node.state === state).length] as const),
        )
      );
    });
  }
}
