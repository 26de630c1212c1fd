import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { fakeAwsAccount } from './fake-sqs.js';
import { S3Refusal } from './s3-answer.js';

const CREDENTIAL = /^([\w]+)\/(\d{8})\/([\w-]+)\/s3\/aws4_request$/;

/** The key that signs for a day and region (AWS Signature Version 4). @throws {S3Refusal} for a credential that is not the fake's. */
export function signingKey(credential: string): Buffer {
  const [, account, day = '', region = ''] = CREDENTIAL.exec(credential) ?? [];
  if (account !== fakeAwsAccount.AWS_ACCESS_KEY_ID) throw new S3Refusal(403, 'InvalidAccessKeyId');
  return [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${fakeAwsAccount.AWS_SECRET_ACCESS_KEY}`),
  );
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** @throws {S3Refusal} unless the signature, in hex, is the one expected. */
export function checkSignature(expected: Buffer, given: string): void {
  const bytes = Buffer.from(given, 'hex');
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected))
    throw new S3Refusal(403, 'SignatureDoesNotMatch');
}

/** Recomputes the signature of a request from its `Authorization` header. @throws {S3Refusal} */
export function checkRequest(request: IncomingMessage, body: Buffer): void {
  const header = request.headers.authorization ?? '';
  const [, credential = '', signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(header) ?? [];
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const hash = String(request.headers['x-amz-content-sha256'] ?? '');
  if (hash !== 'UNSIGNED-PAYLOAD' && hash !== sha256(body)) throw new S3Refusal(400, 'XAmzContentSHA256Mismatch');
  const query = [...searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const headers = signed.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`);
  const canonical = [request.method, pathname, query.join('&'), headers.join(''), signed, hash].join('\n');
  const scope = credential.split('/').slice(1).join('/');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(Buffer.from(canonical))].join('\n');
  checkSignature(hmac(signingKey(credential), text), signature);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
