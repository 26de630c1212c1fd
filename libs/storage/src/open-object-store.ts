import { DiskObjectStore } from './disk-object-store.js';
import type { ObjectStore } from './object-store.js';

/** Which store, and where it is: the same for the API and for workers. */
export type StoreSettings =
  | { kind: 'disk'; directory: string; publicUrl?: string | undefined }
  | { kind: 's3'; bucket: string; region?: string | undefined; timeoutMs?: number | undefined };

/** Opens the store. @throws {ObjectStoreUnavailableError} when its folder cannot be used. */
export async function openObjectStore(settings: StoreSettings): Promise<ObjectStore> {
  if (settings.kind === 'disk') return DiskObjectStore.open(settings);
  // The SDK is large; who does not use it need not load it.
  const { S3ObjectStore } = await import('./s3-object-store.js');
  return new S3ObjectStore(settings);
}
