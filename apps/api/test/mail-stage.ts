import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, Room } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  type HttpClient,
  startServer,
  type TestDatabase,
  type TestServer,
} from '@tertulia/testing';

/** A mail that the file driver wrote: its headers as they are, its bodies decoded. */
export interface WrittenMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  raw: string;
}

/** Rooms, people with addresses and what names them, in a database whose clock of the mail can be moved. */
export class MailStage {
  private constructor(
    readonly database: TestDatabase,
    readonly folder: string,
  ) {}

  static async build(): Promise<MailStage> {
    const database = await createDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'tertulia-mail-'));
    await database.query('CREATE TABLE test_clock (shift interval NOT NULL)');
    await database.query(`INSERT INTO test_clock VALUES ('0')`);
    await database.query(
      `CREATE OR REPLACE FUNCTION mail_now() RETURNS timestamptz LANGUAGE sql VOLATILE
       AS $$ SELECT date_trunc('milliseconds', clock_timestamp()) + shift FROM test_clock $$`,
    );
    return new MailStage(database, folder);
  }

  start(environment: Record<string, string> = {}): Promise<TestServer> {
    return startServer({
      DATABASE_URL: this.database.url,
      DATA_DIR: this.folder,
      LIMITS: 'off',
      MAIL_PER_SECOND: '100',
      MAIL_BURST: '50',
      PUBLIC_URL: 'https://chat.example',
      ...environment,
    });
  }

  async end(): Promise<void> {
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Lets time pass for the policy of the mail. */
  async pass(interval: string): Promise<void> {
    await this.database.query('UPDATE test_clock SET shift = shift + $1::interval', [interval]);
  }

  /** Lets time pass until it is so many hours of a day in UTC: at some hours the digest of the day meets other limits. */
  async passUntil(hour: number): Promise<void> {
    await this.database.query(
      `UPDATE test_clock SET shift = shift + (date_trunc('day', mail_now(), 'UTC') + make_interval(days => 1, hours => $1) - mail_now())`,
      [hour],
    );
  }

  /** Somebody with a confirmed address. */
  async person(server: TestServer, name: string, room?: Room): Promise<HttpClient> {
    const client = await enter(server.url, name);
    const address = `${client.user.handle}@example.com`;
    await this.database.query(
      `INSERT INTO contact (user_id, address, address_key, verified_at) VALUES ($1, $2, lower($2), now())`,
      [client.user.id, address],
    );
    if (room) await this.join(client, room);
    return client;
  }

  async join(client: HttpClient, room: Room): Promise<void> {
    await this.database.query('INSERT INTO room_member (room_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      room.id,
      client.user.id,
    ]);
  }

  async room(owner: HttpClient, name: string): Promise<Room> {
    return (await owner.post<Room>('/api/rooms', { name })).body;
  }

  /** Sends a message and notes whom it names, with the mail that is due. @returns the notification's id. */
  async mention(
    author: HttpClient,
    room: Room,
    named: HttpClient,
    text: string,
  ): Promise<{ id: string; message: Message }> {
    const { body: message } = await author.post<Message>(`/api/rooms/${room.id}/messages`, {
      text: `@${named.user.handle} ${text}`,
      clientMessageId: randomUUID(),
    });
    const [row] = await this.database.query<{ id: string }>(
      'SELECT id FROM notification WHERE message_id = $1 AND user_id = $2',
      [message.id, named.user.id],
    );
    const id = row?.id ?? '';
    return { id, message };
  }

  /** `outcome/reason` of a notification. */
  async delivery(id: string): Promise<string> {
    const [row] = await this.database.query<{ outcome: string; reason: string | null }>(
      'SELECT outcome, reason FROM notification WHERE id = $1',
      [id],
    );
    return `${row?.outcome}/${row?.reason}`;
  }

  /** The mails of the file driver, in the order in which they were made. */
  async mails(to?: HttpClient): Promise<WrittenMail[]> {
    const folder = join(this.folder, 'mail');
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).toSorted();
    const mails = await Promise.all(names.map(async (name) => parse(name, await readFile(join(folder, name), 'utf8'))));
    return mails.filter((mail) => !to || mail.to.includes(`${to.user.handle}@example.com`));
  }
}

function parse(name: string, raw: string): WrittenMail {
  const unfolded = raw.replace(/\r\n[ \t]+/g, ' ');
  const header = (key: string): string => new RegExp(`^${key}: (.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? '';
  const plain = /Content-Type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/i.exec(raw)?.[1] ?? '';
  const text = Buffer.from(
    plain
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
  return { id: name.slice(0, -4), to: header('To'), subject: header('Subject'), text, raw: unfolded };
}
