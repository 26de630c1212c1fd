import type { ChatClient } from '../clients/chat-client.js';
import { isTrueWithin } from '../clients/waiting.js';
import type { LabNode } from '../lab/laboratory.js';
import type { RowRun } from './row.js';

const JOIN_LIMIT_MS = 20_000;
const ARRIVAL_LIMIT_MS = 30_000;

/** One who writes on one node and one who listens on another, to measure how long a message takes between nodes. */
export class CrossTalk {
  /** Milliseconds from each acknowledgement to the arrival. */
  readonly times: number[] = [];
  private count = 0;

  private constructor(
    readonly talker: ChatClient,
    private readonly listener: ChatClient,
    private readonly roomId: string,
  ) {}

  /**
   * Both go past the door, so that each stays on its node, and have a room to themselves: nothing that others write there
   * leads to what was missed.
   */
  static async open({ stage }: RowRun, from: LabNode, to: LabNode): Promise<CrossTalk> {
    const roomId = await stage.openRoom(`talk ${stage.random.seed}`);
    const talker = await stage.addClient(`talker on ${from.name}`, from.process.url);
    const listener = await stage.addClient(`listener on ${to.name}`, to.process.url);
    talker.follow(roomId);
    const view = listener.follow(roomId);
    if (!(await isTrueWithin(JOIN_LIMIT_MS, () => view.position !== null)))
      throw new Error('The listener could not join.');
    return new CrossTalk(talker, listener, roomId);
  }

  /** Sends one message and waits for it on the other node. */
  async say(): Promise<number> {
    this.count += 1;
    const { data } = await this.talker.send(this.roomId, `${this.talker.name} says ${this.count}`);
    if (!data) throw new Error('A message between nodes was not stored.');
    const [view] = this.listener.views;
    const start = Date.now();
    await isTrueWithin(ARRIVAL_LIMIT_MS, () => (view?.position ?? 0) >= data.version, 5);
    const took = Date.now() - start;
    this.times.push(took);
    return took;
  }
}
