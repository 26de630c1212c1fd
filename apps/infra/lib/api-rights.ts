import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ChatStack } from './chat-stack.js';
import { type NodeParts, senderOf } from './node-environment.js';
import { allowTask } from './node-task.js';

/**
 * What a node may do on AWS, and nothing else: sign forms for `pending/`, look at and let go of what became of them, hand out
 * jobs, and send mail in one name. What it may not: write anything that is given out, or read a secret.
 */
export function grantNode(stack: ChatStack, role: Role, { web, mail, work }: NodeParts): void {
  const { mediaBucket: bucket } = web;
  const kept = ['media/*', 'speech/*'].map((path) => bucket.arnForObjects(path));
  const pending = bucket.arnForObjects('pending/*');
  allowTask(role, ['s3:PutObject'], [pending]);
  allowTask(role, ['s3:GetObject'], kept);
  allowTask(role, ['s3:DeleteObject'], [...kept, pending]);
  // Also so that S3 says of what is missing that it is missing: to others it says that they may not know.
  allowTask(role, ['s3:ListBucket'], [bucket.bucketArn]);
  allowTask(role, ['sqs:SendMessage'], [work.words.queue.queueArn, work.sentiment.queue.queueArn]);
  allowTask(role, ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], [mail.events.queue.queueArn]);
  allowTask(
    role,
    ['ses:SendTemplatedEmail', 'ses:SendRawEmail'],
    [
      mail.identity.emailIdentityArn,
      `arn:aws:ses:${stack.region}:${stack.account}:configuration-set/${stack.prefix}`,
      `arn:aws:ses:${stack.region}:${stack.account}:template/tertulia-*`,
    ],
    { StringEquals: { 'ses:FromAddress': senderOf(stack) } },
  );
  allowTask(role, ['ses:GetSendQuota'], ['*']);
}
