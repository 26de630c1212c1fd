/** How the service worker answers a request. */
export type Answer =
  /** Not at all: the browser asks the network, as without a service worker. */
  | 'network'
  /** The page: from the network, and from the cache only when there is none. */
  | 'page'
  /** A file whose name changes with its content: from the cache, once it is there. */
  | 'immutable'
  /** A file that keeps its name: from the network, and from the cache only when there is none. */
  | 'fresh';

interface Asked {
  method: string;
  mode: string;
  url: URL;
}

const NOT_THE_APP = /^\/(api|socket\.io|media|metrics|dev)(\/|$)/;
const IMMUTABLE = /^\/assets\//;
const OWN_FILES = /^\/(config\.json|theme\.js|arrival\.js|logo\.svg|app\.webmanifest|icons\/[\w-]+\.png)$/;

/**
 * The page always comes from the network while there is one, so that an old page never meets a new API; everything that
 * belongs to the API is left alone.
 */
export function chooseAnswer({ method, mode, url }: Asked, origin: string): Answer {
  if (method !== 'GET' || url.origin !== origin || NOT_THE_APP.test(url.pathname)) return 'network';
  if (mode === 'navigate') return 'page';
  if (IMMUTABLE.test(url.pathname)) return 'immutable';
  return OWN_FILES.test(url.pathname) ? 'fresh' : 'network';
}

const FILES = 'tertulia-files-';

/** The cache of one build's files; named by what they are, so that a new build has a new one. */
export function cacheName(build: string): string {
  return FILES + build;
}

/**
 * Caches that may go when a build has come to be in charge. The one before it stays: a tab that was opened with it may
 * still ask for its parts.
 */
export function outdatedCaches(names: readonly string[], build: string): string[] {
  const older = names.filter((name) => name.startsWith(FILES) && name !== cacheName(build));
  return older.slice(0, -1);
}
