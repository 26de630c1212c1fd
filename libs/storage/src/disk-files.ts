import { randomBytes, randomUUID } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkName, isObjectName } from './object-name.js';
import { ObjectStoreUnavailableError } from './object-store.js';

const LEFTOVER_MS = 60 * 60_000;

/**
 * Files of the disk store. An object is a file of its name below `data` with its type below `types`; both are written aside
 * and renamed, the type first, so that an object that can be seen is whole.
 */
export class DiskFiles {
  constructor(private readonly directory: string) {}

  /** Makes the folders and removes what a process that died was writing. */
  async prepare(): Promise<void> {
    const folders = ['data', 'types'].flatMap((kind) => ['pending', 'media', 'speech'].map((name) => join(kind, name)));
    for (const folder of ['incoming', ...folders]) await mkdir(join(this.directory, folder), { recursive: true });
    const incoming = join(this.directory, 'incoming');
    for (const name of await readdir(incoming)) {
      const age = await stat(join(incoming, name)).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > LEFTOVER_MS) await rm(join(incoming, name), { force: true });
    }
  }

  /** The secret that forms are signed with: made once, the same for every process on this folder. */
  async secret(): Promise<Buffer> {
    const file = join(this.directory, 'secret');
    const made = this.aside();
    const handle = await open(made, 'wx', 0o600);
    await handle.writeFile(randomBytes(32));
    await finish(handle);
    // Whoever comes first wins; a file that is there is whole.
    await link(made, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await rm(made);
    return readFile(file);
  }

  data(key: string): string {
    return join(this.directory, 'data', checkName(key));
  }

  /** A new name outside of what can be seen. */
  aside(): string {
    return join(this.directory, 'incoming', randomUUID());
  }

  /** Null without an object. */
  async find(key: string): Promise<{ bytes: number; contentType: string } | null> {
    try {
      const { size } = await stat(this.data(key));
      return { bytes: size, contentType: await readFile(this.type(key), 'utf8') };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Puts a file that was written aside into its place. @returns whether the place was free, if it had to be. */
  async place(aside: string, key: string, contentType: string, mustBeFree = false): Promise<boolean> {
    const type = this.aside();
    const handle = await open(type, 'wx');
    await handle.writeFile(contentType);
    await finish(handle);
    if (mustBeFree && (await this.find(key))) {
      await rm(type, { force: true });
      return false;
    }
    await rename(type, this.type(key));
    if (!mustBeFree) await rename(aside, this.data(key));
    else if (!(await tryLink(aside, this.data(key)))) return false;
    await syncFolder(dirname(this.data(key)));
    return true;
  }

  async remove(key: string): Promise<void> {
    await rm(this.data(key), { force: true });
    await rm(this.type(key), { force: true });
  }

  async listOlder(folder: string, before: Date, most: number): Promise<string[]> {
    const names = (await readdir(join(this.directory, 'data', folder))).map((name) => `${folder}/${name}`).sort();
    const found: string[] = [];
    for (const name of names.filter(isObjectName)) {
      if (found.length >= most) break;
      const { mtimeMs } = await stat(this.data(name)).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < before.getTime()) found.push(name);
    }
    return found;
  }

  private type(key: string): string {
    return join(this.directory, 'types', checkName(key));
  }
}

/** Does something with the disk. @throws {ObjectStoreUnavailableError} when the disk refuses. */
export async function onDisk<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new ObjectStoreUnavailableError('The disk cannot be used.', { cause: error });
  }
}

/** Closes a file once its bytes would outlive the power. */
export async function finish(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await rm(from, { force: true });
  return true;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await finish(handle);
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string | undefined {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : undefined;
}
