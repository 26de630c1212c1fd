import { Inject, Injectable } from '@nestjs/common';
import type { User } from '@tertulia/contract';
import { Connections } from './connections.js';
import { FanOut } from './fan-out.js';
import { eventPacket } from './frames.js';
import type { NodeMessage } from './message-bus.js';
import { OwnCounts } from './own-counts.js';
import { PresenceService } from './presence.js';
import { isWithdrawn, OPEN, Told } from './told.js';

type OwnNotice = Extract<NodeMessage, { kind: 'own' }>;
type UnreadNotice = Extract<NodeMessage, { kind: 'unread' }>;

/** Own events that carry a count. */
const COUNTING = new Set<string>(['notification:created', 'notification:updated', 'notifications:reset']);
/** Own events of things that only go forward: one that was overtaken on its way is not told. */
const ORDERED = new Set<string>(['draft:changed', 'me:updated']);

/** Tells a person's own sockets on this node. */
@Injectable()
export class OwnTeller {
  private readonly renameHandlers: (() => void)[] = [];

  constructor(
    private readonly connections: Connections,
    private readonly fanOut: FanOut,
    private readonly counts: OwnCounts,
    @Inject(PresenceService) private readonly presence: Pick<PresenceService, 'rename'>,
    private readonly told: Told,
  ) {}

  /** Called when a person has a new name. */
  onRenamed(handler: () => void): void {
    this.renameHandlers.push(handler);
  }

  /** What was told in this state already, or in a later one, is not told again. */
  tell(notice: OwnNotice): void {
    if (this.isRepeated(notice)) return;
    this.note(notice);
    if (COUNTING.has(notice.event)) this.counts.told(notice.userId);
    this.fanOut.toMany(this.connections.of(notice.userId), eventPacket(notice.event, notice.payload));
  }

  tellUnread(notice: UnreadNotice): void {
    this.note(notice);
    this.counts.told(notice.userId);
    this.fanOut.toMany(this.connections.of(notice.userId), eventPacket('room:unread', notice.payload));
  }

  /** Open sockets carry the name of their person; a new one is taken over. */
  rename(user: User): void {
    for (const handler of this.renameHandlers) handler();
    this.connections.rename(user);
    this.presence.rename(user);
  }

  private isRepeated({ event, told = [] }: OwnNotice): boolean {
    // A notification may change in what its state does not say, such as whether it was mailed; hearing of that twice does no harm.
    if (told.length === 0 || event === 'notification:updated') return false;
    // It is new once, and again after it was withdrawn: whatever else was told of it since is later.
    if (event === 'notification:created')
      return told.every(([name, state]) => {
        const last = this.told.last(name);
        return last !== undefined && (last === state || !isWithdrawn(last));
      });
    return told.every(([name, state]) =>
      ORDERED.has(event) && typeof state === 'number' ? this.told.isPast(name, state) : this.told.last(name) === state,
    );
  }

  private note(notice: OwnNotice | UnreadNotice): void {
    const isUpdate = notice.kind === 'own' && notice.event === 'notification:updated';
    for (const [name, state] of notice.told ?? [])
      if (!isUpdate || !this.isNewsOwed(name, state)) this.told.note(name, state);
  }

  /** An update of a notification that nobody was told of here, such as that it is not mailed, is not the news of it. */
  private isNewsOwed(name: string, state: number | string): boolean {
    const last = this.told.last(name);
    return state === OPEN && (last === undefined || isWithdrawn(last));
  }
}
