import { Injectable } from '@nestjs/common';
import type { MessageEventName } from '@tertulia/contract';
import { DatabaseClock } from '../database/database-clock.js';
import { JobBoard } from '../outbox/job-board.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { RecentMessagesService } from './recent-messages.service.js';
import { presentMessage, type StoredMessage, toRoomChange } from './stored-message.js';

/** What follows a commit: the cache, everybody who listens, and whoever has new texts looked at. */
@Injectable()
export class MessageOutput {
  constructor(
    private readonly recent: RecentMessagesService,
    private readonly emitter: RealtimeEmitter,
    private readonly jobs: JobBoard,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * @param committed when its commit was known, on the clock of `performance`.
   * @returns the message as JSON as its sender sees it: the one encoding that cache, listeners and sender share.
   */
  created(stored: StoredMessage, committed: number): string {
    if (stored.heldAt) {
      this.changed(stored, 'message:created', true);
      return JSON.stringify(presentMessage(stored, stored.author.id));
    }
    const json = JSON.stringify(presentMessage(stored, undefined));
    this.recent.append(stored, json);
    const committedAt = this.clock.momentOf(committed);
    this.emitter.messageChanged({ ...toRoomChange(stored, 'message:created', json), committedAt });
    this.jobs.textChanged(stored.roomId);
    return json;
  }

  /** @param isModerated whether the message waits for the owner of the room, or did so until now. */
  changed(stored: StoredMessage, event: MessageEventName, isModerated = false): void {
    this.recent.drop(stored.roomId, stored.version);
    const committedAt = this.clock.nowMs();
    const change = { ...toRoomChange(stored, event), committedAt };
    this.emitter.messageChanged(isModerated ? { ...change, isModerated } : change);
    if (stored.editedAt !== null) this.jobs.textChanged(stored.roomId);
  }
}
