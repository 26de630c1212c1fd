import { writeStored } from '../ui/storage.js';
import { DATABASE, MARK } from './kept-mark.js';
import { type KeptPicture, keptPictureSchema } from './picture.js';

const TABLE = 'pictures';
const SHAPE = 1;

/** Where pictures are kept until their message is stored. */
export interface PictureStorage {
  readAll: () => Promise<KeptPicture[]>;
  keep: (picture: KeptPicture) => Promise<void>;
  forget: (id: string) => Promise<void>;
  /** Calls back when another tab of this browser changed something; gives the way to stop. */
  watch: (onChange: () => void) => () => void;
  close: () => void;
}

/**
 * The bytes of unsent pictures in this browser (IndexedDB). Everything here may fail, as in a private window or on a full
 * disk: then a picture lives as long as its page.
 */
export class KeptPictures implements PictureStorage {
  private readonly opened = openDatabase();
  private changes = 0;

  async readAll(): Promise<KeptPicture[]> {
    const values = await this.ask<unknown[]>('readonly', (table) => table.getAll());
    return (values ?? []).flatMap((value) => {
      const kept = keptPictureSchema.safeParse(value);
      return kept.success ? [kept.data] : [];
    });
  }

  async keep(picture: KeptPicture): Promise<void> {
    await this.ask('readwrite', (table) => table.put(picture, picture.id));
    this.tell();
  }

  async forget(id: string): Promise<void> {
    await this.ask('readwrite', (table) => table.delete(id));
    const left = await this.ask('readonly', (table) => table.count());
    if (left === 0) writeStored(MARK, null);
    else this.tell();
  }

  watch(onChange: () => void): () => void {
    const handleStorage = ({ key }: StorageEvent) => {
      if (key === MARK) onChange();
    };
    window.addEventListener('storage', handleStorage);
    return () => window.removeEventListener('storage', handleStorage);
  }

  close(): void {
    void this.opened.then((database) => database?.close());
  }

  private tell(): void {
    this.changes += 1;
    writeStored(MARK, `${Date.now()}.${this.changes}`);
  }

  private async ask<Value>(
    mode: IDBTransactionMode,
    request: (table: IDBObjectStore) => IDBRequest<Value>,
  ): Promise<Value | undefined> {
    const database = await this.opened;
    if (!database) return undefined;
    try {
      return await answered(request(database.transaction(TABLE, mode).objectStore(TABLE)));
    } catch {
      // Another tab signed out and took the database away.
      return undefined;
    }
  }
}

function openDatabase(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, SHAPE);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => resolve(undefined);
      request.onblocked = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

function answered<Value>(request: IDBRequest<Value>): Promise<Value | undefined> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(undefined);
  });
}
