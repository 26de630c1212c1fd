interface Comer {
  isAlone: boolean;
  enter: () => void;
}

/** Lets many through together, or one alone; in the order in which they came, so that nobody waits for ever. */
export class Gate {
  private inside = 0;
  private isTaken = false;
  private readonly waiting: Comer[] = [];

  async together<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.pass(false, work);
  }

  async alone<Value>(work: () => Promise<Value>): Promise<Value> {
    return this.pass(true, work);
  }

  private async pass<Value>(isAlone: boolean, work: () => Promise<Value>): Promise<Value> {
    await new Promise<void>((enter) => {
      this.waiting.push({ isAlone, enter });
      this.letIn();
    });
    try {
      return await work();
    } finally {
      this.inside -= 1;
      this.isTaken = false;
      this.letIn();
    }
  }

  private letIn(): void {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      if (this.isTaken || (next.isAlone && this.inside > 0)) return;
      this.waiting.shift();
      this.inside += 1;
      this.isTaken = next.isAlone;
      next.enter();
    }
  }
}
