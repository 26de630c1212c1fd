import { Global, Module } from '@nestjs/common';
import { type ObjectStore, ObjectStoreUnavailableError, openObjectStore, pendingName } from '@tertulia/storage';
import { join, resolve } from 'node:path';
import { ENV } from '../config/config.module.js';
import { EnvError } from '../config/env.js';
import type { Env } from '../config/env.schema.js';

/** Token of the store that keeps pictures and spoken messages. */
export const OBJECT_STORE = Symbol('OBJECT_STORE');

/** Token of where browsers go for it besides our own origin. */
export const STORE_ORIGINS = Symbol('STORE_ORIGINS');

/** Origins; empty for our own. */
export interface StoreOrigins {
  media: string;
  forms: string;
}

/**
 * Opens the store of the environment.
 * @throws {EnvError} when the driver lacks a variable, or cannot work as it is set up.
 */
export function createObjectStore(env: Env): Promise<ObjectStore> {
  return orEnvError(env, () => open(env));
}

async function orEnvError<Value>(env: Env, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ObjectStoreUnavailableError)) throw error;
    throw new EnvError(
      env.OBJECT_STORE === 's3'
        ? 'The object store cannot be used. Set AWS_REGION and give this process an account of AWS that may use S3_BUCKET.'
        : `Pictures cannot be stored in ${resolve(env.DATA_DIR)}. Set DATA_DIR to a folder that this user may write.`,
    );
  }
}

async function open(env: Env): Promise<ObjectStore> {
  if (env.OBJECT_STORE === 'disk') return openObjectStore({ kind: 'disk', directory: join(env.DATA_DIR, 'objects') });
  if (env.S3_BUCKET === undefined) throw new EnvError('S3_BUCKET must name a bucket when OBJECT_STORE is s3.');
  if (env.MEDIA_URL === undefined) {
    throw new EnvError(
      'MEDIA_URL must say where pictures are read when OBJECT_STORE is s3: the bucket itself is private.',
    );
  }
  return openObjectStore({ kind: 's3', bucket: env.S3_BUCKET, region: env.AWS_REGION });
}

/**
 * Signs a form to see where it leads, so that a store without an account keeps the server from starting.
 * @throws {EnvError} when it cannot.
 */
export async function findOrigins(env: Env, store: ObjectStore): Promise<StoreOrigins> {
  const media = env.MEDIA_URL === undefined ? '' : new URL(env.MEDIA_URL).origin;
  if (env.OBJECT_STORE === 'disk') return { media, forms: '' };
  const order = { key: pendingName('start'), contentType: 'image/png', bytes: 1, expiresAt: new Date() };
  const { url } = await orEnvError(env, () => store.signPost(order));
  return { media, forms: new URL(url).origin };
}

/** Where pictures and spoken messages are kept, see libs/storage. */
@Global()
@Module({
  providers: [
    { provide: OBJECT_STORE, useFactory: createObjectStore, inject: [ENV] },
    { provide: STORE_ORIGINS, useFactory: findOrigins, inject: [ENV, OBJECT_STORE] },
  ],
  exports: [OBJECT_STORE, STORE_ORIGINS],
})
export class ObjectStoreModule {}
