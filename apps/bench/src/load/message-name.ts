import { randomBytes } from 'node:crypto';

const hexValue = new Uint8Array(256);
for (let value = 0; value < 16; value += 1) hexValue[value.toString(16).charCodeAt(0)] = value;

export const NAME_LENGTH = 36;

/**
 * Makes `clientMessageId`s that say by themselves who sent them and as which message: `ssssnnnn-nnnn-4000-8…`, sender
 * and number in hexadecimal. So a delivery is judged from 12 bytes, without a look-up table of everything sent.
 */
export class MessageNames {
  readonly #suffix: string;

  constructor() {
    const nonce = randomBytes(8).toString('hex');
    this.#suffix = `-4000-8${nonce.slice(0, 3)}-${nonce.slice(3, 15)}`;
  }

  /** The name of a sender's n-th message. */
  build(sender: number, number: number): string {
    const digits = number.toString(16).padStart(8, '0');
    return `${sender.toString(16).padStart(4, '0')}${digits.slice(0, 4)}-${digits.slice(4)}${this.#suffix}`;
  }
}

/** The sender of the name that begins at `at`. */
export function senderAt(bytes: Buffer, at: number): number {
  return readHex(bytes, at);
}

/** The number of the message within its sender, of the name that begins at `at`. */
export function numberAt(bytes: Buffer, at: number): number {
  return readHex(bytes, at + 4) * 65_536 + readHex(bytes, at + 9);
}

function readHex(bytes: Buffer, at: number): number {
  return (
    ((hexValue[bytes[at] ?? 0] ?? 0) << 12) |
    ((hexValue[bytes[at + 1] ?? 0] ?? 0) << 8) |
    ((hexValue[bytes[at + 2] ?? 0] ?? 0) << 4) |
    (hexValue[bytes[at + 3] ?? 0] ?? 0)
  );
}
