import { join, resolve } from 'node:path';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Open } from '../identity/auth.guard.js';
import { INBOX_POLICY, inboxPage, writtenPage } from './inbox-page.js';
import { statusTables } from './mail-status-page.js';
import { MailStatusRepository } from './mail-status.repository.js';
import { listWritten, readWritten } from './written-mail.js';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** The inbox of the embedded product, for whoever sits at the machine; for everybody else there is no such page. */
@Controller('dev/mail')
export class InboxController {
  private readonly folder: string;

  constructor(
    private readonly status: MailStatusRepository,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.folder = join(resolve(env.DATA_DIR), 'mail');
  }

  @Open()
  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.admit(request);
    const ids = await listWritten(this.folder);
    const mails = await Promise.all(ids.map((id) => readWritten(this.folder, id)));
    const status = statusTables(await this.status.read());
    sendPage(
      reply,
      inboxPage(
        mails.filter((mail) => mail !== null),
        status,
      ),
    );
  }

  @Open()
  @Get(':id')
  async show(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.admit(request);
    const mail = await readWritten(this.folder, id);
    if (!mail) throw notFound('The mail');
    sendPage(reply, writtenPage(mail));
  }

  /**
   * Mails hold codes and tokens: they are shown only where database and files are this machine's own. A proxy on the same
   * machine speaks for others, and another name may lead a browser here (DNS rebinding), so neither is let in.
   */
  private admit(request: FastifyRequest): void {
    const { DATABASE_URL, MAIL_DRIVER, NODE_ENV } = this.env;
    const isEmbedded = DATABASE_URL === undefined && MAIL_DRIVER === 'file' && NODE_ENV !== 'production';
    const isNear = LOOPBACK.has(request.raw.socket.remoteAddress ?? '') && LOOPBACK.has(request.ip);
    const isDirect = request.headers['x-forwarded-for'] === undefined && request.headers['forwarded'] === undefined;
    const isOwnName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
    if (!isEmbedded || !isNear || !isDirect || !isOwnName) throw notFound('The page');
  }
}

function sendPage(reply: FastifyReply, page: string): void {
  void reply
    .type('text/html; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .header('Content-Security-Policy', INBOX_POLICY)
    .header('Referrer-Policy', 'no-referrer')
    .send(page);
}
