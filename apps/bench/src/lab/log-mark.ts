import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** A place in the log of a process, to read what was written since. */
export class LogMark {
  private readonly from: number;

  constructor(private readonly file: string) {
    this.from = statSync(file).size;
  }

  /** The lines of one level, such as `warn`, that were written since. */
  lines(level: string): string[] {
    return this.read().filter((line) => new RegExp(String.raw`^\d\d:\d\d:\d\d ${level}\b`).test(line));
  }

  private read(): string[] {
    const file = openSync(this.file, 'r');
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - this.from));
      readSync(file, bytes, 0, bytes.length, this.from);
      return bytes.toString('utf8').split('\n');
    } finally {
      closeSync(file);
    }
  }
}
