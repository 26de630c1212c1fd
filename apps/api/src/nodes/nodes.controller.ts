import { Controller, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { type NodeDrain, SIGNATURE_HEADER } from '@tertulia/contract';
import { isSigned } from '@tertulia/worker/signature';
import * as z from 'zod';
import { DomainError, notFound } from '../common/domain-error.js';
import { validated } from '../common/validate.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.schema.js';
import { DatabaseClock } from '../database/database-clock.js';
import { Open } from '../identity/auth.guard.js';
import { NodeDrainsRepository } from './node-drains.repository.js';
import { NodeWatch } from './node-watch.js';

/** As in INSTANCE_ID. */
const instanceSchema = z.string().regex(/^[\w.:-]{1,64}$/, 'must be the name of an instance');
const HEADER = SIGNATURE_HEADER.toLowerCase();

/**
 * Orders to nodes, from whoever takes them out of service. What is signed is the method and the path, so that nobody who saw
 * one signed request can turn it into an order to another node. Without a secret there is nothing here.
 */
@Controller('api/internal/nodes/:instance/drain')
export class NodesController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly drains: NodeDrainsRepository,
    private readonly watch: NodeWatch,
    private readonly clock: DatabaseClock,
  ) {}

  @Open()
  @Post()
  @HttpCode(200)
  async order(
    @Param('instance', validated(instanceSchema)) instance: string,
    @Headers(HEADER) signature: string | undefined,
  ): Promise<NodeDrain> {
    this.check('POST', instance, signature);
    await this.drains.order(instance);
    this.watch.lookNow(instance);
    return this.drains.find(instance);
  }

  @Open()
  @Get()
  async find(
    @Param('instance', validated(instanceSchema)) instance: string,
    @Headers(HEADER) signature: string | undefined,
  ): Promise<NodeDrain> {
    this.check('GET', instance, signature);
    return this.drains.find(instance);
  }

  /** @throws {DomainError} `not_found` without a secret, `unauthenticated` for anybody who does not know it. */
  private check(method: string, instance: string, signature: string | undefined): void {
    if (this.env.JOBS_SECRET === undefined) throw notFound('The node');
    const text = `${method} /api/internal/nodes/${instance}/drain`;
    if (!isSigned(this.env.JOBS_SECRET, text, signature, this.clock.now()))
      throw new DomainError('unauthenticated', 'The request is not signed.');
  }
}
