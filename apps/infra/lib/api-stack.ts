import { type App, Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { grantNode } from './api-rights.js';
import { addRollbackAlarms, connectionsMetric } from './rollback-alarms.js';
import type { CapacityStack } from './capacity-stack.js';
import { ChatStack, hostsOf } from './chat-stack.js';
import type { EdgeStack, Way } from './edge-stack.js';
import { ownCode } from './function-code.js';
import { type NetworkStack, PORTS } from './network-stack.js';
import { nodeEnvironment, type NodeParts, nodeSecrets } from './node-environment.js';
import { addNodeTask } from './node-task.js';
import type { OperationsStack } from './operations-stack.js';
import { followRotation } from './rotation.js';
import type { Stage } from './stage.js';
import { WorkFunction } from './work-function.js';

export interface ApiParts extends NodeParts {
  operations: OperationsStack;
  network: NetworkStack;
  edge: EdgeStack;
  capacity: CapacityStack;
}

/** The nodes: blue and green beside each other at each deployment, scaled by CPU and by open sockets. */
export class ApiStack extends ChatStack {
  readonly service: ecs.BaseService;
  readonly rollbackAlarms: cloudwatch.Alarm[];
  private readonly key: IKey;

  constructor(
    app: App,
    stage: Stage,
    private readonly parts: ApiParts,
  ) {
    super(app, 'Api', stage);
    this.key = parts.operations.key;
    const { task, role } = addNodeTask(this, {
      name: 'api',
      purpose: 'Nodes of the chat',
      kind: stage.capacity.kind,
      data: parts.data,
      key: this.key,
      command: ['node', 'apps/api/dist/main.js'],
      cpu: stage.service.cpu,
      memoryMiB: stage.service.memoryMiB,
      environment: nodeEnvironment(this, parts),
      secrets: nodeSecrets(parts.data),
      logGroup: this.logGroup('Log', `/${this.prefix}/api`, this.key),
      isServer: true,
    });
    grantNode(this, role, parts);
    this.rollbackAlarms = addRollbackAlarms(this, parts.edge, parts.operations.operators);
    this.service = this.addService(task);
    this.joinWays();
    this.addSmokeTest();
    this.scale();
    followRotation(this, { secret: parts.data.secrets.database, serviceArn: this.serviceArn, key: this.key });
  }

  private addService(taskDefinition: ecs.TaskDefinition): ecs.BaseService {
    const { stage, parts } = this;
    const common = {
      serviceName: this.prefix,
      cluster: parts.capacity.cluster,
      taskDefinition,
      desiredCount: stage.service.minTasks,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      securityGroups: [parts.network.groups.nodes],
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      assignPublicIp: false,
      healthCheckGracePeriod: Duration.seconds(60),
      deploymentStrategy: ecs.DeploymentStrategy.BLUE_GREEN,
      // As long as both are up, old sockets stay where they are: both protocols must work until the end of it.
      bakeTime: Duration.minutes(stage.service.bakeMinutes),
      circuitBreaker: { enable: true, rollback: true },
      deploymentAlarms: {
        alarmNames: this.rollbackAlarms.map(({ alarmName }) => alarmName),
        behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM,
      },
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      enableExecuteCommand: false,
    };
    const { provider } = parts.capacity;
    if (!provider)
      return new ecs.FargateService(this, 'Service', { ...common, platformVersion: ecs.FargatePlatformVersion.LATEST });
    return new ecs.Ec2Service(this, 'Service', {
      ...common,
      capacityProviderStrategies: [{ capacityProvider: provider.capacityProviderName, weight: 1 }],
      // One node for each instance: it bears the name of its instance.
      placementConstraints: [ecs.PlacementConstraint.distinctInstances()],
    });
  }

  private joinWays(): void {
    const { main, polling } = this.parts.edge;
    const join = (id: string, way: Way): void => {
      this.service
        .loadBalancerTarget({
          containerName: 'api',
          containerPort: PORTS.api,
          alternateTarget: new ecs.AlternateTarget(id, {
            alternateTargetGroup: way.green,
            productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(way.production),
            ...(way.test && { testListener: ecs.ListenerRuleConfiguration.applicationListenerRule(way.test) }),
          }),
        })
        .attachToApplicationTargetGroup(way.blue);
    };
    join('MainAlternate', main);
    join('PollingAlternate', polling);
    for (const alarm of this.rollbackAlarms) this.service.node.addDependency(alarm);
  }

  /** Asks the new nodes by the test listener, before anybody else is sent to them. */
  private addSmokeTest(): void {
    const { network } = this.parts;
    const smoke = new WorkFunction(this, 'Smoke', {
      name: 'smoke',
      purpose: 'Asks new nodes who they are before anybody is sent to them',
      code: ownCode('smoke'),
      key: this.key,
      environment: { SMOKE_URL: `https://${hostsOf(this.stage).api}:${PORTS.test}` },
      secrets: [],
      timeout: Duration.seconds(60),
      memoryMiB: 256,
      atOnce: 1,
      network: {
        vpc: network.vpc,
        vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [network.groups.callers],
      },
    });
    this.service.addLifecycleHook(
      new ecs.DeploymentLifecycleLambdaTarget(smoke.fn, 'SmokeHook', {
        lifecycleStages: [ecs.DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT],
      }),
    );
  }

  private scale(): void {
    const { minTasks, maxTasks, connectionsPerTask } = this.stage.service;
    const count = this.service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
    // Sockets do not move by themselves: in goes slowly.
    const cooldowns = { scaleInCooldown: Duration.minutes(10), scaleOutCooldown: Duration.minutes(1) };
    count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50, ...cooldowns });
    count.scaleToTrackCustomMetric('Connections', {
      metric: connectionsMetric(this, 'Average'),
      targetValue: connectionsPerTask,
      ...cooldowns,
    });
  }

  /** The service as events and rights name it. */
  get serviceArn(): string {
    return `arn:aws:ecs:${this.region}:${this.account}:service/${this.prefix}/${this.prefix}`;
  }
}
