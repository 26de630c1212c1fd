import { Injectable } from '@nestjs/common';
import type { User } from '@tertulia/contract';
import { uuidv7 } from '../common/uuid.js';
import { MentionsService, type ResolvedMentions } from '../mentions/mentions.service.js';
import type { Concerned, Telling } from '../notifications/notification-changes.js';
import { NotificationNews } from '../notifications/notification-news.js';
import { Outbox } from '../outbox/outbox.js';
import { PresenceService } from '../realtime/presence.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';

/** A mail waits this long for somebody who is in the room at this moment and may see the message there (G14). */
const HOLD_MS = 60_000;

/** Who is told of a message: found before it is stored, told after the commit. */
@Injectable()
export class MessageTelling {
  constructor(
    private readonly mentions: MentionsService,
    private readonly presence: PresenceService,
    private readonly news: NotificationNews,
    private readonly outbox: Outbox,
    private readonly emitter: RealtimeEmitter,
  ) {}

  /** @throws {DomainError} `rate_limited` */
  resolve(author: User, roomId: string, text: string): Promise<ResolvedMentions> {
    return this.mentions.resolve(author, roomId, text);
  }

  /** The same of a text that was sent before, whose author paid for its names then. */
  resolveAgain(author: User, roomId: string, text: string): Promise<ResolvedMentions> {
    return this.mentions.resolveAgain(author, roomId, text);
  }

  /** Those who are named, and who is answered if they are not among them. */
  prepare(roomId: string, authorId: string, named: string[], answeredId?: string): Telling[] {
    const tellings = named.map((userId) => this.toTelling(roomId, userId, 'mention'));
    if (answeredId !== undefined && answeredId !== authorId && !named.includes(answeredId))
      tellings.push(this.toTelling(roomId, answeredId, 'reply'));
    return tellings;
  }

  /** After the commit: those who are concerned, and whoever sends mail. */
  committed(roomId: string, told: Concerned[], withdrawn: Concerned[] = []): void {
    if (told.length + withdrawn.length === 0) return;
    const changes = [
      ...told.map(({ id, userId }) => ({ id, userId, isNew: true })),
      ...withdrawn.map(({ id, userId }) => ({ id, userId, isNew: false })),
    ];
    this.news.changed(changes, [roomId]);
    if (told.length > 0) this.outbox.wake();
  }

  /** Tells the author alone who was named and is not told. */
  hint(authorId: string, roomId: string, messageId: string, resolved: ResolvedMentions): void {
    const { unreachable, omitted, isEveryoneRefused } = resolved;
    if (unreachable.length === 0 && omitted === 0 && !isEveryoneRefused) return;
    this.emitter.messageHinted(authorId, { roomId, messageId, unreachable, omitted, isEveryoneRefused });
  }

  private toTelling(roomId: string, userId: string, kind: Telling['kind']): Telling {
    return { id: uuidv7(), userId, kind, holdMs: this.presence.isOnline(roomId, userId) ? HOLD_MS : 0 };
  }
}
