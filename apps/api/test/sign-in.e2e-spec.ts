import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OwnUser, type MessagePage, type Room, type Session, sessionSchema } from '@tertulia/contract';
import {
  connect,
  createDatabase,
  enter,
  HttpClient,
  problemOf,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { hashAddress } from '../src/identity/address.js';
import { AddressDesk, outside } from './address-desk.js';

let database: TestDatabase;
let server: TestServer;
/** A second node over the same database. */
let other: TestServer;
let strict: TestServer;
let desk: AddressDesk;

beforeAll(async () => {
  database = await createDatabase();
  const common = { DATABASE_URL: database.url, MAIL_WORKER: 'off', LOG_LEVEL: 'debug', LOG_REQUESTS: 'on' };
  server = await startServer({ ...common, LIMITS: 'off' });
  other = await startServer({ ...common, LIMITS: 'off' });
  strict = await startServer({ ...common, LIMIT_CODES_PER_HOUR: '4' });
  desk = new AddressDesk(database, server.url);
});

afterAll(async () => {
  for (const one of [server, other, strict]) {
    expect(one.errors()).toEqual([]);
    expect(desk.leaksIn(one.log())).toEqual([]);
  }
  await Promise.all([server.stop(), other.stop(), strict.stop()]);
  await database.drop();
});

async function enterWith(address: string): Promise<HttpClient> {
  const client = await enter(server.url);
  await desk.confirm(client, address);
  return client;
}

const codesOf = (address: string) =>
  database.query<{ user_id: string | null; tries_left: number; minutes: number; is_open: boolean }>(
    `SELECT user_id, tries_left, extract(epoch FROM expires_at - created_at)::integer / 60 AS minutes,
            used_at IS NULL AND expires_at > mail_now() AS is_open
     FROM sign_in_code WHERE address_key = $1 ORDER BY created_at, id`,
    [address.toLowerCase()],
  );

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('asking for a code', () => {
  it('N35: is answered alike for known and unknown addresses; only the known one gets a mail', async () => {
    const [known, unknown, pending] = [desk.newAddress(), desk.newAddress(), desk.newAddress()];
    const ana = await enterWith(known);
    await desk.ask(await enter(server.url), pending);
    const answers = [];
    for (const address of [known, unknown, pending, known.toUpperCase()]) answers.push(await desk.askCode(address));
    expect(answers[0]).toMatchObject({ status: 202, body: '' });
    for (const answer of answers) expect(outside(answer)).toEqual(outside(answers[0]!));
    const mails = (await desk.mailsTo(known)).filter((mail) => mail.kind === 'code');
    expect(mails.map((mail) => [mail.user_id, mail.state])).toEqual([
      [ana.user.id, 'pending'],
      [ana.user.id, 'pending'],
    ]);
    expect(await desk.mailsTo(unknown)).toEqual([]);
    expect((await desk.mailsTo(pending)).map((mail) => mail.kind)).toEqual(['verification']);
    const code = { tries_left: 5, minutes: 10, is_open: true };
    expect(await codesOf(known)).toEqual(Array(2).fill({ ...code, user_id: ana.user.id }));
    expect(await codesOf(unknown)).toEqual([{ ...code, user_id: null }]);
    expect(problemOf(await desk.askCode('ana')).code).toBe('invalid_payload');
    expect((await request(server.url, 'GET', '/api/session/email')).status).toBe(404);
  });

  it('leaves at most three open; each of them works, and signing in ends the others', async () => {
    const address = desk.newAddress();
    await enterWith(address);
    const codes: string[] = [];
    for (let count = 0; count < 4; count += 1) codes.push(await desk.makeCode(address));
    expect((await codesOf(address)).map((code) => code.is_open)).toEqual([false, true, true, true]);
    expect((await desk.useCode(address, codes[0]!)).status).toBe(401);
    expect((await desk.useCode(address, codes[1]!)).status).toBe(200);
    for (const code of codes) expect((await desk.useCode(address, code)).status).toBe(401);
    expect((await codesOf(address)).map((code) => code.is_open)).toEqual([false, false, false, false]);
    await Promise.all(Array.from({ length: 8 }, () => desk.askCode(address)));
    expect((await codesOf(address)).filter((code) => code.is_open)).toHaveLength(3);
  });

  it('posts nothing to an address that refused us', async () => {
    const address = desk.newAddress();
    await enterWith(address);
    await database.query(`INSERT INTO suppressed_address VALUES ($1, 'complaint', now())`, [hashAddress(address)]);
    expect((await desk.askCode(address)).status).toBe(202);
    expect((await desk.mailsTo(address)).filter((mail) => mail.kind === 'code')).toEqual([]);
  });

  it('is limited for an address, known or not, and guessing is too', async () => {
    const known = desk.newAddress();
    await enterWith(known);
    for (const email of [known, desk.newAddress()]) {
      const answers = [];
      for (let count = 0; count < 5; count += 1)
        answers.push(await request(strict.url, 'POST', '/api/session/email', { email: email.toUpperCase() }));
      expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202, 202, 429]);
      expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const guesses = [];
    for (let count = 0; count < 25; count += 1)
      guesses.push(await request(strict.url, 'POST', '/api/session/code', { email: known, code: '000000' }));
    expect(guesses.at(0)?.status).toBe(401);
    expect(guesses.at(-1)?.status).toBe(429);
  });
});

describe('signing in with a code', () => {
  it('opens another session of the same person; the others stay', async () => {
    const address = desk.newAddress('Ana');
    const ana = await enterWith(address);
    const room = (await ana.post<Room>('/api/rooms', { name: `Codes ${randomUUID().slice(0, 8)}` })).body;
    await ana.post(`/api/rooms/${room.id}/messages`, { text: 'from the first', clientMessageId: randomUUID() });
    const code = await desk.makeCode(address);
    const answer = await desk.useCode<Session>(address.toUpperCase(), ` ${code.slice(0, 3)} ${code.slice(3)} `);
    expect(answer.status).toBe(200);
    const session = sessionSchema.parse(answer.body);
    expect(session.user).toEqual((await ana.get<OwnUser>('/api/me')).body);
    expect(session.user).toMatchObject({ id: ana.user.id, isGuest: false, email: { address, state: 'verified' } });
    expect(session.token).not.toBe(ana.token);
    for (const url of [server.url, other.url]) {
      const second = new HttpClient(url, session.token, session.user);
      const page = (await second.get<MessagePage>(`/api/rooms/${room.id}/messages`)).body;
      expect(page.items.map((message) => [message.text, message.author.id])).toEqual([['from the first', ana.user.id]]);
    }
    const socket = await connect(new HttpClient(server.url, session.token, session.user));
    expect(socket.all('session:ready')[0]?.user.id).toBe(ana.user.id);
    socket.close();
    expect((await ana.get('/api/me')).status).toBe(200);
    expect((await database.query('SELECT 1 FROM session WHERE user_id = $1', [ana.user.id])).length).toBe(2);
  });

  it('N9: a guest of this device stays somebody else, and nothing of the two is merged', async () => {
    const address = desk.newAddress();
    const [ana, guest] = [await enterWith(address), await enter(server.url)];
    const answer = await guest.post<Session>('/api/session/code', {
      email: address,
      code: await desk.makeCode(address),
    });
    expect(answer.body.user.id).toBe(ana.user.id);
    expect((await guest.get<OwnUser>('/api/me')).body).toMatchObject({ id: guest.user.id, isGuest: true, email: null });
  });

  it('has one answer for every code that does not work', async () => {
    const [address, expired, unwritten] = [desk.newAddress(), desk.newAddress(), desk.newAddress()];
    await enterWith(address);
    await enterWith(expired);
    await enterWith(unwritten);
    const code = await desk.makeCode(address);
    const late = await desk.makeCode(expired);
    await database.query('UPDATE sign_in_code SET expires_at = mail_now() WHERE address_key = $1', [
      expired.toLowerCase(),
    ]);
    await desk.askCode(unwritten);
    const unknown = desk.newAddress();
    await desk.askCode(unknown);
    const answers = [await desk.useCode(address, wrong(code))];
    expect((await desk.useCode(address, code)).status).toBe(200);
    answers.push(await desk.useCode(address, code), await desk.useCode(expired, late));
    for (const email of [unwritten, unknown, desk.newAddress()]) answers.push(await desk.useCode(email, '000000'));
    expect(problemOf(answers[0]!)).toMatchObject({ code: 'unauthenticated', status: 401 });
    for (const answer of answers) expect(outside(answer)).toEqual(outside(answers[0]!));
    for (const bad of ['12345', '1234567', 'abcdef', ''])
      expect(problemOf(await desk.useCode(address, bad)).code).toBe('invalid_payload');
  });

  it('allows five guesses in all, also when they are made at once on several nodes', async () => {
    const address = desk.newAddress();
    await enterWith(address);
    const code = await desk.makeCode(address);
    const guess = (url: string, digits: string) =>
      request(url, 'POST', '/api/session/code', { email: address, code: digits });
    const guesses = await Promise.all(
      [server, other, server, other, server, other].map(({ url }) => guess(url, wrong(code))),
    );
    expect(guesses.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 401]);
    expect((await codesOf(address)).map((row) => row.tries_left)).toEqual([0]);
    expect((await guess(server.url, code)).status).toBe(401);
    const fresh = await desk.makeCode(address);
    expect((await guess(other.url, fresh)).status).toBe(200);
  });

  it('never looks at a sixth guess, even if it is right', async () => {
    for (let round = 0; round < 5; round += 1) {
      const address = desk.newAddress();
      await enterWith(address);
      const code = await desk.makeCode(address);
      const digits = [...Array<string>(11).fill(wrong(code)), code];
      const answers = await Promise.all(
        digits.map((digit, index) =>
          request((index % 2 ? server : other).url, 'POST', '/api/session/code', { email: address, code: digit }),
        ),
      );
      const [row] = await codesOf(address);
      const isIn = answers.at(-1)?.status === 200;
      expect(answers.slice(0, -1).every((answer) => answer.status === 401)).toBe(true);
      expect(row?.tries_left).toBeGreaterThanOrEqual(0);
      // Either the right one was among the first five, or it was not looked at.
      if (!isIn) expect(row?.tries_left).toBe(0);
    }
  });

  it('uses a code once, however often it is sent at once', async () => {
    const address = desk.newAddress();
    const ana = await enterWith(address);
    const code = await desk.makeCode(address);
    const answers = await Promise.all(
      [server, other, server, other, server].map(({ url }) =>
        request(url, 'POST', '/api/session/code', { email: address, code }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401, 401, 401, 401]);
    expect((await database.query('SELECT 1 FROM session WHERE user_id = $1', [ana.user.id])).length).toBe(2);
  });

  it('opens nothing for an address that was removed, whoever has it afterwards', async () => {
    const address = desk.newAddress();
    const ana = await enterWith(address);
    const code = await desk.makeCode(address);
    await ana.delete('/api/me/email');
    expect((await desk.mailsTo(address)).filter((mail) => mail.kind === 'code')).toMatchObject([
      { state: 'suppressed' },
    ]);
    const heir = await enterWith(address);
    expect((await desk.useCode(address, code)).status).toBe(401);
    const answer = await desk.useCode<Session>(address, await desk.makeCode(address));
    expect(answer.body.user.id).toBe(heir.user.id);
  });
});
