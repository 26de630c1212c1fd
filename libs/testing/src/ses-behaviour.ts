/** What the fake does with a request to send; "accept" means that the mail is in the log and its events follow. */
export const sesModes = [
  'accept',
  'slow',
  'drop-after-accept',
  'hang-after-accept',
  'error-500-after-accept',
  'error-500-before-accept',
  'drop-before-accept',
  'hang',
  'throttle',
  'daily-quota',
  'reject',
  'paused',
] as const;
export type SesMode = (typeof sesModes)[number];

export type SesEventKind = 'Send' | 'Delivery' | 'Bounce' | 'Complaint' | 'Reject';

/** A mode for requests that it fits, for so many of them; the first rule that fits decides. */
export interface SesRule {
  mode: SesMode;
  /** Absent: for all. */
  times?: number;
  to?: string;
  tag?: string;
  action?: string;
}

/** How events of accepted mails go to a queue; they do only for requests with a configuration set, as in SES. */
export interface SesEventPlan {
  queueUrl: string;
  /** Absent: Send and Delivery, or what the address of SES's mailbox simulator stands for. */
  kinds?: SesEventKind[];
  delayMs?: number;
  /** How often each is sent. */
  copies?: number;
  /** As SNS sends it without raw message delivery. */
  isWrapped?: boolean;
}

/** Everything about the fake that a test may set, while it runs. */
export interface SesBehaviour {
  /** For requests that no rule fits. */
  mode: SesMode;
  rules: SesRule[];
  slowMs: number;
  quota: { perDay: number; perSecond: number; burst: number; sentBefore: number; isEnforced: boolean };
  /** In the sandbox: recipients that are verified. Null: anybody. */
  verified: string[] | null;
  /** Null: any name will do. */
  configurationSets: string[] | null;
  events: SesEventPlan | null;
}

export function defaultBehaviour(): SesBehaviour {
  return {
    mode: 'accept',
    rules: [],
    slowMs: 300,
    quota: { perDay: 200, perSecond: 1, burst: 4, sentBefore: 0, isEnforced: false },
    verified: null,
    configurationSets: null,
    events: null,
  };
}

/** A mail that SES took. */
export interface AcceptedMail {
  /** 1, 2, 3 … of all requests that were accepted. */
  order: number;
  /** Milliseconds since 1970. */
  at: number;
  messageId: string;
  action: string;
  source: string;
  to: string[];
  tag: string | null;
  configurationSet: string | null;
  subject: string;
  raw: string | null;
  template: string | null;
  templateData: string | null;
  /** A stored template with its values; null for raw mail. */
  rendered: { subject: string; text: string; html: string } | null;
}

/** Any request that arrived, whatever came of it. */
export interface SeenRequest {
  at: number;
  action: string;
  tag: string | null;
  mode: SesMode;
}
