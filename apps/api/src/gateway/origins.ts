import type { IncomingMessage } from 'node:http';

/**
 * Whether a browser page of this origin may talk to us: the own origin, or one of the exact list. A request without an
 * Origin does not come from a page and must bring a token anyway; there are no cookies to ride on.
 */
export function isAllowedOrigin(request: Pick<IncomingMessage, 'headers'>, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
