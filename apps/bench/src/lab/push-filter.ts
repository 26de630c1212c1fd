import type { LineFilter } from './tcp-proxy.js';

/** First elements of what Redis sends on its own account to a subscriber. */
const PUSHES = new Set(['message', 'smessage', 'pmessage']);
const CRLF = '\r\n';

/** How many published messages a node loses on its line to Redis, and how many it has lost. */
export class PushLoss {
  /** Every n-th published message is dropped; 0 for none. */
  everyNth = 0;
  passed = 0;
  dropped = 0;
  private count = 0;

  /** Whether this one is lost. */
  take(): boolean {
    this.count += 1;
    const isLost = this.everyNth > 0 && this.count % this.everyNth === 0;
    if (isLost) this.dropped += 1;
    else this.passed += 1;
    return isLost;
  }
}

/**
 * Cuts what Redis says on one connection into whole replies (RESP2 and RESP3), so that single published messages can be
 * lost without harm to what comes after them.
 */
export class PushFilter implements LineFilter {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly loss: PushLoss) {}

  pass(part: Buffer): Buffer[] {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, part]) : part;
    const kept: Buffer[] = [];
    let at = 0;
    for (let end = findEnd(bytes, at); end > 0; end = findEnd(bytes, at)) {
      const reply = bytes.subarray(at, end);
      if (!isPublished(reply) || !this.loss.take()) kept.push(reply);
      at = end;
    }
    this.rest = bytes.subarray(at);
    return kept;
  }
}

/** Whether a reply is a published message: an array or a push whose first element says so. */
function isPublished(reply: Buffer): boolean {
  const kind = reply[0];
  if (kind !== 0x2a && kind !== 0x3e) return false;
  const [, length = '', name = ''] = reply.subarray(0, 40).toString('latin1').split(CRLF);
  return length.startsWith('$') && PUSHES.has(name);
}

/** Where the reply that begins at `at` ends; 0 while a part of it has not come. */
function findEnd(bytes: Buffer, at: number): number {
  const line = bytes.indexOf(CRLF, at, 'latin1');
  if (line < 0) return 0;
  const next = line + 2;
  const kind = String.fromCharCode(bytes[at] ?? 0);
  const size = Number(bytes.toString('latin1', at + 1, line));
  if ('$=!'.includes(kind)) {
    if (size < 0) return next;
    return next + size + 2 <= bytes.length ? next + size + 2 : 0;
  }
  if ('*~>'.includes(kind)) return findEndOf(bytes, next, Math.max(0, size));
  if ('%|'.includes(kind)) return findEndOf(bytes, next, size * 2);
  return next;
}

function findEndOf(bytes: Buffer, from: number, count: number): number {
  let at = from;
  for (let index = 0; index < count; index += 1) {
    at = findEnd(bytes, at);
    if (at === 0) return 0;
  }
  return at;
}
