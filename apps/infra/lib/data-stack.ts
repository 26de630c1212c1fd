import type { App } from 'aws-cdk-lib';
import { Fn, RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import { Repository, RepositoryEncryption, TagMutability } from 'aws-cdk-lib/aws-ecr';
import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { addCache } from './cache.js';
import { acknowledge, ChatStack } from './chat-stack.js';
import { addDatabase } from './database.js';
import type { NetworkStack } from './network-stack.js';
import type { Stage } from './stage.js';

/** What a node is given to reach its data; secrets by reference alone. */
export interface Secrets {
  /** Of the database, as Secrets Manager rotates it: JSON with `username` and `password`. */
  database: ISecret;
  /** The whole address of the cache, its password in it. */
  cacheUrl: Secret;
  /** JSON with `JOBS_SECRET`, which signs between the API and its functions. */
  jobs: Secret;
  /** JSON with the addresses that alerts are posted to; an operator fills it in. */
  alerts: Secret;
}

/** What outlives every deployment: database, cache, secrets, and the images of the API. */
export class DataStack extends ChatStack {
  readonly database: DatabaseInstance;
  readonly cache: CfnReplicationGroup;
  readonly secrets: Secrets;
  readonly images: Repository;

  constructor(app: App, stage: Stage, network: NetworkStack, key: IKey) {
    super(app, 'Data', stage);
    const database = addDatabase(this, network, key);
    const cache = addCache(this, network, key);
    this.database = database.instance;
    this.cache = cache.group;
    this.secrets = { database: database.secret, ...this.addSecrets(cache, key) };
    this.images = new Repository(this, 'Images', {
      repositoryName: `${this.prefix}-api`,
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      encryption: RepositoryEncryption.AES_256,
      lifecycleRules: [{ description: 'The last fifty can be rolled back to', maxImageCount: 50 }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private addSecrets(cache: { password: Secret; group: CfnReplicationGroup }, key: IKey) {
    const jobs = new Secret(this, 'JobsSecret', {
      secretName: `${this.prefix}/jobs`,
      description: 'Signs between the API and its functions',
      encryptionKey: key,
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'JOBS_SECRET',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    const alerts = new Secret(this, 'AlertTargets', {
      secretName: `${this.prefix}/alerts`,
      description: 'Addresses of webhooks, comma-separated; filled in by an operator',
      encryptionKey: key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({
          ALERT_WEBHOOK_URLS: '',
          SLACK_WEBHOOK_URLS: '',
          GOOGLE_CHAT_WEBHOOK_URLS: '',
        }),
        generateStringKey: 'GENERATED',
      },
    });
    const cacheUrl = new Secret(this, 'CacheUrl', {
      secretName: `${this.prefix}/cache-url`,
      description: 'REDIS_URL',
      encryptionKey: key,
      secretStringValue: SecretValue.unsafePlainText(
        Fn.join('', [
          'rediss://tertulia:',
          cache.password.secretValueFromJson('password').unsafeUnwrap(),
          '@',
          cache.group.attrPrimaryEndPointAddress,
          ':',
          cache.group.attrPrimaryEndPointPort,
        ]),
      ),
    });
    const byDeployment =
      'Tasks read it at their start: it is replaced by hand and a deployment follows (README, Rotate).';
    for (const secret of [jobs, cacheUrl, cache.password]) acknowledge(secret, { SMG4: byDeployment });
    acknowledge(alerts, { SMG4: 'Others make these addresses; only they can replace them.' });
    return { jobs, alerts, cacheUrl };
  }
}
