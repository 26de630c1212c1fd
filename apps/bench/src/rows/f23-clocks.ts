import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ChatClient } from '../clients/chat-client.js';
import { HttpApi } from '../clients/http-api.js';
import { Recorder } from '../clients/recorder.js';
import { isTrueWithin } from '../clients/waiting.js';
import type { LabNode } from '../lab/laboratory.js';
import { findFaketime } from './needs.js';
import { spreadOnto } from './residents.js';
import type { Row, RowRun } from './row.js';

const HOUR_MS = 3_600_000;
/** The header that shows a node's own time has whole seconds. */
const SKEW_MS = HOUR_MS - 60_000;
const JUMP_LIMIT_MS = 10_000;
/** A position is told at most every 5 s. */
const POSITION_LIMIT_MS = 15_000;
const SHOWN_TOLERANCE_MS = 5_000;

const CLOCK = { DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_CACHE_DURATION: '1' };
const NO_CLOCK = { LD_PRELOAD: '', FAKETIME: '', FAKETIME_TIMESTAMP_FILE: '' };

const timesSchema = z.tuple([z.object({ messages: z.int(), disordered: z.int(), strange: z.int() })]);

/** F23: one node is an hour ahead, one an hour behind, and the time of the third is set in mid-run. */
export const wrongClocks: Row = {
  id: 'F23',
  title: 'clocks an hour ahead and behind, and jumping',
  guarantees: 'G19 G3',
  needs: ['faketime'],
  strike: async (run) => {
    const { lab, random, recorder } = run;
    const [ahead, behind, jumping] = random.shuffle(lab.nodes);
    if (!ahead || !behind || !jumping) throw new Error('Three nodes are needed.');
    const file = join(lab.dataDir, 'clock');
    writeFileSync(file, '+0');
    const watcherRecorder = new Recorder();
    const options = { name: 'watcher', recorder: watcherRecorder, random: random.fork('watcher') };
    const watcher = new ChatClient({ ...options, baseUrl: jumping.process.url });
    try {
      const arrivalsBefore = recorder.shownTimes.length;
      const preload = { ...CLOCK, LD_PRELOAD: findFaketime() ?? '' };
      await Promise.all([
        ahead.process.restart({ ...preload, FAKETIME: '+1h' }),
        behind.process.restart({ ...preload, FAKETIME: '-1h' }),
        jumping.process.restart({ ...preload, FAKETIME_TIMESTAMP_FILE: file }),
      ]);
      const skews = await Promise.all([ahead, behind].map(readSkew));
      await watcher.enter();
      watcher.follow(run.stage.rooms[0] ?? '');
      await spreadOnto(run, jumping);
      const jumps = await jump(run, jumping, file);
      const positions = watcherRecorder.totals.positions;
      // Everybody comes in once more, also to the node whose time jumped.
      lab.door.cutAll();
      await spreadOnto(run, jumping);
      const isTold = await isTrueWithin(POSITION_LIMIT_MS, () => watcherRecorder.totals.positions > positions);
      const valid = await countValidSessions(run);
      const shown = recorder.shownTimes.slice(arrivalsBefore);
      const farthestMs = Math.max(...shown.map(Math.abs));
      const times = await readTimes(run);
      run.atLeast('nodes with another time', skews.filter((skew) => Math.abs(skew) > SKEW_MS).length, 2);
      run.atLeast('jumps', jumps, 2);
      run.atLeast('positions told after the time was set back', Number(isTold), 1);
      run.atLeast('sessions of each node valid on each', valid, lab.nodes.length ** 2);
      run.atLeast('ms left of 5 s between shown time and true time', SHOWN_TOLERANCE_MS - farthestMs, 0);
      run.atLeast('messages in the order of their times', times.messages - times.disordered, times.messages);
      run.atLeast('messages with the time of the database', times.messages - times.strange, times.messages);
      run.note('skews', skews.map((skew) => `${Math.round(skew / 1_000)} s`).join(' and '));
      run.note('jumps', jumps);
      run.note('shown times off by at most', `${Math.round(farthestMs)} ms`);
    } finally {
      watcher.close();
      await Promise.all(lab.nodes.map(({ process }) => process.restart(NO_CLOCK)));
    }
  },
};

/** Sets the time of a node an hour forward, and then two hours back; gives how often it took effect. */
async function jump(run: RowRun, node: LabNode, file: string): Promise<number> {
  let jumps = 0;
  for (const [time, sign] of [
    ['+1h', 1],
    ['-1h', -1],
  ] as const) {
    writeFileSync(file, time);
    const hasJumped = async () => (await readSkew(node)) * sign > SKEW_MS;
    jumps += (await isTrueWithin(JUMP_LIMIT_MS, hasJumped)) ? 1 : 0;
    await run.acknowledges(20);
  }
  return jumps;
}

/** How far a node's own time is from the true one, by the header of its answers. */
async function readSkew(node: LabNode): Promise<number> {
  const response = await fetch(`${node.process.url}/api/instance`, { signal: AbortSignal.timeout(JUMP_LIMIT_MS) });
  await response.arrayBuffer();
  return Date.parse(response.headers.get('date') ?? '') - Date.now();
}

/** A guest of each node asks each node. */
async function countValidSessions(run: RowRun): Promise<number> {
  let valid = 0;
  for (const maker of run.lab.nodes) {
    const door = new HttpApi(maker.process.url, run.recorder);
    const session = await door.enter(`guest of ${maker.name}`);
    door.close();
    if (session.kind !== 'ok') continue;
    for (const asked of run.lab.nodes) {
      const api = new HttpApi(asked.process.url, run.recorder, session.data.token);
      const page = await api.listMessages(run.stage.rooms[0] ?? '', 'limit=10');
      api.close();
      valid += page.kind === 'ok' ? 1 : 0;
    }
  }
  return valid;
}

/** Times of all messages, by the database's own clock, which is right. */
async function readTimes(run: RowRun) {
  const rows = await run.lab.database.query(
    `SELECT count(*)::int AS messages, (count(*) FILTER (WHERE created_at < earlier))::int AS disordered,
            (count(*) FILTER (WHERE created_at NOT BETWEEN now() - interval '10 minutes' AND now() + interval '5 seconds'))::int AS strange
     FROM (SELECT created_at, lag(created_at) OVER (PARTITION BY room_id ORDER BY seq) AS earlier
           FROM message WHERE room_id = ANY($1::uuid[])) AS told`,
    [run.stage.rooms],
  );
  return timesSchema.parse(rows)[0];
}
