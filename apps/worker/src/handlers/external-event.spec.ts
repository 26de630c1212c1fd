import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { makeExternalEventHandler } from './external-event.js';
import { alarm, anybody, auth0Failure, auth0Success, newRelicIssue } from './external-event.fixtures.js';

function stage(status = 200) {
  const posts: { url: string; body: object; headers: Record<string, string> }[] = [];
  const handle = makeExternalEventHandler({
    targets: [{ kind: 'tertulia', url: new URL('https://chat.example.com/api/hooks/1/secret') }],
    post: async (url, body, headers = {}) => {
      posts.push({ url: url.href, body, headers });
      return status;
    },
    log: pino({ enabled: false }),
  });
  return { posts, handle };
}

describe('an external event', () => {
  it.each([
    ['CloudWatch', alarm],
    ['New Relic', newRelicIssue],
    ['Auth0', auth0Failure],
    ['anybody', anybody],
  ])('of %s becomes one message of the operations room', async (_name, event) => {
    const { posts, handle } = stage();
    expect(await handle(event)).toEqual({ batchItemFailures: [] });
    expect(posts).toEqual([
      expect.objectContaining({
        url: 'https://chat.example.com/api/hooks/1/secret',
        headers: { 'idempotency-key': event.id },
      }),
    ]);
  });

  it('that is routine is told to nobody, and is done', async () => {
    const { posts, handle } = stage();
    expect(await handle(auth0Success)).toEqual({ batchItemFailures: [] });
    expect(posts).toEqual([]);
  });

  it('of an unknown sender is not dropped in silence', async () => {
    const { posts, handle } = stage();
    await expect(handle({ ...alarm, source: 'aws.s3' })).rejects.toThrow('No monitor');
    expect(posts).toEqual([]);
  });

  it('comes again when the chat does not take it', async () => {
    const { posts, handle } = stage(429);
    const queue = { Records: [{ messageId: 'm1', body: JSON.stringify(alarm) }] };
    expect(await handle(queue)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(await handle(queue)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(posts).toHaveLength(2);
  });
});
