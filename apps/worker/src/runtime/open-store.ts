import { join } from 'node:path';
import { type ObjectStore, openObjectStore } from '@tertulia/storage';
import type { WorkerEnvironment } from '../environment.js';

/** The store that the API uses too. */
export function openStore(
  environment: Pick<WorkerEnvironment, 'OBJECT_STORE' | 'S3_BUCKET' | 'DATA_DIR'>,
): Promise<ObjectStore> {
  return openObjectStore(
    environment.OBJECT_STORE === 's3'
      ? { kind: 's3', bucket: environment.S3_BUCKET ?? '' }
      : { kind: 'disk', directory: join(environment.DATA_DIR, 'objects') },
  );
}
