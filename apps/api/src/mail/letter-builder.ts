import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Locale, localeSchema } from '@tertulia/contract';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { hashCode } from '../identity/sign-in-code.js';
import { createToken, hashToken } from '../identity/token.js';
import type { Letter, LetterReader } from '../mailer/letter.js';
import type { OutgoingMail } from '../mailer/mailer.js';
import { gatherRooms, type QuotedRow } from './gather-rooms.js';
import { MailDatabase } from './mail-database.js';
import type { Claim } from './mail-claim.js';
import { readZone } from './mail-person.repository.js';
import { publicAddresses, type PublicAddresses } from './public-addresses.js';
import { UnsubscribeTokens } from './unsubscribe-tokens.js';

/** Rooms that a digest names, and messages that are read for the letter. */
const MOST_ROOMS = 10;
const MOST_QUOTED = 200;

/**
 * Writes the letter of a claimed mail from what is true now: texts after their last edit, names and languages of today, and
 * tokens and codes that did not exist before.
 */
@Injectable()
export class LetterBuilder {
  private readonly addresses: PublicAddresses;

  constructor(
    private readonly database: MailDatabase,
    private readonly tokens: UnsubscribeTokens,
    @Inject(ENV) env: Env,
  ) {
    this.addresses = publicAddresses(env);
  }

  /** @returns null when there is nothing left to say. */
  async build(claim: Claim): Promise<OutgoingMail | null> {
    const reader = await this.findReader(claim.userId);
    if (!reader) return null;
    const letter = await this.write(claim, reader);
    const { id, attempt, address } = claim;
    return letter && { id, attempt, to: { address, name: reader.displayName }, letter };
  }

  private write(claim: Claim, reader: LetterReader): Promise<Letter | null> | Letter {
    if (claim.kind === 'verification') return this.writeVerification(claim, reader);
    if (claim.kind === 'code') return this.writeCode(claim, reader);
    // A notice about a change names the request of the new address; one about a removal names nothing.
    const what = claim.subjectId === null ? 'address_removed' : 'address_replaced';
    if (claim.kind === 'notice') return { kind: 'notice', reader, what, settingsUrl: this.addresses.settings };
    return this.writeMentions(claim, claim.kind, reader);
  }

  private async writeVerification(claim: Claim, reader: LetterReader): Promise<Letter | null> {
    const token = createToken();
    const [request] = await this.database.query<{ hours: number }>({
      text: `WITH open AS (
               SELECT id, extract(epoch FROM expires_at - mail_now()) / 3600 AS hours FROM email_request
               WHERE id = $1 AND used_at IS NULL AND expires_at > mail_now()
             ), made AS (INSERT INTO email_token (token_hash, request_id) SELECT $2, id FROM open)
             SELECT hours::double precision FROM open`,
      values: [claim.subjectId, hashToken(token)],
    });
    if (!request) return null;
    return { kind: 'verification', reader, url: this.addresses.confirmation(token), hours: Math.ceil(request.hours) };
  }

  private async writeCode(claim: Claim, reader: LetterReader): Promise<Letter | null> {
    if (claim.subjectId === null) return null;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const [row] = await this.database.query<{ minutes: number }>({
      text: `UPDATE sign_in_code SET code_hash = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > mail_now()
             RETURNING (extract(epoch FROM expires_at - mail_now()) / 60)::double precision AS minutes`,
      values: [claim.subjectId, hashCode(claim.subjectId, code)],
    });
    return row ? { kind: 'code', reader, code, minutes: Math.max(1, Math.floor(row.minutes)) } : null;
  }

  private async writeMentions(claim: Claim, kind: 'mention' | 'digest', reader: LetterReader): Promise<Letter | null> {
    const rows = await this.database.query<QuotedRow>({
      text: `SELECT n.kind, n.created_at, n.message_id, m.text, m.attachments AS pictures, author.display_name AS author,
                    r.id AS room_id, r.slug, r.name AS room_name,
                    count(*) OVER (PARTITION BY o.room_id)::int AS in_room, count(*) OVER ()::int AS in_all
             FROM mail_outbox o JOIN notification n ON n.id = o.notification_id
             JOIN message m ON m.id = n.message_id JOIN room r ON r.id = o.room_id
             JOIN chat_user author ON author.id = m.author_id
             WHERE o.mail_id = $1 AND o.done_at IS NULL AND m.deleted_at IS NULL AND m.held_at IS NULL AND n.withdrawn_at IS NULL
               AND n.read_at IS NULL AND r.deleted_at IS NULL
             ORDER BY o.created_at, n.id LIMIT ${MOST_QUOTED}`,
      values: [claim.id],
    });
    const rooms = gatherRooms(rows, this.addresses);
    const [first] = rooms;
    if (!first) return null;
    const links = {
      reader,
      settingsUrl: this.addresses.settings,
      unsubscribeUrl: this.addresses.unsubscription(
        await this.tokens.make({ userId: claim.userId, roomId: kind === 'mention' ? claim.subjectId : null }),
      ),
    };
    if (kind === 'mention') return { kind, room: first, isFollowUp: claim.isFollowUp, ...links };
    return { kind, rooms: rooms.slice(0, MOST_ROOMS), moreRooms: Math.max(0, rooms.length - MOST_ROOMS), ...links };
  }

  private async findReader(userId: string): Promise<LetterReader | null> {
    const [row] = await this.database.query<{
      display_name: string;
      locale: string | null;
      quiet_hours: unknown;
      time_zone: string | null;
    }>({
      text: 'SELECT display_name, locale, quiet_hours, time_zone FROM chat_user WHERE id = $1',
      values: [userId],
    });
    if (!row) return null;
    return { displayName: row.display_name, locale: toLocale(row.locale), timeZone: readZone(row).timeZone };
  }
}

/** The language of a person; English where they chose none. */
export function toLocale(stored: string | null): Locale {
  const locale = localeSchema.safeParse(stored);
  return locale.success ? locale.data : 'en';
}
