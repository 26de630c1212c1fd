import { once } from 'node:events';
import * as z from 'zod/mini';
import { freePort } from './redis-server.js';

/** A queue service of this process that speaks the protocol of SQS; what it holds is lost with it. */
export interface FakeSqs {
  url: string;
  /** What a server needs in its environment to find it. */
  environment: Record<string, string>;
  /** What somebody took and did not delete is there again after two seconds. */
  createQueue(name: string): Promise<string>;
  /** Whether all that was sent to a queue was taken and deleted. */
  isDone(queueUrl: string): Promise<boolean>;
  stop(): Promise<void>;
}

const countsSchema = z.pipe(
  z.object({
    Attributes: z.object({
      ApproximateNumberOfMessages: z.string(),
      ApproximateNumberOfMessagesNotVisible: z.string(),
    }),
  }),
  z.transform(({ Attributes }) => Object.values(Attributes)),
);

/** Credentials that satisfy the SDK; nobody checks them. */
export const fakeAwsAccount = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
} as const;

export async function startFakeSqs(): Promise<FakeSqs> {
  const { createSqsServer } = await import('local-aws-sqs');
  const port = await freePort();
  const server = await createSqsServer({ port, hostname: '127.0.0.1' });
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    environment: { ...fakeAwsAccount, AWS_ENDPOINT_URL_SQS: url },
    createQueue: async (name) => {
      await ask(url, 'CreateQueue', { QueueName: name, Attributes: { VisibilityTimeout: '2' } });
      return `${url}/123456789012/${name}`;
    },
    isDone: async (queueUrl) => {
      const answer = await ask(url, 'GetQueueAttributes', { QueueUrl: queueUrl, AttributeNames: ['All'] });
      return countsSchema.parse(answer).every((count) => count === '0');
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Puts a message into a queue as SNS would. */
export async function sendToQueue(queueUrl: string, body: string): Promise<void> {
  await ask(new URL(queueUrl).origin, 'SendMessage', { QueueUrl: queueUrl, MessageBody: body });
}

async function ask(url: string, action: string, parameters: Record<string, unknown>): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(parameters),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The queue said ${answer.status}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}
