import type { Logger } from 'pino';
import type { Alert } from './alert.js';
import { toGoogleChatBody } from './google-chat-body.js';
import type { PostJson } from './post-json.js';
import { toSlackBody } from './slack-body.js';
import type { Target } from './targets.js';

const MOST_REMEMBERED = 1_000;
/** What our own webhooks answer to a key that was used: the alert is there, perhaps in other words. */
const CONFLICT = 409;

export interface AlertParts {
  targets: readonly Target[];
  post: PostJson;
  log: Logger;
}

/**
 * Tells all targets of an alert. One that fails keeps no other from hearing of it; it is tried again when the event comes
 * again, and those that have heard are then left out: by this process's memory, and for our own chat by the event's id.
 */
export class AlertDesk {
  private readonly told = new Set<string>();

  constructor(private readonly parts: AlertParts) {}

  /** @throws {Error} when a target has not taken it. */
  async tell(alert: Alert): Promise<void> {
    const failed = await Promise.all(this.parts.targets.map((target, index) => this.tellOne(alert, target, index)));
    const count = failed.filter(Boolean).length;
    if (count > 0) throw new Error(`${count} of ${failed.length} targets did not take the alert.`);
  }

  /** @returns whether it failed. */
  private async tellOne(alert: Alert, { kind, url }: Target, index: number): Promise<boolean> {
    const { post, log } = this.parts;
    const key = `${index} ${alert.eventId}`;
    const line = { eventId: alert.eventId, target: kind, host: url.host };
    if (this.told.has(key)) return false;
    try {
      const body = kind === 'google-chat' ? toGoogleChatBody(alert) : toSlackBody(alert);
      const status = await post(url, body, kind === 'tertulia' ? { 'idempotency-key': keyOf(alert.eventId) } : {});
      const isTaken = (status >= 200 && status < 300) || (kind === 'tertulia' && status === CONFLICT);
      if (!isTaken) {
        log.warn({ ...line, status }, 'A target refused an alert.');
        return true;
      }
      this.remember(key);
      log.info({ ...line, severity: alert.severity }, 'A target was told.');
      return false;
    } catch (error) {
      log.warn({ ...line, error: error instanceof Error ? error.name : 'unknown' }, 'A target could not be reached.');
      return true;
    }
  }

  private remember(key: string): void {
    this.told.add(key);
    if (this.told.size <= MOST_REMEMBERED) return;
    for (const oldest of this.told) {
      this.told.delete(oldest);
      return;
    }
  }
}

/** Visible characters alone, as a header wants them. */
const keyOf = (eventId: string): string => encodeURIComponent(eventId.toWellFormed()).slice(0, 255);
