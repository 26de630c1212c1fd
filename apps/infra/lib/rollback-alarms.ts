import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ChatStack } from './chat-stack.js';
import type { EdgeStack } from './edge-stack.js';
import { namespaceOf } from './node-environment.js';

/** Open sockets: the average over what all nodes say is sockets per node, the sum is not of all nodes but of all lines. */
export function connectionsMetric(stack: ChatStack, statistic: 'Average' | 'Sum'): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: namespaceOf(stack),
    metricName: 'SocketConnections',
    statistic,
    period: Duration.minutes(1),
  });
}

/** Sockets that ended, in percent of those that are open. */
export function endedShare(stack: ChatStack): cloudwatch.MathExpression {
  const ended = new cloudwatch.Metric({
    namespace: namespaceOf(stack),
    metricName: 'SocketsEnded',
    statistic: 'Sum',
    period: Duration.minutes(1),
  });
  return new cloudwatch.MathExpression({
    // Below fifty sockets one person who leaves would be a catastrophe.
    expression: 'IF(connections > 50, 100 * ended / connections, 0)',
    usingMetrics: { ended, connections: connectionsMetric(stack, 'Sum') },
    label: 'Sockets that ended (%)',
    period: Duration.minutes(1),
  });
}

/** What takes a deployment back by itself: nodes that fail, and sockets that break. */
export function addRollbackAlarms(stack: ChatStack, { balancer }: EdgeStack, operators: ITopic): cloudwatch.Alarm[] {
  const common = {
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
  const alarms = [
    new cloudwatch.Alarm(stack, 'Failures', {
      ...common,
      alarmName: `${stack.prefix}-5xx`,
      alarmDescription:
        'Nodes answer 5xx. During a deployment ECS goes back by itself; otherwise README, When an alarm comes: 5xx.',
      metric: balancer.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, {
        period: Duration.minutes(1),
        statistic: 'Sum',
      }),
      threshold: 20,
    }),
    new cloudwatch.Alarm(stack, 'SocketDrops', {
      ...common,
      alarmName: `${stack.prefix}-socket-drops`,
      alarmDescription:
        'Many sockets end at once. During a deployment ECS goes back by itself; otherwise README, When an alarm comes: sockets.',
      metric: endedShare(stack),
      threshold: 40,
    }),
  ];
  for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(operators));
  return alarms;
}
