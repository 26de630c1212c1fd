import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { acknowledge, type ChatStack } from './chat-stack.js';

const common = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  encryption: s3.BucketEncryption.S3_MANAGED,
};

/** A bucket that is told of what others do, for as long as the stage keeps its logs. */
export function logBucket(stack: ChatStack, id: string, { isForCloudFront = false } = {}): s3.Bucket {
  const bucket = new s3.Bucket(stack, id, {
    ...common,
    // CloudFront writes with an access list, which the newer kind of ownership would refuse.
    ...(isForCloudFront && { objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED }),
    lifecycleRules: [{ expiration: Duration.days(stack.stage.logs.retentionDays) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(bucket, { S1: 'It is where logs go; a log of the log would be one without end.' });
  return bucket;
}

/** A private bucket whose versions can be gone back to for a month. */
export function keepBucket(
  stack: ChatStack,
  id: string,
  logs: s3.Bucket,
  removalPolicy: RemovalPolicy,
  encryptionKey?: IKey,
): s3.Bucket {
  return new s3.Bucket(stack, id, {
    ...common,
    ...(encryptionKey && { encryption: s3.BucketEncryption.KMS, encryptionKey }),
    versioned: true,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: `s3/${id}/`,
    lifecycleRules: [
      { noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy,
  });
}

/** Pictures come by a form from the web app's page alone, and what nobody looked at is gone the next day. */
export function acceptForms(bucket: s3.Bucket, origin: string): void {
  // By the resource itself: the CDK's own way is a function of its own, to set one switch.
  const resource = bucket.node.defaultChild;
  if (resource instanceof s3.CfnBucket)
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  bucket.addLifecycleRule({
    id: 'pending',
    prefix: 'pending/',
    expiration: Duration.days(1),
    noncurrentVersionExpiration: Duration.days(1),
  });
  bucket.addCorsRule({
    allowedMethods: [s3.HttpMethods.POST],
    allowedOrigins: [origin],
    allowedHeaders: ['content-type'],
    maxAge: 600,
  });
}
