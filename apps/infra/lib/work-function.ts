import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ChatStack } from './chat-stack.js';
import type { FunctionCode } from './function-code.js';
import { letRead } from './read-secrets.js';

export interface WorkFunctionProps {
  name: string;
  purpose: string;
  code: FunctionCode;
  key: IKey;
  environment: Record<string, string>;
  /** JSON objects of variables, read at the first call and never a part of the template. */
  secrets: readonly ISecret[];
  timeout: Duration;
  memoryMiB: number;
  /** At once; what a stage reserves only if its account has enough. */
  atOnce: number;
  /** For events that come directly, not by way of a queue. */
  deadLetters?: IQueue;
  network?: Pick<lambda.FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>;
}

/** A function with a role and a log of its own, that may do nothing but what is added to it. */
export class WorkFunction extends Construct {
  readonly fn: lambda.Function;
  readonly role: Role;

  constructor(stack: ChatStack, id: string, props: WorkFunctionProps) {
    super(stack, id);
    const functionName = `${stack.prefix}-${props.name}`;
    const logGroup = stack.logGroup(`${id}Log`, `/aws/lambda/${functionName}`, props.key);
    this.role = new Role(this, 'Role', {
      roleName: `${functionName}-${stack.stage.region}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.purpose,
    });
    logGroup.grantWrite(this.role);
    this.fn = new lambda.Function(this, 'Function', {
      functionName,
      description: props.purpose,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: props.code.architecture,
      handler: 'index.handler',
      code: props.code.code,
      role: this.role,
      logGroup,
      timeout: props.timeout,
      memorySize: props.memoryMiB,
      environment: {
        ...props.environment,
        ...(props.secrets.length > 0 && { SECRET_ARNS: props.secrets.map(({ secretArn }) => secretArn).join(',') }),
        NODE_OPTIONS: '--enable-source-maps',
      },
      ...(props.secrets.length > 0 && { paramsAndSecrets: secretsBeside() }),
      ...(stack.stage.work.isConcurrencyReserved && { reservedConcurrentExecutions: props.atOnce }),
      ...(props.deadLetters && {
        deadLetterQueue: props.deadLetters,
        retryAttempts: 2,
        maxEventAge: Duration.minutes(10),
      }),
      ...props.network,
    });
    letRead(stack, this.role, props.secrets, props.key);
    if (props.network) this.joinNetwork();
  }

  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
    );
  }

  /** What a function in a network needs of EC2: it knows no narrower resource. */
  private joinNetwork(): void {
    this.allow(
      [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      ['*'],
    );
  }
}

/** Amazon's extension, which asks Secrets Manager for the function and keeps the answer for five minutes. */
function secretsBeside(): lambda.ParamsAndSecretsLayerVersion {
  return lambda.ParamsAndSecretsLayerVersion.fromVersion(lambda.ParamsAndSecretsVersions.V1_0_103, {
    cacheSize: 10,
    logLevel: lambda.ParamsAndSecretsLogLevel.WARN,
  });
}
