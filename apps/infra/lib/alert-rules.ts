import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { ChatStack } from './chat-stack.js';
import type { WebStack } from './web-stack.js';
import type { WorkQueue } from './work-queue.js';

/** The name of our own hook: ECS has one of its own at the same group, which is not ours to complete. */
export const DRAIN_HOOK = 'drain';

interface Targets {
  web: WebStack;
  pictures: WorkQueue;
  external: WorkQueue;
  deployment: WorkQueue;
  terminating: IFunction;
  /** Takes what could not be handed over. */
  lost: IQueue;
}

/** Which event goes where. Whatever cannot be handed over within its time is kept in a queue that an alarm watches. */
export function addAlertRules(stack: ChatStack, parts: Targets): void {
  const { prefix } = stack;
  const { deployment, external, lost } = parts;
  const bus = new events.EventBus(stack, 'Bus', { eventBusName: prefix, description: 'Events of other programs' });
  bus.archive('Archive', { eventPattern: { account: [stack.account] }, retention: Duration.days(30) });
  const rule = (id: string, queue: WorkQueue, eventPattern: events.EventPattern, eventBus?: events.IEventBus) =>
    new events.Rule(stack, id, {
      ruleName: `${prefix}-${id.toLowerCase()}`,
      eventPattern,
      ...(eventBus && { eventBus }),
      targets: [
        new targets.SqsQueue(queue.queue, { deadLetterQueue: lost, retryAttempts: 20, maxEventAge: Duration.hours(2) }),
      ],
    });
  rule('Pictures', parts.pictures, {
    source: ['aws.s3'],
    detailType: ['Object Created'],
    detail: { bucket: { name: [parts.web.mediaBucket.bucketName] }, object: { key: [{ prefix: 'pending/' }] } },
  });
  rule('Anybody', external, { detailType: ['Tertulia Alert'] }, bus);
  rule('Alarms', external, {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    detail: { alarmName: [{ prefix: `${prefix}-` }] },
  });
  stack.stage.work.partnerEventSources.forEach((name, index) => {
    const partner = new events.EventBus(stack, `Partner${index + 1}`, { eventSourceName: name });
    rule(`PartnerEvents${index + 1}`, external, { source: [name] }, partner);
  });
  addDeploymentRules(stack, (id, pattern) => rule(id, deployment, pattern));
  new events.Rule(stack, 'Terminating-Rule', {
    ruleName: `${prefix}-terminating`,
    eventPattern: {
      source: ['aws.autoscaling'],
      detailType: ['EC2 Instance-terminate Lifecycle Action'],
      detail: { AutoScalingGroupName: [prefix], LifecycleHookName: [DRAIN_HOOK] },
    },
    targets: [
      new targets.LambdaFunction(parts.terminating, {
        deadLetterQueue: lost,
        retryAttempts: 3,
        maxEventAge: Duration.minutes(5),
      }),
    ],
  });
}

/** Pipeline, deployment and, where there is one, a repository of CodeCommit (S2-22). */
function addDeploymentRules(stack: ChatStack, rule: (id: string, pattern: events.EventPattern) => events.Rule): void {
  const { prefix, stage } = stack;
  rule('Pipelines', {
    source: ['aws.codepipeline'],
    detailType: [
      'CodePipeline Pipeline Execution State Change',
      'CodePipeline Stage Execution State Change',
      'CodePipeline Action Execution State Change',
    ],
    detail: { pipeline: [prefix], state: ['STARTED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'STOPPED'] },
  });
  rule('Deployments', {
    source: ['aws.ecs'],
    detailType: ['ECS Deployment State Change'],
    resources: events.Match.prefix(`arn:aws:ecs:${stack.region}:${stack.account}:service/${prefix}/`),
  });
  if (stage.source.codeCommit !== undefined)
    rule('Pushes', {
      source: ['aws.codecommit'],
      detailType: ['CodeCommit Repository State Change'],
      detail: { repositoryName: [stage.source.codeCommit] },
    });
}
