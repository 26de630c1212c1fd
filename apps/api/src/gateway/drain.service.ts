import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Connections } from '../realtime/connections.js';
import { FanOut } from '../realtime/fan-out.js';
import { encodeEvent } from '../realtime/frames.js';

const STEPS = 10;

/**
 * Leaving without a crowd: clients are told, each with a delay of its own, and closed in batches over the drain time (G17).
 * At shutdown, or before it when somebody orders it.
 */
@Injectable()
export class DrainService implements BeforeApplicationShutdown {
  isDraining = false;
  private current: Promise<void> | undefined;
  private round = 0;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
    private readonly connections: Connections,
    private readonly fanOut: FanOut,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.drain();
  }

  /**
   * From now on this node is not ready and lets no socket in; the open ones are sent elsewhere. Called once more, it begins
   * anew with those that are left, and both calls resolve when that is done.
   */
  drain(): Promise<void> {
    this.isDraining = true;
    this.round += 1;
    this.current = this.sendElsewhere(this.round);
    return this.current;
  }

  private async sendElsewhere(round: number): Promise<void> {
    const leaving = [...this.connections.all()];
    if (leaving.length === 0) return;
    this.log.info({ sockets: leaving.length }, 'Sending sockets elsewhere.');
    for (const connection of leaving) {
      const reconnectInMs = Math.round(Math.random() * Math.max(this.env.DRAIN_MS, 500));
      this.fanOut.toOne(connection, encodeEvent('server:draining', { reconnectInMs }));
    }
    const size = Math.ceil(leaving.length / STEPS);
    for (let step = 0; step < STEPS; step += 1) {
      await wait(this.env.DRAIN_MS / STEPS);
      if (round !== this.round) return this.current;
      for (const connection of leaving.slice(step * size, (step + 1) * size)) connection.drop();
    }
    // Those whose handshake was under way when the others were told.
    for (const connection of [...this.connections.all()]) connection.drop();
  }
}
