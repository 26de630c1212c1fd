import { delay, waitUntil } from '../load/waiting.js';
import { judgeMail, type MailVerdict } from './judge-mail.js';
import type { ProductNode } from '../report/product-node.js';
import type { MailStage } from './mail-stage.js';
import type { MailProvider } from './mail-provider.js';

/** How many times as fast the mail's time runs: the quarter of an hour in doubt takes a minute. */
export const SPEED = 15;
export const KILL_RULES = { perDay: 5_000, perSecond: 40, burst: 4 };
const PACE_MS = 40;
const REQUEST_LIMIT_MS = 20_000;
const SETTLE_LIMIT_MS = 240_000;

/** Where in the life of a mail its worker is killed. */
export const states = ['before the claim', 'claimed', 'accepted', 'marked as sent'] as const;
type State = (typeof states)[number];

export interface KillResult {
  mentions: number;
  kills: Record<State, number>;
  verdict: MailVerdict;
  /** Mails for which the provider took one request, none, or more. */
  perMention: { none: number; once: number; more: number };
}

/** Names people while the workers are killed in every state of a mail, and judges what the provider took. */
export async function runKills(stage: MailStage, mentions: number, killsPerState: number): Promise<KillResult> {
  const [roomId = ''] = await stage.openRooms(1);
  const readers = await stage.addReaders(mentions, [roomId]);
  await stage.clock.run(SPEED);
  const killer = new Killer(stage, stage.provider);
  const steps = Array.from({ length: killsPerState }, () => states).flat();
  const share = Math.ceil(readers.length / steps.length);
  for (const [step, state] of steps.entries()) {
    const first = step * share;
    const killing = killer.killIn(state);
    for (const [place, reader] of readers.slice(first, first + share).entries()) {
      await stage.name(roomId, reader.handle, first + place);
      await delay(PACE_MS);
    }
    await killing;
  }
  await stage.isSettledWithin(SETTLE_LIMIT_MS);
  const told = await stage.readTold();
  const accepted = await stage.provider.accepted();
  // The rate is one of real time; nobody lets a day pass here.
  const verdict = judgeMail(accepted, told, KILL_RULES);
  const counts = new Map<string, number>();
  for (const { mailId } of accepted) counts.set(mailId, (counts.get(mailId) ?? 0) + 1);
  const times = told.map(({ mailId }) => (mailId === null ? 0 : (counts.get(mailId) ?? 0)));
  return {
    mentions: told.length,
    kills: killer.kills,
    verdict,
    perMention: {
      none: times.filter((time) => time === 0).length,
      once: times.filter((time) => time === 1).length,
      more: times.filter((time) => time > 1).length,
    },
  };
}

const treatments = { claimed: 'hang', accepted: 'hang-after-accept', 'marked as sent': 'accept' } as const;

/** Kills the worker that has a mail in the state that is wanted, and starts it again. */
class Killer {
  readonly kills: Record<State, number> = { 'before the claim': 0, claimed: 0, accepted: 0, 'marked as sent': 0 };

  constructor(
    private readonly stage: MailStage,
    private readonly provider: MailProvider,
  ) {}

  /** Ends a worker in that state, and waits until it is back: at most one is away at any time. */
  async killIn(state: State): Promise<void> {
    const node = state === 'before the claim' ? await this.findIdle() : await this.findWorker(state);
    if (!node) return;
    await node.kill();
    this.kills[state] += 1;
    await node.start();
  }

  /** A node while mentions wait in the outbox that nobody has claimed. */
  private async findIdle(): Promise<ProductNode | undefined> {
    await waitUntil(async () => {
      const { rowCount } = await this.stage.pool.query(
        'SELECT 1 FROM mail_outbox WHERE mail_id IS NULL AND done_at IS NULL LIMIT 1',
      );
      return rowCount !== 0;
    }, REQUEST_LIMIT_MS);
    return this.stage.nodes[this.kills['before the claim'] % this.stage.nodes.length];
  }

  /** The node that sent the next request, which the provider treats as the state needs it. */
  private async findWorker(state: Exclude<State, 'before the claim'>): Promise<ProductNode | undefined> {
    const caught = await this.provider.treatNext(treatments[state]);
    if (caught === undefined) return undefined;
    if (state === 'marked as sent') await this.waitForMark(caught);
    const pid = await this.findClaimer(caught);
    return this.stage.nodes.find((node) => String(node.pid) === pid);
  }

  private async waitForMark(mailId: string): Promise<void> {
    await waitUntil(async () => {
      const { rowCount } = await this.stage.pool.query(`SELECT 1 FROM mail WHERE id = $1 AND state = 'sent'`, [mailId]);
      return rowCount === 1;
    }, REQUEST_LIMIT_MS);
  }

  private async findClaimer(mailId: string): Promise<string | undefined> {
    const { rows } = await this.stage.pool.query<{ claimed_by: string | null }>(
      'SELECT claimed_by FROM mail WHERE id = $1',
      [mailId],
    );
    return rows[0]?.claimed_by ?? undefined;
  }
}
