import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Receives after which a message is put aside, as in the embedded queue. */
export const MOST_RECEIVES = 5;

/** A queue and the one beside it for what could not be done, which an alarm watches. */
export class WorkQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly dead: sqs.Queue;

  constructor(scope: Construct, id: string, { name, visibility }: { name: string; visibility: Duration }) {
    super(scope, id);
    const common = {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.dead = new sqs.Queue(this, 'Dead', { ...common, queueName: `${name}-dead` });
    this.queue = new sqs.Queue(this, 'Queue', {
      ...common,
      queueName: name,
      visibilityTimeout: visibility,
      receiveMessageWaitTime: Duration.seconds(5),
      retentionPeriod: Duration.days(3),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: MOST_RECEIVES },
    });
  }
}
