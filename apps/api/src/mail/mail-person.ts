import type { deliveryReasons, MailPreference, QuietHours } from '@tertulia/contract';

/** Why somebody was told, will be told, or was not told by mail. */
export type Reason = (typeof deliveryReasons)[number];

/** What a person wants of mail and what is known of their address, at one moment. */
export interface MailPerson {
  userId: string;
  preference: MailPreference;
  quietHours: QuietHours | null;
  /** Theirs, or that of their quiet hours; for the daily digest. */
  timeZone: string;
  pausedUntil: Date | null;
  /** Null: there is no confirmed address any more. */
  address: string | null;
  isUnsubscribed: boolean;
  isSuppressed: boolean;
  activeAt: Date | null;
}

/** One mention that waits for its mail, as it stands at this moment. */
export interface WaitingRow {
  id: string;
  roomId: string;
  createdAt: Date;
  dueAt: Date;
  /** Why it waits. */
  reason: Reason | null;
  isRead: boolean;
  isWithdrawn: boolean;
  isDeleted: boolean;
  isMember: boolean;
  isRoomMuted: boolean;
  isRoomMailed: boolean;
}

/** What was mailed to a person about a room. */
export interface RoomHistory {
  lastMailAt: Date;
  /** E-mails since something of the room was read. */
  unreadMails: number;
}

/** What was mailed to a person lately. */
export interface MailHistory {
  rooms: Map<string, RoomHistory>;
  /** Times of the mails of the last 24 hours, ascending. */
  lastDay: Date[];
}
