import { generate } from './generate.js';
import type { RunningProduct } from './product.js';
import type { RunRecord } from './records.js';

const ROOMS = 5;
const MEMBERS_PER_ROOM = 20;
const PUBLISHERS_PER_ROOM = 10;
const IN_FLIGHT = 8;
const ACKNOWLEDGED = 5_500;
const LIMIT_SECONDS = 120;

/**
 * Kills the product with SIGKILL in full flight and, after a new start on the same database, reads everything back over
 * HTTP: whatever was acknowledged has to be there, once, with no hole in `seq`.
 */
export async function runKill(start: () => Promise<RunningProduct>, round: number): Promise<RunRecord> {
  const victim = await start();
  const place = await victim.place(ROOMS * MEMBERS_PER_ROOM, ROOMS);
  const load = await generate<'load'>(
    {
      kind: 'load',
      url: victim.url,
      ...place,
      membersPerRoom: MEMBERS_PER_ROOM,
      publishersPerRoom: PUBLISHERS_PER_ROOM,
      pace: { kind: 'closed', inFlightPerPublisher: IN_FLIGHT },
      warmUpSeconds: 0.1,
      seconds: 60,
      drainSeconds: 1,
      killAfterAcknowledged: ACKNOWLEDGED,
    },
    { limitSeconds: LIMIT_SECONDS, onPhase: (phase) => (phase === 'kill-now' ? victim.kill() : undefined) },
  ).finally(() => victim.stop());
  const successor = await start();
  try {
    const [token = ''] = place.tokens;
    const { url } = successor;
    const found = await generate<'audit'>(
      { kind: 'audit', url, token, rooms: place.rooms, acknowledged: load.acknowledgedNames },
      { limitSeconds: LIMIT_SECONDS },
    );
    return {
      scenario: 'kill',
      round,
      target: 'product',
      values: {
        acknowledged: load.acknowledged,
        inFlight: load.unanswered,
        stored: found.stored,
        missing: found.missing,
        doubled: found.doubled,
        holes: found.holes,
        disconnects: load.disconnects,
      },
    };
  } finally {
    await successor.stop();
  }
}
