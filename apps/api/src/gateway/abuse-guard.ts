import type { Connection } from '../realtime/connection.js';

/** Refusals within one window that count as one warning. */
const REFUSALS = 50;
const WINDOW_MS = 5_000;
const WARNINGS = 3;

/**
 * Notes a refusal for rate; a client that goes on and on in spite of the answers is to be closed for good after three
 * warnings (security note N19).
 * @returns whether it is to be closed now.
 */
export function noteRefusal(connection: Connection, now: number): boolean {
  if (now - connection.refusalsSince > WINDOW_MS) {
    if (connection.refusals < REFUSALS) connection.warnings = 0;
    connection.refusalsSince = now;
    connection.refusals = 0;
  }
  connection.refusals += 1;
  if (connection.refusals === REFUSALS) connection.warnings += 1;
  return connection.warnings >= WARNINGS;
}
