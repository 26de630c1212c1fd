import type { IncomingMessage } from 'node:http';
import { judgePost } from '@tertulia/storage';
import { type S3Answer, S3Refusal } from './s3-answer.js';
import type { S3Bucket } from './s3-bucket.js';
import { checkSignature, hmac, signingKey } from './s3-signature.js';

const EXPLANATIONS = {
  policy: 'Invalid Policy.',
  expired: 'Policy expired.',
  field: 'Policy Condition failed.',
} as const;

/** Takes a form with a signed policy, as S3 does: signature, expiry, every field, and the number of bytes. */
export async function takePost(bucket: S3Bucket, request: IncomingMessage, body: Buffer): Promise<S3Answer> {
  const path = decodeURIComponent((request.url ?? '/').split('?', 1)[0] ?? '/').replace(/\/$/, '');
  if (path !== `/${bucket.name}`) throw new S3Refusal(404, 'NoSuchBucket');
  const { fields, file } = await readForm(request, body);
  const { policy = '', key = '' } = fields;
  checkSignature(hmac(signingKey(fields['x-amz-credential'] ?? ''), policy), fields['x-amz-signature'] ?? '');
  const verdict = judgePost(policy, fields, bucket.now());
  if (!verdict.isAllowed)
    throw new S3Refusal(403, 'AccessDenied', `Invalid according to Policy: ${EXPLANATIONS[verdict.why]}`);
  if (fields['bucket'] !== undefined && fields['bucket'] !== bucket.name) throw new S3Refusal(403, 'AccessDenied');
  if (file.length > verdict.most) throw new S3Refusal(400, 'EntityTooLarge');
  if (file.length < verdict.least) throw new S3Refusal(400, 'EntityTooSmall');
  bucket.put(key, file, { 'content-type': fields['content-type'] ?? 'binary/octet-stream' });
  return { status: 204 };
}

/** Fields by their lower-case names; what follows the file is ignored. */
async function readForm(
  request: IncomingMessage,
  body: Buffer,
): Promise<{ fields: Record<string, string>; file: Buffer }> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => {
    throw new S3Refusal(400, 'MalformedPOSTRequest');
  });
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value !== 'string') return { fields, file: Buffer.from(await value.arrayBuffer()) };
    fields[name.toLowerCase()] = value;
  }
  throw new S3Refusal(400, 'IncorrectNumberOfFilesInPostRequest');
}
