import { Injectable } from '@nestjs/common';
import { BoundedWork } from '../common/bounded-work.js';
import { Database } from '../database/database.js';
import { makeMark } from './mark.js';

/** Each takes 32 MiB and a thread for a while; the threads also serve files and names. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 50;

/** Makes marks from passphrases, with the one secret of all nodes. A passphrase is neither kept nor written anywhere. */
@Injectable()
export class MarksService {
  private readonly work = new BoundedWork(MOST_AT_ONCE, MOST_WAITING);
  private secret: Buffer | undefined;

  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `unavailable` when too many are being made. */
  make(passphrase: string): Promise<string> {
    return this.work.run(async () => makeMark(passphrase, await this.readSecret()));
  }

  private async readSecret(): Promise<Buffer> {
    if (this.secret) return this.secret;
    const [row] = await this.database.query<{ secret: Buffer }>({
      text: `SELECT secret FROM server_secret WHERE name = 'mark'`,
    });
    if (!row) throw new Error('The secret of the marks is missing.');
    this.secret = row.secret;
    return row.secret;
  }
}
