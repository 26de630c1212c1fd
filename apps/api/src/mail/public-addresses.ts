import type { Env } from '../config/env.schema.js';

/** Addresses that letters lead to. */
export interface PublicAddresses {
  settings: string;
  room(slug: string): string;
  message(slug: string, messageId: string): string;
  confirmation(token: string): string;
  unsubscription(token: string): string;
}

/** The token of a confirmation stands behind the `#`, so that no server or proxy ever sees it. */
export function publicAddresses(env: Pick<Env, 'PUBLIC_URL' | 'PUBLIC_API_URL' | 'PORT'>): PublicAddresses {
  const web = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  const api = env.PUBLIC_API_URL ?? web;
  const room = (slug: string): string => `${web}/r/${encodeURIComponent(slug)}`;
  return {
    settings: `${web}/settings/mail`,
    room,
    message: (slug, messageId) => `${room(slug)}/m/${messageId}`,
    confirmation: (token) => `${web}/confirm-email#${token}`,
    unsubscription: (token) => `${api}/api/mail/unsubscribe/${token}`,
  };
}
