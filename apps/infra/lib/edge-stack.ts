import { type App, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { logBucket } from './buckets.js';
import { ChatStack, hostsOf } from './chat-stack.js';
import type { DnsStack } from './dns-stack.js';
import { addFirewall } from './firewall.js';
import { type NetworkStack, PORTS } from './network-stack.js';
import type { Stage } from './stage.js';

/** One way of traffic: two groups that change places at each deployment, and the rules that lead to them. */
export interface Way {
  blue: elb.ApplicationTargetGroup;
  green: elb.ApplicationTargetGroup;
  production: elb.ApplicationListenerRule;
  test?: elb.ApplicationListenerRule;
}

/** Time in which requests that are under way end; sockets are sent elsewhere by the node itself, after its SIGTERM. */
const DEREGISTRATION = Duration.seconds(60);

/**
 * The public door of the API. It is a stack of its own because ECS writes new weights into its rules at each deployment: it
 * changes seldom, and never together with a new version.
 */
export class EdgeStack extends ChatStack {
  readonly balancer: elb.ApplicationLoadBalancer;
  /** Everything; no cookie, so that requests go to all nodes and `X-Instance-Id` changes. */
  readonly main: Way;
  /** Socket.IO's long polling alone: one conversation of many requests must stay with one node. */
  readonly polling: Way;

  constructor(
    app: App,
    stage: Stage,
    private readonly network: NetworkStack,
    dns: DnsStack,
  ) {
    super(app, 'Edge', stage);
    const { api } = hostsOf(stage);
    this.balancer = this.addBalancer(network.groups.balancer);
    const certificates = [dns.apiCertificate];
    const common = {
      protocol: elb.ApplicationProtocol.HTTPS,
      certificates,
      sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
      open: false,
    };
    const nothing = elb.ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'Nothing here.' });
    const secure = this.balancer.addListener('Https', { ...common, port: 443, defaultAction: nothing });
    const test = this.balancer.addListener('Test', { ...common, port: PORTS.test, defaultAction: nothing });
    this.balancer.addRedirect({ open: false });
    const isApi = elb.ListenerCondition.hostHeaders([api]);
    this.main = this.addWay('Main', [isApi], { secure, test, priority: 20 });
    const isPolling = [
      isApi,
      elb.ListenerCondition.pathPatterns(['/socket.io/*']),
      elb.ListenerCondition.queryStrings([{ key: 'transport', value: 'polling' }]),
    ];
    this.polling = this.addWay('Polling', isPolling, { secure, priority: 10 }, Duration.hours(1));
    addFirewall(this, this.balancer.loadBalancerArn);
    const target = route53.RecordTarget.fromAlias(new LoadBalancerTarget(this.balancer));
    new route53.ARecord(this, 'ApiName', { zone: dns.zone, recordName: `${api}.`, target });
    new route53.ARecord(this, 'BackendInside', { zone: dns.inside, recordName: 'backend', target });
    new CfnOutput(this, 'BalancerName', { value: this.balancer.loadBalancerDnsName });
  }

  private addBalancer(securityGroup: SecurityGroup): elb.ApplicationLoadBalancer {
    const logs = logBucket(this, 'Logs');
    const balancer = new elb.ApplicationLoadBalancer(this, 'Balancer', {
      loadBalancerName: this.prefix,
      vpc: this.network.vpc,
      internetFacing: true,
      securityGroup,
      vpcSubnets: { subnets: this.network.vpc.publicSubnets },
      dropInvalidHeaderFields: true,
      deletionProtection: true,
      // Above the pings of sockets, which come every 25 s.
      idleTimeout: Duration.seconds(120),
    });
    balancer.logAccessLogs(logs, 'balancer');
    logs.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return balancer;
  }

  private addWay(
    id: string,
    conditions: elb.ListenerCondition[],
    at: { secure: elb.ApplicationListener; test?: elb.ApplicationListener; priority: number },
    stickinessCookieDuration?: Duration,
  ): Way {
    const make = (colour: string) =>
      new elb.ApplicationTargetGroup(this, `${id}${colour}`, {
        vpc: this.network.vpc,
        targetType: elb.TargetType.IP,
        protocol: elb.ApplicationProtocol.HTTP,
        port: PORTS.api,
        deregistrationDelay: DEREGISTRATION,
        ...(stickinessCookieDuration && { stickinessCookieDuration }),
        healthCheck: {
          path: '/api/health/ready',
          interval: Duration.seconds(10),
          timeout: Duration.seconds(5),
          healthyThresholdCount: 2,
          unhealthyThresholdCount: 2,
          healthyHttpCodes: '200',
        },
      });
    const [blue, green] = [make('Blue'), make('Green')];
    const rule = (
      name: string,
      listener: elb.ApplicationListener,
      only: elb.ListenerCondition[],
      first: elb.ApplicationTargetGroup,
    ) =>
      new elb.ApplicationListenerRule(this, `${id}${name}`, {
        listener,
        priority: at.priority,
        conditions: only,
        action: elb.ListenerAction.weightedForward([
          { targetGroup: first, weight: 1 },
          { targetGroup: first === blue ? green : blue, weight: 0 },
        ]),
      });
    // Whoever reaches the test listener names a port with the host, so it is not looked at.
    const everything = [elb.ListenerCondition.pathPatterns(['/*'])];
    const production = rule('Rule', at.secure, conditions, blue);
    return { blue, green, production, ...(at.test && { test: rule('TestRule', at.test, everything, green) }) };
  }
}
