import { checkFiles, type PictureLimits } from './check-files.js';
import { findUpload, type UploadServer } from './bring-up.js';
import { isPassingFailure, type Picture } from './picture.js';
import { type AlbumParts, PictureAlbum } from './picture-album.js';
import { PictureUploads } from './picture-uploads.js';

/** How often a message may find that the server lost one of its pictures. */
const MOST_RECOVERIES = 3;

/** What became of the pictures of a message. */
type Outcome =
  | { state: 'ready'; attachmentIds: readonly string[] }
  | { state: 'waiting' }
  | { state: 'failed'; reason: 'picture' | 'picture_refused' };

/**
 * The pictures of a visit from the moment when they are chosen until their message is stored: checked, kept, uploaded at once,
 * and handed to the message that they were sent with.
 */
export class PictureStore {
  readonly album: PictureAlbum;
  private readonly uploads: PictureUploads;
  private readonly recoveries = new Map<string, number>();
  private readonly unwatch: () => void;

  constructor(
    parts: AlbumParts,
    private readonly server: UploadServer,
  ) {
    this.album = new PictureAlbum(parts);
    this.uploads = new PictureUploads(this.album, server);
    this.unwatch = parts.storage.watch(() => void this.album.reconcile().catch(() => undefined));
  }

  /** Goes on with what an earlier page left. */
  async restore(): Promise<void> {
    await this.album.restore().catch(() => undefined);
    this.wake();
  }

  /** Takes files into the draft of a room; what cannot be sent is told, and the others go on. */
  take(roomId: string, files: readonly File[], limits: PictureLimits): void {
    const { taken, refused } = checkFiles(files, this.album.draftOf(roomId).length, limits);
    this.album.setRefused(roomId, refused);
    for (const file of taken) this.uploads.start(this.album.add(roomId, file).id);
  }

  /** Says what a picture shows. */
  describe(id: string, alt: string): void {
    this.album.change(id, { alt });
    this.album.keep(id);
  }

  retry(ids: readonly string[]): void {
    for (const id of ids) this.uploads.retry(id);
  }

  /** Pictures of a draft become a part of a message, or of the draft again. */
  assign(ids: readonly string[], messageId: string | null): void {
    for (const id of ids) {
      this.album.change(id, { messageId });
      this.album.keep(id);
    }
  }

  /** How far the pictures of a message are. What was said of them late is told to the server first. */
  lookAt(ids: readonly string[]): Outcome {
    const found = ids.map((id) => this.album.find(id));
    const pictures = found.filter((picture) => picture !== undefined);
    const failures = pictures.flatMap(({ step, failure }) => (step === 'failed' && failure ? [failure] : []));
    const isLost = pictures.length < ids.length;
    if (isLost || failures.some((failure) => !isPassingFailure(failure)))
      return { state: 'failed', reason: 'picture_refused' };
    if (failures.length > 0) return { state: 'failed', reason: 'picture' };
    const undescribed = pictures.filter(({ step, alt, sentAlt }) => step === 'ready' && alt.trim() !== sentAlt);
    for (const picture of undescribed) void this.uploads.describe(picture);
    const attachmentIds = pictures.flatMap(({ step, uploadId }) => (step === 'ready' && uploadId ? [uploadId] : []));
    const isReady = undescribed.length === 0 && attachmentIds.length === ids.length;
    return isReady ? { state: 'ready', attachmentIds } : { state: 'waiting' };
  }

  /** The server refused a message: pictures that it no longer has are brought to it anew. @returns whether there were any. */
  async recover(ids: readonly string[]): Promise<boolean> {
    const [first = ''] = ids;
    const count = this.recoveries.get(first) ?? 0;
    if (count >= MOST_RECOVERIES) return false;
    this.recoveries.set(first, count + 1);
    const gone = await Promise.all(ids.map((id) => this.isGone(id)));
    ids.filter((_, index) => gone[index]).forEach((id) => this.uploads.anew(id));
    return gone.includes(true);
  }

  /** Lets pictures go: they are stored with their message, not wanted, or in the hands of another tab. */
  release(ids: readonly string[], end: 'stored' | 'discarded' | 'elsewhere'): void {
    for (const id of ids) {
      this.uploads.drop(id, end === 'discarded');
      this.album.drop(id, end === 'elsewhere');
      this.recoveries.delete(id);
    }
  }

  dismissRefused(roomId: string): void {
    this.album.setRefused(roomId, []);
  }

  /** There may be a way to the server again. */
  wake(): void {
    this.uploads.wake();
  }

  close(): void {
    this.unwatch();
    this.uploads.close();
    this.album.close();
  }

  private async isGone(id: string): Promise<boolean> {
    const uploadId: Picture['uploadId'] = this.album.find(id)?.uploadId ?? null;
    if (uploadId === null) return false;
    const known = await findUpload(this.server, uploadId).catch(() => null);
    return known === undefined;
  }
}
