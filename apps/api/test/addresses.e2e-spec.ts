import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Draft, type Member, type OwnUser, type Room, type User } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  type HttpClient,
  problemOf,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { hashAddress } from '../src/identity/address.js';
import { createToken } from '../src/identity/token.js';
import { AddressDesk, outside } from './address-desk.js';

let database: TestDatabase;
let server: TestServer;
let strict: TestServer;
let desk: AddressDesk;

beforeAll(async () => {
  database = await createDatabase();
  const common = { DATABASE_URL: database.url, MAIL_WORKER: 'off' };
  server = await startServer({ ...common, LIMITS: 'off', LOG_LEVEL: 'debug', LOG_REQUESTS: 'on' });
  strict = await startServer(common);
  desk = new AddressDesk(database, server.url);
});

afterAll(async () => {
  expect([...server.errors(), ...strict.errors()]).toEqual([]);
  expect(desk.leaksIn(server.log() + strict.log())).toEqual([]);
  await Promise.all([server.stop(), strict.stop()]);
  await database.drop();
});

const own = async (client: HttpClient) => (await client.get<OwnUser>('/api/me')).body;

async function enterWith(address: string): Promise<HttpClient> {
  const client = await enter(server.url);
  await desk.confirm(client, address);
  return client;
}

describe('asking for an address', () => {
  it('posts one mail that asks, and nothing of the person changes before it is answered', async () => {
    const ana = await enter(server.url);
    const [first, second] = [await connect(ana), await connect(ana)];
    const address = desk.newAddress('Ana.Ruiz');
    expect(await desk.ask(ana, address)).toMatchObject({ status: 202, body: '' });
    const requests = await database.query<{ id: string; hours: number; used_at: null }>(
      `SELECT id, extract(epoch FROM expires_at - created_at)::integer / 3600 AS hours, used_at FROM email_request
       WHERE user_id = $1 AND address = $2`,
      [ana.user.id, address],
    );
    expect(requests).toEqual([{ id: expect.any(String), hours: 24, used_at: null }]);
    expect(await desk.mailsTo(address)).toEqual([
      { kind: 'verification', state: 'pending', user_id: ana.user.id, subject_id: requests[0]?.id },
    ]);
    expect(await own(ana)).toMatchObject({ isGuest: true, email: { address, state: 'pending' } });
    for (const socket of [first, second]) {
      await waitFor('me:updated', () => socket.all('me:updated').length === 1);
      expect(socket.all('me:updated')[0]?.user.email).toEqual({ address, state: 'pending' });
      socket.close();
    }
    expect(await database.query('SELECT 1 FROM contact WHERE user_id = $1', [ana.user.id])).toEqual([]);
    expect(
      await database.query(
        'SELECT 1 FROM email_token t JOIN email_request r ON r.id = t.request_id WHERE r.user_id = $1',
        [ana.user.id],
      ),
    ).toEqual([]);
  });

  it("N35: is answered alike for an address that is free, the own one and somebody else's", async () => {
    const [taken, mine] = [desk.newAddress('taken'), desk.newAddress('mine')];
    await enterWith(taken);
    const ana = await enterWith(mine);
    const answers = [];
    for (const address of [desk.newAddress('free'), mine, taken, taken.toUpperCase()])
      answers.push(await desk.ask(ana, address));
    expect(answers[0]?.status).toBe(202);
    for (const answer of answers) expect(outside(answer)).toEqual(outside(answers[0]!));
    expect(await own(ana)).toMatchObject({ isGuest: false, email: { address: mine, state: 'verified' } });
  });

  it('for another address ends the earlier request with its mail; the same one again does not', async () => {
    const ana = await enter(server.url);
    const [wrong, right] = [desk.newAddress('wrong'), desk.newAddress('right')];
    await desk.ask(ana, wrong);
    const old = await desk.makeToken(wrong);
    await desk.ask(ana, right);
    const first = await desk.makeToken(right);
    await desk.ask(ana, right);
    expect((await own(ana)).email).toEqual({ address: right, state: 'pending' });
    expect((await desk.mailsTo(wrong)).map((mail) => mail.state)).toEqual(['suppressed']);
    expect(problemOf(await desk.verify(old)).code).toBe('gone');
    expect((await desk.mailsTo(right)).map((mail) => mail.state)).toEqual(['pending', 'pending']);
    expect((await desk.verify(first)).status).toBe(204);
    expect((await desk.mailsTo(right)).map((mail) => mail.state).sort()).toEqual(['pending', 'suppressed']);
  });

  it('that refused us is answered alike, and nothing is posted to it', async () => {
    const ana = await enter(server.url);
    const address = desk.newAddress('bounced');
    await database.query(`INSERT INTO suppressed_address VALUES ($1, 'bounce', now())`, [hashAddress(address)]);
    const answer = await desk.ask(ana, address.toUpperCase());
    expect(outside(answer)).toEqual(outside(await desk.ask(ana, desk.newAddress())));
    await desk.ask(ana, address);
    expect(await desk.mailsTo(address)).toEqual([]);
    expect((await own(ana)).email).toEqual({ address, state: 'pending' });
  });

  it('takes one address and nothing else, from somebody who is signed in', async () => {
    const ana = await enter(server.url);
    for (const email of [
      '',
      'ana',
      'ana@',
      'ana@x',
      'a@b.test, c@d.test',
      'Ana <ana@b.test>',
      'a@b.test\r\nBcc: c@d.test',
      ['a@b.test'],
      `${'a'.repeat(250)}@b.test`,
    ])
      expect(problemOf(await ana.put('/api/me/email', { email })).code).toBe('invalid_payload');
    expect((await request(server.url, 'PUT', '/api/me/email', { email: desk.newAddress() })).status).toBe(401);
    expect((await own(ana)).email).toBeNull();
  });

  it('is limited for a person, and for an address whoever asks', async () => {
    const ana = await enter(strict.url);
    const refused = [];
    for (let count = 0; count < 6; count += 1) refused.push((await desk.ask(ana, desk.newAddress())).status);
    expect(refused).toEqual([202, 202, 202, 202, 202, 429]);
    const victim = desk.newAddress('victim');
    const people = await Promise.all(Array.from({ length: 6 }, () => enter(strict.url)));
    const answers = await Promise.all(people.map((person) => desk.ask(person, victim.toUpperCase())));
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, 202, 202, 202, 202, 429]);
    const late = answers.find((answer) => answer.status === 429)!;
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('confirming an address', () => {
  it('makes the person no guest for everybody at once, and nothing else of them changes', async () => {
    const [ana, rui] = [await enter(server.url, 'Ana'), await enter(server.url, 'Rui')];
    const room = (await ana.post<Room>('/api/rooms', { name: `Claim ${randomUUID().slice(0, 8)}` })).body;
    const path = `/api/rooms/${room.id}`;
    const say = (client: HttpClient, text: string) =>
      client.post(`${path}/messages`, { text, clientMessageId: randomUUID() });
    await say(ana, 'before');
    const mark = (await ana.put<OwnUser>('/api/me/mark', { passphrase: 'una frase secreta' })).body.mark;
    await ana.patch('/api/me', { settings: { bubbles: true }, locale: 'es' });
    await ana.put(`${path}/draft`, { text: 'not sent yet', revision: 0 });
    await say(rui, 'unread');
    for (const limit of [10, 50]) await rui.get(`${path}/messages?limit=${limit}`);
    const [mine, theirs] = [await connect(ana), await connect(rui)];
    for (const socket of [mine, theirs]) await socket.do('room:join', { roomId: room.id });
    const before = await own(ana);
    const membership = (await ana.get<Room>(path)).body.me;

    const address = desk.newAddress('claim');
    await desk.confirm(ana, address);

    await waitFor('me:updated', () => mine.all('me:updated').some(({ user }) => !user.isGuest));
    const after = await own(ana);
    const { version } = after;
    expect(after).toEqual({ ...before, isGuest: false, email: { address, state: 'verified' }, version });
    expect(version).toBeGreaterThan(before.version ?? 0);
    expect(after).toMatchObject({ mark, settings: { bubbles: true }, locale: 'es', isGuest: false });
    expect((await ana.get<Room>(path)).body.me).toEqual(membership);
    expect(membership).toMatchObject({ unread: 1 });
    const drafts = (await ana.get<{ items: Draft[] }>('/api/drafts')).body.items;
    expect(drafts.map((draft) => draft.text)).toEqual(['not sent yet']);
    for (const limit of [10, 50]) {
      const page = (await rui.get<{ items: { text: string; author: User }[] }>(`${path}/messages?limit=${limit}`)).body;
      expect(page.items.map(({ text, author }) => [text, author.id, author.isGuest])).toEqual([
        ['before', ana.user.id, false],
        ['unread', rui.user.id, true],
      ]);
    }
    const members = (await rui.get<{ items: Member[] }>(`${path}/members`)).body.items;
    expect(members.find(({ user }) => user.id === ana.user.id)?.user.isGuest).toBe(false);
    const sent = await mine.do('message:send', { roomId: room.id, clientMessageId: randomUUID(), text: 'after' });
    expect(sent.message.author.isGuest).toBe(false);
    const again = await connect(ana);
    expect(again.all('session:ready')[0]?.user.isGuest).toBe(false);
    expect(theirs.all('me:updated')).toEqual([]);
    expect(JSON.stringify(theirs.received)).not.toContain(address);
    for (const socket of [mine, theirs, again]) socket.close();
  });

  it('N34: works once; not late, not made up, and not by opening the link', async () => {
    const ana = await enter(server.url);
    const address = desk.newAddress();
    await desk.ask(ana, address);
    const token = await desk.makeToken(address);
    for (const path of [`/api/email/verify?token=${token}`, `/api/email/verify/${token}`, '/api/email/verify'])
      expect((await request(server.url, 'GET', path)).status).toBe(404);
    expect(await own(ana)).toMatchObject({ isGuest: true, email: { state: 'pending' } });
    expect((await desk.verify(token)).status).toBe(204);
    const late = desk.newAddress('late');
    const rui = await enter(server.url);
    await desk.ask(rui, late);
    const expired = await desk.makeToken(late);
    await database.query(`UPDATE email_request SET expires_at = mail_now() WHERE address = $1`, [late]);
    for (const bad of [token, expired, createToken(), 'x', `${token} `]) {
      const answer = await desk.verify(bad);
      expect({ status: answer.status, code: problemOf(answer).code }).toEqual({ status: 410, code: 'gone' });
    }
    expect(await own(rui)).toMatchObject({ isGuest: true, email: null });
    expect((await desk.verify('')).status).toBe(400);
  });

  it('N34: is refused where somebody else is signed in, and still works for its person', async () => {
    const [ana, mallory, gone] = [await enter(server.url), await enter(server.url), await enter(server.url)];
    const address = desk.newAddress();
    await desk.ask(ana, address);
    const token = await desk.makeToken(address);
    expect(problemOf(await desk.verify(token, mallory.token)).code).toBe('forbidden');
    expect(await own(mallory)).toMatchObject({ isGuest: true, email: null });
    expect(await own(ana)).toMatchObject({ isGuest: true });
    await gone.delete('/api/session');
    expect((await desk.verify(token, gone.token)).status).toBe(204);
    expect(await own(ana)).toMatchObject({ isGuest: false });
    const again = desk.newAddress();
    await desk.ask(ana, again);
    expect((await desk.verify(await desk.makeToken(again), ana.token)).status).toBe(204);
  });

  it("of one address by two people at once makes it the one's, and a conflict for the other", async () => {
    for (let round = 0; round < 5; round += 1) {
      const people = [await enter(server.url), await enter(server.url)];
      const address = desk.newAddress('race');
      const tokens: string[] = [];
      for (const [index, person] of people.entries()) {
        await desk.ask(person, index === 0 ? address : address.toUpperCase().replace('EXAMPLE.COM', 'example.com'));
        const [newest] = await database.query<{ address: string }>(
          'SELECT address FROM email_request WHERE user_id = $1',
          [person.user.id],
        );
        tokens.push(await desk.makeToken(newest!.address));
      }
      const answers = await Promise.all(tokens.map((token) => desk.verify(token)));
      expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409]);
      const guests = await Promise.all(people.map(async (person) => (await own(person)).isGuest));
      expect(guests).toEqual(answers.map((answer) => answer.status === 409));
      expect(
        await database.query('SELECT 1 FROM contact WHERE address_key = $1', [address.toLowerCase()]),
      ).toHaveLength(1);
    }
  });

  it('by two links of one person at once happens once', async () => {
    const ana = await enter(server.url);
    const address = desk.newAddress();
    const tokens: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      await desk.ask(ana, address);
      tokens.push(await desk.makeToken(address));
    }
    const statuses = (await Promise.all(tokens.map((token) => desk.verify(token)))).map((answer) => answer.status);
    expect(statuses.sort()).toEqual([204, 410, 410]);
  });

  it('instead of an earlier one tells the old address, and mail that waits goes to the new one', async () => {
    const [before, after] = [desk.newAddress('before'), desk.newAddress('after')];
    const ana = await enterWith(before);
    await database.query('UPDATE contact SET unsubscribed_at = now() WHERE user_id = $1', [ana.user.id]);
    const mailId = randomUUID();
    await database.query(
      `INSERT INTO mail (id, kind, user_id, address, created_at, due_at) VALUES ($1, 'digest', $2, $3, now(), now())`,
      [mailId, ana.user.id, before],
    );
    const code = await desk.makeCode(before);
    await desk.ask(ana, after);
    expect((await own(ana)).email).toEqual({ address: before, state: 'unsubscribed' });
    expect((await desk.verify(await desk.makeToken(after))).status).toBe(204);
    expect((await own(ana)).email).toEqual({ address: after, state: 'verified' });
    const told = (await desk.mailsTo(before)).filter((mail) => mail.kind === 'notice');
    expect(told).toEqual([{ kind: 'notice', state: 'pending', user_id: ana.user.id, subject_id: expect.any(String) }]);
    expect((await desk.mailsTo(after)).map((mail) => mail.kind).sort()).toEqual(['digest', 'verification']);
    expect((await desk.useCode(before, code)).status).toBe(401);
    const [contact] = await database.query('SELECT unsubscribed_at FROM contact WHERE user_id = $1', [ana.user.id]);
    expect(contact).toEqual({ unsubscribed_at: null });
    expect((await desk.mailsTo(after)).filter((mail) => mail.kind === 'notice')).toEqual([]);
    const heir = await enter(server.url);
    await desk.confirm(heir, before);
    expect((await own(ana)).email?.address).toBe(after);
  });
});

/** A mention that waits to be mailed, bound to a mail or not. */
async function waitingMention(userId: string, mailId: string | null): Promise<string> {
  const id = randomUUID();
  await database.query(
    `INSERT INTO notification (id, user_id, room_id, message_id, seq, kind, created_at, outcome, reason)
     VALUES ($1, $2, $3, $4, 1, 'mention', now(), 'waiting', 'due')`,
    [id, userId, randomUUID(), randomUUID()],
  );
  await database.query(
    `INSERT INTO mail_outbox (notification_id, user_id, room_id, created_at, due_at, mail_id)
     VALUES ($1, $2, $3, now(), now(), $4)`,
    [id, userId, randomUUID(), mailId],
  );
  return id;
}

async function writtenMail(userId: string, address: string, state: string): Promise<string> {
  const id = randomUUID();
  await database.query(
    `INSERT INTO mail (id, kind, user_id, address, state, created_at, due_at) VALUES ($1, 'mention', $2, $3, $4, now(), now())`,
    [id, userId, address, state],
  );
  return id;
}

describe('removing the address', () => {
  it('makes the person a guest, drops what waits to be mailed, and tells the address once', async () => {
    const [address, others] = [desk.newAddress('leaving'), desk.newAddress('staying')];
    const [ana, rui] = [await enterWith(address), await enterWith(others)];
    const pending = await writtenMail(ana.user.id, address, 'pending');
    const claimed = await writtenMail(ana.user.id, address, 'claimed');
    const dropped = [await waitingMention(ana.user.id, null), await waitingMention(ana.user.id, pending)];
    const kept = [await waitingMention(ana.user.id, claimed), await waitingMention(rui.user.id, null)];
    await desk.ask(ana, desk.newAddress('unanswered'));
    const socket = await connect(ana);
    for (const answer of [await ana.delete('/api/me/email'), await ana.delete('/api/me/email')])
      expect(answer).toMatchObject({ status: 204, body: '' });
    expect(await own(ana)).toMatchObject({ id: ana.user.id, isGuest: true, email: null });
    await waitFor('me:updated', () => socket.all('me:updated').some(({ user }) => user.isGuest && !user.email));
    expect(socket.all('me:updated')).toHaveLength(1);
    socket.close();
    const found = await database.query<{ id: string; outcome: string; reason: string; is_done: boolean }>(
      `SELECT n.id, n.outcome, n.reason, o.done_at IS NOT NULL AS is_done
       FROM notification n JOIN mail_outbox o ON o.notification_id = n.id WHERE n.id = ANY($1::uuid[])`,
      [[...dropped, ...kept]],
    );
    for (const { id, ...row } of found)
      expect(row).toEqual(
        dropped.includes(id)
          ? { outcome: 'not_mailed', reason: 'no_address', is_done: true }
          : { outcome: 'waiting', reason: 'due', is_done: false },
      );
    const mails = await desk.mailsTo(address);
    expect(mails.map((mail) => `${mail.kind} ${mail.state}`).sort()).toEqual([
      'mention claimed',
      'mention suppressed',
      'notice pending',
      'verification pending',
    ]);
    expect(mails.find((mail) => mail.kind === 'notice')?.subject_id).toBeNull();
    expect((await own(rui)).email).toEqual({ address: others, state: 'verified' });
    const heir = await enterWith(address);
    expect((await own(heir)).email).toEqual({ address, state: 'verified' });
  });

  it('takes back what was asked for, and is nothing for somebody without an address', async () => {
    const ana = await enter(server.url);
    expect((await ana.delete('/api/me/email')).status).toBe(204);
    const address = desk.newAddress();
    await desk.ask(ana, address);
    const token = await desk.makeToken(address);
    expect((await ana.delete('/api/me/email')).status).toBe(204);
    expect((await own(ana)).email).toBeNull();
    expect((await desk.mailsTo(address)).map((mail) => `${mail.kind} ${mail.state}`)).toEqual([
      'verification suppressed',
    ]);
    expect(problemOf(await desk.verify(token)).code).toBe('gone');
    expect((await request(server.url, 'DELETE', '/api/me/email')).status).toBe(401);
  });
});
