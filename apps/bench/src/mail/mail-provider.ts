import { type FakeSes, type FakeSqs, type SesMode, startFakeSes, startFakeSqs } from '@tertulia/testing';
import { waitUntil } from '../load/waiting.js';

const REQUEST_LIMIT_MS = 20_000;

/** SES and its events on loopback: keeps a log of what it took, in real time, and does what it is told. */
export class MailProvider {
  private constructor(
    private readonly ses: FakeSes,
    private readonly queue: FakeSqs,
    private readonly queueUrl: string,
  ) {}

  static async start(): Promise<MailProvider> {
    const queue = await startFakeSqs();
    const queueUrl = await queue.createQueue('mail-events');
    const ses = await startFakeSes({ events: { queueUrl, kinds: ['Send', 'Delivery'] } });
    return new MailProvider(ses, queue, queueUrl);
  }

  /** Variables by which the product finds it. */
  get environment(): Record<string, string> {
    return {
      ...this.ses.environment,
      ...this.queue.environment,
      SES_CONFIGURATION_SET: 'bench',
      MAIL_EVENTS_QUEUE_URL: this.queueUrl,
    };
  }

  /** What it reports as its quota; it does not enforce it, so that what is over is seen. */
  allow(perDay: number, perSecond: number): Promise<void> {
    return this.ses.set({ quota: { perDay, perSecond, burst: 1_000_000, sentBefore: 0, isEnforced: false } });
  }

  /** What it took, each with the row of `mail` that it was sent for. */
  async accepted(): Promise<{ at: number; mailId: string }[]> {
    return (await this.ses.accepted()).map(({ at, tag }) => ({ at, mailId: tag ?? 'none' }));
  }

  /** Treats every request so, from now on. */
  treatAll(mode: SesMode): Promise<void> {
    return this.ses.set({ mode, rules: [] });
  }

  /** Treats the next request to send so, and tells which mail it was for; undefined when none came. */
  async treatNext(mode: SesMode): Promise<string | undefined> {
    const isSend = ({ action }: { action: string }): boolean => action.startsWith('Send');
    const before = (await this.ses.seen()).filter(isSend).length;
    if (mode !== 'accept') await this.ses.set({ rules: [{ mode, times: 1, action: 'SendRawEmail' }] });
    const find = async (): Promise<string | undefined> => {
      const fresh = (await this.ses.seen()).filter(isSend).slice(before);
      return (mode === 'accept' ? fresh[0] : fresh.find((request) => request.mode === mode))?.tag ?? undefined;
    };
    await waitUntil(async () => (await find()) !== undefined, REQUEST_LIMIT_MS);
    await this.ses.set({ rules: [] });
    return find();
  }

  async stop(): Promise<void> {
    await this.ses.stop();
    await this.queue.stop();
  }
}
