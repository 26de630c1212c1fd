import { type App, Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { acknowledge, ChatStack } from './chat-stack.js';
import type { Stage } from './stage.js';

export const PORTS = { api: 3_000, test: 8_443, database: 5_432, cache: 6_379 } as const;

/** Who may talk to whom: one group for each kind of part. */
export interface Groups {
  balancer: ec2.SecurityGroup;
  nodes: ec2.SecurityGroup;
  database: ec2.SecurityGroup;
  cache: ec2.SecurityGroup;
  instances: ec2.SecurityGroup;
  /** Of what calls out and is never called. */
  callers: ec2.SecurityGroup;
}

/** Two zones; the balancer in public subnets, nodes in private ones, data in subnets without any way out (S4-22). */
export class NetworkStack extends ChatStack {
  readonly vpc: ec2.IVpc;
  readonly groups: Groups;

  constructor(app: App, stage: Stage, key: IKey) {
    super(app, 'Network', stage);
    const { vpc, egress } =
      stage.network.kind === 'new' ? this.makeVpc(stage.network, key) : this.takeVpc(stage.network);
    this.vpc = vpc;
    this.groups = this.makeGroups(egress);
  }

  private makeVpc({ cidr, natGateways }: Extract<Stage['network'], { kind: 'new' }>, key: IKey) {
    const addresses = Array.from({ length: natGateways }, (_, index) => new ec2.CfnEIP(this, `Egress${index + 1}`));
    const vpc = new ec2.Vpc(this, 'Vpc', {
      vpcName: this.prefix,
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      maxAzs: 2,
      natGateways,
      natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: addresses.map((one) => one.attrAllocationId) }),
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'nodes', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
        { name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
      flowLogs: {
        Rejected: {
          trafficType: ec2.FlowLogTrafficType.REJECT,
          destination: ec2.FlowLogDestination.toCloudWatchLogs(this.logGroup('FlowLogs', `/${this.prefix}/flow`, key)),
        },
      },
    });
    return { vpc, egress: addresses.map((one) => one.ref) };
  }

  private takeVpc(network: Extract<Stage['network'], { kind: 'existing' }>) {
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: network.vpcId,
      vpcCidrBlock: network.cidr,
      availabilityZones: network.availabilityZones,
      publicSubnetIds: network.publicSubnetIds,
      privateSubnetIds: network.privateSubnetIds,
      isolatedSubnetIds: network.dataSubnetIds,
    });
    return { vpc, egress: network.egressAddresses };
  }

  private makeGroups(egress: readonly string[]): Groups {
    const make = (id: string, description: string, allowAllOutbound = true) =>
      new ec2.SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound });
    const groups: Groups = {
      balancer: make('Balancer', 'Load balancer: open to the world on 80 and 443', false),
      nodes: make('Nodes', 'Nodes of the chat'),
      database: make('Database', 'PostgreSQL', false),
      cache: make('Cache', 'Valkey', false),
      instances: make('Instances', 'Instances that carry nodes; nobody calls them'),
      callers: make('Callers', 'Functions and tasks that call and are never called'),
    };
    const { balancer, nodes, database, cache, callers } = groups;
    balancer.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'HTTPS and WebSocket');
    balancer.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(80), 'Redirected to HTTPS');
    egress.forEach((address, index) =>
      balancer.addIngressRule(
        ec2.Peer.ipv4(Fn.join('', [address, '/32'])),
        ec2.Port.tcp(PORTS.test),
        `Smoke test by way of NAT ${index + 1}`,
      ),
    );
    balancer.addEgressRule(nodes, ec2.Port.tcp(PORTS.api), 'Nodes');
    nodes.addIngressRule(balancer, ec2.Port.tcp(PORTS.api), 'Load balancer');
    for (const client of [nodes, callers])
      database.addIngressRule(client, ec2.Port.tcp(PORTS.database), 'Nodes, migrations');
    cache.addIngressRule(nodes, ec2.Port.tcp(PORTS.cache), 'Nodes');
    acknowledge(balancer, {
      EC23: 'A public web address: 80 only redirects, 443 is behind the firewall; 8443 is closed to all but our own NAT.',
    });
    return groups;
  }
}
