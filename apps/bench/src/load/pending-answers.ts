/** An acknowledgement that did not come: the time limit passed, or the connection ended first. */
export class Unanswered extends Error {}

interface PendingAnswer {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** The acknowledgements a connection waits for, each with a time limit. */
export class PendingAnswers {
  readonly #waiting = new Map<number, PendingAnswer>();

  /** Waits for the acknowledgement `id`. @throws Unanswered */
  wait(id: number, event: string, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Unanswered(`${event}: no answer within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  /** Settles one with the packet's arguments (a JSON array); the first is the answer. */
  settle(id: number, json: string): void {
    const pending = this.#waiting.get(id);
    if (pending === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(pending.timer);
    const parsed: unknown = JSON.parse(json);
    pending.resolve(Array.isArray(parsed) ? parsed[0] : undefined);
  }

  /** Rejects all that still wait: nothing can answer them any more. */
  failAll(reason: string): void {
    for (const pending of this.#waiting.values()) {
      clearTimeout(pending.timer);
      pending.reject(new Unanswered(reason));
    }
    this.#waiting.clear();
  }
}
