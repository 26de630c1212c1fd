import { Worker } from 'node:worker_threads';
import { DeliveryLatencies } from './delivery-latencies.js';
import { DeliveryScanner } from './delivery-scanner.js';
import type { LoadJob, LoadResult, Report } from './jobs.js';
import { joinMembers, leaveAll, type Member } from './members.js';
import { MessageNames } from './message-name.js';
import { Publisher } from './publisher.js';
import { ReceiverLedger } from './receiver-ledger.js';
import { Samples } from './statistics.js';
import { delay, waitUntil } from './waiting.js';

const QUIET_MS = 300;
const QUIET_LIMIT_MS = 5_000;

interface Participant extends Member {
  /** Its node, of those that the members are spread on. */
  node: number;
  ledger: ReceiverLedger;
  publisher: Publisher | undefined;
}

/** One measured run of messages into rooms: joins everybody, sends at the pace, counts, drains, and settles accounts. */
export class LoadRun {
  readonly #job: LoadJob;
  readonly #report: (report: Report) => void;
  readonly #scanner = new DeliveryScanner();
  readonly #publishers: Publisher[] = [];
  readonly #latencies: DeliveryLatencies;
  readonly #acknowledgementLatency = new Samples();
  #participants: Participant[] = [];
  #frames = 0;
  #deliveries = 0;
  #bytes = 0;
  #acknowledged = 0;
  #disconnects = 0;
  #isSending = false;
  #isMeasuring = false;
  #isKillAsked = false;
  #isOver = false;

  constructor(job: LoadJob, report: (report: Report) => void) {
    this.#job = job;
    this.#report = report;
    this.#latencies = new DeliveryLatencies(job.publishersPerRoom, job.urls?.length ?? 1);
  }

  async run(): Promise<LoadResult> {
    await this.#join();
    const pacer = this.#startSending();
    await this.#pause(this.#job.warmUpSeconds);
    const before = this.#mark('window-start');
    this.#isMeasuring = true;
    await this.#pause(this.#job.seconds);
    this.#isMeasuring = false;
    const after = this.#mark('window-end');
    this.#isSending = false;
    await pacer?.terminate();
    if (!this.#isKillAsked) await this.#drain();
    this.#isOver = true;
    const seconds = (after.at - before.at) / 1000;
    const result = this.#settle({
      seconds,
      messagesPerSecond: (after.acknowledged - before.acknowledged) / seconds,
      deliveriesPerSecond: (after.deliveries - before.deliveries) / seconds,
      generatorCpu: (after.cpu - before.cpu) / seconds,
    });
    leaveAll(this.#participants);
    return result;
  }

  async #join(): Promise<void> {
    const { rooms, membersPerRoom, publishersPerRoom, url, urls = [url] } = this.#job;
    const names = new MessageNames();
    const nodeOf = (index: number): number => (index % membersPerRoom) % urls.length;
    const build = (index: number) => {
      const room = Math.floor(index / membersPerRoom);
      return {
        room: rooms[room] ?? '',
        node: nodeOf(index),
        ledger: new ReceiverLedger(room * publishersPerRoom, publishersPerRoom),
        publisher: undefined,
        client: undefined,
        onEventBytes: (participant: Participant, bytes: Buffer, start: number, end: number) =>
          this.#onEvent(participant, bytes, start, end),
        onAcknowledgementBytes: (participant: Participant, id: number, bytes: Buffer, body: number, end: number) =>
          this.#onAcknowledgement(participant, id, bytes, body, end),
        onClose: () => this.#onClose(),
      };
    };
    this.#participants = await joinMembers<Participant>(
      this.#job,
      rooms.length * membersPerRoom,
      build,
      (index) => urls[nodeOf(index)] ?? url,
    );
    // Publisher p of every room before publisher p + 1 of any: at a fixed rate neighbours in time go to different rooms.
    for (let place = 0; place < publishersPerRoom; place += 1) {
      for (let room = 0; room < rooms.length; room += 1) {
        const participant = this.#participants[room * membersPerRoom + place];
        if (participant?.client === undefined) continue;
        const sender = room * publishersPerRoom + place;
        participant.publisher = new Publisher(sender, participant.client, participant.room, names);
        this.#publishers.push(participant.publisher);
      }
    }
    await this.#waitForQuiet();
  }

  /** Lets the news of who joined pass, so that it is not measured as a part of the messages. */
  async #waitForQuiet(): Promise<void> {
    const limit = performance.now() + QUIET_LIMIT_MS;
    for (let seen = -1; seen !== this.#frames && performance.now() < limit;) {
      seen = this.#frames;
      await delay(QUIET_MS);
    }
  }

  #startSending(): Worker | undefined {
    this.#isSending = true;
    const { pace, warmUpSeconds, seconds } = this.#job;
    if (pace.kind === 'closed') {
      for (let depth = 0; depth < pace.inFlightPerPublisher; depth += 1) {
        for (const publisher of this.#publishers) publisher.send(performance.now());
      }
      return undefined;
    }
    const intervalMs = 1000 / pace.messagesPerSecond;
    const startAt = performance.now() + 50;
    const ticks = Math.floor(((warmUpSeconds + seconds) * 1000) / intervalMs);
    const workerData = { startAt: performance.timeOrigin + startAt, intervalMs, ticks };
    const pacer = new Worker(new URL('./pacer.js', import.meta.url), { workerData });
    pacer.on('message', (tick: number) => {
      if (this.#isSending) this.#publishers[tick % this.#publishers.length]?.send(startAt + tick * intervalMs);
    });
    return pacer;
  }

  #onEvent(participant: Participant, bytes: Buffer, start: number, end: number): boolean {
    this.#frames += 1;
    const scanner = this.#scanner;
    if (!scanner.read(bytes, start, end)) return true;
    participant.ledger.book(scanner.sender, scanner.number, scanner.version);
    this.#deliveries += 1;
    this.#bytes += end - start;
    if (this.#isMeasuring && this.#job.pace.kind === 'rate') {
      const sentAt = this.#publisherOf(scanner.sender)?.sentAt(scanner.number);
      if (sentAt !== undefined) this.#latencies.add(participant.node, scanner.sender, performance.now() - sentAt);
    }
    return true;
  }

  #publisherOf(sender: number): Publisher | undefined {
    const { publishersPerRoom, rooms } = this.#job;
    return this.#publishers[(sender % publishersPerRoom) * rooms.length + Math.floor(sender / publishersPerRoom)];
  }

  #onAcknowledgement(participant: Participant, id: number, bytes: Buffer, body: number, end: number): boolean {
    const { publisher } = participant;
    if (publisher === undefined) return false;
    const sentAt = publisher.settle(id, bytes, body, end);
    if (sentAt === null) return false;
    this.#acknowledged += 1;
    const now = performance.now();
    if (this.#isMeasuring) this.#acknowledgementLatency.add(now - sentAt);
    const { killAfterAcknowledged, pace } = this.#job;
    if (killAfterAcknowledged > 0 && this.#acknowledged >= killAfterAcknowledged && !this.#isKillAsked) {
      this.#isKillAsked = true;
      this.#report({ type: 'phase', phase: 'kill-now' });
    }
    if (this.#isSending && pace.kind === 'closed') publisher.send(now);
    return true;
  }

  #onClose(): void {
    if (this.#isOver) return;
    this.#disconnects += 1;
  }

  /** Waits the time of a phase; in a run that ends in a kill, until the last connection is gone. */
  async #pause(seconds: number): Promise<void> {
    if (this.#job.killAfterAcknowledged === 0) await delay(seconds * 1000);
    else await waitUntil(() => this.#disconnects === this.#participants.length, seconds * 1000);
  }

  #mark(phase: 'window-start' | 'window-end'): { at: number; acknowledged: number; deliveries: number; cpu: number } {
    this.#report({ type: 'phase', phase });
    const cpu = process.cpuUsage();
    return {
      at: performance.now(),
      acknowledged: this.#acknowledged,
      deliveries: this.#deliveries,
      cpu: (cpu.user + cpu.system) / 1e6,
    };
  }

  async #drain(): Promise<void> {
    const { membersPerRoom, drainSeconds } = this.#job;
    const isComplete = (): boolean => {
      const sent = this.#publishers.reduce((sum, publisher) => sum + publisher.sent, 0);
      const refused = this.#publishers.reduce((sum, publisher) => sum + publisher.refused, 0);
      return this.#acknowledged === sent && this.#deliveries >= (sent - refused) * membersPerRoom;
    };
    await waitUntil(isComplete, drainSeconds * 1000);
    // A copy of something already delivered would come right behind it.
    await delay(QUIET_MS);
  }

  #settle(
    rates: Pick<LoadResult, 'seconds' | 'messagesPerSecond' | 'deliveriesPerSecond' | 'generatorCpu'>,
  ): LoadResult {
    const { rooms, membersPerRoom, publishersPerRoom, killAfterAcknowledged } = this.#job;
    const faults = { lost: 0, doubled: 0, outOfOrder: 0, versionBreaks: 0 };
    for (let room = 0; room < rooms.length; room += 1) {
      const senders = Array.from({ length: publishersPerRoom }, (_, place) =>
        this.#publisherOf(room * publishersPerRoom + place),
      );
      const sent = senders.map((publisher) => publisher?.sent ?? 0);
      for (const participant of this.#participants.slice(room * membersPerRoom, (room + 1) * membersPerRoom)) {
        const own = participant.ledger.settle(sent, (slot, number) => senders[slot]?.isRefused(number) ?? false);
        faults.lost += own.lost;
        faults.doubled += own.doubled;
        faults.outOfOrder += own.outOfOrder;
        faults.versionBreaks += own.versionBreaks;
      }
    }
    const total = (of: (publisher: Publisher) => number): number =>
      this.#publishers.reduce((sum, publisher) => sum + of(publisher), 0);
    const sent = total((publisher) => publisher.sent);
    return {
      kind: 'load',
      ...rates,
      sent,
      acknowledged: total((publisher) => publisher.acknowledged),
      refused: total((publisher) => publisher.refused),
      firstRefusal: this.#publishers.find((publisher) => publisher.firstRefusal !== null)?.firstRefusal ?? null,
      deliveries: this.#deliveries,
      ...faults,
      unanswered: sent - this.#acknowledged,
      disconnects: this.#disconnects,
      bytesPerDelivery: this.#deliveries === 0 ? 0 : this.#bytes / this.#deliveries,
      ...this.#latencies.percentiles(),
      acknowledgementLatency: this.#acknowledgementLatency.percentiles(),
      acknowledgedNames:
        killAfterAcknowledged > 0 ? this.#publishers.flatMap((publisher) => publisher.acknowledgedNames()) : [],
    };
  }
}
