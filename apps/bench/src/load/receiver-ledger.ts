/** What one receiver got wrong; all zero is goal P7. */
export interface Faults {
  lost: number;
  doubled: number;
  outOfOrder: number;
  versionBreaks: number;
}

/** Keeps the account of one receiver: every message of every sender of its room exactly once and in order. */
export class ReceiverLedger {
  received = 0;
  readonly #firstSender: number;
  readonly #last: Uint32Array;
  readonly #missing = new Map<number, Set<number>>();
  #version = 0;
  #doubled = 0;
  #outOfOrder = 0;
  #versionBreaks = 0;

  /** @param firstSender senders of a room have consecutive numbers from here on */
  constructor(firstSender: number, senders: number) {
    this.#firstSender = firstSender;
    this.#last = new Uint32Array(senders);
  }

  /** Books one delivery. */
  book(sender: number, number: number, version: number): void {
    this.received += 1;
    const slot = sender - this.#firstSender;
    const last = this.#last[slot];
    if (last === undefined) {
      this.#doubled += 1;
      return;
    }
    if (number === last + 1) this.#last[slot] = number;
    else if (number > last) this.#skip(slot, last, number);
    else this.#late(slot, number);
    // A server without versions sends none, and then there is nothing to hold it to.
    if (version !== 0) {
      if (this.#version !== 0 && version !== this.#version + 1) this.#versionBreaks += 1;
      this.#version = version;
    }
  }

  /** The final account, given how many each sender of the room sent and which were refused (and so never owed). */
  settle(sent: readonly number[], isRefused: (slot: number, number: number) => boolean): Faults {
    let lost = 0;
    for (let slot = 0; slot < sent.length; slot += 1) {
      for (const number of this.#missing.get(slot) ?? []) if (!isRefused(slot, number)) lost += 1;
      const total = sent[slot] ?? 0;
      for (let number = (this.#last[slot] ?? 0) + 1; number <= total; number += 1) {
        if (!isRefused(slot, number)) lost += 1;
      }
    }
    return { lost, doubled: this.#doubled, outOfOrder: this.#outOfOrder, versionBreaks: this.#versionBreaks };
  }

  #skip(slot: number, last: number, number: number): void {
    const missing = this.#missing.get(slot) ?? new Set<number>();
    for (let skipped = last + 1; skipped < number; skipped += 1) missing.add(skipped);
    this.#missing.set(slot, missing);
    this.#last[slot] = number;
  }

  #late(slot: number, number: number): void {
    if (this.#missing.get(slot)?.delete(number) === true) this.#outOfOrder += 1;
    else this.#doubled += 1;
  }
}
