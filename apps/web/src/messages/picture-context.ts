import type { Attachment, Message } from '@tertulia/contract';
import { createContext, type ReactNode } from 'react';
import type { PendingMessage } from './pending-message.js';

/** What the pictures of messages need from the page around them. */
export interface PictureSurroundings {
  /** The address of a picture: one that the API gives without a host is its own. */
  addressOf: (url: string) => string;
  /** Shows a picture at its full size; without it the link does. */
  onOpen?: (message: Message, attachment: Attachment) => void;
  /** Draws the pictures of a message that is on its way, and what can be done about them. */
  renderPending?: (pending: PendingMessage) => ReactNode;
}

export const PictureContext = createContext<PictureSurroundings>({ addressOf: (url) => url });

/** An address that the API gives without a host is its own, wherever the page comes from. */
export function toAddress(baseUrl: string, url: string): string {
  return url.startsWith('/') ? baseUrl + url : url;
}
