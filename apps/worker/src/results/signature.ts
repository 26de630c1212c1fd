import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds by which the clocks of a worker and of the API may differ; an older signature is worth nothing. */
const TOLERANCE_SECONDS = 300;

/** `t=<Unix seconds>,v1=<hex>` over `t.body`: who knows the secret wrote this body, just now. */
export function sign(secret: string, body: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1_000);
  return `t=${seconds},v1=${digest(secret, seconds, body)}`;
}

/** Whether a header is the signature of this body, made within the last minutes. */
export function isSigned(secret: string, body: string, header: string | undefined, now: Date): boolean {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '');
  if (!match?.[1] || !match[2]) return false;
  const seconds = Number(match[1]);
  if (Math.abs(now.getTime() / 1_000 - seconds) > TOLERANCE_SECONDS) return false;
  return timingSafeEqual(Buffer.from(match[2]), Buffer.from(digest(secret, seconds, body)));
}

function digest(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
