import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { describeError, type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { uuidv7 } from '../common/uuid.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import { HealthService } from '../health/health.service.js';
import { NodeFiguresReader } from './node-figures-reader.js';
import { type NodeProcess, NodeStatusRepository } from './node-status.repository.js';

/** With the rest that steady work adds: 4 to 6 s. */
const BEAT_MS = 4_000;
const FIRST_MS = 300;
/** What the clock of the event loop adds to every delay that it measures. */
const RESOLUTION_MS = 20;

/** Keeps the line of this node, and takes it away when the node stops. */
@Injectable()
export class NodeStatus implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly beating = new SteadyWork(() => this.beat());
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly process: NodeProcess;

  constructor(
    @Inject(INSTANCE) { instanceId, version }: InstanceIdentity,
    @Inject(LOG) private readonly log: Log,
    private readonly repository: NodeStatusRepository,
    private readonly health: HealthService,
    private readonly reader: NodeFiguresReader,
  ) {
    this.process = { instanceId, version, processId: uuidv7() };
  }

  onApplicationBootstrap(): void {
    this.delay.enable();
    this.beating.start(FIRST_MS);
  }

  /** For a state that others should see before the next beat. */
  tellNow(): void {
    this.beating.hurry();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.beating.stop();
    this.delay.disable();
    await this.repository.remove(this.process).catch(() => {
      // The database is away: the others see this node fall silent.
    });
  }

  private async beat(): Promise<number> {
    try {
      const state = await this.state();
      const eventLoopP99Ms = Math.max(0, this.delay.percentile(99) / 1e6 - RESOLUTION_MS);
      this.delay.reset();
      await this.repository.write(this.process, process.uptime(), state, this.reader.read(eventLoopP99Ms));
    } catch (error) {
      this.log.debug(describeError(error), 'The line of this node could not be written.');
    }
    return BEAT_MS;
  }

  private async state(): Promise<string> {
    const { isReady } = await this.health.check();
    if (this.reader.isLeaving) return 'draining';
    return isReady ? 'ready' : 'unready';
  }
}
