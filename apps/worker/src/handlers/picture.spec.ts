import { beforeEach, describe, expect, it } from '@jest/globals';
import { type JobResult, jobResultSchema } from '@tertulia/contract';
import { createHash } from 'node:crypto';
import { MemoryStore } from '../../test/memory-store.js';
import { photoWithGps, svg } from '../../test/picture-fixtures.js';
import { queueRecord, s3BridgeEvent, s3Notification, s3TestEvent } from '../../test/s3-events.js';
import { makePictureHandler } from './picture.js';

const ID = '01940000-0000-7000-8000-000000000001';
const OTHER = '01940000-0000-7000-8000-000000000002';

describe('a picture that arrived in the object store', () => {
  let store: MemoryStore;
  let sent: JobResult[];
  let lines: string[];
  let isApiAway: boolean;
  let handle: ReturnType<typeof makePictureHandler>;

  beforeEach(async () => {
    store = new MemoryStore();
    sent = [];
    lines = [];
    isApiAway = false;
    const note = (fields: unknown, line?: string) => void lines.push(JSON.stringify(fields) + line);
    handle = makePictureHandler({
      store,
      results: {
        send: async (result) => {
          if (isApiAway) throw new Error('The API did not answer.');
          sent.push(jobResultSchema.parse(result));
        },
      },
      log: { info: note, warn: note, error: note },
    });
    store.objects.set(`pending/${ID}`, { bytes: await photoWithGps(), contentType: 'image/jpeg' });
  });

  const names = () => [...store.objects.keys()].filter((key) => key.startsWith('media/'));
  const only = (...bodies: unknown[]) => ({ Records: bodies.map((body, index) => queueRecord(`m${index}`, body)) });

  it.each([
    ['from S3', () => s3Notification(`pending/${ID}`)],
    ['from S3, its name written as in a form', () => s3Notification(`pending%2F${ID}`)],
    ['through EventBridge', () => s3BridgeEvent(`pending/${ID}`)],
  ])('%s becomes a picture and a thumbnail, named by what they hold', async (_name, event) => {
    expect(await handle(only(event()))).toEqual({ batchItemFailures: [] });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ kind: 'picture', uploadId: ID, picture: { width: 320, height: 200 } });
    expect(names()).toHaveLength(2);
    for (const name of names()) {
      const hash = createHash('sha256')
        .update(store.objects.get(name)?.bytes ?? '')
        .digest('hex');
      expect(name).toContain(hash);
    }
  });

  it('told of twice, also at once, gives the same answer and writes nothing new', async () => {
    await Promise.all([handle(only(s3Notification(`pending/${ID}`))), handle(only(s3Notification(`pending/${ID}`)))]);
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual(sent[1]);
    expect(names()).toHaveLength(2);
  });

  it('that is none is answered with the reason, and nothing is written', async () => {
    store.objects.set(`pending/${ID}`, { bytes: svg(), contentType: 'image/png' });
    await handle(only(s3Notification(`pending/${ID}`)));
    expect(sent).toEqual([{ kind: 'rejection', uploadId: ID, reason: 'unsupported' }]);
    expect(names()).toEqual([]);
  });

  it('that is gone, of another folder, removed, or a test of the notification is done without an answer', async () => {
    const events = [
      s3Notification(`pending/${OTHER}`),
      s3Notification('media/anything.webp'),
      s3Notification('pending/../secrets'),
      s3Notification(`pending/${ID}`, 'ObjectRemoved:Delete'),
      s3TestEvent,
    ];
    expect(await handle(only(...events))).toEqual({ batchItemFailures: [] });
    expect(sent).toEqual([]);
  });

  it('comes again alone while the store or the API is away; the others of its batch are done', async () => {
    const batch = only('no JSON', s3Notification(`pending/${ID}`), { Records: [{ eventSource: 'aws:sns' }] });
    expect(await handle(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }] });
    expect(sent).toHaveLength(1);
    const one = only(s3Notification(`pending/${ID}`));
    isApiAway = true;
    expect(await handle(one)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    isApiAway = false;
    store.isAway = true;
    expect(await handle(one)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    store.isAway = false;
    expect(await handle(one)).toEqual({ batchItemFailures: [] });
    expect(sent).toHaveLength(2);
  });

  it('refuses what is no batch of a queue', async () => {
    await expect(handle({ hello: 'world' })).rejects.toThrow();
  });

  it('logs no names of objects and nothing of the picture', async () => {
    await handle(only(s3Notification(`pending/${ID}`), s3Notification('media/anything.webp'), 'no JSON'));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).not.toMatch(/media\/|pending\/|data:/);
  });
});
