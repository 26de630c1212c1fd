import type { ReactNode } from 'react';
import type { Chat } from './chat.js';

/** What a page beside the rooms needs. */
export interface PageProps {
  chat: Chat;
  /** The path of the address, without its query. */
  path: string;
  onSignOut: () => void;
}

/** Whether an address belongs to a page and not to a room. */
export function isPagePath(_path: string): boolean {
  return false;
}

/** The page that an address names; each is fetched when it is first opened. */
export function Pages(_props: PageProps): ReactNode {
  return null;
}
