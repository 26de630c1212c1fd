import { Observable } from '../realtime/observable.js';
import type { RefusedFile, TakenFile } from './check-files.js';
import type { KeptPicture, Picture } from './picture.js';
import type { PictureStorage } from './picture-storage.js';

/** Bytes that are kept over reloads, of all pictures together; what is more lives as long as its page. */
const MOST_KEPT_BYTES = 50 * 1024 * 1024;

/** The pictures of this visit that are in no stored message, and the files that were not taken, by room. */
export interface AlbumState {
  pictures: ReadonlyMap<string, Picture>;
  refused: ReadonlyMap<string, readonly RefusedFile[]>;
}

/** What the album needs from the browser and from the page around it. */
export interface AlbumParts {
  readonly userId: string;
  storage: PictureStorage;
  newId: () => string;
  /** How large a picture is; nothing when the browser cannot tell. */
  measure: (preview: string) => Promise<{ width: number; height: number } | undefined>;
  makePreview: (file: Blob) => string;
  endPreview: (preview: string) => void;
  /** The unsent message that holds a picture, as it is kept in this browser. */
  messageOf: (pictureId: string) => string | undefined;
  /** Something else than progress changed. */
  onStep: () => void;
}

/** Holds the pictures with their bytes, here and in the browser's storage. */
export class PictureAlbum extends Observable<AlbumState> {
  private readonly files = new Map<string, Blob>();
  private readonly keptIds = new Set<string>();
  private nextOrder = 1;

  constructor(private readonly parts: AlbumParts) {
    super({ pictures: new Map(), refused: new Map() });
  }

  find(id: string): Picture | undefined {
    return this.get().pictures.get(id);
  }

  fileOf(id: string): Blob | undefined {
    return this.files.get(id);
  }

  all(): readonly Picture[] {
    return [...this.get().pictures.values()];
  }

  /** The pictures of a room's draft, in their order. */
  draftOf(roomId: string): readonly Picture[] {
    return this.all().filter((picture) => picture.roomId === roomId && picture.messageId === null);
  }

  add(roomId: string, { file, type }: TakenFile): Picture {
    const { id, order } = { id: this.parts.newId(), order: this.nextOrder };
    const picture = this.put({ id, roomId, messageId: null, order, name: file.name, alt: '', sentAlt: '' }, file, type);
    void this.measure(picture);
    return picture;
  }

  setRefused(roomId: string, refused: readonly RefusedFile[]): void {
    if (refused.length === 0 && !this.get().refused.get(roomId)?.length) return;
    this.update((state) => ({ ...state, refused: new Map(state.refused).set(roomId, refused) }));
  }

  /** It may be gone meanwhile. */
  change(id: string, change: Partial<Picture>): void {
    const picture = this.find(id);
    if (!picture) return;
    const next = { ...picture, ...change };
    this.update((state) => ({ ...state, pictures: new Map(state.pictures).set(id, next) }));
    const isStep =
      next.step !== picture.step || next.messageId !== picture.messageId || next.sentAlt !== picture.sentAlt;
    if (isStep) this.parts.onStep();
  }

  /** Writes down what has to be known of a picture after a reload. */
  keep(id: string): void {
    const picture = this.find(id);
    const file = this.files.get(id);
    if (!picture || !file || !this.hasRoomFor(id, file)) return;
    this.keptIds.add(id);
    const { roomId, messageId, order, name, type, alt, sentAlt, width, height, uploadId } = picture;
    const place = { id, userId: this.parts.userId, roomId, messageId, order };
    this.parts.storage
      .keep({ ...place, name, type, alt, sentAlt, width, height, uploadId, file })
      .catch(() => this.keptIds.delete(id));
  }

  /** Lets a picture go; from the storage too, unless another tab looks after it. */
  drop(id: string, isElsewhere: boolean): void {
    const picture = this.find(id);
    if (!picture) return;
    this.update((state) => {
      const pictures = new Map(state.pictures);
      pictures.delete(id);
      return { ...state, pictures };
    });
    this.files.delete(id);
    this.parts.endPreview(picture.preview);
    if (this.keptIds.delete(id) && !isElsewhere) this.parts.storage.forget(id).catch(() => undefined);
  }

  /** Takes up what an earlier page left. */
  async restore(): Promise<void> {
    const { storage, messageOf } = this.parts;
    const records = (await storage.readAll()).sort((a, b) => a.order - b.order);
    for (const record of records) {
      const messageId = messageOf(record.id) ?? null;
      // Its message was stored or deleted, and the page ended before the picture was forgotten.
      if (messageId === null && record.messageId !== null) storage.forget(record.id).catch(() => undefined);
      else if (!this.find(record.id)) this.take(record, messageId);
    }
  }

  /** Another tab changed something: what it sent or took away is not done again here. */
  async reconcile(): Promise<void> {
    const records = new Map((await this.parts.storage.readAll()).map((record) => [record.id, record]));
    for (const { id, uploadId, step } of this.all()) {
      const record = records.get(id);
      if (!record && this.keptIds.has(id)) this.drop(id, true);
      if (record?.uploadId && uploadId === null && step === 'waiting') this.change(id, { uploadId: record.uploadId });
    }
  }

  close(): void {
    for (const { preview } of this.all()) this.parts.endPreview(preview);
    this.parts.storage.close();
  }

  private take(record: KeptPicture, messageId: string | null): void {
    const { id, roomId, order, name, type, alt, sentAlt, width, height, file, uploadId } = record;
    this.keptIds.add(id);
    this.put({ id, roomId, messageId, order, name, alt, sentAlt }, file, type);
    // What somebody else uploaded in this browser before is not ours to send.
    this.change(id, { width, height, uploadId: record.userId === this.parts.userId ? uploadId : null });
  }

  private put(
    known: Pick<Picture, 'id' | 'roomId' | 'messageId' | 'order' | 'name' | 'alt' | 'sentAlt'>,
    file: Blob,
    type: string,
  ): Picture {
    this.nextOrder = Math.max(this.nextOrder, known.order) + 1;
    this.files.set(known.id, file);
    const picture: Picture = {
      ...known,
      type,
      bytes: file.size,
      width: null,
      height: null,
      preview: this.parts.makePreview(file),
      step: 'waiting',
      progress: 0,
      failure: null,
      waitingUntil: null,
      uploadId: null,
    };
    this.update((state) => ({ ...state, pictures: new Map(state.pictures).set(known.id, picture) }));
    return picture;
  }

  private async measure({ id, preview }: Picture): Promise<void> {
    const size = await this.parts.measure(preview);
    const picture = this.find(id);
    if (size && picture?.width === null) this.change(id, size);
    this.keep(id);
  }

  private hasRoomFor(id: string, file: Blob): boolean {
    if (this.keptIds.has(id)) return true;
    let kept = file.size;
    for (const other of this.keptIds) kept += this.files.get(other)?.size ?? 0;
    return kept <= MOST_KEPT_BYTES;
  }
}
