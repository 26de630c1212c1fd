import { bringUp, findUpload, isTriedAgain, type PictureError, toPictureError, type UploadServer } from './bring-up.js';
import type { Picture } from './picture.js';
import type { PictureAlbum } from './picture-album.js';
import { UploadTurns } from './upload-turns.js';

/** Waits before an attempt that nobody asked for, each with up to half as much again; then a person decides. */
const AGAIN_MS = [1_000, 2_000, 4_000];
/** A guest's hourly share of uploads may be used up. */
const LONGEST_PAUSE_MS = 60 * 60_000;
const SHORTEST_PAUSE_MS = 1_000;

/** Brings the pictures of the album to the server, one attempt after another. */
export class PictureUploads {
  private readonly turns: UploadTurns;
  private readonly tries = new Map<string, number>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The server made a place for them, whether or not their bytes got there. */
  private readonly created = new Map<string, string>();
  private readonly describing = new Set<string>();

  constructor(
    private readonly album: PictureAlbum,
    private readonly server: UploadServer,
  ) {
    this.turns = new UploadTurns((id, signal) => this.attempt(id, signal), server.now);
  }

  start(id: string): void {
    this.turns.add(id);
  }

  /** A person asked for another attempt. */
  retry(id: string): void {
    if (this.album.find(id)?.step !== 'failed') return;
    this.tries.delete(id);
    this.again(id);
  }

  /** There may be a way to the server again: for what waited for it, and for what was cut off. */
  wake(): void {
    for (const { id, step, failure, waitingUntil } of this.album.all()) {
      if (step === 'waiting' && waitingUntil === null && !this.timers.has(id)) this.turns.add(id);
      if (step === 'failed' && failure === 'unreachable') this.again(id);
    }
  }

  /** The server no longer has it. */
  anew(id: string): void {
    this.album.change(id, { uploadId: null });
    this.again(id);
  }

  /** Stops what is on its way; what the server has of it is taken back if nobody wants it. */
  drop(id: string, isUnwanted: boolean): void {
    const uploadId = this.album.find(id)?.uploadId ?? this.created.get(id);
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.created.delete(id);
    this.turns.drop(id);
    // Without an answer it is swept away within a day.
    if (isUnwanted && uploadId !== undefined) this.server.remove(uploadId).catch(() => undefined);
  }

  /** Tells the server what a picture shows, when that was written after its bytes were sent. */
  async describe({ id, uploadId, alt }: Picture): Promise<void> {
    if (uploadId === null || this.describing.has(id)) return;
    this.describing.add(id);
    try {
      const { alt: sentAlt } = await this.server.describe(uploadId, alt);
      this.describing.delete(id);
      this.album.change(id, {
        sentAlt: sentAlt ?? '',
        ...(this.album.find(id)?.alt === alt && { alt: sentAlt ?? '' }),
      });
      this.album.keep(id);
    } catch (error) {
      this.describing.delete(id);
      const known = await findUpload(this.server, uploadId).catch(() => null);
      if (known === undefined) this.anew(id);
      else this.handleFailure(id, toPictureError(error));
    }
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.turns.close();
  }

  private again(id: string): void {
    this.album.change(id, { step: 'waiting', failure: null, waitingUntil: null, progress: 0 });
    this.turns.add(id);
  }

  private async attempt(id: string, signal: AbortSignal): Promise<void> {
    try {
      await this.server.alone(id, () => this.attemptAlone(id, signal));
    } catch (error) {
      if (!signal.aborted) this.handleFailure(id, toPictureError(error));
    }
  }

  private async attemptAlone(id: string, signal: AbortSignal): Promise<void> {
    const picture = this.album.find(id);
    if (!picture || signal.aborted || picture.step === 'ready') return;
    const file = this.album.fileOf(id);
    if (!file) return this.album.change(id, { step: 'failed', failure: 'lost' });
    const { name, type, alt, uploadId } = picture;
    this.album.change(id, { step: uploadId === null ? 'sending' : 'looking', failure: null, waitingUntil: null });
    const attachment = await bringUp(this.server, {
      ...{ name, type, file, alt, uploadId, signal },
      onCreated: (created) => this.created.set(id, created),
      onProgress: (progress) => this.album.change(id, { progress }),
      onSent: (sent) => {
        this.album.change(id, { step: 'looking', uploadId: sent, progress: 1 });
        this.album.keep(id);
      },
    });
    if (signal.aborted) return;
    this.tries.delete(id);
    const { width, height } = attachment;
    this.album.change(id, {
      ...{ step: 'ready', uploadId: attachment.id, sentAlt: attachment.alt ?? '', progress: 1 },
      ...(width !== null && height !== null && { width, height }),
    });
    this.album.keep(id);
  }

  private handleFailure(id: string, error: PictureError): void {
    const { failure } = error;
    if (failure === 'rate_limited') return this.pause(id, error.retryAfterMs ?? 0);
    // It goes on when the connection is back.
    if (failure === 'unreachable' && !this.server.isConnected()) {
      this.album.change(id, { step: 'waiting', failure: null, progress: 0 });
      return;
    }
    if (failure === 'gone' || failure === 'conflict') this.album.change(id, { uploadId: null });
    const tries = this.tries.get(id) ?? 0;
    const delay = AGAIN_MS[tries];
    if (!isTriedAgain(error) || delay === undefined) {
      this.album.change(id, { step: 'failed', failure, progress: 0 });
      return;
    }
    this.tries.set(id, tries + 1);
    this.album.change(id, { step: 'waiting', progress: 0 });
    const begin = () => {
      this.timers.delete(id);
      this.turns.add(id);
    };
    this.timers.set(id, setTimeout(begin, delay * (1 + this.server.random() / 2)));
  }

  /** The server's limits are for all pictures of a person together. */
  private pause(id: string, askedMs: number): void {
    const wait = Math.min(Math.max(askedMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
    const waitingUntil = this.server.now() + wait;
    this.album.change(id, { step: 'waiting', waitingUntil, progress: 0 });
    const spread = 1_000 * this.server.random();
    this.turns.pauseUntil(waitingUntil + spread);
    const begin = () => {
      this.timers.delete(id);
      this.album.change(id, { waitingUntil: null });
      this.turns.add(id);
    };
    this.timers.set(id, setTimeout(begin, wait + spread));
  }
}
