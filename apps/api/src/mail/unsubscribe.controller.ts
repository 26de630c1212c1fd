import { Body, Controller, Get, HttpCode, Ip, Param, Post, Res } from '@nestjs/common';
import { type Unsubscribe, unsubscribeSchema } from '@tertulia/contract';
import type { FastifyReply } from 'fastify';
import { RateLimiter } from '../cache/rate-limiter.js';
import { DomainError } from '../common/domain-error.js';
import { validated } from '../common/validate.js';
import { Open } from '../identity/auth.guard.js';
import { choicePage, donePage, PAGE_POLICY } from './unsubscribe-page.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** The way out of mail: a page, which changes nothing, and its form, which is also the one click of mail programs. */
@Controller('api/mail/unsubscribe/:token')
export class UnsubscribeController {
  constructor(
    private readonly unsubscriptions: UnsubscribeService,
    private readonly limiter: RateLimiter,
  ) {}

  @Open()
  @Get()
  async show(@Param('token') token: string, @Ip() address: string, @Res() reply: FastifyReply): Promise<void> {
    await this.limiter.take('preview', address);
    const choice = await this.unsubscriptions.look(token);
    sendPage(reply, choicePage(choice));
  }

  @Open()
  @Post()
  @HttpCode(200)
  async act(
    @Param('token') token: string,
    @Body(validated(unsubscribeSchema)) body: Unsubscribe,
    @Ip() address: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.limiter.take('preview', address);
    const scope = body.scope ?? (body['List-Unsubscribe'] === 'One-Click' ? 'mentions' : undefined);
    if (!scope) throw new DomainError('invalid_payload', 'Say what to stop.');
    const { locale } = await this.unsubscriptions.look(token);
    await this.unsubscriptions.stop(token, scope);
    sendPage(reply, donePage(locale, scope));
  }
}

/** Never found by a search, and never told to where its links lead. */
function sendPage(reply: FastifyReply, page: string): void {
  void reply
    .status(200)
    .type('text/html; charset=utf-8')
    .header('Content-Security-Policy', PAGE_POLICY)
    .header('Referrer-Policy', 'no-referrer')
    .header('X-Robots-Tag', 'noindex, nofollow')
    .send(page);
}
