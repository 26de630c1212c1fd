import { type App, Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { addAlertRules } from './alert-rules.js';
import { acknowledge, ChatStack, hostsOf } from './chat-stack.js';
import type { DataStack } from './data-stack.js';
import { workerCode } from './function-code.js';
import { SpeechApi } from './speech-api.js';
import type { Stage } from './stage.js';
import type { WebStack } from './web-stack.js';
import { WorkFunction } from './work-function.js';
import { WorkQueue } from './work-queue.js';

/** What one function is given. */
interface Task {
  id: string;
  name: string;
  purpose: string;
  seconds: number;
  memoryMiB: number;
  atOnce: number;
  batch: number;
}

const tasks = {
  words: {
    id: 'Words',
    name: 'words',
    purpose: 'Finds prohibited words',
    seconds: 20,
    memoryMiB: 256,
    atOnce: 5,
    batch: 10,
  },
  sentiment: {
    id: 'Sentiment',
    name: 'sentiment',
    purpose: 'Judges how texts sound',
    seconds: 40,
    memoryMiB: 512,
    atOnce: 5,
    batch: 25,
  },
  // One at a time: 40 megapixels take 160 MB while they are decoded.
  picture: {
    id: 'Picture',
    name: 'picture',
    purpose: 'Writes pictures anew',
    seconds: 90,
    memoryMiB: 1_769,
    atOnce: 5,
    batch: 1,
  },
  // Ten alerts may take 50 s when somebody who is told hangs.
  external: {
    id: 'ExternalEvent',
    name: 'external-event',
    purpose: 'Tells rooms of events from outside',
    seconds: 60,
    memoryMiB: 256,
    atOnce: 2,
    batch: 10,
  },
  deployment: {
    id: 'Deployment',
    name: 'deployment',
    purpose: 'Tells of deployments',
    seconds: 60,
    memoryMiB: 256,
    atOnce: 2,
    batch: 10,
  },
} satisfies Record<string, Task>;

/** Delegated work: queues, the functions behind them, and the rules that fill them. */
export class WorkStack extends ChatStack {
  readonly words: WorkQueue;
  readonly sentiment: WorkQueue;
  readonly speech: SpeechApi;
  /** Of what could not be done, besides those of the two queues that the API fills. */
  readonly otherDead: [string, IQueue][];
  readonly functions: WorkFunction[] = [];

  constructor(
    app: App,
    stage: Stage,
    private readonly data: DataStack,
    private readonly web: WebStack,
    private readonly key: IKey,
  ) {
    super(app, 'Work', stage);
    const { jobs, alerts } = data.secrets;
    const store = { OBJECT_STORE: 's3', S3_BUCKET: web.mediaBucket.bucketName };
    this.words = this.addWorker(tasks.words, [jobs]);
    this.sentiment = this.addWorker(tasks.sentiment, [jobs], {
      SENTIMENT_ANALYSER: stage.work.analyser,
      COMPREHEND_TIMEOUT_MS: '3000',
    });
    const pictures = this.addWorker(tasks.picture, [jobs], store);
    const external = this.addWorker(tasks.external, [alerts]);
    const deployment = this.addWorker(tasks.deployment, [alerts]);
    const terminating = this.addTerminating();
    this.speech = this.addSpeech(store);
    const lost = this.addLost();
    this.grantWork();
    addAlertRules(this, { web, pictures, external, deployment, terminating: terminating.fn, lost });
    this.otherDead = [
      ['Pictures', pictures.dead],
      ['ExternalEvents', external.dead],
      ['Deployments', deployment.dead],
      ['Terminating', terminating.dead],
      ['Lost', lost],
    ];
  }

  private addWorker(task: Task, secrets: WorkFunctionSecrets, environment: Record<string, string> = {}): WorkQueue {
    const timeout = Duration.seconds(task.seconds);
    const work = new WorkQueue(this, `${task.id}Queue`, {
      name: `${this.prefix}-${task.name}`,
      // Six times the function's time, as Lambda asks for.
      visibility: Duration.seconds(task.seconds * 6),
    });
    const worker = this.addFunction(task, secrets, environment);
    worker.fn.addEventSource(
      new SqsEventSource(work.queue, {
        batchSize: task.batch,
        reportBatchItemFailures: true,
        maxConcurrency: task.atOnce,
        ...(task.batch > 10 && { maxBatchingWindow: Duration.seconds(2) }),
      }),
    );
    worker.node.addDependency(work);
    if (worker.fn.timeout?.toSeconds() !== timeout.toSeconds()) throw new Error('The time of the function is another.');
    return work;
  }

  private addFunction(
    task: Omit<Task, 'batch'>,
    secrets: WorkFunctionSecrets,
    environment: Record<string, string>,
    deadLetters?: IQueue,
  ): WorkFunction {
    const api = `https://${hostsOf(this.stage).api}`;
    const made = new WorkFunction(this, task.id, {
      ...task,
      code: workerCode(task.name),
      key: this.key,
      timeout: Duration.seconds(task.seconds),
      environment: {
        RESULTS_URL: api,
        API_URL: api,
        ALERT_HOSTS: hostsOf(this.stage).api,
        LOG_LEVEL: 'info',
        ...environment,
      },
      secrets,
      ...(deadLetters && { deadLetters }),
    });
    this.functions.push(made);
    return made;
  }

  /** Directly, not by a queue: an instance waits five minutes, and a second try half an hour later would help nobody. */
  private addTerminating() {
    const dead = new sqs.Queue(this, 'TerminatingDead', {
      queueName: `${this.prefix}-instance-terminating-dead`,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const task = {
      id: 'Terminating',
      name: 'instance-terminating',
      purpose: 'Drains a node before its instance goes',
      seconds: 280,
      memoryMiB: 256,
      atOnce: 10,
    };
    const made = this.addFunction(task, [this.data.secrets.jobs], {}, dead);
    made.allow(
      ['autoscaling:CompleteLifecycleAction'],
      [`arn:aws:autoscaling:${this.region}:${this.account}:autoScalingGroup:*:autoScalingGroupName/${this.prefix}`],
    );
    return { fn: made.fn, dead };
  }

  private addSpeech(store: Record<string, string>): SpeechApi {
    const task = {
      id: 'Speak',
      name: 'speak',
      purpose: 'Reads messages aloud',
      seconds: 20,
      memoryMiB: 512,
      atOnce: 10,
    };
    const origin = `https://${hostsOf(this.stage).site}`;
    const speak = this.addFunction(task, [this.data.secrets.jobs], {
      ...store,
      SPEECH_VOICE: 'polly',
      SPEECH_ORIGINS: origin,
    });
    // Polly and Comprehend know no resources: the action is all that can be named.
    speak.allow(['polly:SynthesizeSpeech'], ['*']);
    const bucket = this.web.mediaBucket;
    speak.allow(['s3:GetObject', 's3:PutObject'], [bucket.arnForObjects('speech/*')]);
    // To those who may not list, S3 says 403 for what is missing, and nothing would ever be spoken.
    speak.allow(['s3:ListBucket'], [bucket.bucketArn]);
    return new SpeechApi(this, 'Speech', { fn: speak.fn, origins: [origin], key: this.key });
  }

  /** What a rule could not hand over. */
  private addLost(): sqs.Queue {
    const lost = new sqs.Queue(this, 'Lost', {
      queueName: `${this.prefix}-events-dead`,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(lost, { SQS3: 'It is the end of the line for all rules; an alarm watches it.' });
    return lost;
  }

  private grantWork(): void {
    const bucket = this.web.mediaBucket;
    for (const { fn, allow } of this.functions.map((one) => ({ fn: one, allow: one.allow.bind(one) }))) {
      if (fn.node.id === tasks.picture.id) {
        allow(['s3:GetObject'], [bucket.arnForObjects('pending/*')]);
        allow(['s3:PutObject'], [bucket.arnForObjects('media/*')]);
        allow(['s3:ListBucket'], [bucket.bucketArn]);
      }
      if (fn.node.id === tasks.sentiment.id && this.stage.work.analyser === 'comprehend')
        allow(['comprehend:BatchDetectSentiment'], ['*']);
    }
  }
}

type WorkFunctionSecrets = ConstructorParameters<typeof WorkFunction>[2]['secrets'];
