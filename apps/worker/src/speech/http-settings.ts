import { SIGNATURE_HEADER } from '@tertulia/contract';

/** What stands in front of a function that is called over HTTP: API Gateway in production, `http-adapter.ts` here. */
export interface HttpSettings {
  /** The one address of the function. */
  path: string;
  cors: {
    /** Exact origins, never a wildcard. */
    allowOrigins: readonly string[];
    allowMethods: readonly string[];
    allowHeaders: readonly string[];
    exposeHeaders: readonly string[];
    maxAgeSeconds: number;
  };
  /** Calls of all callers together: so many at once, then so many a second. */
  throttle: { burst: number; perSecond: number };
  /** Bytes of a body. */
  bodyBytes: number;
}

/**
 * The settings of the function that speaks, the same object for the adapter and for the infrastructure. Whoever makes 100 calls
 * in a minute is told to wait (security.md, N48); a second of speech a second is also what the bill can grow by.
 */
export function speechHttpSettings(allowedOrigins: readonly string[]): HttpSettings {
  return {
    path: '/speak',
    cors: {
      allowOrigins: allowedOrigins,
      allowMethods: ['POST'],
      allowHeaders: ['content-type', SIGNATURE_HEADER.toLowerCase()],
      exposeHeaders: ['retry-after'],
      maxAgeSeconds: 600,
    },
    throttle: { burst: 30, perSecond: 1 },
    bodyBytes: 64 * 1024,
  };
}

/** What a page of an origin may see of an answer, and of the answer to its preflight; nothing for any other origin. */
export function corsHeaders(
  { cors }: HttpSettings,
  origin: string | undefined,
  isPreflight: boolean,
): Record<string, string> {
  if (origin === undefined) return { vary: 'origin' };
  if (!cors.allowOrigins.includes(origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': cors.exposeHeaders.join(', '),
    ...(isPreflight && {
      'access-control-allow-methods': cors.allowMethods.join(', '),
      'access-control-allow-headers': cors.allowHeaders.join(', '),
      'access-control-max-age': String(cors.maxAgeSeconds),
    }),
  };
}
