import type { Attachment, CreateUpload } from '@tertulia/contract';
import { RequestError } from '../api/request-error.js';
import { StalledError } from '../api/send-form.js';
import type { SendJob, UploadServer } from './bring-up.js';
import type { KeptPicture } from './picture.js';
import type { AlbumParts } from './picture-album.js';
import type { PictureStorage } from './picture-storage.js';

/** What becomes of one attempt to send bytes. */
export type UploadFate = 'taken' | 'cut' | 'stalled' | 'unavailable' | 'rejected' | 'vanishes' | 'busy';

/** Uploads as the contract describes them, in memory; each attempt has the next fate of a list. */
export class FakeUploadServer implements UploadServer {
  readonly uploads = new Map<string, Attachment>();
  /** Which bytes came for which upload. */
  readonly bodies = new Map<string, Blob>();
  readonly removed: string[] = [];
  readonly forms: CreateUpload[] = [];
  isOnline = true;
  private readonly listeners = new Set<(attachment: Attachment) => void>();

  constructor(
    private readonly fates: readonly UploadFate[] = [],
    private readonly transferMs = 50,
  ) {}

  readonly create = async (request: CreateUpload) => {
    this.reach();
    const id = `upload-${this.forms.length}`;
    if (this.fateOf(this.forms.length) === 'busy') {
      this.forms.push(request);
      throw new RequestError('rate_limited', '', 5_000);
    }
    this.forms.push(request);
    const sizes = { url: null, thumbnailUrl: null, width: null, height: null };
    const { contentType, bytes, alt = null } = request;
    this.uploads.set(id, { id, status: 'pending', ...sizes, contentType, bytes, alt });
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    return {
      id,
      status: 'pending' as const,
      upload: { method: 'POST' as const, url: `/${id}`, fields: {}, expiresAt },
    };
  };

  readonly sendForm = async ({ url }: { url: string }, file: Blob, { onProgress, signal }: SendJob) => {
    const id = url.slice(1);
    const fate = this.fateOf(Number(id.split('-')[1]));
    onProgress(0.5);
    await pass(this.transferMs);
    if (signal.aborted) throw new DOMException('', 'AbortError');
    this.reach();
    if (fate === 'cut') throw new RequestError('unreachable', '');
    if (fate === 'stalled') throw new StalledError('');
    if (fate === 'unavailable') throw new RequestError('unavailable', '');
    this.bodies.set(id, file);
    if (fate === 'vanishes') this.uploads.delete(id);
    else void this.settle(id, fate === 'rejected');
  };

  readonly find = async (id: string) => {
    this.reach();
    return this.get(id);
  };

  readonly describe = async (id: string, alt: string) => {
    this.reach();
    const next = { ...this.get(id), alt: alt.trim() };
    this.uploads.set(id, next);
    return next;
  };

  readonly remove = async (id: string) => {
    this.removed.push(id);
    this.uploads.delete(id);
  };

  readonly onUpdated = (listener: (attachment: Attachment) => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly isConnected = () => this.isOnline;
  readonly now = () => Date.now();
  readonly random = () => 0.5;
  readonly alone = async (_id: string, action: () => Promise<void>) => action();

  private fateOf(attempt: number): UploadFate {
    return this.fates[attempt] ?? 'taken';
  }

  private reach(): void {
    if (!this.isOnline) throw new RequestError('unreachable', '');
  }

  private get(id: string): Attachment {
    const upload = this.uploads.get(id);
    if (!upload) throw new RequestError('not_found', '');
    return upload;
  }

  private async settle(id: string, isRejected: boolean): Promise<void> {
    await pass(30);
    const upload = this.uploads.get(id);
    if (!upload) return;
    const ready = { status: 'ready' as const, url: `/media/${id}`, width: 40, height: 30 };
    const next = { ...upload, ...(isRejected ? { status: 'rejected' as const, reason: 'damaged' } : ready) };
    this.uploads.set(id, next);
    for (const listener of this.listeners) listener(next);
  }
}

/** The browser's storage for pictures, shared by the pages of one test. */
export class MemoryStorage implements PictureStorage {
  readonly kept = new Map<string, KeptPicture>();

  readonly readAll = async () => [...this.kept.values()];
  readonly keep = async (picture: KeptPicture) => void this.kept.set(picture.id, picture);
  readonly forget = async (id: string) => void this.kept.delete(id);
  readonly watch = () => () => undefined;
  readonly close = () => undefined;
}

let count = 0;

/** What the album needs from a browser, in memory. */
export function buildParts(overrides: Partial<AlbumParts> = {}): AlbumParts {
  return {
    userId: 'ana',
    storage: new MemoryStorage(),
    newId: () => {
      count += 1;
      return `picture-${count}`;
    },
    measure: async () => ({ width: 400, height: 300 }),
    makePreview: (file) => `blob:${file.size}`,
    endPreview: () => undefined,
    messageOf: () => undefined,
    onStep: () => undefined,
    ...overrides,
  };
}

/** A picture of so many bytes. */
export function buildFile(name = 'photo.jpg', type = 'image/jpeg', bytes = 10): File {
  return new File([new Uint8Array(bytes)], name, { type });
}

function pass(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
