import { addAbortSignal, Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  NotFound,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { checkName } from './object-name.js';
import {
  type ByteRange,
  type ObjectHead,
  type ObjectStore,
  ObjectStoreUnavailableError,
  ObjectTooLargeError,
  type OpenObject,
  type PostOrder,
  type SignedPost,
  type WrittenHead,
} from './object-store.js';

/** What the driver needs to know; account, region and endpoint also come from the usual variables of AWS. */
export interface S3Settings {
  bucket: string;
  region?: string | undefined;
  /** Longest time of one call, its second try included. */
  timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 1_500;
/** Of a hundred pages with a thousand names each somebody should hear. */
const MOST_PAGES = 20;
const MOST_DELETED = 1_000;
const IMMUTABLE = 'public, max-age=31536000, immutable';

/** Objects in Amazon S3, or whatever speaks its protocol at `AWS_ENDPOINT_URL_S3`. */
export class S3ObjectStore implements ObjectStore {
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly timeoutMs: number;

  constructor({ bucket, region, timeoutMs = TIMEOUT_MS }: S3Settings) {
    this.bucket = bucket;
    this.timeoutMs = timeoutMs;
    this.client = new S3Client({
      ...(region !== undefined && { region }),
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
        requestTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
      // With the SDK's default a signed form or address would carry the checksum of an empty body.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      forcePathStyle: hasOwnEndpoint(),
    });
  }

  /** S3 itself does not count uses: a second one replaces what nobody has looked at yet, and the API takes one result alone. */
  async signPost({ key, contentType, bytes, expiresAt }: PostOrder): Promise<SignedPost> {
    return this.call(() =>
      createPresignedPost(this.client, {
        Bucket: this.bucket,
        Key: checkName(key),
        Fields: { 'Content-Type': contentType },
        Conditions: [['content-length-range', bytes, bytes]],
        Expires: Math.max(1, Math.ceil((expiresAt.getTime() - Date.now()) / 1_000)),
      }),
    );
  }

  head(key: string, signal?: AbortSignal): Promise<ObjectHead | null> {
    const command = new HeadObjectCommand({ Bucket: this.bucket, Key: checkName(key) });
    return this.find(async (abortSignal) => {
      const { ContentLength = 0, ContentType = '' } = await this.client.send(command, { abortSignal });
      return { bytes: ContentLength, contentType: ContentType };
    }, signal);
  }

  read(key: string, most: number, signal?: AbortSignal): Promise<Buffer | null> {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: checkName(key) });
    return this.find(async (abortSignal) => {
      const answer = await this.client.send(command, { abortSignal });
      const body = addAbortSignal(abortSignal, bodyOf(answer));
      if ((answer.ContentLength ?? 0) > most) {
        body.destroy();
        throw new ObjectTooLargeError(`The object has more than ${most} bytes.`);
      }
      const bytes = await gather(body, most);
      if (bytes.length !== answer.ContentLength) throw new Error('The object came in part.');
      return bytes;
    }, signal);
  }

  open(key: string, range?: ByteRange): Promise<OpenObject | null> {
    const part = range && `bytes=${range.first}-${range.last}`;
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: checkName(key), ...(part && { Range: part }) });
    return this.find(async (abortSignal) => {
      const answer = await this.client.send(command, { abortSignal });
      const whole = Number(answer.ContentRange?.split('/')[1] ?? answer.ContentLength ?? 0);
      return { bytes: whole, contentType: answer.ContentType ?? '', stream: bodyOf(answer) };
    });
  }

  async write(key: string, bytes: Uint8Array, { contentType }: WrittenHead, signal?: AbortSignal): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: checkName(key),
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: contentType,
      ContentDisposition: 'inline',
      CacheControl: IMMUTABLE,
    });
    await this.call((abortSignal) => this.client.send(command, { abortSignal }), signal);
  }

  async delete(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    for (let at = 0; at < keys.length; at += MOST_DELETED) {
      const Objects = keys.slice(at, at + MOST_DELETED).map((key) => ({ Key: checkName(key) }));
      const command = new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } });
      await this.call(async (abortSignal) => {
        const { Errors } = await this.client.send(command, { abortSignal });
        if (Errors?.length) throw new Error(`S3 kept ${Errors.length} objects: ${Errors[0]?.Code ?? 'unknown'}.`);
      }, signal);
    }
  }

  /** Names of uploads begin with their time, so the oldest come first. */
  async listOlder(prefix: string, before: Date, most: number, signal?: AbortSignal): Promise<string[]> {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    for (let page = 0; page < MOST_PAGES && found.length < most; page += 1) {
      const command = new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken });
      const answer = await this.call((abortSignal) => this.client.send(command, { abortSignal }), signal);
      for (const { Key, LastModified } of answer.Contents ?? [])
        if (Key !== undefined && LastModified && LastModified < before) found.push(Key);
      ContinuationToken = answer.NextContinuationToken;
      if (ContinuationToken === undefined) break;
    }
    return found.slice(0, most);
  }

  /** As `call`, with null for what is not there. */
  private find<Value>(work: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value | null> {
    return this.call(async (abortSignal) => {
      try {
        return await work(abortSignal);
      } catch (error) {
        if (error instanceof NotFound || error instanceof NoSuchKey) return null;
        throw error;
      }
    }, signal);
  }

  /** @throws {ObjectStoreUnavailableError} for whatever S3 or the way to it does. */
  private async call<Value>(work: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    const limit = AbortSignal.timeout(this.timeoutMs);
    try {
      return await work(signal ? AbortSignal.any([signal, limit]) : limit);
    } catch (error) {
      if (error instanceof ObjectTooLargeError) throw error;
      throw new ObjectStoreUnavailableError('The object store did not answer as it should.', { cause: error });
    }
  }
}

/** Anything but AWS rarely has a name for each bucket. */
function hasOwnEndpoint(): boolean {
  return Boolean(process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']);
}

function bodyOf(answer: GetObjectCommandOutput): Readable {
  if (answer.Body instanceof Readable) return answer.Body;
  throw new Error('The object has no body.');
}

async function gather(body: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > most) throw new ObjectTooLargeError(`The object has more than ${most} bytes.`);
    chunks.push(part);
  }
  return Buffer.concat(chunks, bytes);
}
