import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMail, isOneAddress, type Sender } from './compose-mail.js';
import type { Mailer, OutgoingMail, ProviderQuota, SendResult } from './mailer.js';
import { refused } from './refusal.js';

const MOST_FILES = 1_000;

/**
 * The embedded driver: each mail is one RFC 5322 file, named by its id, so that a repetition replaces it. It holds codes and
 * tokens: only the account that runs the server may read it.
 */
export class FileMailer implements Mailer {
  readonly driver = 'file';

  constructor(
    private readonly folder: string,
    private readonly sender: Sender,
    private readonly mostFiles = MOST_FILES,
  ) {}

  async send(mail: OutgoingMail, timeoutMs: number): Promise<SendResult> {
    if (!isOneAddress(mail.to.address)) return refused('not an address', true);
    if (!/^[\w-]{1,64}$/.test(mail.id)) return refused('not an id', true);
    const name = `${mail.id}.eml`;
    try {
      const { raw } = await composeMail(mail, this.sender, new Date());
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const unfinished = join(this.folder, `${mail.id}.tmp`);
      await writeFile(unfinished, raw, { mode: 0o600, flush: true, signal: AbortSignal.timeout(timeoutMs) });
      await rename(unfinished, join(this.folder, name));
    } catch (error) {
      return refused(error, false);
    }
    await this.removeOldest().catch(() => undefined);
    return { outcome: 'accepted', providerId: name };
  }

  async findQuota(): Promise<ProviderQuota | null> {
    return null;
  }

  async close(): Promise<void> {}

  /** Ids begin with their time, so the order of names is the order of mails. */
  private async removeOldest(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => /\.(eml|tmp)$/.test(name)).toSorted();
    for (const name of names.slice(0, Math.max(0, names.length - this.mostFiles))) {
      await rm(join(this.folder, name), { force: true });
    }
  }
}
