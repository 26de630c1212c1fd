import { fakeAwsAccount, startFakeSqs } from '@tertulia/testing';
import { randomBytes } from 'node:crypto';
import type { WorkVerdict } from './judge-work.js';
import { EmbeddedWork, repeat, RunnerWork, type WorkProcess } from './work-process.js';
import { WorkStage } from './work-stage.js';

const KILL_EVERY_MS = 1_000;
const SETTLE_LIMIT_MS = 300_000;
/** Of a runner that was killed: after this long its messages are there again. */
const VISIBILITY_SECONDS = '4';

export interface KillResult {
  kills: number;
  verdict: WorkVerdict;
}

/** Sends while the worker of the server is killed every second. */
export async function killEmbedded(
  databaseUrl: string,
  directory: string,
  messages: number,
  perSecond: number,
): Promise<KillResult> {
  const stage = await WorkStage.open(databaseUrl, directory, { JOBS_DRIVER: 'embedded' });
  try {
    return await killDuring(stage, new EmbeddedWork(() => stage.node.pid), messages, perSecond);
  } finally {
    await stage.close();
  }
}

/** The same with the handlers in a process of their own, over a queue that speaks the protocol of SQS. */
export async function killRunner(
  databaseUrl: string,
  directory: string,
  messages: number,
  perSecond: number,
): Promise<KillResult> {
  const sqs = await startFakeSqs();
  const shared = {
    ...fakeAwsAccount,
    ...sqs.environment,
    JOBS_SECRET: randomBytes(32).toString('hex'),
    JOBS_WORDS_QUEUE_URL: await sqs.createQueue('words'),
    JOBS_SENTIMENT_QUEUE_URL: await sqs.createQueue('sentiment'),
  };
  try {
    const stage = await WorkStage.open(databaseUrl, directory, { JOBS_DRIVER: 'sqs', JOBS_WORKER: 'off', ...shared });
    try {
      const runner = new RunnerWork({
        ...shared,
        RESULTS_URL: stage.node.url,
        LOG_LEVEL: 'error',
        JOBS_VISIBILITY_SECONDS: VISIBILITY_SECONDS,
      });
      await runner.start();
      return await killDuring(stage, runner, messages, perSecond);
    } finally {
      await stage.close();
    }
  } finally {
    await sqs.stop();
  }
}

async function killDuring(
  stage: WorkStage,
  worker: WorkProcess,
  messages: number,
  perSecond: number,
): Promise<KillResult> {
  const killing = repeat(KILL_EVERY_MS, () => worker.kill());
  await stage.send(messages, perSecond);
  const kills = await killing.stop();
  await stage.isAnsweredWithin(SETTLE_LIMIT_MS);
  return { kills, verdict: await stage.judge() };
}
