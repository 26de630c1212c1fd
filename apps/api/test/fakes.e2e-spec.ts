import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateTemplateCommand,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
  SESClient,
  TestRenderTemplateCommand,
} from '@aws-sdk/client-ses';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  type FakeSes,
  type FakeSqs,
  startFakeSes,
  startFakeSesProcess,
  startFakeSqs,
  waitFor,
} from '@tertulia/testing';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

let sqs: FakeSqs;
let queue: SQSClient;
beforeAll(async () => {
  sqs = await startFakeSqs();
  queue = new SQSClient({ endpoint: sqs.url, region: 'us-east-1', credentials });
});
afterAll(async () => {
  queue.destroy();
  await sqs.stop();
});

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const raw = 'From: chat@example.com\r\nTo: ines@example.com\r\nSubject: Hola\r\n\r\nHola.\r\n';

function buildRaw(to: string, tag: string, configurationSet: string | undefined = 'tertulia'): SendRawEmailCommand {
  return new SendRawEmailCommand({
    Source: 'chat@example.com',
    Destinations: [to],
    RawMessage: { Data: Buffer.from(raw) },
    ConfigurationSetName: configurationSet,
    Tags: [{ Name: 'tertulia-mail', Value: tag }],
  });
}

/** Takes one message out of a queue. */
async function receive(queueUrl: string): Promise<string | null> {
  const { Messages: messages } = await queue.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 1 }),
  );
  const [message] = messages ?? [];
  if (!message) return null;
  await queue.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
  return message.Body ?? null;
}

async function receiveMany(queueUrl: string, count: number): Promise<string[]> {
  const bodies: string[] = [];
  await waitFor(`${count} events`, async () => {
    const body = await receive(queueUrl);
    if (body !== null) bodies.push(body);
    return bodies.length >= count;
  });
  return bodies;
}

const fakes: [string, () => Promise<FakeSes>][] = [
  ['in this process', () => startFakeSes()],
  ['in a process of its own', () => startFakeSesProcess()],
];

describe.each(fakes)('the fake of SES %s', (_where, start) => {
  let ses: FakeSes;
  let client: SESClient;
  beforeAll(async () => {
    ses = await start();
    client = new SESClient({ endpoint: ses.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  });
  beforeEach(() => ses.reset());
  afterAll(async () => {
    client.destroy();
    await ses.stop();
  });

  it('logs what it took, in order', async () => {
    await client.send(buildRaw('ines@example.com', 'a'));
    await ses.set({ rules: [{ mode: 'throttle', tag: 'b', times: 1 }] });
    await expect(client.send(buildRaw('bo@example.com', 'b'))).rejects.toMatchObject({
      name: 'Throttling',
      message: 'Maximum sending rate exceeded.',
    });
    await client.send(buildRaw('bo@example.com', 'b'));
    expect(await ses.accepted()).toMatchObject([
      { order: 1, to: ['ines@example.com'], tag: 'a', subject: 'Hola', raw },
      { order: 2, to: ['bo@example.com'], tag: 'b' },
    ]);
    expect((await ses.seen()).map(({ mode }) => mode)).toEqual(['accept', 'throttle', 'accept']);
  });

  it('makes the SDK send twice and more where its repetitions are on, which is why ours are off', async () => {
    await ses.set({ mode: 'drop-after-accept' });
    const eager = new SESClient({ endpoint: ses.url, region: 'us-east-1', credentials });
    await expect(eager.send(buildRaw('ines@example.com', 'a'))).rejects.toThrow();
    eager.destroy();
    expect((await ses.accepted()).length).toBeGreaterThan(1);
  });

  it('renders stored templates and escapes nothing, as SES does', async () => {
    const parts = { SubjectPart: '{{name}}', TextPart: 'Hola {{name}}', HtmlPart: '<p>{{name}}</p>' };
    await client.send(new CreateTemplateCommand({ Template: { TemplateName: 't', ...parts } }));
    const send = (data: object) =>
      client.send(
        new SendTemplatedEmailCommand({
          Source: 'chat@example.com',
          Destination: { ToAddresses: ['ines@example.com'] },
          Template: 't',
          TemplateData: JSON.stringify(data),
        }),
      );
    await send({ name: '<b> {{name}}' });
    expect(await ses.accepted()).toMatchObject([{ rendered: { html: '<p><b> {{name}}</p>' } }]);
    await expect(send({})).rejects.toThrow("Attribute 'name' is not present");
    const test = new TestRenderTemplateCommand({ TemplateName: 't', TemplateData: '{"name":"Inés & Bo"}' });
    expect((await client.send(test)).RenderedTemplate).toContain('<p>Inés & Bo</p>');
  });

  it('refuses what the account does not allow', async () => {
    await ses.set({ verified: ['ines@example.com'], configurationSets: ['tertulia'] });
    await expect(client.send(buildRaw('bo@example.com', 'a'))).rejects.toThrow('Email address is not verified');
    await expect(client.send(buildRaw('ines@example.com', 'a', 'other'))).rejects.toMatchObject({
      name: 'ConfigurationSetDoesNotExistException',
    });
    await expect(client.send(buildRaw('ines@example.com', 'a b'))).rejects.toThrow('Invalid tag');
    expect(await ses.accepted()).toEqual([]);
  });

  it('publishes events of a mail to a queue, raw or as SNS wraps them', async () => {
    const queueUrl = await sqs.createQueue(`raw-${process.pid}-${Date.now()}`);
    await ses.set({ events: { queueUrl } });
    await client.send(buildRaw('ines@example.com', 'a'));
    const events = (await receiveMany(queueUrl, 2)).map((body) => JSON.parse(body));
    const byKind = events.toSorted((one, other) => one.eventType.localeCompare(other.eventType));
    expect(byKind).toMatchObject([
      {
        eventType: 'Delivery',
        mail: { tags: { 'tertulia-mail': ['a'] } },
        delivery: { recipients: ['ines@example.com'] },
      },
      { eventType: 'Send', mail: { destination: ['ines@example.com'] } },
    ]);
    await ses.set({ events: { queueUrl, isWrapped: true, kinds: ['Complaint'] } });
    await client.send(buildRaw('ines@example.com', 'b'));
    const [wrapped] = (await receiveMany(queueUrl, 1)).map((body) => JSON.parse(body));
    expect(wrapped).toMatchObject({ Type: 'Notification' });
    expect(JSON.parse(wrapped.Message)).toMatchObject({
      eventType: 'Complaint',
      mail: { tags: { 'tertulia-mail': ['b'] } },
    });
  });

  it('publishes them twice, later, or for the addresses of the simulator, and never without a configuration set', async () => {
    const queueUrl = await sqs.createQueue(`more-${process.pid}-${Date.now()}`);
    await ses.set({ events: { queueUrl, copies: 2, kinds: ['Delivery'], delayMs: 20 } });
    await client.send(
      new SendRawEmailCommand({
        Source: 'chat@example.com',
        Destinations: ['silent@example.com'],
        RawMessage: { Data: Buffer.from(raw) },
      }),
    );
    await client.send(buildRaw('ines@example.com', 'a'));
    for (const body of await receiveMany(queueUrl, 2))
      expect(JSON.parse(body).mail.destination).toEqual(['ines@example.com']);
    await ses.set({ events: { queueUrl } });
    await client.send(buildRaw('bounce@simulator.amazonses.com', 'b'));
    const kinds = (await receiveMany(queueUrl, 2)).map((body) => JSON.parse(body).eventType);
    expect(kinds.toSorted()).toEqual(['Bounce', 'Send']);
    expect(await receive(queueUrl)).toBeNull();
  });
});
