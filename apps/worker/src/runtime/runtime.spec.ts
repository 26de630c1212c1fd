import { describe, expect, it } from '@jest/globals';
import { contextUntil, HandlerRegistry } from './handler-registry.js';
import { toLambdaEvent } from './queue-runner.js';

describe('the registry of handlers', () => {
  it('makes a handler when it is first asked for, once', async () => {
    const made: string[] = [];
    const registry = new HandlerRegistry({
      words: () => {
        made.push('words');
        return async () => 'done';
      },
      pictures: () => {
        made.push('pictures');
        return async () => 'done';
      },
    });
    expect(made).toEqual([]);
    const [first, second] = await Promise.all([registry.get('words'), registry.get('words')]);
    expect(first).toBe(second);
    expect(made).toEqual(['words']);
  });

  it('tries again what could not be made, and knows nothing that it was not given', async () => {
    let tries = 0;
    const registry = new HandlerRegistry({
      words: () => {
        tries += 1;
        if (tries === 1) throw new Error('No memory.');
        return async () => 'done';
      },
    });
    await expect(registry.get('words')).rejects.toThrow('No memory.');
    await expect(registry.get('words')).resolves.toBeDefined();
    await expect(registry.get('toString')).rejects.toThrow('Nobody handles toString.');
  });
});

describe('the time that is left', () => {
  it('is a whole number of milliseconds, and never below none', () => {
    const left = contextUntil(Date.now() + 5_000.75).getRemainingTimeInMillis();
    expect(Number.isInteger(left)).toBe(true);
    expect(contextUntil(0).getRemainingTimeInMillis()).toBe(0);
  });
});

describe('messages of SQS', () => {
  it('reach a handler as Lambda hands them over', () => {
    const event = toLambdaEvent(
      [
        {
          MessageId: 'm1',
          ReceiptHandle: 'r1',
          Body: '{}',
          MD5OfBody: 'x',
          Attributes: { ApproximateReceiveCount: '2' },
        },
      ],
      'https://sqs.eu-west-1.amazonaws.com/123456789012/words',
    );
    expect(event).toEqual({
      Records: [
        {
          messageId: 'm1',
          receiptHandle: 'r1',
          body: '{}',
          attributes: { ApproximateReceiveCount: '2' },
          messageAttributes: {},
          md5OfBody: 'x',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:words',
          awsRegion: 'eu-west-1',
        },
      ],
    });
  });
});
