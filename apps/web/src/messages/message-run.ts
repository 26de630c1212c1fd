import type { Message } from '@tertulia/contract';

/** Where a `seq` is in an ascending list, or would be. */
export function findIndex(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The message with a `seq`, if the list has it. */
export function findSeq(messages: readonly Message[], seq: number): Message | undefined {
  const found = messages[findIndex(messages, seq)];
  return found?.seq === seq ? found : undefined;
}

/** The later state of one message. */
export function newer(a: Message, b: Message | undefined): Message {
  return b && b.version > a.version ? b : a;
}

/** Takes a later state of a message that the list has; the same list otherwise. */
export function replaceKnown(messages: readonly Message[], message: Message): readonly Message[] {
  const index = findIndex(messages, message.seq);
  const present = messages[index];
  if (present?.seq !== message.seq || present.version >= message.version) return messages;
  return messages.with(index, message);
}

/** Puts earlier messages before a list; the same list when they would leave a hole. */
export function joinBefore(earlier: readonly Message[], messages: readonly Message[]): readonly Message[] {
  const first = messages[0]?.seq;
  const added = first === undefined ? earlier : earlier.filter(({ seq }) => seq < first);
  const last = added.at(-1)?.seq;
  if (last === undefined || (first !== undefined && last !== first - 1)) return messages;
  return [...added, ...messages];
}

/** Puts later messages after a list; the same list when they would leave a hole. */
export function joinAfter(messages: readonly Message[], later: readonly Message[]): readonly Message[] {
  const last = messages.at(-1)?.seq ?? 0;
  const added = later.filter(({ seq }) => seq > last);
  return added[0]?.seq === last + 1 ? [...messages, ...added] : messages;
}
