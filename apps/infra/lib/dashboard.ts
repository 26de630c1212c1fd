import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { ChatStack } from './chat-stack.js';
import { connectionsMetric, endedShare } from './rollback-alarms.js';
import type { WatchedParts } from './watches.js';

/** One page: alarms first, then traffic, sockets, nodes, database and work. */
export function addDashboard(stack: ChatStack, parts: WatchedParts, alarms: cloudwatch.IAlarm[]): void {
  const { edge, api, data, work } = parts;
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new cloudwatch.GraphWidget({ title, left, right, width: 12, height: 6, period: Duration.minutes(1) });
  const { metrics } = edge.balancer;
  const dashboard = new cloudwatch.Dashboard(stack, 'Dashboard', { dashboardName: stack.prefix });
  dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 }));
  dashboard.addWidgets(
    graph('Requests, p99', [metrics.requestCount()], [metrics.targetResponseTime({ statistic: 'p99' })]),
    graph('Sockets per node, ended (%)', [connectionsMetric(stack, 'Average')], [endedShare(stack)]),
  );
  dashboard.addWidgets(
    graph('Nodes', [api.service.metricCpuUtilization(), api.service.metricMemoryUtilization()]),
    graph('Database', [data.database.metricCPUUtilization()], [data.database.metricDatabaseConnections()]),
  );
  dashboard.addWidgets(
    graph(
      'Work that waits',
      [work.words, work.sentiment].map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible()),
    ),
    graph(
      'Functions',
      work.functions.map(({ fn }) => fn.metricErrors()),
      work.functions.map(({ fn }) => fn.metricDuration()),
    ),
  );
}
