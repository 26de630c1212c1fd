import type { Row, RowRun } from './row.js';

const STRIKES = 5;
const LONG_MS = 600_000;
/** Redis stands still for so long, and a node is away for so long, at most. */
const LONGEST_FREEZE_MS = 2_500;
const LONGEST_ABSENCE_MS = 1_200;
const LONGEST_PAUSE_MS = 900;
const EVERY = 50;

type Strike = 'node' | 'redis' | 'sockets' | 'line';

/** F34: nodes that die, a Redis that stands still and loses what is published, and sockets cut all at once, in any order. */
export const allTogether: Row = {
  id: 'F34',
  title: 'nodes killed, Redis frozen and losing publications, all sockets cut, in random order',
  guarantees: 'all',
  strike: async (run) => {
    const struck = new Map<Strike, number>();
    const count = (): number => run.lab.nodes.reduce((sum, { pushes }) => sum + pushes.dropped, 0);
    const droppedBefore = count();
    for (const { pushes } of run.lab.nodes) pushes.everyNth = EVERY;
    try {
      const until = performance.now() + (run.isLong ? LONG_MS : 0);
      // Each of them once, in any order, and then whatever the draw says.
      const order = run.random.shuffle<Strike>(['node', 'redis', 'sockets', 'line']);
      for (let done = 0; done < STRIKES || performance.now() < until; done += 1) {
        const strike = order.pop() ?? run.random.pick<Strike>(['node', 'redis', 'sockets', 'line']);
        await strikes[strike](run);
        struck.set(strike, (struck.get(strike) ?? 0) + 1);
        await run.acknowledges(15);
        await run.pause(run.random.whole(0, LONGEST_PAUSE_MS));
      }
    } finally {
      for (const { pushes } of run.lab.nodes) pushes.everyNth = 0;
      run.lab.redis.thaw();
      run.lab.heal();
    }
    const dropped = count() - droppedBefore;
    for (const [strike, times] of [...struck].sort()) run.note(strike, times);
    run.atLeast('kinds of faults', struck.size, 4);
    run.atLeast('publications lost', dropped, 1);
    run.note('publications lost', dropped);
    run.note('reconnects', run.recorder.totals.reconnects);
  },
};

const strikes: Record<Strike, (run: RowRun) => Promise<void>> = {
  node: async ({ lab, random, pause }) => {
    const { process } = random.pick(lab.nodes);
    await process.kill();
    await pause(random.whole(0, LONGEST_ABSENCE_MS));
    await process.start();
  },
  redis: async ({ lab, random, pause }) => {
    lab.redis.freeze();
    await pause(random.whole(500, LONGEST_FREEZE_MS));
    lab.redis.thaw();
  },
  sockets: async ({ lab }) => void lab.door.cutAll(),
  line: async ({ lab, random, pause }) => {
    const { toDatabase } = random.pick(lab.nodes);
    toDatabase.strike({ kind: 'reset' });
    await pause(random.whole(0, LONGEST_PAUSE_MS));
  },
};
