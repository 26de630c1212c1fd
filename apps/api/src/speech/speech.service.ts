import { Inject, Injectable } from '@nestjs/common';
import type { Speech, Spoken, User } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { BoundedWork } from '../common/bounded-work.js';
import { SingleFlight } from '../common/single-flight.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { NamesRepository } from './names.repository.js';
import { SPEAKER, type Speaker } from './speaker.js';
import { judgeMessage, namedIn, wordsOf } from './words-of-message.js';

/** Texts that are spoken for this node at once, and that wait for their turn. */
const AT_ONCE = 4;
const MOST_WAITING = 60;

/** A message of whoever may read it, spoken; the name of its sound says nothing about the room. */
@Injectable()
export class SpeechService {
  private readonly flights = new SingleFlight<Spoken>();
  private readonly work = new BoundedWork(AT_ONCE, MOST_WAITING);

  constructor(
    private readonly rooms: RoomsService,
    private readonly messages: MessagesRepository,
    private readonly names: NamesRepository,
    private readonly limiter: RateLimiter,
    @Inject(SPEAKER) private readonly speaker: Speaker,
  ) {}

  /**
   * The name and form of the sound, without where it is read.
   * @throws {DomainError} `not_found` for the room, the message, and one that is deleted or held; `conflict` for one without
   * words; `rate_limited`; `unavailable`.
   */
  async speak(viewer: User, ref: string, messageId: string): Promise<Spoken> {
    await this.limiter.take('speech', viewer.id);
    const roomId = await this.rooms.getOpenId(ref, viewer.id);
    const message = await this.messages.get(roomId, messageId);
    judgeMessage(message, viewer.id);
    const words = wordsOf(message, await this.names.find(namedIn(message)));
    return this.flights.run(words, () => this.work.run(() => this.speaker.speak(words)));
  }
}

/** The same with its address. */
export function toSpeech({ key, contentType, voice }: Spoken, mediaUrl: string): Speech {
  return { url: `${mediaUrl}/${key}`, contentType, voice };
}
