import { Module } from '@nestjs/common';
import { GatewayModule } from '../gateway/gateway.module.js';
import { HealthModule } from '../health/health.module.js';
import { ListenModule } from '../listen/listen.module.js';
import { NodeDeparture } from './node-departure.js';
import { NodeDrainsRepository } from './node-drains.repository.js';
import { OperatorPages } from '../operators/operator-pages.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { NodeFiguresReader } from './node-figures-reader.js';
import { NodeStatus } from './node-status.js';
import { NodeStatusRepository } from './node-status.repository.js';
import { NodeWatch } from './node-watch.js';
import { NodesController } from './nodes.controller.js';
import { nodesJson, nodesPage } from './nodes-page.js';

const REFRESH_SECONDS = 10;

/** All nodes for operators, and taking one out of service while the others go on; see README.md here. */
@Module({
  imports: [GatewayModule, ListenModule, HealthModule, OperatorsModule],
  controllers: [NodesController],
  providers: [NodeDeparture, NodeDrainsRepository, NodeWatch, NodeStatusRepository, NodeFiguresReader, NodeStatus],
  exports: [NodeStatusRepository],
})
export class NodesModule {
  constructor(pages: OperatorPages, lines: NodeStatusRepository) {
    const write = async (): Promise<string> => nodesPage(await lines.list());
    pages.addPage({ path: '/nodes', title: 'Nodes', refreshSeconds: REFRESH_SECONDS, write });
    pages.addJson('/nodes.json', async () => nodesJson(await lines.list()));
  }
}
