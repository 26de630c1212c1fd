import { type TextJob } from '@tertulia/contract';

/**
 * An event of SQS as Lambda hands it over, whole. Source: Lambda developer guide, "Using Lambda with Amazon SQS", example of a
 * standard queue; only the bodies and the ids of the records are ours.
 */
export function queueEvent(bodies: readonly string[]) {
  return {
    Records: bodies.map((body, at) => ({
      messageId: recordId(at),
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1545082649183',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1545082649185',
      },
      messageAttributes: {
        myAttribute: {
          stringValue: 'myValue',
          stringListValues: [],
          binaryListValues: [],
          dataType: 'String',
        },
      },
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-2:123456789012:my-queue',
      awsRegion: 'us-east-2',
    })),
  };
}

export function recordId(at: number): string {
  return `059f36b4-87a3-44ab-83d2-66197597${String(at).padStart(4, '0')}`;
}

export function textJob(overrides: Partial<TextJob> = {}): TextJob {
  return {
    topic: 'message.words',
    messageId: '01933f6e-2b1a-7c3d-8e4f-a1b2c3d4e5f6',
    roomId: '01933f6e-0000-7c3d-8e4f-a1b2c3d4e5f6',
    textVersion: 3,
    text: 'qué mierda de día',
    ...overrides,
  };
}
