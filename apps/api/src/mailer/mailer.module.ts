import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { join } from 'node:path';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { parseSender } from './compose-mail.js';
import { FileMailer } from './file.mailer.js';
import { MAILER, type Mailer } from './mailer.js';

/** Chooses the driver from the environment. */
export async function createMailer(env: Env): Promise<Mailer | null> {
  if (env.MAIL_DRIVER === 'off') return null;
  return new FileMailer(join(env.DATA_DIR, 'mail'), parseSender(env.MAIL_FROM));
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
