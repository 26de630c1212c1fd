import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { delay, waitUntil } from '../load/waiting.js';
import { type NodeProcess, startNode } from '../report/processes.js';

const RUNNER_ENTRY = fileURLToPath(new URL('../../../worker/dist/local.js', import.meta.url));
const LIMIT_MS = 60_000;

/** A process that does delegated work and can be killed; somebody starts it again. */
export interface WorkProcess {
  /** Ends it as a crash would, once it is there; gives whether there was one. */
  kill(): Promise<boolean>;
  /** Holds the worker that is there as it is, so that it neither works nor ends. */
  hold(): void;
}

/** The worker that a server keeps: its child process, whichever that is now. */
export class EmbeddedWork implements WorkProcess {
  constructor(private readonly serverPid: () => number | undefined) {}

  async kill(): Promise<boolean> {
    if (!(await waitUntil(() => this.pid() !== undefined, LIMIT_MS))) return false;
    return this.signal('SIGKILL');
  }

  hold(): void {
    this.signal('SIGSTOP');
  }

  private signal(name: NodeJS.Signals): boolean {
    const pid = this.pid();
    try {
      return pid !== undefined && process.kill(pid, name);
    } catch {
      // It has just ended by itself.
      return false;
    }
  }

  private pid(): number | undefined {
    const server = this.serverPid();
    try {
      const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim();
      return children === '' ? undefined : Number(children.split(' ')[0]);
    } catch {
      return undefined;
    }
  }
}

/** The handlers over SQS, as a process of its own, which is started again at once. */
export class RunnerWork implements WorkProcess {
  private process: NodeProcess | undefined;

  constructor(private readonly environment: Record<string, string>) {}

  async start(): Promise<void> {
    let text = '';
    const started = startNode(RUNNER_ENTRY, [], { env: this.environment });
    this.process = started;
    started.child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const isThere = await waitUntil(() => text.includes('takes from') || started.child.exitCode !== null, LIMIT_MS);
    if (!isThere || started.child.exitCode !== null) throw new Error(`The worker did not start: ${started.tail()}`);
  }

  async kill(): Promise<boolean> {
    const { child } = this.process ?? {};
    if (!child) return false;
    child.kill('SIGKILL');
    await waitUntil(() => child.signalCode !== null || child.exitCode !== null, LIMIT_MS);
    await this.start();
    return true;
  }

  hold(): void {
    this.process?.child.kill('SIGSTOP');
  }
}

/** Does something to the worker again and again, until told to stop. @returns how often it could. */
export function repeat(everyMs: number, work: () => Promise<boolean>): { stop: () => Promise<number> } {
  let isOver = false;
  const running = (async () => {
    let count = 0;
    while (!isOver) {
      await delay(everyMs);
      if (!isOver && (await work())) count += 1;
    }
    return count;
  })();
  return {
    stop: () => {
      isOver = true;
      return running;
    },
  };
}
