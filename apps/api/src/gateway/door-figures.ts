import type { ErrorCode } from '@tertulia/contract';
import type { RefusalReason } from './admission.js';

/** What may become of somebody who asks for a socket: let in, sent away before they said who they are, or refused. */
export type HandshakeOutcome = 'accepted' | 'foreign_origin' | RefusalReason | ErrorCode;

/** What happened at the sockets' door since the start, as plain numbers. */
export class DoorFigures {
  readonly handshakes = new Map<HandshakeOutcome, number>([
    ['accepted', 0],
    ['foreign_origin', 0],
    ['leaving', 0],
    ['behind', 0],
    ['pending', 0],
    ['rate', 0],
    ['unauthenticated', 0],
    ['rate_limited', 0],
    ['unavailable', 0],
  ]);
  /** Sockets that were closed because they did not read. */
  slowDropped = 0;

  noteHandshake(outcome: HandshakeOutcome): void {
    this.handshakes.set(outcome, (this.handshakes.get(outcome) ?? 0) + 1);
  }
}
