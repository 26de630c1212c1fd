import { Module } from '@nestjs/common';
import { GatewayModule } from '../gateway/gateway.module.js';
import { ListenModule } from '../listen/listen.module.js';
import { NodeDrainsRepository } from './node-drains.repository.js';
import { NodeWatch } from './node-watch.js';
import { NodesController } from './nodes.controller.js';

/** Taking one node out of service while the others go on. */
@Module({
  imports: [GatewayModule, ListenModule],
  controllers: [NodesController],
  providers: [NodeDrainsRepository, NodeWatch],
})
export class NodesModule {}
