import type { OutgoingMail } from '../mailer/mailer.js';

export type MailKind = OutgoingMail['letter']['kind'];

/** A mail that this process may send, once: the claim is committed and counted. */
export interface Claim {
  id: string;
  attempt: number;
  kind: MailKind;
  userId: string;
  address: string;
  /** The room of a mention, the row of `email_request` or `sign_in_code`. */
  subjectId: string | null;
  isFollowUp: boolean;
}

/** What one look at the queue came to. */
export type Turn =
  | { kind: 'claimed'; claim: Claim }
  /** Something was decided, and there may be more. */
  | { kind: 'decided' }
  /** Nothing can be done now. */
  | { kind: 'idle'; waitMs: number };

/** Attempts of one mail, the first included. */
export const MOST_ATTEMPTS = 5;
