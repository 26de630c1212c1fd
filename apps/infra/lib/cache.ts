import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge, type ChatStack } from './chat-stack.js';
import { type NetworkStack, PORTS } from './network-stack.js';

/**
 * Valkey with nodes of our choice, cluster mode off: the serverless kind is always a cluster, which the plain client does not speak.
 * Every key has an expiry and nothing is lost with it (G8), so it evicts what was not used for longest.
 */
export function addCache(stack: ChatStack, { vpc, groups }: NetworkStack, key: IKey) {
  const { cache } = stack.stage;
  const name = stack.prefix;
  const { password, users } = addUser(stack, key);
  const subnets = new elasticache.CfnSubnetGroup(stack, 'CacheSubnets', {
    cacheSubnetGroupName: name,
    description: 'Subnets without a way out',
    subnetIds: vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }).subnetIds,
  });
  const settings = new elasticache.CfnParameterGroup(stack, 'CacheSettings', {
    cacheParameterGroupFamily: 'valkey8',
    description: 'A cache, not a store',
    properties: { 'maxmemory-policy': 'allkeys-lru' },
  });
  const isReplicated = cache.replicas > 0;
  const group = new elasticache.CfnReplicationGroup(stack, 'Cache', {
    replicationGroupId: name,
    replicationGroupDescription: 'Cache, limits, and a carrier between nodes; may vanish',
    engine: 'valkey',
    engineVersion: '8.1',
    cacheNodeType: cache.nodeType,
    numCacheClusters: cache.replicas + 1,
    automaticFailoverEnabled: isReplicated,
    multiAzEnabled: isReplicated,
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    atRestEncryptionEnabled: true,
    kmsKeyId: key.keyArn,
    port: PORTS.cache,
    cacheSubnetGroupName: subnets.ref,
    cacheParameterGroupName: settings.ref,
    securityGroupIds: [groups.cache.securityGroupId],
    userGroupIds: [users.ref],
    snapshotRetentionLimit: 0,
  });
  acknowledge(group, {
    AEC5: 'Another port hides nothing from whoever is inside; the group lets in nodes alone.',
    AEC6: 'A user with a password of its own instead of the one token for everybody.',
    ...(!isReplicated && { AEC4: 'Nothing is lost with the cache: without it the chat is slower and still right.' }),
  });
  return { group, password };
}

/** One user with a password of its own, which may do everything but administer. */
function addUser(stack: ChatStack, key: IKey) {
  const name = stack.prefix;
  const password = new Secret(stack, 'CachePassword', {
    secretName: `${name}/cache`,
    encryptionKey: key,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: 'tertulia' }),
      generateStringKey: 'password',
      passwordLength: 64,
      excludePunctuation: true,
    },
  });
  const user = new elasticache.CfnUser(stack, 'CacheUser', {
    engine: 'valkey',
    userId: name,
    userName: 'tertulia',
    accessString: 'on ~* &* +@all -@admin',
    authenticationMode: { Type: 'password', Passwords: [password.secretValueFromJson('password').unsafeUnwrap()] },
  });
  const users = new elasticache.CfnUserGroup(stack, 'CacheUsers', {
    engine: 'valkey',
    userGroupId: name,
    userIds: [user.ref],
  });
  return { password, users };
}
