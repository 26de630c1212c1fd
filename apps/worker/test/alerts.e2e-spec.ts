import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CreatedWebhook, createdWebhookSchema, messagePageSchema, type Room } from '@tertulia/contract';
import {
  createDatabase,
  enter,
  type HttpClient,
  startServer,
  type TestDatabase,
  type TestServer,
} from '@tertulia/testing';
import { randomUUID } from 'node:crypto';
import { hostilePipeline, stageFailed } from '../src/handlers/deployment.fixtures.js';
import { alarm } from '../src/handlers/external-event.fixtures.js';
import { runEvent } from './run-event.js';

let database: TestDatabase;
let server: TestServer;
let ana: HttpClient;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ DATABASE_URL: database.url, LIMITS: 'off', PUBLIC_URL: 'https://chat.example' });
  ana = await enter(server.url, 'Ana');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await database.drop();
});

async function openRoom(): Promise<{ room: Room; hook: CreatedWebhook; environment: Record<string, string> }> {
  const room = (await ana.post<Room>('/api/rooms', { name: `Operations ${randomUUID().slice(0, 8)}` })).body;
  const hook = createdWebhookSchema.parse((await ana.post(`/api/rooms/${room.id}/webhooks`, { name: 'Ops' })).body);
  return { room, hook, environment: { ALERT_WEBHOOK_URLS: server.url + new URL(hook.url).pathname } };
}
const pageOf = async ({ id }: Room) =>
  messagePageSchema.parse((await ana.get(`/api/rooms/${id}/messages?limit=50`)).body).items;

describe('an alert in a room of this chat', () => {
  it('is one message, also when its event is delivered again', async () => {
    const { room, environment } = await openRoom();
    for (let time = 0; time < 2; time += 1)
      expect(await runEvent('external-event', alarm, environment)).toMatchObject({ code: 0 });
    const [message, ...more] = await pageOf(room);
    expect(more).toEqual([]);
    expect(message?.author).toMatchObject({ displayName: 'Ops', isBot: true });
    expect(message?.text).toMatch(/^\*\*🔴 Critical: Alarm ServerCpuTooHigh: ALARM\*\*\nAbout: Goes into alarm/);
    expect(message?.text).toContain(
      '[Open at us-east-1.console.aws.amazon.com](https://us-east-1.console.aws.amazon.com/cloudwatch/home?',
    );
    expect(message?.text).toMatch(/since 2019-10-02 17:04 UTC$/);
  });

  it('N49: says what was in the event and does nothing of it', async () => {
    const { room, environment } = await openRoom();
    const guest = await enter(server.url);
    await guest.post(`/api/rooms/${room.id}/messages`, { text: 'here', clientMessageId: randomUUID() });
    const event = {
      ...hostilePipeline,
      detail: {
        ...hostilePipeline.detail,
        'execution-id': `@${guest.user.handle} ${hostilePipeline.detail['execution-id']}`,
      },
    };
    expect(await runEvent('deployment', event, environment)).toMatchObject({ code: 0 });
    const message = (await pageOf(room)).at(-1);
    expect(message?.entities).toEqual([]);
    expect(await database.query('SELECT 1 FROM notification WHERE room_id = $1', [room.id])).toEqual([]);
    expect(message?.text).toContain(String.raw`<!channel>`);
    expect(message?.text).toContain(String.raw`\*bold\* \`code\` \@all`);
    expect(message?.text).toContain(String.raw`\[a\](https://evil.test)`);
    expect(message?.text).not.toMatch(/[\0\u202E]/);
  });

  it('that the room does not take fails, so that it comes again', async () => {
    const { room, hook, environment } = await openRoom();
    await ana.delete(`/api/rooms/${room.id}/webhooks/${hook.id}`);
    const { code, output } = await runEvent('deployment', stageFailed, environment);
    expect(code).toBe(1);
    expect(output).toContain('"status":404');
    expect(output).not.toContain(new URL(hook.url).pathname.split('/').at(-1));
  });

  it('needs somebody to tell, and an event', async () => {
    expect(await runEvent('deployment', stageFailed, {})).toMatchObject({
      code: 1,
      output: expect.stringMatching(/set ALERT/),
    });
    expect(await runEvent('nothing', stageFailed, {})).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^Usage/),
    });
  });
});
