import { Injectable } from '@nestjs/common';

/** Tells whoever looks at pictures that bytes have come; a job in the database says the same to whoever missed it. */
@Injectable()
export class UploadNews {
  private readonly handlers: (() => void)[] = [];

  /** Called after the commit, for each upload whose job waits. */
  onReceived(handler: () => void): void {
    this.handlers.push(handler);
  }

  received(): void {
    for (const handler of this.handlers) handler();
  }
}
