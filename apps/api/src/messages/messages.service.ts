import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ReplyReference, SendMessage, User } from '@tertulia/contract';
import { RateLimiter } from '../cache/rate-limiter.js';
import { uuidv7 } from '../common/uuid.js';
import { MessageWriter } from './message-writer.js';
import { MessageOutput } from './message-output.js';
import { MessageParts } from './message-parts.js';
import { MessageTelling } from './message-telling.js';
import { SendFigures } from './send-figures.js';
import { MessagesRepository } from './messages.repository.js';
import { presentMessage, toStoredMessage } from './stored-message.js';

/** A message as its sender gets it back; `json` is the same, encoded once for everybody. */
export interface Sent {
  json: string;
  replayed: boolean;
}

/** The one write path of messages, the same for HTTP, sockets and scripts. */
@Injectable()
export class MessagesService {
  readonly figures = new SendFigures();

  constructor(
    private readonly parts: MessageParts,
    private readonly writer: MessageWriter,
    private readonly repository: MessagesRepository,
    private readonly output: MessageOutput,
    private readonly telling: MessageTelling,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Stores a message and tells everybody. Safe to repeat with the same clientMessageId.
   * @throws {DomainError} `not_found` for the room, the message replied to or a picture, `forbidden` (archived, prohibited
   * words), `conflict`, `invalid_payload`, `rate_limited`, `unavailable`.
   */
  async send(author: User, roomId: string, request: SendMessage): Promise<Sent> {
    try {
      return await this.take(author, roomId, request);
    } catch (error) {
      this.figures.noteRefused(error);
      throw error;
    }
  }

  private async take(author: User, roomId: string, request: SendMessage): Promise<Sent> {
    // The posts of a program are limited where they come in.
    if (!author.isBot) await this.limiter.take('send', author.id);
    const text = request.text ?? '';
    const replyTo = await this.parts.findReplyTarget(roomId, author.id, request.replyToId);
    const pictures = await this.parts.findPictures(author.id, request);
    const resolved = await this.telling.resolve(author, roomId, text);
    const tellings = this.telling.prepare(roomId, author.id, resolved.told, answeredPerson(replyTo));
    const { entities } = resolved;
    const attachments = this.parts.present(pictures);
    const { clientMessageId } = request;
    const sent = { id: uuidv7(), roomId, author, text, entities, attachments, clientMessageId, replyTo };
    const startedAt = performance.now();
    const result = await this.writer.write({
      id: sent.id,
      roomId,
      authorId: author.id,
      clientMessageId,
      bodyHash: hashBody(text, request),
      text,
      replyToId: replyTo?.id ?? null,
      ...(entities.length > 0 && { entities }),
      ...(tellings.length > 0 && { notify: tellings }),
      ...(pictures.length > 0 && { attachments: pictures }),
    });
    this.figures.noteStored(result.outcome, result.committedAt - startedAt);
    if (result.outcome === 'replayed') {
      const stored = await this.repository.get(roomId, result.messageId);
      return { json: JSON.stringify(presentMessage(stored, author.id)), replayed: true };
    }
    const stored = toStoredMessage(sent, result);
    const json = this.output.created(stored, result.committedAt);
    if (!stored.heldAt) {
      this.telling.committed(roomId, tellings);
      this.telling.hint(author.id, roomId, sent.id, resolved);
    }
    return { json, replayed: false };
  }
}

/** Whom a reply tells: nobody when it answers a program. */
const answeredPerson = (replyTo: ReplyReference | null) => (replyTo?.author.isBot ? undefined : replyTo?.author.id);

/** What must be equal for two sends with the same clientMessageId to be the same; the room is compared beside it. */
function hashBody(text: string, { replyToId = '', attachmentIds = [] }: SendMessage): string {
  const hash = createHash('sha256');
  // A line that no id is, so that no text can look like it.
  if (attachmentIds.length > 0) hash.update(`pictures ${attachmentIds.join(' ')}\n`);
  return hash.update(replyToId).update('\n').update(text).digest('hex');
}
