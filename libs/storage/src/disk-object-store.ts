import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { DiskFiles, finish, onDisk } from './disk-files.js';
import { checkForm, signForm } from './disk-form.js';
import {
  type ByteRange,
  type ObjectHead,
  type ObjectStore,
  ObjectTooLargeError,
  type OpenObject,
  type PostOrder,
  PostRefusedError,
  type SignedPost,
  type WrittenHead,
} from './object-store.js';

/** What the disk store is made of. */
export interface DiskSettings {
  directory: string;
  /** Where forms lead; empty: the own origin. */
  publicUrl?: string | undefined;
  now?: () => Date;
}

/** Bytes that came with a form and are not an object yet. */
export interface ReceivedPost {
  key: string;
  bytes: number;
  /** Makes them the object of their name. @throws {PostRefusedError} `used` when there is one, unless it is to be replaced. */
  keep(options?: { replace: boolean }): Promise<void>;
  discard(): Promise<void>;
}

/** Objects as files, for one machine or a folder that all nodes share. It holds forms to their policy as S3 does. */
export class DiskObjectStore implements ObjectStore {
  private constructor(
    private readonly files: DiskFiles,
    private readonly secret: Buffer,
    private readonly publicUrl: string,
    private readonly now: () => Date,
  ) {}

  /** @throws {ObjectStoreUnavailableError} when the folder cannot be used. */
  static async open({ directory, publicUrl = '', now = () => new Date() }: DiskSettings): Promise<DiskObjectStore> {
    const files = new DiskFiles(directory);
    return onDisk(async () => {
      await files.prepare();
      return new DiskObjectStore(files, await files.secret(), publicUrl, now);
    });
  }

  async signPost(order: PostOrder): Promise<SignedPost> {
    return signForm(order, this.secret, this.publicUrl);
  }

  /**
   * Takes the bytes of a form, never more than one chunk beyond what was announced.
   * @throws {PostRefusedError} for anything that was not signed. @throws {ObjectStoreUnavailableError} when the disk refuses.
   */
  async receive(fields: Readonly<Record<string, string>>, file: AsyncIterable<Uint8Array>): Promise<ReceivedPost> {
    const { key, contentType, least, most } = checkForm(fields, this.secret, this.now());
    const aside = this.files.aside();
    const discard = () => rm(aside, { force: true });
    try {
      const bytes = await this.take(aside, file, most);
      if (bytes < least) throw new PostRefusedError('size');
      const keep = async ({ replace } = { replace: false }): Promise<void> => {
        const isPlaced = await onDisk(() => this.files.place(aside, key, contentType, !replace));
        if (isPlaced) return;
        await discard();
        throw new PostRefusedError('used');
      };
      return { key, bytes, keep, discard };
    } catch (error) {
      await discard().catch(() => undefined);
      throw error;
    }
  }

  head(key: string): Promise<ObjectHead | null> {
    return onDisk(() => this.files.find(key));
  }

  async read(key: string, most: number, signal?: AbortSignal): Promise<Buffer | null> {
    const found = await this.head(key);
    if (!found) return null;
    if (found.bytes > most) throw new ObjectTooLargeError(`The object has more than ${most} bytes.`);
    return onDisk(() => readFile(this.files.data(key), { signal }));
  }

  async open(key: string, range?: ByteRange): Promise<OpenObject | null> {
    const found = await this.head(key);
    if (!found) return null;
    const handle = await onDisk(() => open(this.files.data(key), 'r'));
    const stream = createReadStream('', { fd: handle, ...(range && { start: range.first, end: range.last }) });
    return { ...found, stream };
  }

  async write(key: string, bytes: Uint8Array, { contentType }: WrittenHead): Promise<void> {
    await onDisk(async () => {
      const aside = this.files.aside();
      const handle = await open(aside, 'wx');
      await writeAll(handle, [bytes]);
      await this.files.place(aside, key, contentType);
    });
  }

  async delete(keys: readonly string[]): Promise<void> {
    await onDisk(async () => {
      for (const key of keys) await this.files.remove(key);
    });
  }

  listOlder(prefix: string, before: Date, most: number): Promise<string[]> {
    return onDisk(() => this.files.listOlder(prefix.replace(/\/$/, ''), before, most));
  }

  private async take(aside: string, file: AsyncIterable<Uint8Array>, most: number): Promise<number> {
    const handle = await onDisk(() => open(aside, 'wx'));
    let bytes = 0;
    try {
      for await (const chunk of file) {
        bytes += chunk.length;
        if (bytes > most) throw new PostRefusedError('size');
        await onDisk(() => handle.writeFile(chunk));
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    await onDisk(() => finish(handle));
    return bytes;
  }
}

async function writeAll(handle: FileHandle, chunks: Iterable<Uint8Array>): Promise<void> {
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
  } catch (error) {
    await handle.close();
    throw error;
  }
  await finish(handle);
}
