import type * as z from 'zod/mini';

/** One HTTP route: what it takes, what it answers, for the API's description and for clients. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters. */
  path: string;
  summary: string;
  tag: string;
  /** False where no bearer token is needed. */
  authenticated: boolean;
  query?: z.ZodMiniType;
  body?: z.ZodMiniType;
  /** Answer by status; `null` for one without a body, a string for a media type other than JSON. */
  answers: Record<number, z.ZodMiniType | string | null>;
}

/** Paths of the web app; every other path outside of `/api` is its not-found page. */
export const webPaths = [
  /^\/$/,
  /^\/r\/[^/]+$/,
  /^\/r\/[^/]+\/m\/[^/]+$/,
  /^\/rooms$/,
  /^\/catch-up$/,
  /^\/notifications$/,
  /^\/confirm-email$/,
  /^\/sign-in$/,
  /^\/search$/,
  /^\/settings(\/[a-z-]+)?$/,
  /^\/i\/[\w-]+$/,
] as const;
