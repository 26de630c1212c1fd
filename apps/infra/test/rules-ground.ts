import assert from 'node:assert/strict';
import type { Rule } from './rule.js';
import { at, list, put, text } from './templates.js';

const OPEN_PORTS = [80, 443];

/** Network, data and what everything stands on. */
export const groundRules: Rule[] = [
  {
    ids: ['S4-22', 'S2-39'],
    construct: 'ec2.Vpc',
    terraform: 'aws_vpc, aws_subnet, aws_nat_gateway, aws_flow_log',
    what: 'two zones, each with a public, a private and a data subnet; data has no way out; what is refused is logged',
    holds: (t) => {
      const subnets = t.all('AWS::EC2::Subnet');
      assert.equal(subnets.length, 6);
      assert.equal(new Set(subnets.map((one) => text(one.properties['AvailabilityZone']))).size, 2);
      for (const subnet of subnets) assert.notEqual(subnet.properties['MapPublicIpOnLaunch'], true);
      const ways = t.all('AWS::EC2::Route').map((route) => route.id);
      assert.equal(ways.filter((id) => /data/.test(id)).length, 0);
      assert.equal(ways.filter((id) => /nodes/.test(id)).length, 2);
      t.one('AWS::EC2::FlowLog');
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::EC2::FlowLog'),
  },
  {
    ids: ['S0-22', 'S0-23', 'N50'],
    construct: 'ec2.SecurityGroup',
    terraform: 'aws_security_group',
    what: 'only the load balancer is open to the world, on 80 and 443; database and cache are open to nodes alone',
    holds: (t) => {
      for (const group of t.all('AWS::EC2::SecurityGroup')) {
        for (const rule of list(group.properties['SecurityGroupIngress'])) {
          if (at(rule, 'CidrIp') !== '0.0.0.0/0') continue;
          assert.match(group.id, /^Balancer/);
          assert.ok(OPEN_PORTS.includes(Number(at(rule, 'FromPort'))));
          assert.equal(at(rule, 'FromPort'), at(rule, 'ToPort'));
        }
      }
      const inward = t.all('AWS::EC2::SecurityGroupIngress');
      for (const { properties } of inward) assert.equal(properties['CidrIp'], undefined);
      const to = (port: number) => inward.filter(({ properties }) => properties['FromPort'] === port);
      for (const rule of [...to(5_432), ...to(6_379)])
        assert.match(text(rule.properties['SourceSecurityGroupId']), /Nodes|Callers/);
      assert.equal(to(5_432).length, 2);
      assert.equal(to(6_379).length, 1);
    },
    broken: (t) => {
      const database = t.one('AWS::EC2::SecurityGroup', 'Network', 'Database');
      database.properties['SecurityGroupIngress'] = [{ CidrIp: '0.0.0.0/0', FromPort: 5_432, ToPort: 5_432 }];
    },
  },
  {
    ids: ['S1-18', 'S0-15', 'G1'],
    construct: 'rds.DatabaseInstance',
    terraform: 'aws_db_instance, aws_db_parameter_group',
    what: 'PostgreSQL 17, encrypted, private, backed up, kept; TLS is forced and nothing that loses messages is set',
    holds: (t) => {
      const { properties, deletionPolicy } = t.one('AWS::RDS::DBInstance');
      assert.match(text(properties['EngineVersion']), /^"17/);
      assert.equal(properties['StorageEncrypted'], true);
      assert.equal(properties['PubliclyAccessible'], false);
      assert.equal(properties['DeletionProtection'], true);
      assert.equal(properties['MultiAZ'], t.stage.database.isMultiAz);
      assert.ok(Number(properties['BackupRetentionPeriod']) >= 7);
      assert.equal(deletionPolicy, 'Snapshot');
      const settings = t.one('AWS::RDS::DBParameterGroup').properties['Parameters'];
      assert.equal(at(settings, 'rds#force_ssl'.replace('#', '.')) ?? Object(settings)['rds.force_ssl'], '1');
      assert.doesNotMatch(text(settings), /synchronous_commit|fsync|full_page_writes/);
    },
    broken: (t) => put(t.one('AWS::RDS::DBParameterGroup').properties, 'Parameters', { synchronous_commit: 'off' }),
  },
  {
    ids: ['S4-12'],
    construct: 'DatabaseInstance.addRotationSingleUser, sfn.StateMachine',
    terraform: 'aws_secretsmanager_secret_rotation, aws_sfn_state_machine',
    what: 'the password of the database is made anew each month, and nodes are made anew after it',
    holds: (t) => {
      const rotation = t.one('AWS::SecretsManager::RotationSchedule');
      assert.match(text(rotation.properties['RotationRules']), /30/);
      const rule = t.one('AWS::Events::Rule', 'Api', 'Rotation');
      assert.match(text(rule.properties['EventPattern']), /RotationSucceeded/);
      assert.match(text(t.one('AWS::StepFunctions::StateMachine').properties), /updateService.*ForceNewDeployment/);
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::SecretsManager::RotationSchedule'),
  },
  {
    ids: ['S1-08', 'S2-42', 'S4-27'],
    construct: 'elasticache.CfnReplicationGroup',
    terraform: 'aws_elasticache_replication_group, aws_elasticache_user_group',
    what: 'Valkey with TLS, encrypted, a user of its own, eviction, in subnets without a way out; a second node in production',
    holds: (t) => {
      const { properties } = t.one('AWS::ElastiCache::ReplicationGroup');
      assert.equal(properties['Engine'], 'valkey');
      assert.equal(properties['TransitEncryptionEnabled'], true);
      assert.equal(properties['AtRestEncryptionEnabled'], true);
      assert.equal(properties['NumCacheClusters'], t.stage.cache.replicas + 1);
      assert.equal(properties['AutomaticFailoverEnabled'], t.stage.cache.replicas > 0);
      assert.equal(list(properties['UserGroupIds']).length, 1);
      assert.match(text(t.one('AWS::ElastiCache::ParameterGroup').properties), /"maxmemory-policy":"allkeys-lru"/);
      assert.match(text(t.one('AWS::ElastiCache::SubnetGroup').properties['SubnetIds']), /data/);
    },
    broken: (t) => put(t.one('AWS::ElastiCache::ReplicationGroup').properties, 'TransitEncryptionEnabled', false),
  },
  {
    ids: ['S4-10', 'S4-31'],
    construct: 'ecr.Repository',
    terraform: 'aws_ecr_repository',
    what: 'a private registry whose tags never change and whose images are scanned',
    holds: (t) => {
      const { properties } = t.one('AWS::ECR::Repository');
      assert.equal(properties['ImageTagMutability'], 'IMMUTABLE');
      assert.equal(at(properties, 'ImageScanningConfiguration.ScanOnPush'), true);
    },
    broken: (t) => put(t.one('AWS::ECR::Repository').properties, 'ImageTagMutability', 'MUTABLE'),
  },
  {
    ids: ['S4-04'],
    construct: 'Tags.of(app)',
    terraform: 'default_tags',
    what: 'everything that can have tags has project, environment and owner',
    holds: (t) => {
      const tagged = t.resources.filter(({ properties }) => properties['Tags'] !== undefined);
      assert.ok(tagged.length > 60);
      for (const { properties, id } of tagged)
        for (const key of ['project', 'environment', 'owner'])
          assert.ok(text(properties['Tags']).includes(`"${key}"`), `${id} ${key}`);
      for (const type of [
        'AWS::RDS::DBInstance',
        'AWS::ECS::Service',
        'AWS::S3::Bucket',
        'AWS::Lambda::Function',
        'AWS::SQS::Queue',
      ])
        for (const { properties, id } of t.all(type)) assert.ok(properties['Tags'], id);
    },
    broken: (t) => put(t.one('AWS::RDS::DBInstance').properties, 'Tags', undefined),
  },
  {
    ids: ['S1-04', 'S2-06', 'S4-25', 'S0-14'],
    construct: 'route53.ARecord, route53.PrivateHostedZone',
    terraform: 'aws_route53_record, aws_route53_zone',
    what: 'names of the app, the API and the pictures are aliases; inside there is chat.local',
    holds: (t) => {
      const named = t
        .all('AWS::Route53::RecordSet')
        .filter(({ properties }) => properties['AliasTarget'] !== undefined);
      const names = named.map(({ properties }) => properties['Name']);
      const { domain } = t.stage;
      for (const name of [`${domain}.`, `api.${domain}.`, `media.${domain}.`, 'backend.chat.local.'])
        assert.ok(names.includes(name), name);
      assert.equal(t.one('AWS::Route53::HostedZone').properties['Name'], 'chat.local.');
    },
    broken: (t) => t.remove((one) => one.id.startsWith('ApiName')),
  },
  {
    ids: ['S1-05', 'S2-07'],
    construct: 'acm.Certificate',
    terraform: 'aws_acm_certificate, aws_acm_certificate_validation',
    what: 'certificates are proven by records of the zone, and renew themselves',
    holds: (t) => {
      const certificates = t.all('AWS::CertificateManager::Certificate');
      assert.equal(certificates.length, 2);
      for (const { properties } of certificates) assert.equal(properties['ValidationMethod'], 'DNS');
    },
    broken: (t) => t.remove((one) => one.type === 'AWS::CertificateManager::Certificate'),
  },
];
