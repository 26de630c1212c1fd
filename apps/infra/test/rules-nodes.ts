import assert from 'node:assert/strict';
import type { Rule } from './rule.js';
import { at, type Json, list, put, text, type Templates } from './templates.js';

const container = (t: Templates, concern: 'Api' | 'Migration') =>
  at(t.one('AWS::ECS::TaskDefinition', concern).properties, 'ContainerDefinitions.0') ?? null;
const configuration = (t: Templates) => t.one('AWS::ECS::Service').properties['DeploymentConfiguration'];
const actionsOf = (t: Templates, id: string) => t.one('AWS::ElasticLoadBalancingV2::Listener', 'Edge', id).properties;
const asRecord = (value: Json | undefined): Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const isOnInstances = (t: Templates) => t.stage.capacity.kind === 'ec2-asg';

/** The door, the nodes, and how one version follows another. */
export const nodeRules: Rule[] = [
  {
    ids: ['S1-05', 'S2-03', 'S2-08', 'S4-23'],
    construct: 'elbv2.ApplicationLoadBalancer',
    terraform: 'aws_lb, aws_lb_listener',
    what: '80 leads to HTTPS for good, 443 has a certificate and TLS 1.2 or later, the rest is nothing; what comes is logged',
    holds: (t) => {
      const redirect = at(actionsOf(t, 'BalancerRedirect'), 'DefaultActions.0.RedirectConfig');
      assert.equal(at(redirect, 'Protocol'), 'HTTPS');
      assert.equal(at(redirect, 'StatusCode'), 'HTTP_301');
      const secure = actionsOf(t, 'BalancerHttps');
      assert.equal(list(secure['Certificates']).length, 1);
      assert.match(text(secure['SslPolicy']), /TLS13-1-2/);
      assert.equal(at(secure, 'DefaultActions.0.FixedResponseConfig.StatusCode'), '404');
      const attributes = text(t.one('AWS::ElasticLoadBalancingV2::LoadBalancer').properties['LoadBalancerAttributes']);
      for (const [key, value] of [
        ['routing.http.drop_invalid_header_fields.enabled', 'true'],
        ['access_logs.s3.enabled', 'true'],
        ['deletion_protection.enabled', 'true'],
        ['idle_timeout.timeout_seconds', '120'],
      ])
        assert.ok(attributes.includes(`{"Key":"${key}","Value":"${value}"}`), key);
    },
    broken: (t) => t.remove((one) => one.id.startsWith('BalancerRedirect')),
  },
  {
    ids: ['S4-23', 'G17'],
    construct: 'elbv2.ApplicationTargetGroup',
    terraform: 'aws_lb_target_group',
    what: 'nodes are asked whether they are ready, and have a minute to end what is under way',
    holds: (t) => {
      const groups = t.all('AWS::ElasticLoadBalancingV2::TargetGroup');
      assert.equal(groups.length, 4);
      for (const { properties, id } of groups) {
        assert.equal(properties['HealthCheckPath'], '/api/health/ready');
        assert.equal(properties['TargetType'], 'ip');
        const attributes = text(properties['TargetGroupAttributes']);
        assert.match(attributes, /"deregistration_delay.timeout_seconds","Value":"60"/);
        assert.match(attributes, new RegExp(`"stickiness.enabled","Value":"${id.startsWith('Polling')}"`));
      }
    },
    broken: (t) =>
      put(t.one('AWS::ElasticLoadBalancingV2::TargetGroup', 'Edge', 'MainBlue').properties, 'HealthCheckPath', '/'),
  },
  {
    ids: ['S2-04', 'G18'],
    construct: 'elbv2.ApplicationListenerRule',
    terraform: 'aws_lb_listener_rule',
    what: 'a cookie binds long polling alone: every other request goes to any node, so that X-Instance-Id changes',
    holds: (t) => {
      const polling = t.one('AWS::ElasticLoadBalancingV2::ListenerRule', 'Edge', 'PollingRule').properties;
      assert.match(text(polling['Conditions']), /"transport","Value":"polling"/);
      assert.match(text(polling['Conditions']), /\/socket\.io\/\*/);
      assert.match(text(polling['Actions']), /PollingBlue/);
      const main = t.one('AWS::ElasticLoadBalancingV2::ListenerRule', 'Edge', 'MainRule').properties;
      assert.ok(Number(polling['Priority']) < Number(main['Priority']));
      assert.doesNotMatch(text(main['Actions']), /Polling|Stickiness/);
    },
    broken: (t) =>
      put(t.one('AWS::ElasticLoadBalancingV2::ListenerRule', 'Edge', 'PollingRule').properties, 'Conditions', []),
  },
  {
    ids: ['S4-01', 'S4-07', 'S4-11', 'S1-16'],
    construct: 'ecs.TaskDefinition',
    terraform: 'aws_ecs_task_definition',
    what: 'nodes and migrations run as nobody special, write no file, have time to leave, and are the image of a commit',
    holds: (t) => {
      for (const concern of ['Api', 'Migration'] as const) {
        const one = container(t, concern);
        assert.equal(at(one, 'ReadonlyRootFilesystem'), true);
        assert.equal(at(one, 'User'), 'node');
        assert.equal(at(one, 'StopTimeout'), 120);
        assert.equal(at(one, 'LinuxParameters.InitProcessEnabled'), true);
        assert.deepEqual(at(one, 'LinuxParameters.Capabilities.Drop'), ['ALL']);
        assert.match(text(at(one, 'Image')), /"Ref":"ImageTag"/);
        assert.doesNotMatch(text(at(one, 'Image')), /latest/);
      }
      assert.match(text(at(container(t, 'Api'), 'HealthCheck.Command')), /health\/live/);
    },
    broken: (t) => put(asRecord(container(t, 'Api')), 'ReadonlyRootFilesystem', false),
  },
  {
    ids: ['S4-12', 'S3-17', 'N50'],
    construct: 'ecs.Secret',
    terraform: 'aws_ecs_task_definition secrets',
    what: 'nothing in an environment looks like a secret, and secrets come by reference',
    holds: (t) => {
      const secret = /PASS|SECRET(?!_ARNS|S_EXTENSION|S_MANAGER_)|TOKEN|_KEY$|CREDENTIAL/;
      for (const concern of ['Api', 'Migration'] as const) {
        for (const variable of list(at(container(t, concern), 'Environment'))) {
          assert.doesNotMatch(text(at(variable, 'Name')), secret);
          assert.doesNotMatch(text(at(variable, 'Value')), /:[^/@"]{4,}@|resolve:/);
        }
      }
      const names = list(at(container(t, 'Api'), 'Secrets')).map((one) => at(one, 'Name'));
      assert.deepEqual([...names].sort(), ['JOBS_SECRET', 'PGPASSWORD', 'REDIS_URL']);
      for (const { properties } of t.all('AWS::Lambda::Function'))
        for (const [name, value] of Object.entries(asRecord(at(properties, 'Environment.Variables')))) {
          assert.doesNotMatch(name, secret);
          assert.doesNotMatch(text(value), /resolve:secretsmanager/);
        }
    },
    broken: (t) => {
      const environment = list(at(container(t, 'Api'), 'Environment'));
      environment.push({ Name: 'DATABASE_PASSWORD', Value: 'x' });
    },
  },
  {
    ids: ['S4-02', 'S4-09'],
    construct: 'iam.Role',
    terraform: 'aws_iam_role',
    what: 'who starts a task and what runs in it are two roles',
    holds: (t) => {
      for (const { properties } of t.all('AWS::ECS::TaskDefinition')) {
        assert.ok(properties['ExecutionRoleArn'] && properties['TaskRoleArn']);
        assert.notDeepEqual(properties['ExecutionRoleArn'], properties['TaskRoleArn']);
      }
    },
    broken: (t) => {
      const { properties } = t.one('AWS::ECS::TaskDefinition', 'Api');
      put(properties, 'TaskRoleArn', properties['ExecutionRoleArn']);
    },
  },
  {
    ids: ['S4-09', 'S4-24', 'S4-31'],
    construct: 'ecs.Cluster, ecs.FargateService or ecs.Ec2Service',
    terraform: 'aws_ecs_cluster, aws_ecs_service',
    what: 'one cluster and one service, in private subnets with an address of its own for each node, never fewer than two',
    holds: (t) => {
      t.one('AWS::ECS::Cluster');
      const { properties } = t.one('AWS::ECS::Service');
      assert.ok(Number(properties['DesiredCount']) >= 2);
      const network = at(properties, 'NetworkConfiguration.AwsvpcConfiguration');
      assert.match(text(at(network, 'Subnets')), /nodes/);
      assert.notEqual(at(network, 'AssignPublicIp'), 'ENABLED');
      for (const task of t.all('AWS::ECS::TaskDefinition')) assert.equal(task.properties['NetworkMode'], 'awsvpc');
    },
    broken: (t) =>
      put(t.one('AWS::ECS::Service').properties, 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp', 'ENABLED'),
  },
  {
    ids: ['S4-16', 'S4-17'],
    construct: 'ecs.DeploymentStrategy.BLUE_GREEN, ecs.AlternateTarget',
    terraform: 'aws_ecs_service deployment_configuration, aws_cloudwatch_metric_alarm',
    what: 'new nodes beside the old ones, asked before people are sent to them, taken back by alarms on 5xx and on sockets',
    holds: (t) => {
      const deployment = configuration(t);
      assert.equal(at(deployment, 'Strategy'), 'BLUE_GREEN');
      assert.ok(Number(at(deployment, 'BakeTimeInMinutes')) >= 5);
      assert.equal(at(deployment, 'Alarms.Rollback'), true);
      assert.equal(at(deployment, 'Alarms.Enable'), true);
      const names = text(at(deployment, 'Alarms.AlarmNames'));
      assert.match(names, /Failures|5xx/);
      assert.match(names, /SocketDrops|socket-drops/);
      assert.match(text(at(deployment, 'LifecycleHooks')), /Smoke.*POST_TEST_TRAFFIC_SHIFT/);
      const balancers = list(t.one('AWS::ECS::Service').properties['LoadBalancers']);
      assert.equal(balancers.length, 2);
      for (const one of balancers) assert.ok(at(one, 'AdvancedConfiguration.AlternateTargetGroupArn'));
      assert.ok(balancers.some((one) => at(one, 'AdvancedConfiguration.TestListenerRule')));
    },
    broken: (t) => put(t.one('AWS::ECS::Service').properties, 'DeploymentConfiguration.Alarms.Rollback', false),
  },
  {
    ids: ['S1-17'],
    construct: 'service.autoScaleTaskCount',
    terraform: 'aws_appautoscaling_policy',
    what: 'nodes are added at half of their CPU, or when each has too many sockets, and taken away slowly',
    holds: (t) => {
      const policies = t
        .all('AWS::ApplicationAutoScaling::ScalingPolicy')
        .map(({ properties }) => properties['TargetTrackingScalingPolicyConfiguration']);
      const cpu = policies.find((one) => text(one).includes('ECSServiceAverageCPUUtilization'));
      assert.equal(at(cpu, 'TargetValue'), 50);
      const sockets = policies.find((one) => text(one).includes('SocketConnections'));
      assert.equal(at(sockets, 'TargetValue'), t.stage.service.connectionsPerTask);
      assert.equal(at(sockets, 'CustomizedMetricSpecification.Statistic'), 'Average');
      for (const one of policies) assert.ok(Number(at(one, 'ScaleInCooldown')) >= 300);
    },
    broken: (t) =>
      t.remove((one) => one.type === 'AWS::ApplicationAutoScaling::ScalingPolicy' && one.id.includes('Cpu')),
  },
  {
    ids: ['S1-03', 'S2-05', 'S2-20', 'S2-39', 'S2-40', 'S1-17'],
    construct: 'autoscaling.AutoScalingGroup, ecs.AsgCapacityProvider',
    terraform: 'aws_autoscaling_group, aws_launch_template, aws_ecs_capacity_provider',
    only: isOnInstances,
    what: 'instances of an image that starts nodes by itself, grown at half of their CPU, and drained before they go',
    holds: (t) => {
      const group = t.one('AWS::AutoScaling::AutoScalingGroup').properties;
      assert.ok(Number(group['MinSize']) >= 2);
      assert.equal(list(group['NotificationConfigurations']).length, 1);
      const template = t.one('AWS::EC2::LaunchTemplate').properties['LaunchTemplateData'];
      assert.equal(at(template, 'MetadataOptions.HttpTokens'), 'required');
      assert.equal(at(template, 'BlockDeviceMappings.0.Ebs.Encrypted'), true);
      assert.match(text(at(template, 'UserData')), /ECS_CLUSTER/);
      assert.match(text(at(template, 'UserData')), /systemctl enable --now --no-block ecs/);
      const tracking = t.one('AWS::AutoScaling::ScalingPolicy').properties['TargetTrackingConfiguration'];
      assert.equal(at(tracking, 'TargetValue'), 50);
      assert.equal(at(tracking, 'PredefinedMetricSpecification.PredefinedMetricType'), 'ASGAverageCPUUtilization');
      const hook = t.one('AWS::AutoScaling::LifecycleHook').properties;
      assert.equal(hook['HeartbeatTimeout'], 300);
      assert.equal(hook['LifecycleTransition'], 'autoscaling:EC2_INSTANCE_TERMINATING');
      assert.equal(
        at(t.one('AWS::ECS::CapacityProvider').properties, 'AutoScalingGroupProvider.ManagedDraining'),
        'ENABLED',
      );
      // The node bears the name of its instance, by which the event finds it.
      assert.match(text(at(container(t, 'Api'), 'Command')), /INSTANCE_ID=.*exec node apps\/api\/dist\/main\.js/);
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::AutoScaling::LifecycleHook'),
  },
  {
    ids: ['S4-02', 'N42'],
    construct: 'wafv2.CfnWebACL',
    terraform: 'aws_wafv2_web_acl',
    what: 'a firewall at the door: too many of one address wait, pages for operators are not there, and messages about code pass',
    holds: (t) => {
      t.one('AWS::WAFv2::WebACLAssociation');
      const rules = list(t.one('AWS::WAFv2::WebACL').properties['Rules']);
      const named = (name: string) => rules.find((one) => at(one, 'Name') === name);
      assert.ok(at(named('rate'), 'Statement.RateBasedStatement.Limit'));
      for (const path of ['/metrics', '/api/docs', '/api/openapi.json'])
        assert.ok(text(named('not-for-the-world')).includes(`"${path}"`), path);
      assert.equal(at(named('not-for-the-world'), 'Action.Block.CustomResponse.ResponseCode'), 404);
      assert.match(
        text(named('common')),
        /CrossSiteScripting_BODY","ActionToUse":\{"Count"|"ActionToUse":\{"Count":\{\}\},"Name":"CrossSiteScripting_BODY"/,
      );
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::WAFv2::WebACLAssociation'),
  },
];
