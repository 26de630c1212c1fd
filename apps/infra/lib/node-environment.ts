import { Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type ChatStack, hostsOf } from './chat-stack.js';
import type { DataStack } from './data-stack.js';
import type { MailStack } from './mail-stack.js';
import { PORTS } from './network-stack.js';
import type { WebStack } from './web-stack.js';
import type { WorkStack } from './work-stack.js';

/** Over this time a node that stops sends its sockets elsewhere; within `STOP_SECONDS` it must be gone. */
export const DRAIN_SECONDS = 90;
export const STOP_SECONDS = 120;

/** Where the image keeps the certificates of RDS, see apps/infra/image. */
export const DATABASE_CERTIFICATES = '/etc/ssl/rds.pem';

/** What a node and the migrations need to reach the database: an address without a password. */
export function databaseEnvironment({ database }: DataStack): Record<string, string> {
  return {
    DATABASE_URL: `postgres://tertulia@${database.dbInstanceEndpointAddress}:${database.dbInstanceEndpointPort}/tertulia`,
    PGSSLMODE: 'verify-full',
    NODE_EXTRA_CA_CERTS: DATABASE_CERTIFICATES,
  };
}

/** Read by ECS when a task starts: the template, the console and the log know only where they are. */
export function databaseSecrets({ secrets }: DataStack): Record<string, EcsSecret> {
  return { PGPASSWORD: EcsSecret.fromSecretsManager(secrets.database, 'password') };
}

/** The parts that a node is told of. */
export interface NodeParts {
  data: DataStack;
  web: WebStack;
  mail: MailStack;
  work: WorkStack;
}

/** The environment of a node; every name is one of `.env.example`, or one that Node or PostgreSQL's client read. */
export function nodeEnvironment(stack: ChatStack, { data, web, mail, work }: NodeParts): Record<string, string> {
  const { stage } = stack;
  const hosts = hostsOf(stage);
  return {
    ...databaseEnvironment(data),
    NODE_ENV: 'production',
    PORT: String(PORTS.api),
    HOST: '0.0.0.0',
    DATABASE_POOL: String(stage.database.poolPerTask),
    ALLOWED_ORIGINS: `https://${hosts.site}`,
    TRUST_PROXY_HOPS: '1',
    PUBLIC_URL: `https://${hosts.site}`,
    PUBLIC_API_URL: `https://${hosts.api}`,
    MAIL_DRIVER: 'ses',
    MAIL_FROM: `Tertulia <${senderOf(stack)}>`,
    MAIL_PER_DAY: String(stage.mail.perDay),
    MAIL_PER_SECOND: String(stage.mail.perSecond),
    SES_CONFIGURATION_SET: mail.configurationSet.configurationSetName,
    MAIL_EVENTS_QUEUE_URL: mail.events.queue.queueUrl,
    OBJECT_STORE: 's3',
    S3_BUCKET: web.mediaBucket.bucketName,
    MEDIA_URL: `https://${hosts.media}`,
    JOBS_DRIVER: 'sqs',
    JOBS_WORDS_QUEUE_URL: work.words.queue.queueUrl,
    JOBS_SENTIMENT_QUEUE_URL: work.sentiment.queue.queueUrl,
    SPEECH_DRIVER: 'http',
    SPEECH_URL: work.speech.url,
    DRAIN_MS: String(DRAIN_SECONDS * 1_000),
    // On Fargate it is there already, on instances it is not.
    AWS_REGION: stage.region,
    EMF_NAMESPACE: namespaceOf(stack),
  };
}

/** The secrets behind these references. */
export function secretsBehind({ secrets }: DataStack, isNode: boolean): ISecret[] {
  return isNode ? [secrets.database, secrets.cacheUrl, secrets.jobs] : [secrets.database];
}

export function nodeSecrets(data: DataStack): Record<string, EcsSecret> {
  return {
    ...databaseSecrets(data),
    REDIS_URL: EcsSecret.fromSecretsManager(data.secrets.cacheUrl),
    JOBS_SECRET: EcsSecret.fromSecretsManager(data.secrets.jobs, 'JOBS_SECRET'),
  };
}

/** The one address that mail comes from. */
export function senderOf({ stage }: ChatStack): string {
  return `no-reply@${hostsOf(stage).site}`;
}

/** Figures of nodes in CloudWatch. */
export function namespaceOf({ stage }: ChatStack): string {
  return `Tertulia/${stage.name}`;
}
