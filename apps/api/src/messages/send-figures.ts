import type { ErrorCode } from '@tertulia/contract';
import { DomainError } from '../common/domain-error.js';
import { Tally } from '../common/tally.js';
import type { WriteResult } from './message-writer.js';

/** What may become of a send: stored, held for the owner, stored before, or refused with a code. */
export type SendOutcome = WriteResult['outcome'] | ErrorCode;

/** What became of sends since the start, as plain numbers. */
export class SendFigures {
  readonly outcomes = new Map<SendOutcome, number>([
    ['stored', 0],
    ['held', 0],
    ['replayed', 0],
    ['not_found', 0],
    ['forbidden', 0],
    ['conflict', 0],
    ['invalid_payload', 0],
    ['rate_limited', 0],
    ['unavailable', 0],
    ['internal', 0],
  ]);
  /** From when a message was ready to be stored until its commit was known. */
  readonly storeSeconds = new Tally();

  noteStored(outcome: WriteResult['outcome'], milliseconds: number): void {
    this.note(outcome);
    this.storeSeconds.add(milliseconds / 1_000);
  }

  noteRefused(error: unknown): void {
    this.note(error instanceof DomainError ? error.code : 'internal');
  }

  private note(outcome: SendOutcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}
