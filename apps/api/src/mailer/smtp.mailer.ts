import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { Readable } from 'node:stream';
import { composeMail, type ComposedMail, isOneAddress, type Sender } from './compose-mail.js';
import type { Mailer, OutgoingMail, ProviderQuota, SendResult } from './mailer.js';
import { refused } from './refusal.js';
import { judgeSmtpError } from './smtp-outcome.js';

/**
 * Hands mail to an SMTP server, over a connection of its own for each: at a mail a second that costs nothing, and a
 * connection that died while it was idle can put no mail in doubt.
 */
export class SmtpMailer implements Mailer {
  readonly driver = 'smtp';
  private readonly closing = new AbortController();

  constructor(
    private readonly url: string,
    private readonly sender: Sender,
  ) {}

  async send(mail: OutgoingMail, timeoutMs: number): Promise<SendResult> {
    if (!isOneAddress(mail.to.address)) return refused('not an address', true);
    let isContentUnderway = false;
    try {
      const composed = await composeMail(mail, this.sender, new Date());
      // It is read only once the server has said that it wants the content.
      const content = Readable.from(
        (function* () {
          isContentUnderway = true;
          yield composed.raw;
        })(),
      );
      const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.closing.signal]);
      return { outcome: 'accepted', providerId: await this.converse(composed, content, timeoutMs, signal) };
    } catch (error) {
      return judgeSmtpError(error, isContentUnderway);
    }
  }

  async findQuota(): Promise<ProviderQuota | null> {
    return null;
  }

  async close(): Promise<void> {
    this.closing.abort(new Error('The server is stopping.'));
  }

  /** One conversation from the greeting to the last answer, which is given back. */
  private converse(mail: ComposedMail, content: Readable, timeoutMs: number, signal: AbortSignal): Promise<string> {
    const { auth, ...options } = connectionOptions(this.url);
    const connection = new SMTPConnection({
      ...options,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      socketCloseTimeout: Math.min(timeoutMs, 1_000),
    });
    return new Promise<string>((resolve, reject) => {
      const giveUp = (error: unknown): void => {
        signal.removeEventListener('abort', stop);
        connection.close();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const stop = (): void => giveUp(signal.reason);
      signal.addEventListener('abort', stop);
      if (signal.aborted) return stop();
      const send = (): void =>
        connection.send({ from: mail.from, to: [mail.to], size: mail.raw.length }, content, (error, info) => {
          if (error) return giveUp(error);
          signal.removeEventListener('abort', stop);
          connection.quit();
          resolve(info?.response ?? '');
        });
      connection.on('error', giveUp);
      connection.connect((error) => {
        if (error) giveUp(error);
        else if (auth) connection.login(auth, (refusal) => (refusal ? giveUp(refusal) : send()));
        else send();
      });
    });
  }
}

/** A password goes to another machine only through TLS. */
function connectionOptions(url: string): ReturnType<typeof parseConnectionUrl> {
  const options = parseConnectionUrl(url);
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(options.host ?? '');
  return { ...options, ...(options.auth && !options.secure && !isHere && { requireTLS: true }) };
}
