import * as z from 'zod/mini';
import { audit } from './audit.js';
import { prepare } from './guests.js';
import { HoldRun } from './hold-run.js';
import { runHttpJob } from './http-run.js';
import { jobSchema, type Job, type Report } from './jobs.js';
import { LoadRun } from './load-run.js';

const messageSchema = z.union([
  z.object({ type: z.literal('job'), job: jobSchema }),
  z.object({ type: z.literal('release') }),
]);

let release: () => void = () => undefined;
const released = new Promise<void>((resolve) => {
  release = resolve;
});

function report(message: Report): void {
  process.send?.(message);
}

async function perform(job: Job): Promise<void> {
  try {
    if (job.kind === 'load') report({ type: 'result', result: await new LoadRun(job, report).run() });
    else if (job.kind === 'hold') report({ type: 'result', result: await new HoldRun(job, report, released).run() });
    else if (job.kind === 'prepare') report({ type: 'result', result: await prepare(job) });
    else if (job.kind === 'http') report({ type: 'result', result: await runHttpJob(job, report) });
    else report({ type: 'result', result: await audit(job) });
  } catch (error) {
    report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

// A process of its own for one job; it ends when the one that started it lets go of the channel.
process.on('message', (raw) => {
  const message = z.parse(messageSchema, raw);
  if (message.type === 'release') release();
  else void perform(message.job);
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => process.exit(130));
