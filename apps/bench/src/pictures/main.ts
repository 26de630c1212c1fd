import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { mapBounded, ProductHttp } from '../load/guests.js';
import { quantile, spread } from '../load/statistics.js';
import { ProductNode } from '../report/product-node.js';
import { log, runCommand, show, whole } from '../report/command.js';
import { describeMachine, readLoad } from '../report/machine.js';
import { publishReport, withOwnDatabase } from '../report/own-database.js';
import { DeliveryProbe } from './delivery-probe.js';
import { makePhotos } from './photos.js';

const USAGE =
  'npm run bench -- pictures [--uploads 20] [--members 20] [--rounds 3] [--seconds 15] [--out bench-results/pictures.md]';
const WARM_UP_SECONDS = 3;

const optionsSchema = z.object({
  uploads: whole(1, 100),
  members: whole(1, 200),
  rounds: whole(1, 20),
  seconds: whole(2, 600),
  out: z.string(),
});
type Options = z.infer<typeof optionsSchema>;

const countsSchema = z.object({ ready: z.number(), rejected: z.number() });

interface Result {
  quiet: number[][];
  busy: number[][];
  ready: number;
  rejected: number;
}

/** Deliveries with and without people who send photographs all the time, in turned order every second round. */
async function measure(url: string, options: Options): Promise<Result> {
  const http = new ProductHttp(url);
  try {
    const sessions = await mapBounded(1 + options.members + options.uploads, 8, () => http.enter());
    const tokens = sessions.map(({ token }) => token);
    const roomId = await http.openRoom(tokens[0] ?? '');
    const probe = await DeliveryProbe.open(url, roomId, tokens.slice(0, 1 + options.members));
    const photos = await makePhotos(options.uploads);
    const result: Result = { quiet: [], busy: [], ready: 0, rejected: 0 };
    const isQuiet = async () => void result.quiet.push(await probe.measure(options.seconds));
    const isBusy = async () => {
      const people = photos.map((photo, index) => ({ token: tokens[1 + options.members + index] ?? '', photo }));
      const thread = new Worker(new URL('./upload-thread.js', import.meta.url), { workerData: { url, people } });
      const ended = once(thread, 'message');
      await probe.measure(WARM_UP_SECONDS);
      result.busy.push(await probe.measure(options.seconds));
      thread.postMessage('stop');
      const { ready, rejected } = z.parse(countsSchema, (await ended)[0]);
      result.ready += ready;
      result.rejected += rejected;
    };
    await probe.measure(WARM_UP_SECONDS);
    for (let round = 0; round < options.rounds; round += 1) {
      const order = round % 2 === 0 ? [isQuiet, isBusy] : [isBusy, isQuiet];
      for (const step of order) await step();
    }
    probe.close();
    return result;
  } finally {
    http.close();
  }
}

function describe({ quiet, busy, ready, rejected }: Result, options: Options): string[] {
  const at = (times: number[][], share: number) => times.map((sorted) => quantile(sorted, share));
  const ratios = at(busy, 0.99).map((value, round) => value / (at(quiet, 0.99)[round] ?? value));
  return [
    `${options.uploads} people send photographs of 12 megapixels one after the other; 60 messages a second reach ${options.members} members`,
    `delivery, ms: quiet p50 ${show(spread(at(quiet, 0.5)))}, p99 ${show(spread(at(quiet, 0.99)))}`,
    `with uploads p50 ${show(spread(at(busy, 0.5)))}, p99 ${show(spread(at(busy, 0.99)))}`,
    `p99 with uploads against quiet: ${show(spread(ratios))}; goal at most 1.2`,
    `pictures made meanwhile: ${ready}, rejected: ${rejected}`,
  ];
}

/** @returns whether every picture was made. */
function main(options: Options): Promise<boolean> {
  const load = readLoad();
  return withOwnDatabase('pictures', async (database, directory) => {
    const { lines } = describeMachine(load, database.version, JSON.stringify(options));
    const facts = lines.filter((line) => !/^server under test|^Loopback/.test(line));
    const node = await ProductNode.create('pictures', {
      DATABASE_URL: await database.create('pictures'),
      DATA_DIR: join(directory, 'pictures'),
      MAIL_WORKER: 'off',
      JOBS_DRIVER: 'embedded',
    });
    try {
      const result = await measure(node.url, options);
      const found = describe(result, options);
      await publishReport(options.out, ['# Pictures', '', ...[...facts, '', ...found].map(toItem), ''].join('\n'));
      log(found.join('\n'));
      return result.rejected === 0 && result.ready > 0;
    } finally {
      await node.stop();
    }
  });
}

const toItem = (line: string) => (line === '' ? '' : `- ${line}`);

await runCommand({
  usage: USAGE,
  schema: optionsSchema,
  defaults: {
    uploads: '20',
    members: '20',
    rounds: '3',
    seconds: '15',
    out: 'bench-results/pictures.md',
  },
  run: main,
});
