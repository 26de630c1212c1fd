import type { Readable } from 'node:stream';

/**
 * Where bytes are kept, under names such as `pending/<id>` (what somebody sent and nobody has looked at), `media/<sha256>.webp`
 * and `speech/<sha256>.mp3` (what the product made of it, never changed again).
 */
export interface ObjectStore {
  /** A one-use form for exactly this name, type and size; the store itself holds whoever uses it to it. */
  signPost(order: PostOrder): Promise<SignedPost>;
  /** Size and type; null when there is no such object. */
  head(key: string, signal?: AbortSignal): Promise<ObjectHead | null>;
  /** @returns null when there is no such object. @throws {ObjectTooLargeError} above `most` bytes. */
  read(key: string, most: number, signal?: AbortSignal): Promise<Buffer | null>;
  /**
   * A stream of a stored object or of a part of it, for the disk store behind the API; null when there is none. `bytes` is the
   * size of the whole.
   */
  open(key: string, range?: ByteRange): Promise<OpenObject | null>;
  /** Writes an object whole or not at all; writing the same again is harmless. */
  write(key: string, bytes: Uint8Array, head: WrittenHead, signal?: AbortSignal): Promise<void>;
  /** Deleting what is not there is no error. */
  delete(keys: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Names below a prefix that were last written before an instant, at most `most` of them. */
  listOlder(prefix: string, before: Date, most: number, signal?: AbortSignal): Promise<string[]>;
}

export interface PostOrder {
  key: string;
  contentType: string;
  /** Exactly as many bytes as were announced. */
  bytes: number;
  expiresAt: Date;
}

/** A multipart form: all fields in their order, then the bytes as `file`. */
export interface SignedPost {
  url: string;
  fields: Record<string, string>;
}

export interface ObjectHead {
  bytes: number;
  contentType: string;
}

/** First and last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

export interface OpenObject extends ObjectHead {
  stream: Readable;
}

export interface WrittenHead {
  contentType: string;
}

/** The object is larger than whoever reads it can use. */
export class ObjectTooLargeError extends Error {
  override name = 'ObjectTooLargeError';
}

/** A form was used for something else than what it was signed for; `reason` is for tests and logs, not for strangers. */
export class PostRefusedError extends Error {
  override name = 'PostRefusedError';

  constructor(readonly reason: 'signature' | 'policy' | 'expired' | 'field' | 'size' | 'used') {
    super(`The form was refused: ${reason}.`);
  }
}

/** The store did not answer, or not in time; the same call may work later. */
export class ObjectStoreUnavailableError extends Error {
  override name = 'ObjectStoreUnavailableError';
}
