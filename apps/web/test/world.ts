import { expect } from '@jest/globals';
import { type TestServer, waitFor } from '@tertulia/testing';
import { keptUnsent } from '../src/messages/pending-message.js';
import { Device, type Sight } from './device.js';
import type { Act, Fault, HistoryKind, Step } from './history.js';
import type { LosingLine } from './losing-line.js';
import { People } from './people.js';

/** G4 promises six seconds from the moment all is well; the counts of those outside are gathered for some more. */
const REPAIR_MS = 10_000;

/** Where a history happens. Where publications are lost, only of messages is it promised that this is found on the same connection. */
export interface Stage extends HistoryKind {
  nodes: readonly TestServer[];
  /** Between the last node and the bus, where there is one. */
  line?: LosingLine;
}

/** Three devices, two of them of one person, and everything that happens to what they show. */
export class World {
  private devices: Device[] = [];
  private written = 0;

  private constructor(
    private readonly stage: Stage,
    private readonly people: People,
  ) {}

  static async open(stage: Stage): Promise<World> {
    keptUnsent.clear();
    const people = await People.gather(stage.nodes);
    const world = new World(stage, people);
    const [ana, rui] = people.clients;
    const [first, last] = [stage.nodes[0]!.port, stage.nodes.at(-1)!.port];
    world.devices = await Promise.all([Device.open(ana!, last), Device.open(ana!, first), Device.open(rui!, last)]);
    for (const device of world.devices) device.chat.open(people.roomAt(0).id);
    return world;
  }

  async live(history: readonly (readonly Step[])[]): Promise<void> {
    for (const part of history) await Promise.all(part.map((step) => this.take(step)));
  }

  /** All is well again, and every device comes to show what an empty browser would. */
  async rest(): Promise<void> {
    this.stage.line?.heal();
    for (const device of this.devices) device.light();
    await this.connected();
    await waitFor('everything to be sent', () => this.devices.every((device) => this.isSent(device)));
    if (this.stage.isLossy) {
      await Promise.all(this.devices.map((device) => this.compareMessages(device)));
      for (const device of this.devices) device.darken();
      await waitFor('the cut', () => this.devices.every(({ chat }) => chat.socket.state !== 'connected'));
      for (const device of this.devices) device.light();
      await this.connected();
    }
    await Promise.all(this.devices.map((device) => this.compare(device)));
    // On a line that was never cut, events alone are enough.
    if (this.stage.isCalm) expect(this.devices.map(({ repairs }) => repairs)).toEqual([0, 0, 0]);
  }

  async close(): Promise<void> {
    await Promise.all(this.devices.map((device) => device.close()));
    await this.people.part();
  }

  private async connected(): Promise<void> {
    await waitFor('the connections', () => this.devices.every(({ chat }) => chat.socket.state === 'connected'));
  }

  /** The open room alone, as events and their repair left it. */
  private async compareMessages(device: Device): Promise<void> {
    const fresh = await Device.fresh(device.person, this.stage.nodes[0]!.port);
    const { activeRoomId } = device.chat;
    const isMember = activeRoomId !== undefined && fresh.chat.rooms.find(activeRoomId)?.me !== undefined;
    const messagesOf = ({ messages, version }: Sight) => ({ messages, version });
    try {
      if (isMember) await this.compareOpen(device, fresh, activeRoomId, messagesOf);
    } finally {
      await fresh.close();
    }
  }

  /** First what is on the screen, as events left it; then the rooms that were open before. */
  private async compare(device: Device): Promise<void> {
    expect(device.isEnded).toBe(false);
    const { chat, person } = device;
    const fresh = await Device.fresh(person, this.stage.nodes[0]!.port);
    try {
      const isMember = (id: string) => fresh.chat.rooms.find(id)?.me !== undefined;
      if (chat.activeRoomId !== undefined && !isMember(chat.activeRoomId)) chat.open(undefined);
      await this.compareOpen(device, fresh, chat.activeRoomId);
      for (const { id } of this.people.rooms) {
        if (id === chat.activeRoomId || !isMember(id) || !chat.knownStore(id)) continue;
        chat.open(id);
        await this.compareOpen(device, fresh, id);
      }
      chat.open(undefined);
      await this.compareOpen(device, fresh, undefined);
    } finally {
      await fresh.close();
    }
  }

  private async compareOpen(
    device: Device,
    fresh: Device,
    roomId: string | undefined,
    partOf: (sight: Sight) => Partial<Sight> = (sight) => sight,
  ): Promise<void> {
    fresh.chat.open(roomId);
    await fresh.readToTheBeginning();
    await fresh.chat.loadRooms();
    let [seen, wanted] = [partOf(device.see(this.people.name)), partOf(fresh.see(this.people.name))];
    const look = async () => {
      await device.readToTheBeginning();
      [seen, wanted] = [partOf(device.see(this.people.name)), partOf(fresh.see(this.people.name))];
      return isSame(seen, wanted);
    };
    await waitFor('what an empty browser shows', look, REPAIR_MS).catch(() => undefined);
    expect(seen).toEqual(wanted);
  }

  /** Its own messages are stored or refused; all devices share what this process has for a browser's storage. */
  private isSent({ chat, written }: Device): boolean {
    const isPending = (id: string) =>
      chat
        .knownStore(id)
        ?.getSnapshot()
        .pending.some(({ clientMessageId, state }) => state === 'pending' && written.has(clientMessageId));
    return !this.people.rooms.some(({ id }) => isPending(id));
  }

  private async take(step: Step): Promise<void> {
    if (step.kind === 'lose') return this.stage.line?.lose(step.count);
    if (step.kind === 'cut' || step.kind === 'dark' || step.kind === 'light') return this.strike(step);
    if ('device' in step) return this.use(step);
    const answered = await this.people.perform(step);
    // Much of what is drawn is refused, which is right; a failure is not.
    if (answered) expect(answered.status).toBeLessThan(500);
  }

  private strike({ kind, device: index }: Fault): void {
    const device = this.deviceAt(index);
    if (kind === 'cut') device.cut();
    else if (kind === 'dark') device.darken();
    else device.light();
  }

  private use(act: Extract<Act, { device: number }>): void {
    const { chat, written } = this.deviceAt(act.device);
    const store = chat.notified.get();
    if (act.kind === 'shut') chat.open(undefined);
    else if (act.kind === 'notified') {
      const unread = store?.get().items.find(({ readAt }) => readAt === null);
      if (act.isAll) void store?.markAll();
      else if (unread) void store?.markRead([unread.id]);
    } else {
      const { id } = this.people.roomAt(act.room);
      if (act.kind === 'open') chat.open(id);
      else if (act.kind === 'see') chat.marker.see(id, act.seq);
      else written.add(chat.storeOf(id).send(`written ${(this.written += 1)}`, null));
    }
  }

  private deviceAt(index: number): Device {
    return this.devices[index % this.devices.length]!;
  }
}

const isSame = (one: object, other: object): boolean =>
  JSON.stringify(sortKeys(one)) === JSON.stringify(sortKeys(other));

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sortKeys(part)]),
  );
}
