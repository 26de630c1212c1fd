import { Module } from '@nestjs/common';
import { GatewayModule } from '../gateway/gateway.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

/** Instance, liveness and readiness. */
@Module({ imports: [GatewayModule], controllers: [HealthController], providers: [HealthService] })
export class HealthModule {}
