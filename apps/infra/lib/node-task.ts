import { CfnParameter, Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { acknowledge, type ChatStack } from './chat-stack.js';
import type { DataStack } from './data-stack.js';
import { PORTS } from './network-stack.js';
import { secretsBehind, STOP_SECONDS } from './node-environment.js';
import { letRead } from './read-secrets.js';

/** The same question as in the Dockerfile, which ECS does not read, without what CloudFormation takes for a parameter. */
export const HEALTH_COMMAND = [
  'CMD',
  'node',
  '-e',
  "fetch('http://127.0.0.1:' + process.env.PORT + '/api/health/live', { signal: AbortSignal.timeout(2500) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))",
];

interface NodeTaskProps {
  /** `api` or `migrate`: its family, roles and log. */
  name: string;
  purpose: string;
  kind: 'fargate' | 'ec2-asg';
  data: DataStack;
  key: IKey;
  command: string[];
  cpu: number;
  memoryMiB: number;
  environment: Record<string, string>;
  secrets: Record<string, ecs.Secret>;
  logGroup: LogGroup;
  isServer: boolean;
}

/** What a container has that is asked by others. */
const served = {
  portMappings: [{ containerPort: PORTS.api, name: 'http' }],
  healthCheck: {
    command: HEALTH_COMMAND,
    interval: Duration.seconds(10),
    timeout: Duration.seconds(3),
    startPeriod: Duration.seconds(30),
    retries: 3,
  },
};

/** A task of the product's image: as the user of the image, on a file system that cannot be written, without any capability. */
export function addNodeTask(stack: ChatStack, props: NodeTaskProps): { task: ecs.TaskDefinition; role: Role } {
  const tag = new CfnParameter(stack, 'ImageTag', {
    description: 'The commit whose image runs',
    allowedPattern: '^[0-9a-f]{40}$',
    constraintDescription: 'must be a whole commit id',
  });
  const roles = addRoles(stack, props);
  const isOnInstance = props.kind === 'ec2-asg' && props.isServer;
  const task = new ecs.TaskDefinition(stack, 'Task', {
    family: `${stack.prefix}-${props.name}`,
    compatibility: isOnInstance ? ecs.Compatibility.EC2 : ecs.Compatibility.FARGATE,
    networkMode: ecs.NetworkMode.AWS_VPC,
    cpu: String(props.cpu),
    memoryMiB: String(props.memoryMiB),
    // On instances their own image decides it, which is the one for ARM.
    ...(!isOnInstance && {
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    }),
    ...roles,
  });
  const container = task.addContainer(props.name, {
    containerName: props.name,
    image: ecs.ContainerImage.fromEcrRepository(props.data.images, tag.valueAsString),
    command: isOnInstance ? namedAfterInstance(props.command) : props.command,
    user: 'node',
    readonlyRootFilesystem: true,
    environment: props.environment,
    secrets: props.secrets,
    stopTimeout: Duration.seconds(STOP_SECONDS),
    linuxParameters: addLimits(stack),
    ...(props.isServer && served),
    logging: ecs.LogDrivers.awsLogs({
      logGroup: props.logGroup,
      streamPrefix: props.name,
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
    }),
  });
  container.addUlimits({ name: ecs.UlimitName.NOFILE, softLimit: 65_536, hardLimit: 65_536 });
  if (isOnInstance) mountInstanceName(task, container);
  acknowledge(task, {
    ECS2: 'Nothing secret is in these variables, which a test sees to; secrets come by reference.',
  });
  return { task, role: roles.taskRole };
}

function addLimits(stack: ChatStack): ecs.LinuxParameters {
  const limits = new ecs.LinuxParameters(stack, 'Limits', { initProcessEnabled: true });
  limits.dropCapabilities(ecs.Capability.ALL);
  return limits;
}

/** One role to start a task, another for what runs in it. */
function addRoles(stack: ChatStack, { name, purpose, data, key, isServer }: NodeTaskProps) {
  const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
  });
  const executionRole = new Role(stack, 'ExecutionRole', {
    roleName: `${stack.prefix}-${name}-start-${stack.stage.region}`,
    description: `Starts: ${purpose}`,
    assumedBy,
  });
  data.images.grantPull(executionRole);
  letRead(stack, executionRole, secretsBehind(data, isServer), key);
  const taskRole = new Role(stack, 'TaskRole', {
    roleName: `${stack.prefix}-${name}-${stack.stage.region}`,
    description: purpose,
    assumedBy,
  });
  return { executionRole, taskRole };
}

/** On instances a node bears the name of its instance, so that the event of the Auto Scaling group finds it. */
function namedAfterInstance([program = 'node', ...rest]: string[]): string[] {
  return ['/bin/sh', '-c', `INSTANCE_ID="$(cat /run/instance/instance-id)" exec ${[program, ...rest].join(' ')}`];
}

function mountInstanceName(task: ecs.TaskDefinition, container: ecs.ContainerDefinition): void {
  task.addVolume({ name: 'instance', host: { sourcePath: '/var/lib/cloud/data' } });
  container.addMountPoints({ sourceVolume: 'instance', containerPath: '/run/instance', readOnly: true });
}

/** A right of a task. */
export function allowTask(
  role: Role,
  actions: string[],
  resources: string[],
  conditions?: Record<string, unknown>,
): void {
  role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
}
