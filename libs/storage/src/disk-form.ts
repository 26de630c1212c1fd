import { createHmac, timingSafeEqual } from 'node:crypto';
import { checkName, uploadOfName } from './object-name.js';
import { type PostOrder, PostRefusedError, type SignedPost } from './object-store.js';
import { judgePost } from './post-policy.js';

/** What a form that was used as it should be says of its bytes. */
export interface AllowedPost {
  key: string;
  contentType: string;
  least: number;
  most: number;
  signature: string;
}

/** Signs a form as S3 does, for the API's own address; the secret never leaves the server. */
export function signForm(order: PostOrder, secret: Buffer, publicUrl: string): SignedPost {
  const key = checkName(order.key);
  const uploadId = uploadOfName(key);
  if (uploadId === null) throw new TypeError('Forms are only signed for what is pending.');
  const policy = Buffer.from(
    JSON.stringify({
      expiration: order.expiresAt.toISOString(),
      conditions: [{ key }, { 'Content-Type': order.contentType }, ['content-length-range', order.bytes, order.bytes]],
    }),
  ).toString('base64');
  return {
    url: `${publicUrl}/api/uploads/${uploadId}/content`,
    fields: { key, 'Content-Type': order.contentType, policy, signature: digest(secret, policy).toString('hex') },
  };
}

/** @throws {PostRefusedError} for whatever was not signed exactly so. */
export function checkForm(fields: Readonly<Record<string, string>>, secret: Buffer, now: Date): AllowedPost {
  const { key = '', policy = '', signature = '' } = fields;
  const expected = digest(secret, policy);
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new PostRefusedError('signature');
  const verdict = judgePost(policy, fields, now);
  if (!verdict.isAllowed) throw new PostRefusedError(verdict.why);
  const { least, most } = verdict;
  return { key: checkName(key), contentType: fields['Content-Type'] ?? '', least, most, signature };
}

function digest(secret: Buffer, policy: string): Buffer {
  return createHmac('sha256', secret).update(policy).digest();
}
