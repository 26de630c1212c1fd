import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { ChatStack } from './chat-stack.js';

/**
 * Nodes read the password of the database when they start, so each rotation is followed by new ones. In between open connections
 * stay and new ones are refused: rotations belong into the quietest hour.
 */
export function followRotation(
  stack: ChatStack,
  { secret, serviceArn, key }: { secret: ISecret; serviceArn: string; key: IKey },
) {
  const renew = new CallAwsService(stack, 'Renew', {
    service: 'ecs',
    action: 'updateService',
    parameters: { Cluster: stack.prefix, Service: stack.prefix, ForceNewDeployment: true },
    iamResources: [serviceArn],
    resultPath: sfn.JsonPath.DISCARD,
  });
  renew.addRetry({ maxAttempts: 5, interval: Duration.seconds(20), backoffRate: 2 });
  const machine = new sfn.StateMachine(stack, 'Rotated', {
    stateMachineName: `${stack.prefix}-rotated`,
    definitionBody: sfn.DefinitionBody.fromChainable(renew),
    timeout: Duration.minutes(30),
    tracingEnabled: true,
    logs: {
      destination: stack.logGroup('RotatedLog', `/aws/vendedlogs/states/${stack.prefix}-rotated`, key),
      level: sfn.LogLevel.ALL,
    },
  });
  new events.Rule(stack, 'Rotation', {
    ruleName: `${stack.prefix}-rotation`,
    eventPattern: {
      source: ['aws.secretsmanager'],
      detailType: ['AWS Service Event via CloudTrail'],
      detail: { eventName: ['RotationSucceeded'], additionalEventData: { SecretId: [secret.secretArn] } },
    },
    targets: [new targets.SfnStateMachine(machine, { retryAttempts: 10, maxEventAge: Duration.hours(1) })],
  });
}
