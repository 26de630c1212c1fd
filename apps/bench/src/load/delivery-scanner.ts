import { NAME_LENGTH, numberAt, senderAt } from './message-name.js';

const QUOTE = 0x22;
const COLON = 0x3a;
const LETTER_C = 0x63;
const LETTER_D = 0x64;
const LETTER_M = 0x6d;
const LETTER_N = 0x6e;
const NAME_KEY = Buffer.from('"clientMessageId":"');
const VERSION_KEY = Buffer.from('"version":');

/**
 * Reads sender, number and version out of a `message:created` frame without parsing its JSON. A server writes the keys
 * in the same places every time, so the place found last is tried first and only a miss costs a search.
 */
export class DeliveryScanner {
  sender = 0;
  number = 0;
  version = 0;
  #nameFromEnd = 0;
  #versionFromStart = 0;

  /** True for a delivery, whose fields then are in `sender`, `number` and `version`; false for any other event. */
  read(bytes: Buffer, start: number, end: number): boolean {
    // 42["message:created",…: the letters at 4 and 12 tell it from every other event of the contract.
    if (bytes[start + 4] !== LETTER_M || bytes[start + 12] !== LETTER_C) return false;
    const nameAt = this.#findName(bytes, start, end);
    if (nameAt === -1) return false;
    this.sender = senderAt(bytes, nameAt);
    this.number = numberAt(bytes, nameAt);
    this.version = this.#readVersion(bytes, start, end);
    return true;
  }

  #findName(bytes: Buffer, start: number, end: number): number {
    const at = end - this.#nameFromEnd;
    if (at > start && bytes[at - 1] === QUOTE && bytes[at - 2] === COLON && bytes[at - 4] === LETTER_D) return at;
    const keyAt = bytes.subarray(start, end).indexOf(NAME_KEY);
    if (keyAt === -1) return -1;
    const found = start + keyAt + NAME_KEY.length;
    if (found + NAME_LENGTH > end) return -1;
    this.#nameFromEnd = end - found;
    return found;
  }

  #readVersion(bytes: Buffer, start: number, end: number): number {
    let at = start + this.#versionFromStart;
    if (this.#versionFromStart === 0 || bytes[at - 1] !== COLON || bytes[at - 3] !== LETTER_N) {
      const keyAt = bytes.subarray(start, end).indexOf(VERSION_KEY);
      if (keyAt === -1) return 0;
      at = start + keyAt + VERSION_KEY.length;
      this.#versionFromStart = at - start;
    }
    let version = 0;
    for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - 48) {
      version = version * 10 + digit;
      at += 1;
    }
    return version;
  }
}
