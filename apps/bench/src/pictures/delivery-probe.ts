import { randomUUID } from 'node:crypto';
import type { ClientToServerEvents, ServerToClientEvents } from '@tertulia/contract';
import { io, type Socket } from 'socket.io-client';
import { delay, waitUntil, within } from '../load/waiting.js';

type ChatSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const PER_SECOND = 60;
const ARRIVAL_MS = 30_000;

/** An author and members of a room; measures from the intended time of a send to its arrival at each member. */
export class DeliveryProbe {
  private readonly sentAt = new Map<string, number>();
  private times: number[] = [];
  private awaited = 0;

  private constructor(
    private readonly roomId: string,
    private readonly author: ChatSocket,
    private readonly members: ChatSocket[],
  ) {
    for (const member of members) {
      member.on('message:created', ({ message }) => {
        const startedAt = this.sentAt.get(message.clientMessageId);
        if (startedAt !== undefined) this.times.push(performance.now() - startedAt);
      });
    }
  }

  static async open(url: string, roomId: string, tokens: string[]): Promise<DeliveryProbe> {
    const sockets = tokens.map((token): ChatSocket =>
      io(url, { auth: { token }, transports: ['websocket'], forceNew: true }),
    );
    for (const socket of sockets) {
      const joined = new Promise<void>((resolve, reject) => {
        socket.emit('room:join', { roomId }, ({ error }) => (error ? reject(new Error(error.message)) : resolve()));
      });
      await within(joined, ARRIVAL_MS, 'joining the room');
    }
    const [author, ...members] = sockets;
    if (!author || members.length === 0) throw new Error('A probe needs an author and a member.');
    return new DeliveryProbe(roomId, author, members);
  }

  /** Sends at a steady pace, whether or not the last one arrived. @returns milliseconds of every delivery, ascending. */
  async measure(seconds: number): Promise<number[]> {
    this.times = [];
    this.sentAt.clear();
    this.awaited = 0;
    const startedAt = performance.now();
    for (let turn = 0; turn < PER_SECOND * seconds; turn += 1) {
      const due = startedAt + (turn * 1_000) / PER_SECOND;
      await delay(Math.max(0, due - performance.now()));
      const clientMessageId = randomUUID();
      this.sentAt.set(clientMessageId, Math.min(due, performance.now()));
      this.awaited += this.members.length;
      this.author.emit(
        'message:send',
        { roomId: this.roomId, clientMessageId, text: `number ${turn}` },
        () => undefined,
      );
    }
    const haveAllArrived = await waitUntil(() => this.times.length >= this.awaited, ARRIVAL_MS);
    if (!haveAllArrived) throw new Error(`${this.awaited - this.times.length} deliveries are missing.`);
    return this.times.sort((left, right) => left - right);
  }

  close(): void {
    for (const socket of [this.author, ...this.members]) socket.disconnect();
  }
}
