import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type FakeSes,
  freePort,
  type SesMode,
  type SmtpMode,
  startFakeSes,
  startSmtpServer,
  type TestSmtpServer,
  waitFor,
} from '@tertulia/testing';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { parseEnv } from '../src/config/env.js';
import type { Letter } from '../src/mailer/letter.js';
import type { Mailer, OutgoingMail } from '../src/mailer/mailer.js';
import { createMailer } from '../src/mailer/mailer.module.js';

const TIMEOUT_MS = 5_000;
const SHORT_MS = 300;

let home: string;
let ses: FakeSes;
let smtp: TestSmtpServer;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tertulia-mailer-'));
  smtp = await startSmtpServer({ user: 'chat', pass: 'not a secret' });
  ses = await startFakeSes();
  Object.assign(process.env, ses.environment);
});

afterAll(async () => {
  for (const name of Object.keys(ses.environment)) delete process.env[name];
  await ses.stop();
  await smtp.stop();
  await rm(home, { recursive: true });
});

const reader = { displayName: 'Inés', locale: 'es', timeZone: 'America/Lima' } as const;

const code: Letter = { kind: 'code', reader, code: '042137', minutes: 10 };
const mention: Letter = {
  kind: 'mention',
  reader,
  isFollowUp: false,
  room: {
    name: 'Café',
    url: 'https://chat.example.com/r/cafe',
    more: 0,
    items: [
      {
        kind: 'mention',
        author: 'Ana',
        excerpt: '@ines ¿vienes?',
        at: '2026-11-21T17:05:00.000Z',
        url: 'https://chat.example.com/r/cafe/m/1',
      },
    ],
  },
  settingsUrl: 'https://chat.example.com/settings',
  unsubscribeUrl: 'https://chat.example.com/api/mail/unsubscribe/dG9rZW4',
};

let count = 0;
function buildMail(letter: Letter, overrides: Partial<OutgoingMail> = {}): OutgoingMail {
  count += 1;
  return { id: `mail-${count}`, attempt: 1, to: { address: 'ines@example.com', name: 'Inés' }, letter, ...overrides };
}

async function buildMailer(driver: 'file' | 'smtp' | 'ses', extra: Record<string, string> = {}): Promise<Mailer> {
  const mailer = await createMailer(
    parseEnv({
      DATA_DIR: home,
      MAIL_DRIVER: driver,
      MAIL_FROM: 'Tertulia <chat@example.com>',
      SMTP_URL: smtp.url,
      AWS_REGION: 'us-east-1',
      SES_CONFIGURATION_SET: 'tertulia',
      ...extra,
    }),
  );
  if (!mailer) throw new Error('There is no mailer.');
  return mailer;
}

/** What whoever carries the mail has of it, as MIME or as the parts of a stored template. */
const carriers: ['file' | 'smtp' | 'ses', () => Promise<{ to: string[]; raw: string }[]>][] = [
  [
    'file',
    async () => {
      const names = await readdir(join(home, 'mail'));
      const raws = await Promise.all(names.toSorted().map((name) => readFile(join(home, 'mail', name), 'utf8')));
      return raws.map((raw) => ({ to: ['ines@example.com'], raw }));
    },
  ],
  ['smtp', async () => smtp.taken],
  ['ses', async () => (await ses.accepted()).map(({ to, raw }) => ({ to, raw: raw ?? '' }))],
];

describe.each(carriers)('the %s driver of mail', (driver, list) => {
  let mailer: Mailer;
  beforeEach(async () => {
    await rm(join(home, 'mail'), { recursive: true, force: true });
    await ses.reset();
    smtp.taken.length = 0;
    smtp.setMode('accept');
    mailer = await buildMailer(driver);
  });
  afterEach(() => mailer.close());

  it('hands a mail over once, to one recipient, with the headers of one click', async () => {
    const sent = buildMail(mention, { to: { address: 'ines@example.com', name: 'Inés\r\nBcc: <all@example.com>' } });
    const result = await mailer.send(sent, TIMEOUT_MS);
    expect(result).toEqual({ outcome: 'accepted', providerId: expect.any(String) });
    const mails = await list();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.to).toEqual(['ines@example.com']);
    const mail = await simpleParser(mails[0]?.raw ?? '');
    expect(mail.subject).toBe('Ana te mencionó en Café');
    expect(mail.from?.value).toEqual([{ address: 'chat@example.com', name: 'Tertulia' }]);
    const lines = mail.headerLines.map(({ line }) => line);
    expect(lines).toContain('List-Unsubscribe: <https://chat.example.com/api/mail/unsubscribe/dG9rZW4>');
    expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(lines).toContain(`X-Tertulia-Mail: ${sent.id}`);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.text).toContain('https://chat.example.com/r/cafe/m/1');
  });

  it('hands nothing over to what is not one address', async () => {
    const to = { address: 'a@example.com,b@example.com', name: '' };
    expect(await mailer.send(buildMail(mention, { to }), TIMEOUT_MS)).toMatchObject({
      outcome: 'refused',
      isForGood: true,
    });
    expect(await list().catch(() => [])).toEqual([]);
  });
});

describe('mail through SMTP', () => {
  let mailer: Mailer;
  beforeEach(async () => {
    smtp.taken.length = 0;
    mailer = await buildMailer('smtp');
  });
  afterEach(() => mailer.close());

  const outcomes: [SmtpMode, object, number][] = [
    ['refuse-greeting', { outcome: 'refused', isForGood: false }, 0],
    ['rcpt-450', { outcome: 'refused', isForGood: false }, 0],
    ['rcpt-550', { outcome: 'refused', isForGood: true }, 0],
    ['hang-at-rcpt', { outcome: 'refused', isForGood: false }, 0],
    ['drop-at-rcpt', { outcome: 'refused', isForGood: false }, 0],
    ['data-451', { outcome: 'refused', isForGood: false }, 0],
    ['data-554', { outcome: 'refused', isForGood: true }, 0],
    ['hang-after-data', { outcome: 'unknown' }, 1],
    ['drop-after-data', { outcome: 'unknown' }, 1],
  ];

  it.each(outcomes)('%s', async (mode, outcome, taken) => {
    smtp.setMode(mode);
    expect(await mailer.send(buildMail(mention), mode.startsWith('hang') ? SHORT_MS : TIMEOUT_MS)).toMatchObject(
      outcome,
    );
    expect(smtp.taken).toHaveLength(taken);
  });

  it('is refused for now where the password is wrong or nobody listens', async () => {
    smtp.setMode('accept');
    const port = await freePort();
    for (const url of [smtp.url.replace('not', 'bad'), `smtp://127.0.0.1:${port}`]) {
      const other = await buildMailer('smtp', { SMTP_URL: url });
      expect(await other.send(buildMail(mention), TIMEOUT_MS)).toMatchObject({ outcome: 'refused', isForGood: false });
      await other.close();
    }
    expect(smtp.taken).toEqual([]);
  });

  it('knows no quota and needs an address to be set up', async () => {
    expect(await mailer.findQuota(TIMEOUT_MS)).toBeNull();
    await expect(buildMailer('smtp', { SMTP_URL: '' })).rejects.toThrow('SMTP_URL is needed');
  });
});

describe('mail through SES', () => {
  let mailer: Mailer;
  beforeEach(async () => {
    await ses.reset();
    mailer = await buildMailer('ses');
  });
  afterEach(() => mailer.close());

  const outcomes: [SesMode, object, number][] = [
    ['slow', { outcome: 'accepted' }, 1],
    ['drop-after-accept', { outcome: 'unknown' }, 1],
    ['error-500-after-accept', { outcome: 'unknown' }, 1],
    ['hang-after-accept', { outcome: 'unknown' }, 1],
    ['error-500-before-accept', { outcome: 'unknown' }, 0],
    ['drop-before-accept', { outcome: 'unknown' }, 0],
    ['hang', { outcome: 'unknown' }, 0],
    ['throttle', { outcome: 'refused', isForGood: false, retryAfterMs: expect.any(Number) }, 0],
    ['daily-quota', { outcome: 'refused', isForGood: false, retryAfterMs: 600_000 }, 0],
    ['paused', { outcome: 'refused', isForGood: false, retryAfterMs: 600_000 }, 0],
    ['reject', { outcome: 'refused', isForGood: true }, 0],
  ];

  it.each(outcomes)('%s: one request, whatever comes of it', async (mode, outcome, accepted) => {
    await ses.set({ mode });
    expect(await mailer.send(buildMail(mention), mode.startsWith('hang') ? SHORT_MS : TIMEOUT_MS)).toMatchObject(
      outcome,
    );
    expect(await ses.seen()).toHaveLength(1);
    expect(await ses.accepted()).toHaveLength(accepted);
  });

  it('is refused for now where nobody listens', async () => {
    const { url } = ses;
    process.env['AWS_ENDPOINT_URL_SES'] = `http://127.0.0.1:${await freePort()}`;
    const other = await buildMailer('ses');
    const result = await other.send(buildMail(mention), TIMEOUT_MS);
    process.env['AWS_ENDPOINT_URL_SES'] = url;
    expect(result).toMatchObject({ outcome: 'refused', isForGood: false });
    await other.close();
  });

  it('carries the id of the mail and the configuration set, by which its events are known', async () => {
    const sent = buildMail(mention);
    await mailer.send(sent, TIMEOUT_MS);
    expect(await ses.accepted()).toMatchObject([
      { action: 'SendRawEmail', tag: sent.id, configurationSet: 'tertulia', source: 'chat@example.com' },
    ]);
  });

  it('stores a template that is missing, sends with the next attempt, and never stores it again', async () => {
    const sent = buildMail(code);
    expect(await mailer.send(sent, TIMEOUT_MS)).toMatchObject({ outcome: 'refused', isForGood: false });
    expect(await ses.accepted()).toEqual([]);
    expect(await mailer.send({ ...sent, attempt: 2 }, TIMEOUT_MS)).toMatchObject({ outcome: 'accepted' });
    expect(await mailer.send(buildMail(code), TIMEOUT_MS)).toMatchObject({ outcome: 'accepted' });
    const actions = (await ses.seen()).map(({ action }) => action);
    expect(actions).toEqual(['GetTemplate', 'CreateTemplate', 'SendTemplatedEmail', 'SendTemplatedEmail']);
    const [mail] = await ses.accepted();
    expect(mail).toMatchObject({
      to: ['ines@example.com'],
      tag: sent.id,
      configurationSet: 'tertulia',
      template: 'tertulia-code-es',
      subject: '042137 es tu código de Tertulia',
    });
    expect(mail?.rendered?.text).toContain('Hola, Inés:');
  });

  it('stores a template again that went away meanwhile', async () => {
    await mailer.send(buildMail(code), TIMEOUT_MS);
    await mailer.send(buildMail(code), TIMEOUT_MS);
    await ses.reset();
    expect(await mailer.send(buildMail(code), TIMEOUT_MS)).toMatchObject({ outcome: 'refused', isForGood: false });
    expect(await mailer.send(buildMail(code), TIMEOUT_MS)).toMatchObject({ outcome: 'accepted' });
    const actions = (await ses.seen()).map(({ action }) => action);
    expect(actions).toEqual(['SendTemplatedEmail', 'CreateTemplate', 'SendTemplatedEmail']);
  });

  it('puts its own words in the place of older ones', async () => {
    await mailer.send(buildMail(code), TIMEOUT_MS);
    const older = new URLSearchParams({ Action: 'UpdateTemplate', 'Template.TemplateName': 'tertulia-code-es' });
    await fetch(ses.url, { method: 'POST', body: older, headers: { authorization: 'AWS4-HMAC-SHA256 test' } });
    const next = await buildMailer('ses');
    expect(await next.send(buildMail(code), TIMEOUT_MS)).toMatchObject({ outcome: 'refused', isForGood: false });
    expect(await next.send(buildMail(code), TIMEOUT_MS)).toMatchObject({ outcome: 'accepted' });
    await next.close();
    expect(await ses.accepted()).toMatchObject([{ subject: '042137 es tu código de Tertulia' }]);
  });

  it('sends with the templates that are there where it may not read them', async () => {
    await mailer.send(buildMail(code), TIMEOUT_MS);
    await ses.set({ rules: [{ mode: 'reject', action: 'GetTemplate' }] });
    const next = await buildMailer('ses');
    expect(await next.send(buildMail(code), TIMEOUT_MS)).toMatchObject({ outcome: 'accepted' });
    await next.close();
  });

  it('sends a code once although the connection breaks after it was taken', async () => {
    await mailer.send(buildMail(code), TIMEOUT_MS);
    await ses.set({ mode: 'drop-after-accept' });
    expect(await mailer.send(buildMail(code), TIMEOUT_MS)).toMatchObject({ outcome: 'unknown' });
    expect(await ses.accepted()).toHaveLength(1);
  });

  it('tells what the account allows', async () => {
    await ses.set({ quota: { perDay: 200, perSecond: 1, burst: 4, sentBefore: 17, isEnforced: true } });
    expect(await mailer.findQuota(TIMEOUT_MS)).toEqual({ perDay: 200, perSecond: 1, sentLastDay: 17, isSandbox: true });
    await ses.set({ quota: { perDay: 50_000, perSecond: 14, burst: 20, sentBefore: 0, isEnforced: true } });
    expect(await mailer.findQuota(TIMEOUT_MS)).toMatchObject({ perDay: 50_000, isSandbox: false });
    await ses.set({ rules: [{ mode: 'error-500-before-accept', action: 'GetSendQuota', times: 1 }] });
    expect(await mailer.findQuota(TIMEOUT_MS)).toBeNull();
    await ses.set({ rules: [{ mode: 'hang', action: 'GetSendQuota' }] });
    expect(await mailer.findQuota(SHORT_MS)).toBeNull();
  });

  it('is throttled by the account, by the second and by the day', async () => {
    await ses.set({ quota: { perDay: 3, perSecond: 0.001, burst: 2, sentBefore: 0, isEnforced: true } });
    const results = [];
    for (let index = 0; index < 3; index += 1) results.push(await mailer.send(buildMail(mention), TIMEOUT_MS));
    expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'refused']);
    await ses.set({ quota: { perDay: 2, perSecond: 1, burst: 2, sentBefore: 0, isEnforced: true } });
    expect(await mailer.send(buildMail(mention), TIMEOUT_MS)).toMatchObject({ retryAfterMs: 600_000 });
    expect(await ses.accepted()).toHaveLength(2);
  });

  it('gives up what is underway when the server stops', async () => {
    await ses.set({ mode: 'hang' });
    const sending = mailer.send(buildMail(mention), TIMEOUT_MS);
    await waitFor('the request', async () => (await ses.seen()).length === 1);
    await mailer.close();
    expect(await sending).toMatchObject({ outcome: 'unknown' });
  });
});

it('there is no mailer where mail is off', async () => {
  expect(await createMailer(parseEnv({ MAIL_DRIVER: 'off' }))).toBeNull();
});
