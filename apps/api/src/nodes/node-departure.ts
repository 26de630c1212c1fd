import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { DrainService } from '../gateway/drain.service.js';
import { RequestsInFlight } from '../gateway/requests-in-flight.js';
import { ListenService } from '../listen/listen.service.js';
import { NodeStatus } from './node-status.js';

/** Longest wait for HTTP requests that are being answered; a hanging database refuses them before. */
const REQUEST_PATIENCE_MS = 3_000;
const LOOK_MS = 10;

/** How this node takes leave of everybody who is connected to it, while others go on. */
@Injectable()
export class NodeDeparture {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly drain: DrainService,
    private readonly listen: ListenService,
    private readonly requests: RequestsInFlight,
    private readonly status: NodeStatus,
  ) {}

  /** For a stop: not ready at once, later no new sockets; resolves when nobody is left and nothing is being answered. */
  async leave(): Promise<void> {
    this.drain.announce();
    this.status.tellNow();
    await wait(this.env.DRAIN_DELAY_MS);
    await this.sendElsewhere();
    const deadline = performance.now() + REQUEST_PATIENCE_MS;
    while (this.requests.count > 0 && performance.now() < deadline) await wait(LOOK_MS);
  }

  /** Sockets and streams go; HTTP requests are answered as before. */
  async sendElsewhere(): Promise<void> {
    const areGone = this.drain.drain();
    this.listen.sendElsewhere(this.env.DRAIN_MS);
    await areGone;
  }
}
