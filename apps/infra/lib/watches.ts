import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { ApiStack } from './api-stack.js';
import type { ChatStack } from './chat-stack.js';
import type { DataStack } from './data-stack.js';
import type { EdgeStack } from './edge-stack.js';
import type { MailStack } from './mail-stack.js';
import { namespaceOf } from './node-environment.js';
import type { WorkStack } from './work-stack.js';

/** One thing that is watched; its id is a headline of the operator's guide. */
export interface Watch {
  id: string;
  what: string;
  metric: cloudwatch.Metric;
  threshold: number;
  minutes: number;
  isBelow?: boolean;
  isMissingBad?: boolean;
}

/** What there is to watch. */
export interface WatchedParts {
  data: DataStack;
  edge: EdgeStack;
  api: ApiStack;
  mail: MailStack;
  work: WorkStack;
}

const period = Duration.minutes(1);

export function trafficAlarms(stack: ChatStack, { edge, api }: WatchedParts): Watch[] {
  const { balancer } = edge;
  const { service } = api;
  return [
    {
      id: 'Slow',
      what: 'One request in a hundred takes longer than a second.',
      metric: balancer.metrics.targetResponseTime({ statistic: 'p99', period }),
      threshold: 1,
      minutes: 5,
    },
    { id: 'UnreadyBlue', what: 'A node is not ready.', metric: unready(edge, 'blue'), threshold: 0, minutes: 5 },
    { id: 'UnreadyGreen', what: 'A node is not ready.', metric: unready(edge, 'green'), threshold: 0, minutes: 5 },
    {
      id: 'NodeCpu',
      what: 'Nodes are at their limit although the service may grow.',
      metric: service.metricCpuUtilization({ period }),
      threshold: 85,
      minutes: 10,
    },
    {
      id: 'NodeMemory',
      what: 'Nodes run out of memory.',
      metric: service.metricMemoryUtilization({ period }),
      threshold: 85,
      minutes: 10,
    },
    {
      id: 'Silence',
      what: 'No node has said how many sockets are open.',
      metric: new cloudwatch.Metric({
        namespace: namespaceOf(stack),
        metricName: 'SocketConnections',
        statistic: 'SampleCount',
        period,
      }),
      threshold: 1,
      minutes: 5,
      isBelow: true,
      isMissingBad: true,
    },
  ];
}

/** Nodes of one colour that are not ready: which of the two is in use changes with each deployment, and the other says nothing. */
function unready({ balancer, main }: EdgeStack, colour: 'blue' | 'green'): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/ApplicationELB',
    metricName: 'UnHealthyHostCount',
    dimensionsMap: { LoadBalancer: balancer.loadBalancerFullName, TargetGroup: main[colour].targetGroupFullName },
    statistic: 'Maximum',
    period,
  });
}

export function databaseAlarms(stack: ChatStack, { data }: WatchedParts): Watch[] {
  const { database } = data;
  const { service } = stack.stage;
  const most = stack.stage.database.poolPerTask * service.maxTasks;
  return [
    {
      id: 'DatabaseCpu',
      what: 'The database is at its limit.',
      metric: database.metricCPUUtilization({ period }),
      threshold: 80,
      minutes: 10,
    },
    {
      id: 'DatabaseConnections',
      what: 'More connections than all nodes together should have.',
      metric: database.metricDatabaseConnections({ period, statistic: 'Maximum' }),
      threshold: most + 10,
      minutes: 5,
    },
    {
      id: 'DatabaseStorage',
      what: 'Less than 5 GB are free; storage grows by itself up to its limit.',
      metric: database.metricFreeStorageSpace({ period, statistic: 'Minimum' }),
      threshold: 5_000_000_000,
      minutes: 5,
      isBelow: true,
    },
  ];
}

export function cacheAlarms({ data: { cache } }: WatchedParts): Watch[] {
  const ofCache = (metricName: string, statistic: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/ElastiCache',
      metricName,
      dimensionsMap: { ReplicationGroupId: cache.ref },
      statistic,
      period,
    });
  return [
    {
      id: 'CacheEvictions',
      what: 'The cache lets go of what is still wanted.',
      metric: ofCache('Evictions', 'Sum'),
      threshold: 1_000,
      minutes: 10,
    },
    {
      id: 'CacheCpu',
      what: 'The cache is at its limit.',
      metric: ofCache('EngineCPUUtilization', 'Maximum'),
      threshold: 80,
      minutes: 10,
    },
  ];
}

export function mailAlarms(stack: ChatStack): Watch[] {
  const reputation = (metricName: string) =>
    new cloudwatch.Metric({ namespace: 'AWS/SES', metricName, statistic: 'Average', period });
  return [
    {
      id: 'MailOverdue',
      what: 'Mail has waited for an hour longer than it should: the quota is used up, or SES refuses.',
      metric: new cloudwatch.Metric({
        namespace: namespaceOf(stack),
        metricName: 'MailOverdueSeconds',
        statistic: 'Maximum',
        period,
      }),
      threshold: 3_600,
      minutes: 5,
    },
    {
      id: 'MailBounces',
      what: 'Two in a hundred mails come back; at five SES looks at the account.',
      metric: reputation('Reputation.BounceRate'),
      threshold: 0.02,
      minutes: 15,
    },
    {
      id: 'MailComplaints',
      what: 'One in two thousand is called spam; at one in a thousand SES looks at the account.',
      metric: reputation('Reputation.ComplaintRate'),
      threshold: 0.0005,
      minutes: 15,
    },
  ];
}

/** One for each queue of what could not be done. */
export function deadLetterAlarms({ work, mail }: WatchedParts): Watch[] {
  const queues: [string, IQueue][] = [
    ['Words', work.words.dead],
    ['Sentiment', work.sentiment.dead],
    ...work.otherDead,
    ['MailEvents', mail.events.dead],
  ];
  return queues.map(([name, queue]) => ({
    id: `Dead${name}`,
    what: 'Something could not be done and was put aside.',
    metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    threshold: 0,
    minutes: 1,
  }));
}
