import { Injectable } from '@nestjs/common';

/** Whoever is overtaken this often is told what was read last. */
const MOST_READS = 5;

/**
 * Counts that are told to a person's own sockets, in an order that ends with the truth: a count that was being read while
 * another one was told may be the older of the two, so it is read again before it is told.
 */
@Injectable()
export class OwnCounts {
  private readonly reads = new Map<string, Set<Set<string>>>();

  /** Reads something of these people and passes it on, for those who were not told anything else meanwhile. */
  async tell<State>(
    userIds: Iterable<string>,
    read: (userIds: string[]) => Promise<State>,
    emit: (state: State, userIds: ReadonlySet<string>) => void,
  ): Promise<void> {
    let waiting = new Set(userIds);
    for (let tries = 1; waiting.size > 0; tries += 1) {
      const { state, overtaken } = await this.watch(waiting, read);
      const isLast = tries >= MOST_READS;
      emit(state, isLast ? waiting : new Set([...waiting].filter((userId) => !overtaken.has(userId))));
      waiting = isLast ? new Set() : overtaken;
    }
  }

  /** Counts of a person were told: what is being read of them may be older. */
  told(userId: string): void {
    for (const overtaken of this.reads.get(userId) ?? []) overtaken.add(userId);
  }

  private async watch<State>(
    userIds: Set<string>,
    read: (userIds: string[]) => Promise<State>,
  ): Promise<{ state: State; overtaken: Set<string> }> {
    const overtaken = new Set<string>();
    for (const userId of userIds) {
      const own = this.reads.get(userId);
      if (own) own.add(overtaken);
      else this.reads.set(userId, new Set([overtaken]));
    }
    try {
      return { state: await read([...userIds]), overtaken };
    } finally {
      for (const userId of userIds) {
        const own = this.reads.get(userId);
        own?.delete(overtaken);
        if (own?.size === 0) this.reads.delete(userId);
      }
    }
  }
}
