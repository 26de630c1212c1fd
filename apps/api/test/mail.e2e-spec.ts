import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Message, NotificationPage, Room } from '@tertulia/contract';
import { connect, type HttpClient, type TestServer, waitFor } from '@tertulia/testing';
import { MailStage } from './mail-stage.js';

let stage: MailStage;
let server: TestServer;
let ana: HttpClient;
let hall: Room;
const oldMail = randomUUID();

beforeAll(async () => {
  stage = await MailStage.build();
  await stage.database.query(
    `WITH old AS (
       INSERT INTO mail (id, kind, user_id, address, state, attempt, created_at, due_at)
       SELECT id, 'notice', id, address, 'sent', 1, mail_now() - age::interval, mail_now()
       FROM (VALUES ($1::uuid, 'older@old.example', '91 days'), ($2::uuid, 'younger@old.example', '89 days')) AS v(id, address, age)
     )
     INSERT INTO mail_attempt (mail_id, attempt, claimed_at, is_asked_for) VALUES ($1, 1, mail_now() - interval '91 days', true)`,
    [oldMail, randomUUID()],
  );
  server = await stage.start();
  ana = await stage.person(server, 'Ana');
  hall = await stage.room(ana, 'Hall');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await stage.end();
});

const told = (id: string, delivery: string) =>
  waitFor(`${delivery}`, async () => (await stage.delivery(id)) === delivery);

describe('mailing a mention', () => {
  it('sends the first at once, with links to the message and out of the mail', async () => {
    const rui = await stage.person(server, 'Rui', hall);
    const { id, message } = await stage.mention(ana, hall, rui, 'come @rui, the coffee is ready');
    await told(id, 'mailed/alone');
    const mails = await stage.mails(rui);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('the coffee is ready');
    expect(mails[0]?.text).toContain(`https://chat.example/r/${hall.slug}/m/${message.id}`);
    expect(mails[0]?.raw).toMatch(/^List-Unsubscribe: <https:\/\/chat\.example\/api\/mail\/unsubscribe\/[\w-]+>$/m);
    expect(mails[0]?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  });

  it('tells the devices of the person when it is sent', async () => {
    const gil = await stage.person(server, 'Gil', hall);
    const device = await connect(gil);
    const { id } = await stage.mention(ana, hall, gil, 'are you there?');
    const outcomes = () =>
      device
        .all('notification:updated')
        .filter(({ notification }) => notification.id === id)
        .map(({ notification, unread }) => ({ ...notification.delivery, unread }));
    await waitFor('the news', () => outcomes().length > 0);
    expect(outcomes()).toEqual([{ outcome: 'mailed', reason: 'alone', unread: 1 }]);
    device.close();
  });

  it('sends one that an edit brought into a message that was read already', async () => {
    const leo = await stage.person(server, 'Leo', hall);
    const path = `/api/rooms/${hall.id}/messages`;
    const { body: message } = await ana.post<Message>(path, { text: 'come', clientMessageId: randomUUID() });
    expect((await leo.put(`/api/rooms/${hall.id}/read`, { seq: message.seq })).status).toBe(200);
    await ana.patch(`${path}/${message.id}`, { text: `come @${leo.user.handle}` });
    const { items } = (await leo.get<NotificationPage>('/api/notifications')).body;
    await told(items[0]?.id ?? '', 'mailed/alone');
    expect(await stage.mails(leo)).toHaveLength(1);
  });

  it('gathers further ones of the room in one follow-up after ten minutes', async () => {
    const eva = await stage.person(server, 'Eva', hall);
    const first = await stage.mention(ana, hall, eva, 'first');
    await told(first.id, 'mailed/alone');
    const second = await stage.mention(ana, hall, eva, 'second');
    const third = await stage.mention(ana, hall, eva, 'third');
    await told(second.id, 'waiting/batched');
    await told(third.id, 'waiting/batched');
    expect(await stage.mails(eva)).toHaveLength(1);
    await stage.pass('10 minutes');
    await told(second.id, 'mailed/followed_up');
    await told(third.id, 'mailed/followed_up');
    const mails = await stage.mails(eva);
    expect(mails).toHaveLength(2);
    expect(mails[1]?.text).toMatch(/second[\s\S]*third/);
    expect(mails[1]?.text).not.toContain('first');
  });
});

describe('looking again before sending', () => {
  it.each([
    ['read_in_time', 'UPDATE notification SET read_at = now() WHERE id = $1'],
    ['withdrawn', 'UPDATE notification SET withdrawn_at = now() WHERE id = $1'],
    ['deleted', 'UPDATE message SET deleted_at = now() WHERE id = (SELECT message_id FROM notification WHERE id = $1)'],
    [
      'muted_room',
      `UPDATE room_member m SET notify = 'none' FROM notification n
       WHERE n.id = $1 AND m.user_id = n.user_id AND m.room_id = n.room_id`,
    ],
    [
      'left_room',
      `DELETE FROM room_member m USING notification n WHERE n.id = $1 AND m.user_id = n.user_id AND m.room_id = n.room_id`,
    ],
    ['no_address', 'DELETE FROM contact c USING notification n WHERE n.id = $1 AND c.user_id = n.user_id'],
  ])('drops what waited, as %s', async (reason, change) => {
    const rui = await stage.person(server, 'Rui', hall);
    await told((await stage.mention(ana, hall, rui, 'first')).id, 'mailed/alone');
    const { id } = await stage.mention(ana, hall, rui, 'second');
    await told(id, 'waiting/batched');
    await stage.database.query(change, [id]);
    await stage.pass('11 minutes');
    await told(id, `not_mailed/${reason}`);
    expect(await stage.mails(rui)).toHaveLength(1);
  });

  it('quotes a text as it is then', async () => {
    const rui = await stage.person(server, 'Rui', hall);
    await told((await stage.mention(ana, hall, rui, 'first')).id, 'mailed/alone');
    const { id, message } = await stage.mention(ana, hall, rui, 'at six');
    await told(id, 'waiting/batched');
    await ana.patch(`/api/rooms/${hall.id}/messages/${message.id}`, {
      text: `@${rui.user.handle} at seven`,
    });
    await stage.pass('11 minutes');
    await told(id, 'mailed/followed_up');
    const [, mail] = await stage.mails(rui);
    expect(mail?.text).toContain('at seven');
    expect(mail?.text).not.toContain('at six');
  });
});

describe('a pause', () => {
  it('is followed by one digest of all rooms', async () => {
    const attic = await stage.room(ana, 'Attic');
    const rui = await stage.person(server, 'Rui', hall);
    await stage.join(rui, attic);
    await stage.database.query(
      `UPDATE chat_user SET mail_paused_until = mail_now() + interval '8 hours' WHERE id = $1`,
      [rui.user.id],
    );
    const ids = [
      (await stage.mention(ana, hall, rui, 'in the hall')).id,
      (await stage.mention(ana, attic, rui, 'in the attic')).id,
    ];
    for (const id of ids) await told(id, 'waiting/paused');
    expect(await stage.mails(rui)).toHaveLength(0);
    await stage.pass('8 hours');
    for (const id of ids) await told(id, 'mailed/digest');
    const mails = await stage.mails(rui);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toMatch(/in the hall[\s\S]*in the attic/);
  });

  it('that is ended early lets through what it held', async () => {
    const bea = await stage.person(server, 'Bea', hall);
    const later = await stage.database.query<{ at: Date }>(`SELECT mail_now() + interval '8 hours' AS at`);
    expect((await bea.patch('/api/me', { mailPausedUntil: later[0]?.at })).status).toBe(200);
    const { id } = await stage.mention(ana, hall, bea, 'while paused');
    await told(id, 'waiting/paused');
    expect((await bea.patch('/api/me', { mailPausedUntil: null })).status).toBe(200);
    await told(id, 'mailed/digest');
    expect(await stage.mails(bea)).toHaveLength(1);
  });
});

describe('housekeeping', () => {
  it('removes mail after 90 days, with what belongs to it, and nothing younger', async () => {
    const left = await waitFor('the end of old mail', async () => {
      const rows = await stage.database.query<{ address: string }>(
        `SELECT address FROM mail WHERE address LIKE '%@old.example'`,
      );
      return rows.length === 1 && rows;
    });
    expect(left).toEqual([{ address: 'younger@old.example' }]);
    expect(await stage.database.query('SELECT 1 FROM mail_attempt WHERE mail_id = $1', [oldMail])).toEqual([]);
  });
});
