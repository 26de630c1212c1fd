import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { type Order, replySchema } from '@tertulia/worker/ipc';

/** Megabytes of the worker's JavaScript; pictures are outside of them. */
const MOST_MEMORY = 256;
const MOST_ORDERS = 64;
const STOP_MS = 500;

/** Nobody did the work: the worker is not there, ended, or was ended because it took too long. */
export class WorkerGoneError extends Error {
  override name = 'WorkerGoneError';

  /** @param isToBlame whether this order was the only one that the worker had when it ended. */
  constructor(
    message: string,
    readonly isToBlame = false,
  ) {
    super(message);
  }
}

/** The worker did its work and failed. */
export class WorkFailedError extends Error {
  override name = 'WorkFailedError';
}

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** One process that does work for this one. It ends on its own when this one does. */
export class WorkerChild {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private hasEnded = false;

  /**
   * @param priority how far it yields the processor to the chat: 0 is usual, 19 the most yielding.
   * @param handlers `onReady` when it can take orders, `onEnd` once when it is gone.
   */
  constructor(
    program: string,
    environment: Record<string, string>,
    priority: number,
    private readonly handlers: { onReady: () => void; onEnd: (reason: string) => void },
  ) {
    this.child = fork(program, [], {
      env: environment,
      execArgv: [`--max-old-space-size=${MOST_MEMORY}`],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (message) => this.take(message));
    this.child.on('exit', (code, signal) => this.end(signal ?? `code ${code}`));
    this.child.on('error', (error) => this.end(error.name));
    if (this.child.pid !== undefined) yieldProcessor(this.child.pid, priority);
  }

  /** @throws {WorkerGoneError} @throws {WorkFailedError} with what the worker says of it. */
  ask(name: string, event: unknown, timeoutMs: number): Promise<unknown> {
    if (this.hasEnded || this.waiting.size >= MOST_ORDERS)
      return Promise.reject(new WorkerGoneError('The worker cannot take more.'));
    this.lastId += 1;
    const order: Order = { id: this.lastId, name, event, deadline: Date.now() + timeoutMs };
    return new Promise((resolve, reject) => {
      // Whatever it does, it has not come back to its loop: nothing but its end helps.
      const timer = setTimeout(() => this.giveUp(order.id), timeoutMs);
      this.waiting.set(order.id, { resolve, reject, timer });
      this.child.send(order, (error) => error && this.end(error.name));
    });
  }

  /** Lets it end by itself for a moment, then ends it. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const gone = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(timer);
  }

  private take(message: unknown): void {
    const reply = replySchema.safeParse(message);
    if (!reply.success) return;
    if (reply.data.kind === 'ready') {
      this.handlers.onReady();
      return;
    }
    const waiting = this.waiting.get(reply.data.id);
    if (!waiting) return;
    this.waiting.delete(reply.data.id);
    clearTimeout(waiting.timer);
    if (reply.data.kind === 'done') waiting.resolve(reply.data.answer);
    else waiting.reject(new WorkFailedError(reply.data.error));
  }

  private giveUp(id: number): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    this.child.kill('SIGKILL');
    waiting?.reject(new WorkerGoneError('The worker took too long.', true));
  }

  private end(reason: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.child.kill('SIGKILL');
    const isToBlame = this.waiting.size === 1;
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new WorkerGoneError(`The worker ended (${reason}).`, isToBlame));
    }
    this.waiting.clear();
    this.handlers.onEnd(reason);
  }
}

/** Where that is not allowed or the process has just ended, everything else still works. */
function yieldProcessor(pid: number, priority: number): void {
  try {
    setPriority(pid, priority);
  } catch {
    // See above.
  }
}
