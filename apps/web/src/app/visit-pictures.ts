import type { PictureGateway, PicturesEnd, PicturesOutcome } from '../messages/picture-gateway.js';
import { keptUnsent, newClientMessageId, type PendingPicture } from '../messages/pending-message.js';
import type { PictureVisit } from '../pictures/open-pictures.js';
import type { Picture } from '../pictures/picture.js';
import type { AlbumState } from '../pictures/picture-album.js';
import { hasKeptPictures } from '../pictures/kept-mark.js';
import type { PictureStore } from '../pictures/picture-store.js';
import { Observable } from '../realtime/observable.js';

const nothing: AlbumState = { pictures: new Map(), refused: new Map() };
const idsOf = (pictures: readonly PendingPicture[]) => pictures.map(({ id }) => id);

/**
 * The pictures that a visit sends. The code behind them is fetched with the first picture, or when some of an earlier page wait;
 * until then there is no store, and messages with pictures wait.
 */
export class VisitPictures extends Observable<PictureStore | undefined> implements PictureGateway {
  private readonly stateListeners = new Set<() => void>();
  private fetching: Promise<PictureStore | undefined> | undefined;
  private isClosed = false;

  constructor(private readonly visit: Omit<PictureVisit, 'newId' | 'messageOf'>) {
    super(undefined);
    if (hasKeptPictures()) void this.fetch();
  }

  /** All pictures that are in no stored message; the same as long as nothing changes. */
  readonly state = (): AlbumState => this.get()?.album.get() ?? nothing;

  readonly subscribeToState = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  /** The pictures of a room's draft, in their order. */
  draftOf(roomId: string): readonly Picture[] {
    return this.get()?.album.draftOf(roomId) ?? [];
  }

  /** The store, once its code is here; nothing when it could not be fetched. */
  fetch(): Promise<PictureStore | undefined> {
    this.fetching ??= this.open();
    return this.fetching;
  }

  lookAt(pictures: readonly PendingPicture[]): PicturesOutcome {
    if (pictures.length === 0) return { state: 'ready', attachmentIds: [] };
    const store = this.get();
    if (store) return store.lookAt(idsOf(pictures));
    void this.fetch();
    return { state: 'waiting' };
  }

  retry(pictures: readonly PendingPicture[]): void {
    this.get()?.retry(idsOf(pictures));
  }

  async recover(pictures: readonly PendingPicture[]): Promise<boolean> {
    return (await this.get()?.recover(idsOf(pictures))) ?? false;
  }

  release(pictures: readonly PendingPicture[], end: PicturesEnd): void {
    if (pictures.length > 0) void this.fetch().then((store) => store?.release(idsOf(pictures), end));
  }

  /** There may be a way to the server again. */
  wake(): void {
    this.get()?.wake();
  }

  close(): void {
    this.isClosed = true;
    this.get()?.close();
  }

  private async open(): Promise<PictureStore | undefined> {
    try {
      const { openPictures } = await import('../pictures/open-pictures.js');
      if (this.isClosed) return undefined;
      const store = openPictures({ ...this.visit, newId: newClientMessageId, messageOf: keptUnsent.messageOf });
      await store.restore();
      this.begin(store);
      return store;
    } catch {
      // The next sign of the connection, or the next picture, is another chance.
      this.fetching = undefined;
      return undefined;
    }
  }

  private begin(store: PictureStore): void {
    if (this.isClosed) return store.close();
    const tell = () => this.stateListeners.forEach((listener) => listener());
    store.album.subscribe(tell);
    this.set(store);
    tell();
    this.visit.onStep();
  }
}
