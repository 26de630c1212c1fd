import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Whose mail a link stops, and about which room. */
export interface UnsubscribeClaim {
  userId: string;
  roomId: string | null;
}

const PURPOSE = 'unsubscribe';
const NO_ROOM = Buffer.alloc(16);
const PAYLOAD_BYTES = 32;
const MAC_BYTES = 32;

/** Links that stop mail without a login: signed by the one secret of all nodes, kept nowhere, and good for nothing else. */
@Injectable()
export class UnsubscribeTokens {
  private secret: Buffer | undefined;

  constructor(private readonly database: Database) {}

  async make({ userId, roomId }: UnsubscribeClaim): Promise<string> {
    const payload = Buffer.concat([toBytes(userId), roomId === null ? NO_ROOM : toBytes(roomId)]);
    return Buffer.concat([payload, sign(payload, await this.readSecret())]).toString('base64url');
  }

  /** @returns null for what we did not make. */
  async read(token: string): Promise<UnsubscribeClaim | null> {
    const bytes = Buffer.from(token, 'base64url');
    // The same bytes can be written in several ways; only ours is taken.
    if (bytes.length !== PAYLOAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return null;
    const payload = bytes.subarray(0, PAYLOAD_BYTES);
    if (!timingSafeEqual(sign(payload, await this.readSecret()), bytes.subarray(PAYLOAD_BYTES))) return null;
    const room = payload.subarray(16);
    return { userId: toId(payload.subarray(0, 16)), roomId: room.equals(NO_ROOM) ? null : toId(room) };
  }

  private async readSecret(): Promise<Buffer> {
    if (this.secret) return this.secret;
    const [row] = await this.database.query<{ secret: Buffer }>({
      text: `SELECT secret FROM server_secret WHERE name = 'mail'`,
    });
    if (!row) throw new Error('The secret of the mail is missing.');
    this.secret = row.secret;
    return row.secret;
  }
}

function sign(payload: Buffer, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(PURPOSE).update(payload).digest();
}

function toBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function toId(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
