import { type App, Duration } from 'aws-cdk-lib';
import * as asg from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DRAIN_HOOK } from './alert-rules.js';
import { ChatStack } from './chat-stack.js';
import type { NetworkStack } from './network-stack.js';
import type { OperationsStack } from './operations-stack.js';
import type { Stage } from './stage.js';

/** Time in which a node sends its clients elsewhere before its instance goes. */
const DRAIN_TIME = Duration.minutes(5);

/** Where nodes run: a cluster, and the instances of an Auto Scaling group if the stage wants its own. */
export class CapacityStack extends ChatStack {
  readonly cluster: ecs.Cluster;
  readonly provider?: ecs.AsgCapacityProvider;

  constructor(
    app: App,
    stage: Stage,
    private readonly network: NetworkStack,
    private readonly operations: OperationsStack,
  ) {
    super(app, 'Capacity', stage);
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      clusterName: this.prefix,
      vpc: network.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
      enableFargateCapacityProviders: true,
    });
    if (stage.capacity.kind === 'ec2-asg') this.provider = this.addInstances(stage.capacity);
  }

  private addInstances(capacity: Extract<Stage['capacity'], { kind: 'ec2-asg' }>): ecs.AsgCapacityProvider {
    const role = new Role(this, 'InstanceRole', {
      roleName: `${this.prefix}-instance-${this.stage.region}`,
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: ['AmazonSSMManagedInstanceCore'].map((name) => ManagedPolicy.fromAwsManagedPolicyName(name)),
    });
    const group = new asg.AutoScalingGroup(this, 'Instances', {
      autoScalingGroupName: this.prefix,
      vpc: this.network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      launchTemplate: this.addTemplate(capacity.instanceType, role),
      minCapacity: capacity.minInstances,
      maxCapacity: capacity.maxInstances,
      newInstancesProtectedFromScaleIn: true,
      // Tasks are what a balancer sees here, and ECS replaces those; an instance whose agent is silent goes by EC2's own check.
      healthChecks: asg.HealthChecks.ec2({ gracePeriod: Duration.minutes(3) }),
      notifications: [{ topic: this.operations.operators, scalingEvents: asg.ScalingEvents.ALL }],
      groupMetrics: [asg.GroupMetrics.all()],
    });
    group.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50, disableScaleIn: true });
    group.addLifecycleHook('Drain', {
      lifecycleHookName: DRAIN_HOOK,
      lifecycleTransition: asg.LifecycleTransition.INSTANCE_TERMINATING,
      heartbeatTimeout: DRAIN_TIME,
      defaultResult: asg.DefaultResult.CONTINUE,
    });
    const provider = new ecs.AsgCapacityProvider(this, 'Provider', {
      autoScalingGroup: group,
      capacityProviderName: `${this.prefix}-instances`,
      enableManagedScaling: true,
      enableManagedTerminationProtection: true,
      enableManagedDraining: true,
      targetCapacityPercent: 100,
    });
    this.cluster.addAsgCapacityProvider(provider);
    return provider;
  }

  /** The image of ECS starts its agent, and the agent the nodes: nobody has to log in after a scale-out (S2-39). */
  private addTemplate(instanceType: string, role: Role): ec2.LaunchTemplate {
    const userData = ec2.UserData.forLinux();
    userData.addCommands(
      'echo ECS_ENABLE_CONTAINER_METADATA=true >> /etc/ecs/ecs.config',
      'systemctl enable --now --no-block ecs',
    );
    return new ec2.LaunchTemplate(this, 'Template', {
      launchTemplateName: this.prefix,
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
      instanceType: new ec2.InstanceType(instanceType),
      role,
      securityGroup: this.network.groups.instances,
      requireImdsv2: true,
      // One hop: what runs in a container is one further away and reaches no credentials of the instance.
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      userData,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(40, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
        },
      ],
    });
  }
}
