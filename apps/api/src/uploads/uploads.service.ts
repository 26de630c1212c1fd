import { Inject, Injectable } from '@nestjs/common';
import { type Attachment, type CreatedUpload, type CreateUpload, pictureTypeSchema } from '@tertulia/contract';
import { type ObjectStore, ObjectStoreUnavailableError, pendingName } from '@tertulia/storage';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError, notFound, unavailable } from '../common/domain-error.js';
import { uuidv7 } from '../common/uuid.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { RealtimeEmitter } from '../realtime/realtime.emitter.js';
import { OBJECT_STORE } from './object-store.module.js';
import { toAttachment, type UploadRow } from './upload-row.js';
import { type ChangeOutcome, type PictureResult, UploadsRepository } from './uploads.repository.js';

const FORM_MS = 60_000;
/** For looking at an object while its name is locked: shorter than what a transaction may rest. */
const LOOK_MS = 2_000;
const MEGABYTE = 1024 * 1024;

/** Pictures from their form to the moment when a message may take them. */
@Injectable()
export class UploadsService {
  private readonly mediaUrl: string;

  constructor(
    private readonly uploads: UploadsRepository,
    private readonly limiter: RateLimiter,
    private readonly emitter: RealtimeEmitter,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.mediaUrl = env.MEDIA_URL ?? '';
  }

  /**
   * Signs a form for exactly what was announced.
   * @throws {DomainError} `unsupported_media`, `invalid_payload`, `too_large`, `rate_limited`, `unavailable`.
   */
  async create(ownerId: string, { contentType, bytes, alt = '' }: CreateUpload): Promise<CreatedUpload> {
    this.checkAnnouncement(contentType, bytes);
    await this.limiter.take('upload', ownerId);
    const id = uuidv7();
    const expiresAt = new Date(Date.now() + FORM_MS);
    const form = await inStore(() => this.store.signPost({ key: pendingName(id), contentType, bytes, expiresAt }));
    const upload = { id, ownerId, contentType, bytes, alt: alt === '' ? null : alt, expiresAt };
    const mostBytes = this.limiter.isOff ? null : this.env.LIMIT_UPLOAD_MEGABYTES_PER_DAY * MEGABYTE;
    const retryAfterMs = await this.uploads.create(upload, mostBytes);
    if (retryAfterMs !== null)
      throw new DomainError('rate_limited', 'That is more than may be uploaded in a day.', { retryAfterMs });
    return { id, status: 'pending', upload: { method: 'POST', ...form, expiresAt: expiresAt.toISOString() } };
  }

  /** @throws {DomainError} `not_found` for what is somebody else's, too. */
  async get(ownerId: string, id: string): Promise<Attachment> {
    const row = await this.uploads.find(ownerId, id);
    if (!row) throw notFound('The upload');
    return toAttachment(row, this.mediaUrl);
  }

  /** @throws {DomainError} `not_found`, `conflict` when a message has it, `rate_limited`. */
  async describe(ownerId: string, id: string, alt: string): Promise<Attachment> {
    await this.limiter.take('change', ownerId);
    return toAttachment(changedRow(await this.uploads.describe(ownerId, id, alt)), this.mediaUrl);
  }

  /** @throws {DomainError} `not_found`, `conflict` when a message has it, `rate_limited`. */
  async withdraw(ownerId: string, id: string): Promise<void> {
    await this.limiter.take('change', ownerId);
    changedRow(await this.uploads.withdraw(ownerId, id));
  }

  /**
   * Takes what a worker found out about an upload: once, then nothing changes any more. Safe to repeat.
   * @throws {DomainError} `unavailable` when the picture is not in the store, or nobody can say so.
   */
  async settle(result: PictureResult): Promise<void> {
    const row = await this.uploads.settle(result, (keys) => this.areStored(keys));
    // What is left here is swept after a day; the answer counts without it.
    await this.store.delete([pendingName(result.uploadId)], AbortSignal.timeout(LOOK_MS)).catch(() => undefined);
    if (row) this.emitter.uploadUpdated(row.owner_id, toAttachment(row, this.mediaUrl));
  }

  private async areStored(keys: string[]): Promise<boolean> {
    const signal = AbortSignal.timeout(LOOK_MS);
    const heads = await inStore(() => Promise.all(keys.map((key) => this.store.head(key, signal))));
    return heads.every((head) => head !== null && head.bytes > 0);
  }

  private checkAnnouncement(contentType: string, bytes: number): void {
    const refuse = (code: 'unsupported_media' | 'invalid_payload' | 'too_large', path: string, message: string) =>
      new DomainError(code, 'This cannot be uploaded.', { issues: [{ path, message }] });
    if (!pictureTypeSchema.safeParse(contentType).success)
      throw refuse('unsupported_media', 'contentType', 'must be PNG, JPEG, WebP, GIF or AVIF');
    if (bytes < 1) throw refuse('invalid_payload', 'bytes', 'must be at least 1');
    const most = this.env.LIMIT_UPLOAD_BYTES;
    if (bytes > most) throw refuse('too_large', 'bytes', `must be at most ${most}`);
  }
}

/** @throws {DomainError} `unavailable` when the store is. */
export async function inStore<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ObjectStoreUnavailableError) throw unavailable(error);
    throw error;
  }
}

function changedRow(outcome: ChangeOutcome): UploadRow {
  if (outcome === 'missing') throw notFound('The upload');
  if (outcome === 'used') throw new DomainError('conflict', 'The picture is in a message.');
  return outcome;
}
