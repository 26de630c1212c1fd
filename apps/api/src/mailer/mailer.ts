import type { Letter } from './letter.js';

/** One e-mail on its way out. */
export interface OutgoingMail {
  /** The row of `mail`: goes along as the message tag `tertulia-mail`, by which events find it again. */
  id: string;
  attempt: number;
  to: { address: string; name: string };
  letter: Letter;
}

/**
 * What became of an attempt. `refused`: it was certainly not taken, so it may be tried again unless it is for good.
 * `unknown`: it may or may not have been taken (guarantee G12), so it must not simply be tried again.
 */
export type SendResult =
  | { outcome: 'accepted'; providerId: string }
  | { outcome: 'refused'; isForGood: boolean; reason: string; retryAfterMs?: number }
  | { outcome: 'unknown'; reason: string };

/** What the provider allows; null where nobody says. */
export interface ProviderQuota {
  perDay: number;
  perSecond: number;
  sentLastDay: number;
  isSandbox: boolean;
}

/** The one door to whoever carries mail; drivers are `ses`, `smtp` and `file`. No method throws. */
export interface Mailer {
  readonly driver: 'ses' | 'smtp' | 'file';
  /** One attempt within `timeoutMs`; never repeated inside. */
  send(mail: OutgoingMail, timeoutMs: number): Promise<SendResult>;
  /** Asked at most once a minute. */
  findQuota(timeoutMs: number): Promise<ProviderQuota | null>;
  close(): Promise<void>;
}

/** Token under which the mailer is injected; absent as null when `MAIL_DRIVER` is `off`. */
export const MAILER = Symbol('MAILER');
