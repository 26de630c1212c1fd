import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { acknowledge, type ChatStack } from './chat-stack.js';
import { type NetworkStack, PORTS } from './network-stack.js';

/**
 * PostgreSQL. Its settings leave `fsync`, `full_page_writes` and `synchronous_commit` as they are: an acknowledged message is on
 * disk (G1), and a node that finds it otherwise stays unready.
 */
export function addDatabase(stack: ChatStack, { vpc, groups }: NetworkStack, key: IKey) {
  const { database } = stack.stage;
  const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_7 });
  const name = stack.prefix;
  // The groups let in whom they are to let in; nothing made here adds to them.
  const fixed = (id: string, { securityGroupId }: ec2.ISecurityGroup) =>
    ec2.SecurityGroup.fromSecurityGroupId(stack, id, securityGroupId, { mutable: false });
  stack.logGroup('DatabaseLog', `/aws/rds/instance/${name}/postgresql`, key);
  const instance = new rds.DatabaseInstance(stack, 'Database', {
    instanceIdentifier: name,
    engine,
    instanceType: new ec2.InstanceType(database.instanceType),
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    securityGroups: [fixed('DatabaseGroup', groups.database)],
    port: PORTS.database,
    databaseName: 'tertulia',
    credentials: rds.Credentials.fromGeneratedSecret('tertulia', {
      secretName: `${name}/database`,
      encryptionKey: key,
    }),
    parameterGroup: new rds.ParameterGroup(stack, 'DatabaseSettings', {
      engine,
      parameters: { 'rds.force_ssl': '1', log_min_duration_statement: '1000', log_connections: '1' },
    }),
    caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
    multiAz: database.isMultiAz,
    allocatedStorage: database.storageGiB,
    maxAllocatedStorage: database.mostStorageGiB,
    storageType: rds.StorageType.GP3,
    storageEncrypted: true,
    storageEncryptionKey: key,
    backupRetention: Duration.days(database.backupDays),
    copyTagsToSnapshot: true,
    deletionProtection: true,
    publiclyAccessible: false,
    autoMinorVersionUpgrade: true,
    cloudwatchLogsExports: ['postgresql'],
    removalPolicy: RemovalPolicy.SNAPSHOT,
  });
  instance.addRotationSingleUser({
    automaticallyAfter: Duration.days(30),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    securityGroup: fixed('RotationGroup', groups.callers),
    excludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\',
  });
  return { instance, secret: secretOf(stack, instance) };
}

/** The secret of the instance, and what is accepted about it. */
function secretOf({ stage: { database } }: ChatStack, instance: rds.DatabaseInstance) {
  acknowledge(instance, {
    RDS11: 'Another port hides nothing from whoever is inside; the group lets in nodes and migrations alone.',
    ...(!database.isMultiAz && { RDS3: 'A demonstration: one zone, restored from a backup (README, Restore).' }),
  });
  const { secret } = instance;
  if (!secret) throw new Error('The database has no secret.');
  return secret;
}
