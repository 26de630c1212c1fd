import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { reportSchema, type Job, type Report } from '../load/jobs.js';
import { within } from '../load/waiting.js';
import { cpuSeconds, OTHER_CORE, startNode, stop } from './processes.js';

const GENERATOR = fileURLToPath(new URL('../load/generator.js', import.meta.url));

type Phase = Extract<Report, { type: 'phase' }>['phase'];
type Result = Extract<Report, { type: 'result' }>['result'];
type ResultOf<Kind extends Result['kind']> = Extract<Result, { kind: Kind }>;

export interface GenerateOptions {
  limitSeconds: number;
  onPhase?: (phase: Phase, release: () => void) => void;
}

function isOf<Kind extends Result['kind']>(result: Result, kind: Kind): result is ResultOf<Kind> {
  return result.kind === kind;
}

/** Runs one job in a generator process of its own and gives its result; the process is gone afterwards, whatever happened. */
export async function generate<Kind extends Job['kind']>(
  job: Extract<Job, { kind: Kind }>,
  options: GenerateOptions,
): Promise<ResultOf<Kind>> {
  const { child, tail } = startNode(GENERATOR, [], { core: OTHER_CORE, flags: ['--max-old-space-size=4096'] });
  const result = new Promise<Result>((resolve, reject) => {
    child.on('message', (raw) => {
      const report = z.parse(reportSchema, raw);
      if (report.type === 'result') resolve(report.result);
      else if (report.type === 'failed') reject(new Error(report.message));
      else options.onPhase?.(report.phase, () => child.send({ type: 'release' }));
    });
    child.once('exit', (code) => reject(new Error(`the generator ended with ${code}: ${tail()}`)));
  });
  try {
    child.send({ type: 'job', job });
    const settled = await within(result, options.limitSeconds * 1000, `${job.kind} run`);
    if (!isOf(settled, job.kind)) throw new Error(`the generator answered a ${job.kind} job with ${settled.kind}`);
    return settled;
  } finally {
    await stop(child, 'SIGKILL');
  }
}

/** The same, with the share of a core that the server used in the measured time; null where /proc does not say. */
export async function generateWithCpu<Kind extends 'load' | 'http'>(
  job: Extract<Job, { kind: Kind }>,
  pid: number | null,
  limitSeconds: number,
): Promise<{ result: ResultOf<Kind>; serverCpu: number | null }> {
  const marks: { at: number; cpu: number }[] = [];
  const result = await generate<Kind>(job, {
    limitSeconds,
    onPhase: (phase) => {
      const isMark = phase === 'window-start' || phase === 'window-end';
      const cpu = isMark && pid !== null ? cpuSeconds(pid) : null;
      if (cpu !== null) marks.push({ at: performance.now(), cpu });
    },
  });
  const [start, end] = marks;
  if (start === undefined || end === undefined) return { result, serverCpu: null };
  return { result, serverCpu: (end.cpu - start.cpu) / ((end.at - start.at) / 1000) };
}
