import { Module } from '@nestjs/common';
import { DelegatedWorkModule } from '../delegated-work/delegated-work.module.js';
import { GatewayModule } from '../gateway/gateway.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

/** Instance, liveness and readiness. */
@Module({
  imports: [GatewayModule, DelegatedWorkModule],
  controllers: [HealthController],
  providers: [HealthService],
  exports: [HealthService],
})
export class HealthModule {}
