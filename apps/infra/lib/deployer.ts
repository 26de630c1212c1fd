import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ChatStack } from './chat-stack.js';

/**
 * As whom CloudFormation changes what a release changes: the code of nodes and functions, by the names that this app gives. It can
 * touch neither data, network, keys and mail nor rights: who could write roles could do everything. A commit that changes
 * those fails here and is taken back, until an operator has brought it out (README, Change the infrastructure).
 */
export function addDeployer(stack: ChatStack): Role {
  const { account, prefix, stage } = stack;
  const role = new Role(stack, 'Deployer', {
    roleName: `${prefix}-deployer-${stage.region}`,
    description: 'CloudFormation, when a release changes nodes and functions',
    assumedBy: new ServicePrincipal('cloudformation.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  });
  const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  allowRoles(stack, allow);
  allowReleases(stack, allow);
  return role;
}

type Allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) => void;

/** Roles of ours, to be passed on to what runs as them: a release makes no role and changes no right. */
function allowRoles({ account, prefix, stage }: ChatStack, allow: Allow): void {
  const ours = [`arn:aws:iam::${account}:role/${prefix}-*`, `arn:aws:iam::${account}:role/Tertulia-${stage.name}-*`];
  allow(['iam:GetRole', 'iam:GetRolePolicy'], ours);
  allow(['iam:PassRole'], ours, {
    StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'ecs.amazonaws.com', 'lambda.amazonaws.com'] },
  });
}

/** Nodes, functions, their logs and alarms. */
function allowReleases({ account, region, prefix }: ChatStack, allow: Allow): void {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  allow(
    [
      'ecs:UpdateService',
      'ecs:DescribeServices',
      'ecs:TagResource',
      'ecs:DescribeServiceDeployments',
      'ecs:ListServiceDeployments',
      'ecs:StopServiceDeployment',
    ],
    [arn('ecs', `service/${prefix}/${prefix}`), arn('ecs', `service-deployment/${prefix}/${prefix}/*`)],
  );
  // Neither knows a resource.
  allow(['ecs:RegisterTaskDefinition', 'ecs:DeregisterTaskDefinition', 'ecs:DescribeTaskDefinition'], ['*']);
  allow(['application-autoscaling:*ScalableTarget*', 'application-autoscaling:*ScalingPolic*'], ['*']);
  allow(
    ['cloudwatch:PutMetricAlarm', 'cloudwatch:DescribeAlarms', 'cloudwatch:TagResource'],
    [arn('cloudwatch', `alarm:${prefix}-*`)],
  );
  allow(
    [
      'lambda:GetFunction',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      'lambda:TagResource',
      'lambda:ListTags',
    ],
    [arn('lambda', `function:${prefix}-*`)],
  );
  allow(['logs:DescribeLogGroups', 'logs:PutRetentionPolicy', 'logs:TagResource'], [arn('logs', 'log-group:*')]);
  allow(['ssm:GetParameters'], [arn('ssm', 'parameter/cdk-bootstrap/hnb659fds/version')]);
  allow(['s3:GetObject'], [`arn:aws:s3:::cdk-hnb659fds-assets-${account}-${region}/*`]);
}
