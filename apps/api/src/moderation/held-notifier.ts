import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { describeError, type Log, LOG } from '../common/log.js';
import { Connections } from '../realtime/connections.js';
import { FanOut } from '../realtime/fan-out.js';
import { encodeEvent } from '../realtime/frames.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { HeldCountsRepository } from './held-counts.repository.js';

const GATHER_MS = 500;

/**
 * Tells owners who are connected to this node how many messages wait for them, after changes on any node: counted from the
 * rows, gathered, and one count after the other, so that the last one told is true.
 */
@Injectable()
export class HeldNotifier implements OnApplicationShutdown {
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly counts: HeldCountsRepository,
    private readonly connections: Connections,
    private readonly fanOut: FanOut,
    emitter: RealtimeEmitter,
    @Inject(LOG) private readonly log: Log,
  ) {
    emitter.onChange((change) => {
      if (change.isModerated) this.note(change.roomId);
    });
    emitter.onCountsMissed((roomId) => this.note(roomId));
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private note(roomId: string): void {
    this.changed.add(roomId);
    this.timer ??= this.tellSoon();
  }

  private tellSoon(): NodeJS.Timeout {
    return setTimeout(() => void this.tell(), GATHER_MS).unref();
  }

  private async tell(): Promise<void> {
    const roomIds = [...this.changed];
    this.changed.clear();
    try {
      for (const count of await this.counts.find(roomIds))
        this.fanOut.toMany(this.connections.of(count.userId), packetOf(count.roomId, count.held));
    } catch (error) {
      // The database is away: the count comes with the room when it is read again.
      if (!(error instanceof DomainError)) this.log.error(describeError(error), 'Held messages were not counted.');
    }
    this.timer = this.changed.size > 0 && !this.isStopped ? this.tellSoon() : undefined;
  }
}

const packetOf = (roomId: string, held: number) => encodeEvent('room:held', { roomId, held });
