import {
  GetSendQuotaCommand,
  type MessageTag,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
  SESClient,
} from '@aws-sdk/client-ses';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import { composeMail, isOneAddress, type Sender } from './compose-mail.js';
import type { Mailer, OutgoingMail, ProviderQuota, SendResult } from './mailer.js';
import { refused, unknown } from './refusal.js';
import { isTemplateMissing, judgeSesError } from './ses-outcome.js';
import { SesTemplates } from './ses-templates.js';
import { buildStoredTemplate, storedTemplateData } from './stored-templates.js';

/** What the SES driver is told by the environment; region, credentials and endpoint otherwise come as the SDK finds them. */
export interface SesSettings {
  sender: Sender;
  region: string | undefined;
  configurationSet: string | undefined;
  connectTimeoutMs: number;
}

/** Recipients a day up to which an account is one that may write to verified addresses only (S1-24). */
const SANDBOX_PER_DAY = 200;

/**
 * Hands mail to Amazon SES. The SDK must not repeat anything: SES knows no idempotency key, and repeating after a lost answer
 * sends the mail twice (measured: three times by default).
 */
export class SesMailer implements Mailer {
  readonly driver = 'ses';
  private readonly client: SESClient;
  private readonly templates: SesTemplates;
  private readonly closing = new AbortController();

  constructor(private readonly settings: SesSettings) {
    // A line on standard error about the SDK's plans for Node versions; ours are in package.json.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    // An idle connection that died puts the next mail in doubt; at a mail a second a new one each costs nothing.
    const agent = { keepAlive: false, maxSockets: 16 };
    this.client = new SESClient({
      ...(settings.region && { region: settings.region }),
      maxAttempts: 1,
      requestHandler: { connectionTimeout: settings.connectTimeoutMs, httpAgent: agent, httpsAgent: agent },
    });
    this.templates = new SesTemplates(this.client);
  }

  async send(mail: OutgoingMail, timeoutMs: number): Promise<SendResult> {
    if (!isOneAddress(mail.to.address)) return refused('not an address', true);
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.closing.signal]);
    try {
      // Nothing was sent before these are known. They are not interrupted, only no longer waited for.
      await within(signal, Promise.all([this.client.config.credentials(), this.client.config.region()]));
    } catch (error) {
      return refused(error, false);
    }
    const data = storedTemplateData(mail.letter);
    return data ? this.sendStored(mail, data, signal) : this.sendRaw(mail, signal);
  }

  async findQuota(timeoutMs: number): Promise<ProviderQuota | null> {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.closing.signal]);
    try {
      const answer = await within(signal, this.client.send(new GetSendQuotaCommand(), { abortSignal: signal }));
      const { Max24HourSend: perDay, MaxSendRate: perSecond, SentLast24Hours: sentLastDay } = answer;
      if (perDay === undefined || perSecond === undefined || sentLastDay === undefined) return null;
      // -1 is an account without a limit.
      const limit = perDay < 0 ? Number.MAX_SAFE_INTEGER : perDay;
      return { perDay: limit, perSecond, sentLastDay, isSandbox: limit <= SANDBOX_PER_DAY };
    } catch {
      return null;
    }
  }

  async close(): Promise<void> {
    this.closing.abort(new Error('The server is stopping.'));
    this.client.destroy();
  }

  private async sendStored(mail: OutgoingMail, data: Record<string, string>, signal: AbortSignal): Promise<SendResult> {
    const { letter } = mail;
    const kind = letter.kind === 'code' ? 'code' : 'verification';
    const template = buildStoredTemplate(kind, letter.reader.locale);
    try {
      if (await this.templates.ensure(template, signal))
        return refused('The template was stored just now.', false, 1_000);
    } catch (error) {
      return refused(error, false);
    }
    const command = new SendTemplatedEmailCommand({
      Source: sourceOf(this.settings.sender),
      Destination: { ToAddresses: [mail.to.address] },
      Template: template.name,
      TemplateData: JSON.stringify(data),
      ConfigurationSetName: this.settings.configurationSet,
      Tags: tagsOf(mail),
    });
    try {
      const { MessageId: id } = await this.client.send(command, { abortSignal: signal });
      return id ? { outcome: 'accepted', providerId: id } : unknown('SES gave no id.');
    } catch (error) {
      if (!isTemplateMissing(error)) return judgeSesError(error, this.settings.sender.address);
      const problem = await this.templates.restore(template, signal).catch((reason: unknown) => reason);
      return refused(problem ?? 'The template was gone and is stored again.', false, 1_000);
    }
  }

  private async sendRaw(mail: OutgoingMail, signal: AbortSignal): Promise<SendResult> {
    try {
      const { from, to, raw } = await composeMail(mail, this.settings.sender, new Date());
      const command = new SendRawEmailCommand({
        Source: from,
        Destinations: [to],
        RawMessage: { Data: raw },
        ConfigurationSetName: this.settings.configurationSet,
        Tags: tagsOf(mail),
      });
      const { MessageId: id } = await this.client.send(command, { abortSignal: signal });
      return id ? { outcome: 'accepted', providerId: id } : unknown('SES gave no id.');
    } catch (error) {
      return judgeSesError(error, this.settings.sender.address);
    }
  }
}

/** By which the events of the mail find its row again. */
function tagsOf(mail: OutgoingMail): MessageTag[] {
  return [{ Name: 'tertulia-mail', Value: mail.id }];
}

/** Our own name and address as SES wants them, in one text of ASCII. */
function sourceOf({ name, address }: Sender): string {
  return name ? `${encodeWord(name, 'B')} <${address}>` : address;
}

/** @throws {unknown} the signal's reason as soon as it is given. */
function within<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
