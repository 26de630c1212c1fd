import type { ObjectHead, ObjectStore } from '@tertulia/storage';
import { ObjectStoreUnavailableError, ObjectTooLargeError } from '@tertulia/storage';

/** What handlers see of a store, in memory, with a fault to be switched on. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, { bytes: Buffer; contentType: string }>();
  isAway = false;

  signPost(): Promise<never> {
    return Promise.reject(new Error('Handlers sign nothing.'));
  }

  async head(key: string): Promise<ObjectHead | null> {
    const found = this.find(key);
    return found ? { bytes: found.bytes.length, contentType: found.contentType } : null;
  }

  async read(key: string, most: number): Promise<Buffer | null> {
    const found = this.find(key);
    if (found && found.bytes.length > most) throw new ObjectTooLargeError();
    return found?.bytes ?? null;
  }

  open(): Promise<null> {
    return Promise.resolve(null);
  }

  async write(key: string, bytes: Uint8Array, { contentType }: { contentType: string }): Promise<void> {
    this.find(key);
    this.objects.set(key, { bytes: Buffer.from(bytes), contentType });
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
  }

  async listOlder(): Promise<string[]> {
    return [];
  }

  private find(key: string) {
    if (this.isAway) throw new ObjectStoreUnavailableError();
    return this.objects.get(key);
  }
}
