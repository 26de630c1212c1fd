import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Room } from '@tertulia/contract';
import { freePort, type HttpClient, request, startServer, type TestServer, waitFor } from '@tertulia/testing';
import { MailStage } from './mail-stage.js';

let stage: MailStage;
let server: TestServer;
let operators: string;
let ana: HttpClient;
let hall: Room;

beforeAll(async () => {
  stage = await MailStage.build();
  const port = await freePort();
  operators = `http://127.0.0.1:${port}`;
  server = await stage.start({ METRICS_PORT: String(port) });
  ana = await stage.person(server, 'Ana');
  hall = await stage.room(ana, 'Hall');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await stage.end();
});

const told = (id: string, delivery: string) => waitFor(delivery, async () => (await stage.delivery(id)) === delivery);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Somebody who was mailed, with the path of the way out. */
async function mailed(): Promise<{ rui: HttpClient; path: string }> {
  const rui = await stage.person(server, 'Rui', hall);
  await rui.patch('/api/me', { locale: 'pt-BR' });
  await told((await stage.mention(ana, hall, rui, 'come')).id, 'mailed/alone');
  const [mail] = await stage.mails(rui);
  const path = /List-Unsubscribe: <https:\/\/chat\.example([^>]*)>/.exec(mail?.raw ?? '')?.[1];
  if (!path) throw new Error('The mail has no way out.');
  return { rui, path };
}

describe('the way out of mail', () => {
  it('is a page without a script in the language of the reader, which changes nothing', async () => {
    const { rui, path } = await mailed();
    const page = await request<string>(server.url, 'GET', path);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Parar de receber e-mails');
    expect(page.body).toContain('Hall');
    expect(page.body).not.toContain('<script');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*form-action 'self'/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    await stage.pass('11 minutes');
    await told((await stage.mention(ana, hall, rui, 'again')).id, 'mailed/followed_up');
  });

  it.each([
    ['List-Unsubscribe=One-Click', 'never'],
    ['scope=room', 'unsubscribed'],
    ['scope=mentions', 'never'],
    ['scope=everything', 'unsubscribed'],
  ])('takes %s without a login, as often as it comes, from wherever it comes', async (body, reason) => {
    const { rui, path } = await mailed();
    for (const origin of ['null', 'https://mail.example', 'null']) {
      const answer = await request<string>(server.url, 'POST', path, body, { ...FORM, origin });
      expect(answer.status).toBe(200);
    }
    await stage.pass('11 minutes');
    await told((await stage.mention(ana, hall, rui, 'again')).id, `not_mailed/${reason}`);
    expect(await stage.mails(rui)).toHaveLength(1);
  });

  it('takes the other kind of form too', async () => {
    const { path } = await mailed();
    const body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
    const type = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await request(server.url, 'POST', path, body, type)).status).toBe(200);
    expect((await request(server.url, 'POST', '/api/session', body, type)).status).toBe(415);
  });

  it('refuses tokens that are not ours, and forms that say nothing', async () => {
    const { rui, path } = await mailed();
    const other = path.slice(0, -1) + (path.endsWith('A') ? 'Q' : 'A');
    const swapped = path.replace(/.{43}$/, randomUUID().padEnd(43, 'x'));
    for (const bad of [other, swapped, path.slice(0, -4), '/api/mail/unsubscribe/x']) {
      expect((await request(server.url, 'GET', bad)).status).toBe(400);
      expect((await request(server.url, 'POST', bad, 'scope=everything', FORM)).status).toBe(400);
    }
    expect((await request(server.url, 'POST', path, 'scope=world', FORM)).status).toBe(400);
    expect((await request(server.url, 'POST', path, '', FORM)).status).toBe(400);
    await stage.pass('11 minutes');
    await told((await stage.mention(ana, hall, rui, 'again')).id, 'mailed/followed_up');
  });
});

describe('the page for operators', () => {
  it('shows quota, queue and errors on a port of its own, and no address', async () => {
    const { rui } = await mailed();
    const page = await request<string>(operators, 'GET', '/mail');
    expect(page.status).toBe(200);
    expect(page.body).toContain('of 200');
    expect(page.headers.get('x-instance-id')).toBeTruthy();
    const status = await request<Record<string, unknown>>(operators, 'GET', '/mail.json');
    expect(status.body).toMatchObject({ driver: 'file', effectivePerDay: 200, isDigestForAll: false, reported: null });
    expect(JSON.stringify(status.body)).not.toContain(rui.user.handle);
    expect((await request(operators, 'GET', '/api/rooms')).status).toBe(404);
    expect((await request(operators, 'GET', '/')).headers.get('x-instance-id')).toBeTruthy();
  });

  it('is not on the public port, nor is the inbox where the database is not embedded', async () => {
    for (const path of ['/mail.json', '/dev/mail', `/dev/mail/${randomUUID()}`]) {
      expect((await request(server.url, 'GET', path)).status).toBe(404);
    }
    expect((await request(server.url, 'POST', '/api/mail/events', '{}')).status).toBe(404);
  });
});

describe('the inbox of the embedded product', () => {
  it('is for whoever sits at the machine', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tertulia-inbox-'));
    // Where root runs this, the database runs as another account, which must be able to enter.
    await chmod(folder, 0o755);
    const embedded = await startServer({ DATA_DIR: folder, LIMITS: 'off' });
    const id = '01890000-0000-7000-8000-000000000001';
    await mkdir(join(folder, 'mail'), { recursive: true });
    await writeFile(
      join(folder, 'mail', `${id}.eml`),
      'Subject: <b>hello</b>\r\nTo: rui@example.com\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nwelcome & more\r\n',
    );
    const list = await request<string>(embedded.url, 'GET', '/dev/mail');
    expect(list.status).toBe(200);
    expect(list.body).toContain('&#60;b&#62;hello');
    expect(list.body).toContain('Daily digest for everybody');
    const page = await request<string>(embedded.url, 'GET', `/dev/mail/${id}`);
    expect(page.body).toContain('welcome &#38; more');
    expect(page.body).toContain('sandbox srcdoc');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await request(embedded.url, 'GET', '/dev/mail/..%2f..%2fetc')).status).toBe(404);
    expect((await request(embedded.url, 'GET', '/dev/mail', undefined, { 'x-forwarded-for': '1.2.3.4' })).status).toBe(
      404,
    );
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  });
});

describe('mail that was asked for', () => {
  const post = (
    person: HttpClient,
    kind: string,
    subject: string | null,
    address = `${person.user.handle}@example.com`,
  ) =>
    stage.database.query(
      `INSERT INTO mail (id, kind, user_id, address, subject_id, created_at, due_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, mail_now(), mail_now())`,
      [kind, person.user.id, address, subject],
    );

  it('confirms an address with a token of which only a hash is kept', async () => {
    const rui = await stage.person(server, 'Rui');
    const id = randomUUID();
    await stage.database.query(
      `INSERT INTO email_request (id, user_id, address, address_key, created_at, expires_at)
       VALUES ($1, $2, 'x@example.com', 'x@example.com', mail_now(), mail_now() + interval '24 hours')`,
      [id, rui.user.id],
    );
    await post(rui, 'verification', id);
    const mail = await waitFor('the mail', async () => (await stage.mails(rui))[0]);
    const token = /https:\/\/chat\.example\/confirm-email#([\w-]{43})/.exec(mail.text)?.[1];
    const rows = await stage.database.query<{ hash: string }>(
      `SELECT encode(token_hash, 'hex') AS hash, encode(sha256(convert_to($1, 'UTF8')), 'hex') = encode(token_hash, 'hex') AS same
       FROM email_token WHERE request_id = $2`,
      [token, id],
    );
    expect(rows).toEqual([{ hash: expect.any(String), same: true }]);
    expect(mail.raw).not.toContain('List-Unsubscribe');
  });

  it('brings a code, unless it is over already', async () => {
    const rui = await stage.person(server, 'Rui');
    const [open, over] = [randomUUID(), randomUUID()];
    await stage.database.query(
      `INSERT INTO sign_in_code (id, user_id, address_key, created_at, expires_at, tries_left)
       VALUES ($1, $3, 'x', mail_now(), mail_now() + interval '10 minutes', 5),
              ($2, $3, 'x', mail_now(), mail_now() - interval '1 second', 5)`,
      [open, over, rui.user.id],
    );
    await post(rui, 'code', over);
    await post(rui, 'code', open);
    const mail = await waitFor('the mail', async () => (await stage.mails(rui))[0]);
    expect(mail.text).toMatch(/\b\d{6}\b/);
    await waitFor('the end of both', async () => {
      const rows = await stage.database.query('SELECT state FROM mail WHERE user_id = $1 ORDER BY state', [
        rui.user.id,
      ]);
      return rows.map((row) => row['state']).join() === 'sent,suppressed';
    });
    expect(await stage.mails(rui)).toHaveLength(1);
  });
});
