import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { join } from 'node:path';
import { ENV } from '../config/config.module.js';
import { EnvError } from '../config/env.js';
import type { Env } from '../config/env.schema.js';
import { parseSender } from './compose-mail.js';
import { FileMailer } from './file.mailer.js';
import { MAILER, type Mailer } from './mailer.js';
import { SmtpMailer } from './smtp.mailer.js';

/**
 * Chooses the driver from the environment.
 * @throws {EnvError} when the driver lacks a variable.
 */
export async function createMailer(env: Env): Promise<Mailer | null> {
  const sender = parseSender(env.MAIL_FROM);
  if (env.MAIL_DRIVER === 'off') return null;
  if (env.MAIL_DRIVER === 'file') return new FileMailer(join(env.DATA_DIR, 'mail'), sender);
  if (env.MAIL_DRIVER === 'smtp') {
    if (!env.SMTP_URL) throw new EnvError('SMTP_URL is needed when MAIL_DRIVER is smtp.');
    return new SmtpMailer(env.SMTP_URL, sender);
  }
  // The SDK is large; who does not use it need not load it.
  const { SesMailer } = await import('./ses.mailer.js');
  return new SesMailer({
    sender,
    region: env.AWS_REGION,
    configurationSet: env.SES_CONFIGURATION_SET,
    connectTimeoutMs: Math.max(1_000, env.MAIL_TIMEOUT_MS / 2),
  });
}

/** Who carries mail, see README.md here. */
@Global()
@Module({ providers: [{ provide: MAILER, useFactory: createMailer, inject: [ENV] }], exports: [MAILER] })
export class MailerModule implements OnApplicationShutdown {
  constructor(@Inject(MAILER) private readonly mailer: Mailer | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.mailer?.close();
  }
}
