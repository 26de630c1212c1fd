import { Inject, Injectable } from '@nestjs/common';
import type { Attachment, ReplyReference, SendMessage, StoredPicture } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import { excerptOf } from '../common/excerpt.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Database } from '../database/database.js';
import { RoomsService } from '../rooms/rooms.service.js';
import { presentAttachment, type StoredAttachment } from './message-row.js';
import { MessagesRepository } from './messages.repository.js';

interface PictureRow {
  id: string;
  alt: string | null;
  picture: StoredPicture | null;
}

/** What a message on its way refers to: the message that it answers, and its pictures. */
@Injectable()
export class MessageParts {
  private readonly mediaUrl: string;

  constructor(
    private readonly rooms: RoomsService,
    private readonly repository: MessagesRepository,
    private readonly database: Database,
    @Inject(ENV) env: Env,
  ) {
    this.mediaUrl = env.MEDIA_URL ?? '';
  }

  /** @throws {DomainError} `not_found` when there is no such message in this room for this person. */
  async findReplyTarget(
    roomId: string,
    viewerId: string,
    messageId: string | undefined,
  ): Promise<ReplyReference | null> {
    if (messageId === undefined) return null;
    await this.rooms.getOpenId(roomId, viewerId);
    const target = await this.repository.get(roomId, messageId);
    // What waits for the room's owner is not quoted, not even to its author.
    const excerpt = target.heldAt ? '' : excerptOf(target.text, target.attachments);
    return { id: target.id, seq: target.seq, author: target.author, excerpt };
  }

  /**
   * Own pictures in the order in which they were named; whether another message has one already is decided when this one is stored.
   * @throws {DomainError} `invalid_payload` for one named twice, `not_found` for one of somebody else or of nobody, `conflict`
   * for one that is not ready.
   */
  async findPictures(
    authorId: string,
    { attachmentIds = [], clientMessageId }: SendMessage,
  ): Promise<StoredAttachment[]> {
    if (attachmentIds.length === 0) return [];
    if (new Set(attachmentIds).size < attachmentIds.length) throw refusal('invalid_payload', 'repeated');
    const rows = await this.database.query<PictureRow>({
      name: 'own_pictures',
      text: `SELECT id, alt, picture FROM attachment
             WHERE id = ANY($1::uuid[]) AND owner_id = $2 AND reason IS DISTINCT FROM 'withdrawn'`,
      values: [attachmentIds, authorId],
    });
    const found = new Map(rows.map((row) => [row.id, row]));
    const pictures: StoredAttachment[] = [];
    for (const id of attachmentIds) {
      const row = found.get(id);
      // A repeated send is answered with its message, also when that was deleted and its pictures are gone.
      if (!row && (await this.wasSent(authorId, clientMessageId))) return [];
      if (!row) throw refusal('not_found', 'not found');
      if (!row.picture) throw refusal('conflict', 'not ready');
      pictures.push({ ...row.picture, id, alt: row.alt });
    }
    return pictures;
  }

  present(pictures: StoredAttachment[]): Attachment[] {
    return pictures.map((picture) => presentAttachment(picture, this.mediaUrl));
  }

  private async wasSent(authorId: string, clientMessageId: string): Promise<boolean> {
    const rows = await this.database.query({
      text: 'SELECT 1 FROM message WHERE author_id = $1 AND client_message_id = $2',
      values: [authorId, clientMessageId],
    });
    return rows.length > 0;
  }
}

const sentences = {
  invalid_payload: 'A picture is named twice.',
  not_found: 'A picture was not found.',
  conflict: 'A picture is not ready.',
} as const;

function refusal(code: keyof typeof sentences, message: string): DomainError {
  return new DomainError(code, sentences[code], { issues: [{ path: 'attachmentIds', message }] });
}
