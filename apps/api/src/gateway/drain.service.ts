import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { type Log, LOG } from '../common/log.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import type { Connection } from '../realtime/connection.js';
import { Connections } from '../realtime/connections.js';
import { FanOut } from '../realtime/fan-out.js';
import { encodeEvent } from '../realtime/frames.js';
import { RawSockets } from './raw-sockets.js';

const STEPS = 10;
/** Shortest time over which clients are told to come back; they go elsewhere, where the drain time means nothing. */
const SHORTEST_SPREAD_MS = 500;
/** What is under way at the end of the drain time may take so long; a request that hangs is refused before. */
const REQUEST_PATIENCE_MS = 3_000;
/** And whoever does not read what they were sent is waited for so long. */
const READ_PATIENCE_MS = 1_000;
const LOOK_MS = 10;

/** A socket that was told to go, and when it is closed if it does not. */
interface Leaving {
  connection: Connection;
  closeAt: number;
}

/**
 * Leaving without a crowd: clients are told, each with a delay of its own, and closed in batches over the drain time (G17).
 * At shutdown, or before it when somebody orders it.
 */
@Injectable()
export class DrainService implements BeforeApplicationShutdown {
  /** Not ready any more, and whoever keeps a connection is asked for another one. */
  isLeaving = false;
  /** Besides, no new socket is let in. */
  isDraining = false;
  private current: Promise<void> | undefined;
  private round = 0;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(LOG) private readonly log: Log,
    private readonly connections: Connections,
    private readonly fanOut: FanOut,
    private readonly rawSockets: RawSockets,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.drain();
  }

  /** Says that this node will go; from here on it is not ready. */
  announce(): void {
    this.isLeaving = true;
  }

  /**
   * From now on this node is not ready and lets no socket in; the open ones are sent elsewhere. Called once more, it begins
   * anew with those that are left, and both calls resolve when that is done.
   */
  drain(): Promise<void> {
    this.isLeaving = true;
    this.isDraining = true;
    this.round += 1;
    this.current = this.sendElsewhere(this.round);
    return this.current;
  }

  private async sendElsewhere(round: number): Promise<void> {
    const begun = performance.now();
    const end = begun + this.env.DRAIN_MS;
    const told = new Set<Connection>();
    let leaving = this.tellNew(told, end);
    if (leaving.length > 0) this.log.info({ sockets: leaving.length }, 'Sending sockets elsewhere.');
    for (let step = 1; step <= STEPS && this.rawSockets.size + this.connections.size > 0; step += 1) {
      await wait(this.env.DRAIN_MS / STEPS);
      if (round !== this.round) return this.current;
      // Those whose handshake was under way when the others were told.
      leaving.push(...this.tellNew(told, end));
      const now = performance.now();
      for (const { connection } of leaving.filter(({ closeAt }) => closeAt <= now)) connection.leave();
      leaving = leaving.filter(({ closeAt }) => closeAt > now);
    }
    this.tellNew(told, end);
    for (const connection of told) connection.leave();
    await this.waitUntil(() => this.connections.size === 0, REQUEST_PATIENCE_MS);
    for (const connection of [...this.connections.all()]) connection.drop();
    await this.waitUntil(() => this.rawSockets.size === 0, READ_PATIENCE_MS);
    this.rawSockets.destroyAll();
  }

  /** Tells those who were not told yet. Who goes when told is never closed; the others are, not before their time. */
  private tellNew(told: Set<Connection>, end: number): Leaving[] {
    const now = performance.now();
    const left = Math.max(0, end - now);
    return [...this.connections.all()]
      .filter((connection) => !told.has(connection))
      .map((connection) => {
        const share = Math.random();
        const reconnectInMs = Math.round(share * Math.max(left, SHORTEST_SPREAD_MS));
        told.add(connection);
        this.fanOut.toOne(connection, encodeEvent('server:draining', { reconnectInMs }));
        return { connection, closeAt: now + share * left };
      });
  }

  private async waitUntil(isDone: () => boolean, patienceMs: number): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!isDone() && performance.now() < deadline) await wait(LOOK_MS);
  }
}
