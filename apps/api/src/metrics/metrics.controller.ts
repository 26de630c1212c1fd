import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { notFound } from '../common/domain-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { Open } from '../identity/auth.guard.js';
import { Meter } from './meter.js';

/** Metrics on the public port, for a developer's machine alone: with a port for operators, or in production, there is nothing here. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly meter: Meter,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** @throws {DomainError} `not_found` */
  @Open()
  @Get()
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (this.env.NODE_ENV === 'production' || this.env.METRICS_PORT !== undefined) throw notFound('The page');
    reply.header('Cache-Control', 'no-store').type(this.meter.contentType);
    return this.meter.text();
  }
}
