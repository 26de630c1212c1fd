import { Module } from '@nestjs/common';
import { DelegatedWorkModule } from '../delegated-work/delegated-work.module.js';
import { GatewayModule } from '../gateway/gateway.module.js';
import { HealthModule } from '../health/health.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { NodesModule } from '../nodes/nodes.module.js';
import { OperatorPages } from '../operators/operator-pages.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { BacklogMetrics } from './backlog-metrics.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { HttpRequests } from './http-requests.js';
import { Meter } from './meter.js';
import { MetricsController } from './metrics.controller.js';
import { NodeMetrics } from './node-metrics.js';
import { PeopleMetrics } from './people-metrics.js';
import { StoreMetrics } from './store-metrics.js';

/** Figures for Prometheus, see README.md here. */
@Module({
  imports: [OperatorsModule, GatewayModule, MessagesModule, DelegatedWorkModule, MailModule, HealthModule, NodesModule],
  controllers: [MetricsController],
  providers: [Meter, HttpRequests, PeopleMetrics, DeliveryMetrics, StoreMetrics, BacklogMetrics, NodeMetrics],
})
export class MetricsModule {
  constructor(pages: OperatorPages, meter: Meter) {
    pages.addData({ path: '/metrics', type: meter.contentType, read: () => meter.text() });
  }
}
