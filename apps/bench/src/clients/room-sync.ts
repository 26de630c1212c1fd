import { setTimeout as delay } from 'node:timers/promises';
import type { MessageChange } from '@tertulia/contract';
import type { ChatSocket } from './chat-socket.js';
import type { HttpApi } from './http-api.js';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';
import { RoomView } from './room-view.js';

/** Failed steps in a row after which a room waits for the next connection or the next news. */
const MOST_FAILURES = 60;

/** Keeps a client's rooms up to date: joins on each connection, fills holes, reads the beginning after a reset. */
export class RoomSync {
  private readonly rooms = new Map<string, RoomView>();
  private readonly joinedOn = new Map<string, number>();
  private readonly announced = new Map<string, number>();
  private readonly busy = new Set<string>();
  private isClosed = false;

  constructor(
    private readonly name: string,
    private readonly socket: ChatSocket,
    private readonly http: HttpApi,
    private readonly recorder: Recorder,
    private readonly random: Random,
  ) {
    socket.setListener({
      handleConnect: () => this.views.forEach((view) => this.wake(view)),
      handleChange: (connection, change) => this.handleChange(connection, change),
      handlePosition: (roomId, version) => this.handlePosition(roomId, version),
    });
  }

  get views(): RoomView[] {
    return [...this.rooms.values()];
  }

  follow(roomId: string): RoomView {
    const view = this.rooms.get(roomId) ?? new RoomView(roomId, this.name, this.recorder);
    this.rooms.set(roomId, view);
    this.wake(view);
    return view;
  }

  close(): void {
    this.isClosed = true;
  }

  private handleChange(connection: number, change: MessageChange): void {
    const view = this.rooms.get(change.roomId);
    if (!view) return this.recorder.addMalformed(`${this.name} got a message of a room it is not in`);
    view.takePush(connection, change);
    if (view.hasHole) this.wake(view);
  }

  private handlePosition(roomId: string, version: number): void {
    const view = this.rooms.get(roomId);
    if (!view) return;
    this.announced.set(roomId, Math.max(this.announced.get(roomId) ?? 0, version));
    if (this.isBehind(view)) this.wake(view);
  }

  private wake(view: RoomView): void {
    if (this.busy.has(view.roomId) || !this.findStep(view)) return;
    this.busy.add(view.roomId);
    this.run(view)
      .catch((error: unknown) => this.recorder.addMalformed(`${this.name} failed: ${String(error)}`))
      .finally(() => this.busy.delete(view.roomId));
  }

  private async run(view: RoomView): Promise<void> {
    for (let failures = 0; failures < MOST_FAILURES && !this.isClosed && this.socket.isConnected;) {
      const step = this.findStep(view);
      if (!step) return;
      if (await step()) {
        failures = 0;
      } else {
        failures += 1;
        await delay(this.random.between(100, 600));
      }
    }
  }

  private findStep(view: RoomView): (() => Promise<boolean>) | null {
    if (this.joinedOn.get(view.roomId) !== this.socket.connection) return () => this.join(view);
    if (view.hasHole || this.isBehind(view)) return () => this.catchUp(view);
    if (view.isIncomplete) return () => this.readBackwards(view);
    return null;
  }

  private isBehind(view: RoomView): boolean {
    return view.position !== null && (this.announced.get(view.roomId) ?? 0) > view.position;
  }

  private async join(view: RoomView): Promise<boolean> {
    const { connection } = this.socket;
    const after = view.position;
    const answer = await this.socket.join(view.roomId, after);
    if (answer.kind !== 'ok') return false;
    view.takeJoin(connection, after, answer.data);
    this.joinedOn.set(view.roomId, connection);
    return true;
  }

  private async catchUp(view: RoomView): Promise<boolean> {
    const after = view.position ?? 0;
    const answer = await this.http.listChanges(view.roomId, after);
    if (answer.kind !== 'ok') return false;
    if (!answer.data.reset) {
      view.takeChanges(after, answer.data);
      return (view.position ?? 0) > after;
    }
    const newest = await this.http.listMessages(view.roomId, 'limit=100');
    if (newest.kind !== 'ok') return false;
    view.takeReload(after, newest.data);
    return true;
  }

  /** Every page is read again, known or not: anything may have changed in the part that was missed. */
  private async readBackwards(view: RoomView): Promise<boolean> {
    let before: number | null = Number.MAX_SAFE_INTEGER;
    while (before !== null && !this.isClosed) {
      const answer = await this.http.listMessages(
        view.roomId,
        before === Number.MAX_SAFE_INTEGER ? 'limit=100' : `limit=100&before=${before}`,
      );
      if (answer.kind !== 'ok') return false;
      before = view.takeOlder(answer.data);
    }
    return true;
  }
}
