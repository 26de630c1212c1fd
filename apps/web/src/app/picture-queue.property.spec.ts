import { describe, expect, it, jest } from '@jest/globals';
import type { Message, SendMessage } from '@tertulia/contract';
import fc from 'fast-check';
import { RequestError } from '../api/request-error.js';
import { FakeServer, ROOM } from '../messages/fake-room-server.js';
import { keptUnsent, type PendingPicture } from '../messages/pending-message.js';
import type { PictureGateway } from '../messages/picture-gateway.js';
import { SendQueue } from '../messages/send-queue.js';
import {
  buildFile,
  buildParts,
  FakeUploadServer,
  MemoryStorage,
  type UploadFate,
} from '../pictures/fake-upload-server.js';
import { PictureStore } from '../pictures/picture-store.js';

const limits = { uploadBytes: 1_000, attachmentsPerMessage: 10 };
const uploadFates = fc.constantFrom<UploadFate>(
  ...(['taken', 'taken', 'cut', 'stalled', 'unavailable', 'rejected', 'vanishes', 'busy'] as const),
);
const sendFates = fc.constantFrom<'stored' | 'answerLost' | 'unavailable'>(
  'stored',
  'stored',
  'answerLost',
  'unavailable',
);
const steps = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const), pictures: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'reload' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'offline' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'online' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'sweep' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'retry' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'without' as const }) },
);
type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

/** A browser with one page, whose storage outlives it, and a server for messages and one for pictures. */
class World {
  readonly room = new FakeServer();
  readonly uploads: FakeUploadServer;
  readonly storage = new MemoryStorage();
  /** The pictures that each text was sent with, less those that were taken out. */
  readonly written = new Map<string, string[]>();
  /** The pictures that each stored text has. */
  readonly stored = new Map<string, string[]>();
  /** Those that waited for a person once, so that others may have gone ahead. */
  readonly refused = new Set<string>();
  pictures: PictureStore | undefined;
  queue: SendQueue | undefined;
  private sends = 0;

  constructor(
    uploadPlan: readonly UploadFate[],
    private readonly sendPlan: readonly ('stored' | 'answerLost' | 'unavailable')[],
  ) {
    this.uploads = new FakeUploadServer(uploadPlan);
  }

  async open(): Promise<void> {
    const parts = { storage: this.storage, messageOf: keptUnsent.messageOf, onStep: () => this.queue?.lookAgain() };
    const pictures = new PictureStore(buildParts(parts), this.uploads);
    await pictures.restore();
    this.pictures = pictures;
    const { uploads } = this;
    this.queue = new SendQueue(
      ROOM,
      {
        userId: 'ana',
        pictures: this.gatewayTo(pictures),
        send: (_room, message) => this.send(message),
        isConnected: () => uploads.isOnline,
        now: () => Date.now(),
        random: () => 0.5,
      },
      keptUnsent,
      () => undefined,
      (message) => this.queue?.confirm([message]),
    );
    this.queue.wake();
  }

  close(): void {
    this.queue?.close();
    this.pictures?.close();
    this.queue = undefined;
    this.pictures = undefined;
  }

  write(count: number): void {
    const text = `text ${this.written.size}`;
    const names = Array.from({ length: count }, (_, index) => `${text} picture ${index}.jpg`);
    this.written.set(text, names);
    this.pictures?.take(
      ROOM,
      names.map((name) => buildFile(name)),
      limits,
    );
    const draft = this.pictures?.album.draftOf(ROOM) ?? [];
    const places = draft.map(({ id, name, alt }) => ({ id, name, alt, width: null, height: null }));
    const messageId = this.queue?.add(text, null, places) ?? null;
    this.pictures?.assign(
      draft.map(({ id }) => id),
      messageId,
    );
  }

  /** What failed is sent without the pictures that cannot be sent. */
  sendWithout(): void {
    for (const { clientMessageId, text, pictures, state } of this.queue?.pending ?? []) {
      if (state === 'stored') continue;
      const failed = pictures.filter(({ id }) => (this.pictures?.album.find(id)?.step ?? 'failed') === 'failed');
      if (failed.length === 0) continue;
      const names = failed.map(({ name }) => name);
      this.written.set(
        text,
        (this.written.get(text) ?? []).filter((name) => !names.includes(name)),
      );
      this.queue?.removePictures(
        clientMessageId,
        failed.map(({ id }) => id),
      );
    }
  }

  retry(): void {
    for (const { clientMessageId } of this.queue?.pending ?? []) this.queue?.retry(clientMessageId);
  }

  setOnline(isOnline: boolean): void {
    this.uploads.isOnline = isOnline;
    if (!isOnline) return;
    this.pictures?.wake();
    this.queue?.wakeNow();
  }

  private gatewayTo(store: PictureStore): PictureGateway {
    const idsOf = (list: readonly PendingPicture[]) => list.map(({ id }) => id);
    return {
      lookAt: (list) => {
        const outcome = store.lookAt(idsOf(list));
        const [first] = list;
        if (first && outcome.state === 'failed' && outcome.reason === 'picture_refused')
          this.refused.add(first.name.split(' picture')[0] ?? '');
        return outcome;
      },
      retry: (list) => store.retry(idsOf(list)),
      recover: (list) => store.recover(idsOf(list)),
      release: (list, end) => store.release(idsOf(list), end),
    };
  }

  private async send(message: SendMessage): Promise<Message> {
    const fate = this.sendPlan[this.sends] ?? 'stored';
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    if (!this.uploads.isOnline) throw new RequestError('unreachable', '');
    this.sends += 1;
    if (fate === 'unavailable') throw new RequestError('unavailable', '');
    const text = message.text ?? '';
    const isKnown = this.room.messages.some(({ clientMessageId }) => clientMessageId === message.clientMessageId);
    const ids = message.attachmentIds ?? [];
    if (!isKnown && ids.some((id) => this.uploads.uploads.get(id)?.status !== 'ready'))
      throw new RequestError('not_found', '');
    const answer = this.room.write('ana', message);
    if (!isKnown)
      this.stored.set(
        text,
        ids.map((id) => this.nameOf(id)),
      );
    if (fate === 'answerLost') throw new RequestError('unreachable', '');
    return answer;
  }

  private nameOf(uploadId: string): string {
    return this.uploads.forms[Number(uploadId.split('-')[1])]?.fileName ?? '';
  }
}

async function play(world: World, step: Step): Promise<void> {
  if (step.kind === 'send') world.write(step.pictures);
  else if (step.kind === 'pass') await jest.advanceTimersByTimeAsync(step.seconds * 1_000);
  else if (step.kind === 'reload') {
    world.close();
    await world.open();
  } else if (step.kind === 'sweep') {
    for (const [id, { status }] of world.uploads.uploads) if (status === 'ready') world.uploads.uploads.delete(id);
  } else if (step.kind === 'retry') world.retry();
  else if (step.kind === 'without') world.sendWithout();
  else world.setOnline(step.kind === 'online');
}

function check(world: World): void {
  const texts = world.room.messages.map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  const waiting = new Map((world.queue?.pending ?? []).map(({ text, pictures }) => [text, pictures]));
  for (const [text, names] of world.written) {
    const places = waiting.get(text)?.map(({ name }) => name);
    // In the server's list with all of its pictures, or before the eyes of its author with all of them.
    expect([text, world.stored.get(text) ?? places]).toEqual([text, names]);
  }
  const inOrder = texts.filter((text) => !world.refused.has(text));
  const written = [...world.written.keys()];
  expect(inOrder).toEqual([...inOrder].sort((a, b) => written.indexOf(a) - written.indexOf(b)));
}

describe('messages with pictures, in any order of failures, reloads, retries and removals', () => {
  it('stores each once with its pictures in their order, or shows it with all of them', async () => {
    jest.useFakeTimers();
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(uploadFates, { maxLength: 30 }),
          fc.array(sendFates, { maxLength: 20 }),
          fc.array(steps, { maxLength: 25 }),
          async (uploadPlan, sendPlan, list) => {
            localStorage.clear();
            const world = new World(uploadPlan, sendPlan);
            await world.open();
            for (const step of list) await play(world, step);
            await jest.advanceTimersByTimeAsync(120_000);
            check(world);
            // In the end a person is patient, and the server well: nothing stays behind.
            world.setOnline(true);
            for (let round = 0; round < 60 && (world.queue?.pending ?? []).some(isUnsent); round += 1) {
              world.retry();
              await jest.advanceTimersByTimeAsync(60_000);
              world.sendWithout();
              await jest.advanceTimersByTimeAsync(60_000);
            }
            check(world);
            expect((world.queue?.pending ?? []).filter(isUnsent)).toEqual([]);
            expect(world.room.messages).toHaveLength(world.written.size);
            expect([...world.storage.kept.keys()]).toEqual([]);
            world.close();
          },
        ),
        { numRuns: 150 },
      );
    } finally {
      jest.useRealTimers();
    }
  });
});

function isUnsent({ state }: { state: string }): boolean {
  return state !== 'stored';
}
