import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Room } from '@tertulia/contract';
import {
  type FakeSes,
  type FakeSqs,
  type HttpClient,
  startFakeSes,
  startFakeSqs,
  type TestServer,
  waitFor,
} from '@tertulia/testing';
import { MailStage } from './mail-stage.js';

const RATE = 20;
const BURST = 8;

let stage: MailStage;
let ses: FakeSes;
let sqs: FakeSqs;
let queueUrl: string;
/** Takes requests and sends no mail. */
let server: TestServer;
let ana: HttpClient;
let hall: Room;

beforeAll(async () => {
  [stage, ses, sqs] = await Promise.all([MailStage.build(), startFakeSes(), startFakeSqs()]);
  queueUrl = await sqs.createQueue('mail-events');
  await ses.set({ quota: { perDay: 50_000, perSecond: 1_000, burst: 1_000, sentBefore: 0, isEnforced: false } });
  server = await stage.start({ MAIL_WORKER: 'off' });
  ana = await stage.person(server, 'Ana');
  hall = await stage.room(ana, 'Hall');
});

afterAll(async () => {
  await server.stop();
  await Promise.all([ses.stop(), sqs.stop(), stage.end()]);
});

const started: TestServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.stop()));
});

async function startWorker(overrides: Record<string, string> = {}): Promise<TestServer> {
  const worker = await stage.start({
    ...ses.environment,
    ...sqs.environment,
    MAIL_DRIVER: 'ses',
    MAIL_FROM: 'Tertulia <chat@example.com>',
    MAIL_PER_DAY: '10000',
    MAIL_PER_SECOND: String(RATE),
    MAIL_BURST: String(BURST),
    MAIL_TIMEOUT_MS: '1000',
    MAIL_LEASE_MS: '2000',
    SES_CONFIGURATION_SET: 'tertulia',
    MAIL_EVENTS_QUEUE_URL: queueUrl,
    ...overrides,
  });
  started.push(worker);
  return worker;
}

/**
 * Lets pass what a mail waits for: the grace of one in doubt, once nothing that was said of it can be on its way any more, or the
 * pause after a letter that a sleeper was writing. Once for each wait: a worker looks but once a second, and mentions expire.
 */
async function endWait(): Promise<void> {
  const [wait] = await stage.database.query(
    `SELECT 1 FROM mail
     WHERE due_at > mail_now()
       AND (state = 'pending' OR state = 'ambiguous' AND lease_until < clock_timestamp() - interval '2 seconds')`,
  );
  if (wait && (await sqs.isDone(queueUrl))) await stage.pass('16 minutes');
}

async function mentionPeople(count: number): Promise<{ person: HttpClient; id: string }[]> {
  const people: { person: HttpClient; id: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const person = await stage.person(server, `Person ${index}`, hall);
    people.push({ person, id: (await stage.mention(ana, hall, person, 'come')).id });
  }
  return people;
}

const countIn = async (outcome: string, ids: string[]) => {
  const rows = await stage.database.query('SELECT 1 FROM notification WHERE id = ANY($1) AND outcome = $2', [
    ids,
    outcome,
  ]);
  return rows.length;
};

describe('several workers', () => {
  it('that are killed again and again send each mention once, and never faster than the quota', async () => {
    await ses.set({ mode: 'slow', slowMs: 60, events: { queueUrl } });
    const people = await mentionPeople(60);
    const ids = people.map(({ id }) => id);
    const workers = await Promise.all([startWorker(), startWorker(), startWorker()]);
    for (const share of [8, 20, 32]) {
      await waitFor(`${share} mails`, async () => (await ses.accepted()).length >= share, 60_000);
      const worker = workers.shift();
      await worker?.kill('SIGKILL');
      workers.push(await startWorker());
    }
    await waitFor(
      'the end of every mention',
      async () => {
        // Whatever was claimed by the dead and not taken is in doubt.
        await endWait();
        return (await countIn('mailed', ids)) === ids.length;
      },
      90_000,
    );
    const accepted = await ses.accepted();
    const tags = accepted.map((mail) => mail.tag);
    expect(accepted.map((mail) => mail.to[0]).toSorted()).toEqual(
      people.map(({ person }) => `${person.user.handle}@example.com`).toSorted(),
    );
    expect(new Set(tags).size).toBe(ids.length);
    expect(overRate(accepted.map((mail) => mail.at))).toEqual([]);
  });

  it('do not send twice when one sleeps beyond its lease and goes on', async () => {
    await ses.reset();
    await ses.set({ mode: 'slow', slowMs: 4_000, events: { queueUrl } });
    const patient = { MAIL_TIMEOUT_MS: '6000', MAIL_LEASE_MS: '9000' };
    const sleeper = await startWorker(patient);
    const [named] = await mentionPeople(1);
    await waitFor('a claim', async () => {
      const [row] = await stage.database.query(`SELECT 1 FROM mail WHERE state = 'claimed'`);
      return row;
    });
    process.kill(sleeper.pid, 'SIGSTOP');
    await startWorker(patient);
    await waitFor('the end of the lease', async () => {
      const [row] = await stage.database.query(
        `SELECT 1 FROM mail WHERE user_id = $1 AND (state = 'sent' OR lease_until < clock_timestamp())`,
        [named?.person.user.id],
      );
      return row;
    });
    process.kill(sleeper.pid, 'SIGCONT');
    await waitFor('the mail', async () => {
      await endWait();
      return (await countIn('mailed', [named?.id ?? ''])) === 1;
    });
    expect(await ses.accepted()).toHaveLength(1);
  });

  it('send at most the day’s number in any 24 hours, and lose nothing', async () => {
    await ses.reset();
    await ses.set({ mode: 'accept', events: null });
    await stage.pass('3 days');
    await stage.passUntil(12);
    // Leases of everyday: a worker that a busy machine keeps from its call leaves a mail in doubt, which no event settles here.
    const everyday = { MAIL_PER_DAY: '10', MAIL_TIMEOUT_MS: '10000', MAIL_LEASE_MS: '30000' };
    await Promise.all([startWorker(everyday), startWorker(everyday)]);
    const ids = (await mentionPeople(25)).map(({ id }) => id);
    const waiting = () =>
      stage.database.query(
        `SELECT 1 FROM mail_outbox WHERE done_at IS NULL AND (mail_id IS NOT NULL OR due_at <= mail_now())`,
      );
    // Hours pass as soon as nothing can be done in them.
    for (let hour = 0; hour < 50; hour += 1) {
      await waitFor('rest', async () => (await waiting()).length === 0);
      await stage.pass('1 hour');
    }
    await waitFor('rest', async () => (await waiting()).length === 0);
    const rows = await stage.database.query<{ most: number }>(
      `SELECT max(in_day)::int AS most FROM (
         SELECT count(*) OVER (ORDER BY claimed_at RANGE BETWEEN interval '24 hours' PRECEDING AND CURRENT ROW) AS in_day
         FROM mail_attempt WHERE claimed_at > mail_now() - interval '60 hours') AS days`,
    );
    expect(rows[0]?.most).toBeLessThanOrEqual(10);
    const mailed = await countIn('mailed', ids);
    // Eight at once, two with the digest of 09:00, and both again a day later.
    expect(mailed).toBe(20);
    expect(mailed + (await countIn('not_mailed', ids))).toBe(ids.length);
    expect((await ses.accepted()).length).toBe(mailed);
  });
});

/** Windows with more mails than their seconds times the rate and the burst. */
function overRate(times: number[]): string[] {
  const ascending = times.toSorted((one, other) => one - other);
  return ascending.flatMap((start, first) =>
    ascending.slice(first).flatMap((end, more) => {
      const most = ((end - start) / 1_000) * RATE + BURST;
      return more + 1 > most ? [`${more + 1} in ${end - start} ms`] : [];
    }),
  );
}
