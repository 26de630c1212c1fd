/** For files whose names are made of their content. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
/** For everything else: kept, but asked about each time. */
export const REVALIDATE = 'no-cache';

/** Paths that belong to the API and its files; the web app never answers there. */
export const NOT_THE_APP = /^\/(api|socket\.io|assets|media|speech|metrics)(\/|$)/;
/** A path that asks for a file; one that is missing is missing, and no page of the app. */
export const A_FILE = /\.[a-z0-9]{1,5}$/i;

/** Where the web app goes besides its own origin; empty where it does not. */
export interface OtherOrigins {
  /** Pictures and spoken messages are read there. */
  media: string;
  /** Forms with pictures lead there. */
  forms: string;
}

/**
 * The policy of the web app's page. `'self'` does not cover web sockets in every browser, nor an API on another host, so
 * `connections` names them.
 */
export function contentSecurityPolicy(connections: readonly string[], { media, forms }: OtherOrigins): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data: blob: ${media}`.trimEnd(),
    `media-src 'self' ${media}`.trimEnd(),
    `font-src 'self'`,
    ['connect-src', `'self'`, ...connections, forms].filter(Boolean).join(' '),
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
