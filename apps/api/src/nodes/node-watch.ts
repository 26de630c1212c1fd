import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { describeError, type Log, LOG } from '../common/log.js';
import { SteadyWork } from '../common/steady-work.js';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import { NodeDeparture } from './node-departure.js';
import { NodeDrainsRepository } from './node-drains.repository.js';

const LOOK_EVERY_MS = 2_000;

/** Looks whether this node was ordered to send its clients elsewhere, and does it. */
@Injectable()
export class NodeWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly looking = new SteadyWork(() => this.look());
  private obeying: Promise<void> | undefined;

  constructor(
    @Inject(INSTANCE) private readonly instance: InstanceIdentity,
    @Inject(LOG) private readonly log: Log,
    private readonly drains: NodeDrainsRepository,
    private readonly departure: NodeDeparture,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.drains.forgetEarlier(this.instance.instanceId, process.uptime()).catch(() => {
      // The database is away: an order of before is ignored anyway.
    });
    this.looking.start(LOOK_EVERY_MS);
  }

  /** For the node that was itself asked to pass the order on. */
  lookNow(instanceId: string): void {
    if (instanceId === this.instance.instanceId) void this.look();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.looking.stop();
    await this.obeying;
  }

  private async look(): Promise<number> {
    this.obeying ??= this.obey().finally(() => (this.obeying = undefined));
    await this.obeying;
    return LOOK_EVERY_MS;
  }

  private async obey(): Promise<void> {
    const { instanceId } = this.instance;
    try {
      if (!(await this.drains.isOrdered(instanceId, process.uptime()))) return;
      this.log.info('This node was ordered to send its clients elsewhere.');
      await this.departure.sendElsewhere();
      await this.drains.noteDrained(instanceId);
    } catch (error) {
      // The database is away; the next look asks again.
      this.log.debug(describeError(error), 'Orders to this node could not be read.');
    }
  }
}
