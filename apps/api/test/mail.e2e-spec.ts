import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import { type HttpClient, type TestServer, waitFor } from '@tertulia/testing';
import { MailStage } from './mail-stage.js';

let stage: MailStage;
let server: TestServer;
let ana: HttpClient;
let hall: Room;

beforeAll(async () => {
  stage = await MailStage.build();
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
