import { Injectable } from '@nestjs/common';
import type { Room } from '@tertulia/contract';
import { Batcher } from '../common/batcher.js';
import { KeyedLanes } from '../common/keyed-lanes.js';
import { isLockTimeout } from '../database/database-error.js';
import { MembersRepository } from './members.repository.js';

interface Entry {
  userId: string;
  roomId: string;
}

interface Entered {
  room: Room | null;
  /** They were none of its members before. */
  isNew: boolean;
}

/** How long all who enter may wait for one of the rooms. */
const SHARED_LOCK_MS = 60;

/** Lets people into rooms: those of the same moment in one statement, those of a room that somebody holds apart. */
@Injectable()
export class RoomEntries {
  private readonly shared: Batcher<Entry, Entered | 'apart'>;
  private readonly lanes: KeyedLanes<Entry, Entered>;

  constructor(private readonly members: MembersRepository) {
    this.shared = new Batcher((entries) => this.enterSoon(entries), { batchSize: 256, queueSize: 20_000 });
    this.lanes = new KeyedLanes((entries) => members.enterMany(entries), {
      batchSize: 256,
      queueSize: 1_000,
      atOnce: 2,
    });
  }

  /** No room for somebody who may not. @throws {DomainError} `unavailable`. */
  async enter(roomId: string, userId: string): Promise<Entered> {
    const entry = { userId, roomId };
    const entered = this.lanes.has(roomId) ? 'apart' : await this.shared.add(entry);
    return entered === 'apart' ? this.lanes.add(roomId, entry) : entered;
  }

  private async enterSoon(entries: Entry[]): Promise<(Entered | 'apart')[]> {
    try {
      return await this.members.enterMany(entries, SHARED_LOCK_MS);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      return entries.map(() => 'apart');
    }
  }
}
