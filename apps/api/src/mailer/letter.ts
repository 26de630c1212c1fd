import type { Locale } from '@tertulia/contract';

/** One message that names the reader, as a letter quotes it. */
export interface LetterItem {
  kind: 'mention' | 'reply';
  author: string;
  /** At most 200 characters of the text as it is now. */
  excerpt: string;
  /** ISO 8601, shown in the reader's time zone. */
  at: string;
  /** Address of the message in the web app. */
  url: string;
}

/** What a letter quotes of one room. `more`: how many further messages are not quoted. */
export interface LetterRoom {
  name: string;
  url: string;
  items: LetterItem[];
  more: number;
}

/** Who a letter is for, and the ways out of it. */
export interface LetterReader {
  displayName: string;
  locale: Locale;
  /** IANA, for times. */
  timeZone: string;
}

/** Every letter we send, as data; its words are in the templates. */
export type Letter =
  | { kind: 'verification'; reader: LetterReader; url: string; hours: number }
  | { kind: 'code'; reader: LetterReader; code: string; minutes: number }
  | { kind: 'notice'; reader: LetterReader; what: 'address_replaced' | 'address_removed'; settingsUrl: string }
  | ({ kind: 'mention'; room: LetterRoom; isFollowUp: boolean } & ReaderLinks)
  | ({ kind: 'digest'; rooms: LetterRoom[]; moreRooms: number } & ReaderLinks);

interface ReaderLinks {
  reader: LetterReader;
  settingsUrl: string;
  /** The page of `GET` and the one click of RFC 8058, one address. */
  unsubscribeUrl: string;
}
