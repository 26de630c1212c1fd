import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { Instance } from '@tertulia/contract';
import type { FastifyReply } from 'fastify';
import { INSTANCE, type InstanceIdentity } from '../gateway/instance-id.js';
import { Open } from '../identity/auth.guard.js';
import { HealthService } from './health.service.js';

/** For load balancers, operators and the curious. */
@Controller('api')
export class HealthController {
  constructor(
    @Inject(INSTANCE) private readonly instance: InstanceIdentity,
    private readonly health: HealthService,
  ) {}

  @Open()
  @Get('instance')
  getInstance(): Instance {
    const { instanceId, version, startedAt } = this.instance;
    const uptimeSeconds = Math.round((Date.now() - startedAt.getTime()) / 1_000);
    return { instanceId, version, startedAt: startedAt.toISOString(), uptimeSeconds };
  }

  @Open()
  @Get('health/live')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  live(): string {
    return 'ok\n';
  }

  @Open()
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { isReady, lines } = await this.health.check();
    reply.status(isReady ? 200 : 503).type('text/plain; charset=utf-8');
    if (!isReady) reply.header('Retry-After', '1');
    return `${lines.join('\n')}\n`;
  }
}
