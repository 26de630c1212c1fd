import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import {
  type FakeSes,
  type FakeSqs,
  type HttpClient,
  type SesMode,
  sendToQueue,
  startFakeSes,
  startFakeSqs,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { MailStage } from './mail-stage.js';

let stage: MailStage;
let ses: FakeSes;
let sqs: FakeSqs;
let queueUrl: string;
let server: TestServer;
let ana: HttpClient;
let hall: Room;

beforeAll(async () => {
  [stage, ses, sqs] = await Promise.all([MailStage.build(), startFakeSes(), startFakeSqs()]);
  queueUrl = await sqs.createQueue('mail-events');
  await ses.set({ quota: { perDay: 50_000, perSecond: 1_000, burst: 1_000, sentBefore: 0, isEnforced: false } });
  server = await stage.start(environment());
  ana = await stage.person(server, 'Ana');
  hall = await stage.room(ana, 'Hall');
});

afterAll(async () => {
  expect(server.errors()).toEqual([]);
  await server.stop();
  await Promise.all([ses.stop(), sqs.stop(), stage.end()]);
});

afterEach(async () => {
  await ses.set({ mode: 'accept', rules: [], events: null });
});

const environment = (overrides: Record<string, string> = {}) => ({
  ...ses.environment,
  ...sqs.environment,
  MAIL_DRIVER: 'ses',
  MAIL_FROM: 'Tertulia <chat@example.com>',
  MAIL_PER_DAY: '10000',
  // Short enough to wait for, and long enough for a busy machine: doubt that nobody wanted is not settled without an event.
  MAIL_TIMEOUT_MS: '4000',
  MAIL_LEASE_MS: '10000',
  SES_CONFIGURATION_SET: 'tertulia',
  MAIL_EVENTS_QUEUE_URL: queueUrl,
  ...overrides,
});

const told = (id: string, delivery: string) =>
  waitFor(delivery, async () => (await stage.delivery(id)) === delivery, 40_000);

const acceptedFor = async (person: HttpClient) =>
  (await ses.accepted()).filter((mail) => mail.to.includes(`${person.user.handle}@example.com`));

/** A mail to somebody else, which shows that the worker came by after everything before it. */
async function sendAnother(): Promise<void> {
  const other = await stage.person(server, 'Other', hall);
  const { id } = await stage.mention(ana, hall, other, 'and you');
  await told(id, 'mailed/alone');
}

describe('a mail without an answer', () => {
  it.each<SesMode>(['drop-after-accept', 'hang-after-accept', 'error-500-after-accept'])(
    'is settled by an event after %s, and never sent again',
    async (mode) => {
      const rui = await stage.person(server, 'Rui', hall);
      await ses.set({
        rules: [{ mode, times: 1 }],
        events: { queueUrl, copies: 2, isWrapped: mode.startsWith('drop') },
      });
      const { id } = await stage.mention(ana, hall, rui, 'come @rui');
      await told(id, 'mailed/alone');
      await stage.pass('16 minutes');
      await sendAnother();
      expect(await acceptedFor(rui)).toHaveLength(1);
    },
  );

  it.each<SesMode>(['drop-before-accept', 'hang', 'error-500-before-accept'])(
    'is in doubt for fifteen minutes after %s, and then sent once more',
    async (mode) => {
      const rui = await stage.person(server, 'Rui', hall);
      await ses.set({ rules: [{ mode, times: 1 }] });
      const { id } = await stage.mention(ana, hall, rui, 'come @rui');
      await told(id, 'waiting/unsettled');
      await stage.pass('14 minutes');
      await sendAnother();
      expect(await stage.delivery(id)).toBe('waiting/unsettled');
      expect(await acceptedFor(rui)).toHaveLength(0);
      await stage.pass('2 minutes');
      await told(id, 'mailed/alone');
      expect(await acceptedFor(rui)).toHaveLength(1);
    },
  );

  it('is not sent again when it was read in the meantime', async () => {
    const rui = await stage.person(server, 'Rui', hall);
    await ses.set({ rules: [{ mode: 'hang', times: 1 }] });
    const { id } = await stage.mention(ana, hall, rui, 'come @rui');
    await told(id, 'waiting/unsettled');
    await stage.database.query('UPDATE notification SET read_at = now() WHERE id = $1', [id]);
    await stage.pass('16 minutes');
    await told(id, 'not_mailed/read_in_time');
    await sendAnother();
    expect(await acceptedFor(rui)).toHaveLength(0);
  });
});

describe('a mail that is refused', () => {
  it('for the moment is sent when the provider lets it', async () => {
    const rui = await stage.person(server, 'Rui', hall);
    await ses.set({ rules: [{ mode: 'throttle', times: 1 }] });
    const { id } = await stage.mention(ana, hall, rui, 'come @rui');
    await waitFor('the refusal', async () => {
      const [row] = await stage.database.query('SELECT 1 FROM mail WHERE user_id = $1 AND error IS NOT NULL', [
        rui.user.id,
      ]);
      return row;
    });
    expect(await stage.delivery(id)).toBe('waiting/due');
    await stage.pass('1 hour');
    await told(id, 'mailed/alone');
    expect(await acceptedFor(rui)).toHaveLength(1);
  });

  it('for good is not tried again', async () => {
    const rui = await stage.person(server, 'Rui', hall);
    await ses.set({ rules: [{ mode: 'reject', times: 1 }] });
    const { id } = await stage.mention(ana, hall, rui, 'come @rui');
    await told(id, 'not_mailed/failed');
    await stage.pass('2 hours');
    await sendAnother();
    expect(await acceptedFor(rui)).toHaveLength(0);
  });
});

describe('an address that refuses mail', () => {
  it.each(['Bounce', 'Complaint'] as const)('gets nothing more after a %s', async (kind) => {
    const rui = await stage.person(server, 'Rui', hall);
    await ses.set({ events: { queueUrl, kinds: ['Send', kind], copies: 2 } });
    const first = await stage.mention(ana, hall, rui, 'first');
    await waitFor('the suppression', async () => {
      const [row] = await stage.database.query(
        `SELECT reason FROM suppressed_address WHERE address_hash = sha256(convert_to($1, 'UTF8'))`,
        [`${rui.user.handle}@example.com`],
      );
      return row;
    });
    await ses.set({ events: null });
    await told(first.id, kind === 'Bounce' ? 'not_mailed/suppressed_address' : 'mailed/alone');
    const second = await stage.mention(ana, hall, rui, 'second');
    await told(second.id, 'not_mailed/suppressed_address');
    expect(await acceptedFor(rui)).toHaveLength(1);
  });

  it('is left alone by events of mail that nobody knows, and by what is no event', async () => {
    await sendToQueue(queueUrl, 'no event');
    await sendToQueue(
      queueUrl,
      JSON.stringify({ eventType: 'Reject', mail: { tags: { 'tertulia-mail': [ana.user.id] } } }),
    );
    await sendAnother();
  });
});

describe('the provider’s own quota', () => {
  it('is asked once a minute by all workers together, and the lower value holds', async () => {
    await server.stop();
    await stage.database.query(`UPDATE mail_quota SET asked_at = '-infinity'`);
    await ses.reset();
    await ses.set({ quota: { perDay: 5, perSecond: 100, burst: 100, sentBefore: 3, isEnforced: true } });
    await stage.pass('3 days');
    await stage.passUntil(12);
    server = await stage.start(environment());
    const second = await stage.start(environment());
    const author = await stage.person(server, 'Eva', hall);
    const ids: string[] = [];
    for (const name of ['One', 'Two', 'Three', 'Four']) {
      const person = await stage.person(server, name, hall);
      ids.push((await stage.mention(author, hall, person, `come ${name}`)).id);
      const [id] = ids.slice(-1);
      await waitFor('a decision', async () => (await stage.delivery(id ?? '')) !== 'waiting/due');
    }
    // Three of five were sent before; at four of five everybody gets a digest.
    expect(await Promise.all(ids.map((id) => stage.delivery(id)))).toEqual([
      'mailed/alone',
      'waiting/budget',
      'waiting/budget',
      'waiting/budget',
    ]);
    const asked = (await ses.seen()).filter((request) => request.action === 'GetSendQuota');
    expect(asked).toHaveLength(1);
    await second.stop();
  });
});
