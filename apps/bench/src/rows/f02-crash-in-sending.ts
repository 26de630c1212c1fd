import * as z from 'zod/mini';
import { isTrueWithin } from '../clients/waiting.js';
import type { LabNode } from '../lab/laboratory.js';
import type { Ending } from '../lab/product-process.js';
import type { Row, RowRun } from './row.js';

const CRASH_LIMIT_MS = 5_000;
const MOST_TRIES = 6;
const LOOK_BACK_MS = 2_000;
/** G4: from the moment at which network and database are healthy, which they are all the time here. */
const DELIVERY_LIMIT_MS = 6_000;
const ANSWER_LIMIT_MS = 20_000;

const storedSchema = z.array(
  z.object({ sendId: z.string(), roomId: z.string(), version: z.int(), storedAt: z.coerce.number() }),
);

/** F2: a node ends between the commit of a message and what follows it, at an occasion drawn from the seed. */
export const crashInSending: Row = {
  id: 'F2',
  title: 'crash between commit and publication, and between commit and acknowledgement',
  guarantees: 'G2 G4',
  strike: async (run) => {
    const node = run.random.pick(run.lab.nodes);
    let [crashes, unanswered, longestMs, rounds] = [0, 0, 0, 0];
    await node.process.kill();
    try {
      for (const place of Array.from({ length: run.isLong ? 4 : 1 }, () => ['publish', 'ack']).flat()) {
        rounds += 1;
        const struck = await crash(run, node, `crash-before-${place}:${run.random.whole(5, 20)}`);
        crashes += struck.isCrashed ? 1 : 0;
        unanswered += struck.unanswered > 0 ? 1 : 0;
        longestMs = Math.max(longestMs, struck.deliveredMs);
      }
    } finally {
      await node.process.restart({ FAIL_POINTS: '' });
    }
    run.atLeast('crashes at the place', crashes, rounds);
    run.atLeast('crashes that left a stored message without its answer', unanswered, rounds);
    run.atLeast('ms left of 6 s until everybody had what was stored', DELIVERY_LIMIT_MS - longestMs, 0);
    run.note('crashes', crashes);
    run.note('until delivered everywhere', `${longestMs} ms`);
    await run.acknowledges(20);
  },
};

async function crash(run: RowRun, node: LabNode, failPoint: string) {
  await node.process.start({ FAIL_POINTS: failPoint });
  let cutAt = 0;
  let ending: Ending | null = null;
  // Sockets stay where they are: everybody is sent through the door anew until enough write on this node.
  for (let tries = 0; tries < MOST_TRIES && !ending; tries += 1) {
    run.lab.door.cutAll();
    cutAt = Date.now();
    ending = await node.process.endsWithin(CRASH_LIMIT_MS);
  }
  const crashedAt = Date.now();
  const stored = await readStored(run, crashedAt);
  const isDelivered = await isTrueWithin(DELIVERY_LIMIT_MS, () => isKnown(run, stored), 20);
  const deliveredMs = isDelivered ? Date.now() - crashedAt : Number.POSITIVE_INFINITY;
  // Stored before the crash and acknowledged after it: the sender knew nothing and asked again.
  const times = new Map(stored.map((row) => [row.sendId, row.storedAt]));
  const isLeftOpen = (send: { sendId: string; start: number; end: number; outcome: string }) =>
    send.outcome === 'ok' &&
    send.start > cutAt &&
    send.end > crashedAt &&
    send.start <= (times.get(send.sendId) ?? 0) + 50;
  const countOpen = () => run.recorder.sends.filter(isLeftOpen).length;
  await isTrueWithin(ANSWER_LIMIT_MS, () => countOpen() > 0);
  return { isCrashed: ending?.signal === 'SIGKILL', unanswered: countOpen(), deliveredMs };
}

async function readStored(run: RowRun, before: number) {
  const rows = await run.lab.database.query(
    `SELECT client_message_id AS "sendId", room_id AS "roomId", version::int AS version,
            extract(epoch FROM created_at) * 1000 AS "storedAt"
     FROM message WHERE room_id = ANY($1::uuid[]) AND created_at BETWEEN $2 AND $3`,
    [run.stage.rooms, new Date(before - LOOK_BACK_MS), new Date(before)],
  );
  return storedSchema.parse(rows);
}

function isKnown(run: RowRun, stored: { roomId: string; version: number }[]): boolean {
  const positions = run.stage.clients.flatMap((client) => client.views);
  return stored.every(({ roomId, version }) =>
    positions.every((view) => view.roomId !== roomId || (view.position ?? 0) >= version),
  );
}
