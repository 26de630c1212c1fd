import type { Carrier, CarrierEvents } from './carrier.js';
import { type MessageBus, type NodeMessage, type NodeMessageHandler, nodeMessageSchema } from './message-bus.js';

/** How often a node calls itself over the bus, and how many calls in a row may go unheard before nobody is thought to hear it. */
const BEAT_MS = 500;
const MOST_UNHEARD = 3;
/** Calls without an echo after which fresh connections are tried, again and again. */
const REOPEN_EVERY = 6;
/** Characters that may be on their way to Redis; more are dropped and found again in the database. */
const MOST_IN_FLIGHT = 16 * 1024 * 1024;
/** A text is cut here, so that no single one holds up the others. */
const LONGEST_TEXT = 256 * 1024;

/**
 * Tells all other nodes over a carrier. What is published within one turn of the event loop travels as one text: the
 * sender's id and a line of JSON for each message. The node hears itself too, which shows that it is heard: a carrier that
 * hangs or has lost one of its ways is noticed although its connections look open.
 */
export class RedisBus implements MessageBus {
  readonly counts = { sent: 0, received: 0, dropped: 0 };
  private readonly carrier: Carrier;
  private readonly handlers: NodeMessageHandler[] = [];
  private readonly readyHandlers: (() => void)[] = [];
  private waiting: string[] = [];
  private waitingLength = 0;
  private readonly timer: NodeJS.Timeout;
  private inFlight = 0;
  private unheard = 0;
  private isHeard = false;
  private isScheduled = false;

  constructor(
    private readonly nodeId: string,
    carry: (events: CarrierEvents) => Carrier,
  ) {
    this.carrier = carry({
      receive: (text) => this.receive(text),
      opened: () => this.call(),
      closed: () => (this.isHeard = false),
    });
    this.timer = setInterval(() => this.beat(), BEAT_MS).unref();
  }

  get isHealthy(): boolean {
    return this.isHeard && this.carrier.isOpen;
  }

  publish(message: NodeMessage): void {
    const line = this.carrier.isOpen ? JSON.stringify(message) : undefined;
    if (line === undefined || this.inFlight + line.length > MOST_IN_FLIGHT) {
      this.counts.dropped += 1;
      return;
    }
    this.counts.sent += 1;
    this.inFlight += line.length;
    this.waiting.push(line);
    this.waitingLength += line.length;
    if (this.waitingLength >= LONGEST_TEXT) void this.flush();
    else this.schedule();
  }

  subscribe(handler: NodeMessageHandler): void {
    this.handlers.push(handler);
  }

  onReady(handler: () => void): void {
    this.readyHandlers.push(handler);
    if (this.isHealthy) handler();
  }

  /** The last word is let out first; it takes no longer than any other. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    this.carrier.close();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const { waiting, waitingLength } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    this.waitingLength = 0;
    await this.carrier.send(`${this.nodeId}\n${waiting.join('\n')}`).catch(() => undefined);
    this.inFlight -= waitingLength;
  }

  private receive(text: string): void {
    const [from, ...lines] = text.split('\n');
    if (from === undefined || from === this.nodeId) {
      if (from === this.nodeId) this.heard();
      return;
    }
    for (const line of lines) {
      const parsed = nodeMessageSchema.safeParse(parseJson(line));
      if (!parsed.success) continue;
      this.counts.received += 1;
      for (const handler of this.handlers) handler(parsed.data, from);
    }
  }

  /** Counted in calls, not in time: a process that stood still for a while has not lost anybody. */
  private beat(): void {
    if (this.unheard >= MOST_UNHEARD) this.isHeard = false;
    if (this.unheard > 0 && this.unheard % REOPEN_EVERY === 0) this.carrier.reopen();
    this.call();
  }

  private call(): void {
    this.unheard += 1;
    if (this.carrier.isOpen) this.carrier.send(this.nodeId).catch(() => undefined);
  }

  private heard(): void {
    this.unheard = 0;
    if (this.isHeard) return;
    this.isHeard = true;
    for (const handler of this.readyHandlers) handler();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
