import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import * as z from 'zod/mini';
import { ProductHttp } from '../load/guests.js';
import { type Spread, spread } from '../load/statistics.js';
import { log, runCommand, whole } from '../report/command.js';
import { describeMachine, readLoad } from '../report/machine.js';
import { publishReport, withOwnDatabase } from '../report/own-database.js';
import { ProductNode } from '../report/product-node.js';
import { CountingLine } from './counting-line.js';
import { BusyRoom, type HourPlan, plans } from './hour.js';
import { launchBrowser, SleepingPage } from './sleeping-page.js';

const USAGE = 'npm run bench -- sleeper [--rounds 3] [--history 200] [--out bench-results/sleeper.md]';
const FAKETIME = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib/faketime']
  .flatMap((folder) => [join(folder, 'faketime', 'libfaketimeMT.so.1'), join(folder, 'libfaketimeMT.so.1')])
  .find((file) => existsSync(file));
/** Unread messages in another room, the last of which names the sleeper. */
const ELSEWHERE = 4;
/** So far back it is looked for what is missing or doubled. */
const MOST_COMPARED = 250;

const optionsSchema = z.object({ rounds: whole(1, 20), history: whole(10, 5_000), out: z.string() });
type Options = z.infer<typeof optionsSchema>;

/** One awakening. */
interface Awakening {
  lastMs: number;
  wholeMs: number;
  requests: number;
  frames: number;
  received: number;
  sent: number;
  isEqual: boolean;
}

interface Stage {
  node: ProductNode;
  databaseUrl: string;
  browser: Browser;
  /** Where libfaketime reads how far the server's clock is moved. */
  clockFile: string;
}

/** Somebody opens a room, sleeps an hour in which others write, and wakes. */
async function sleepOnce(stage: Stage, plan: HourPlan, history: number): Promise<Awakening> {
  const { node, databaseUrl, browser, clockFile } = stage;
  await writeFile(clockFile, '+0\n');
  const http = new ProductHttp(node.url);
  const line = new CountingLine(node.port);
  let page: SleepingPage | undefined;
  try {
    const [author, sleeper] = [await http.enter(), await http.enter()];
    const [room, other] = [
      new BusyRoom(http, author, await http.openRoom(author.token)),
      new BusyRoom(http, author, await http.openRoom(author.token)),
    ];
    const { handle } = sleeper.user;
    const before = await room.write(history - 1);
    // Whoever comes into a room has nothing unread in it, and so begins at its end.
    for (const { id } of [room, other])
      await http.call('POST', `/api/rooms/${id}/members`, 201, author.token, { handle });
    page = await SleepingPage.open(browser, `http://127.0.0.1:${await line.open()}`, sleeper, room.id, before);
    await page.fallAsleep();
    line.cut();
    const last = await room.pass(plan);
    await other.write(ELSEWHERE - 1, ` @${handle}`);
    await room.spreadOverHour(databaseUrl, history);
    await writeFile(clockFile, '+1h\n');
    line.mend();
    const { lastMs, wholeMs } = await page.wake(last, ELSEWHERE);
    const found = { lastMs, wholeMs, ...page.asked, received: line.bytes.toBrowser, sent: line.bytes.toServer };
    const compared = Math.min(plan.messages, MOST_COMPARED);
    const [seen, stored] = [await page.readUp(compared), await room.newestIds(compared)];
    return { ...found, requests: found.requests + found.sockets, isEqual: seen.join() === stored.join() };
  } finally {
    await page?.close();
    await line.close();
    http.close();
  }
}

function describe(plan: HourPlan, found: readonly Awakening[]): string {
  const of = (pick: (one: Awakening) => number, digits = 0) => toCell(spread(found.map(pick)), digits);
  const cells = [
    plan.name,
    of(({ lastMs }) => lastMs),
    of(({ wholeMs }) => wholeMs),
    of(({ received }) => received / 1_024, 1),
    of(({ sent }) => sent / 1_024, 1),
    of(({ requests }) => requests),
    of(({ frames }) => frames),
    found.every(({ isEqual }) => isEqual) ? 'none' : '**differs from the API**',
  ];
  return `| ${cells.join(' | ')} |`;
}

function toCell(result: Spread | null, digits: number): string {
  if (!result) return '–';
  const [median, min, max] = [result.median, result.min, result.max].map((value) => value.toFixed(digits));
  return `${median} (${min} to ${max})`;
}

const HEAD = [
  '| meanwhile | ms to the last message | ms to the badge too | KiB received | KiB sent | requests | frames | missing or doubled |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
];

/** @returns whether every awakening showed what the API has. */
async function main(options: Options): Promise<boolean> {
  if (FAKETIME === undefined) throw new Error('There is no libfaketime on this machine: apt-get install faketime.');
  const load = readLoad();
  const clockFolder = await mkdtemp(join(tmpdir(), 'tertulia-clock-'));
  try {
    return await withOwnDatabase('sleeper', async (database, directory) => {
      const { lines } = describeMachine(load, database.version, JSON.stringify(options));
      const clockFile = join(clockFolder, 'offset');
      await writeFile(clockFile, '+0\n');
      const databaseUrl = await database.create('sleeper');
      const node = await ProductNode.create('sleeper', {
        DATABASE_URL: databaseUrl,
        DATA_DIR: join(directory, 'sleeper'),
        MAIL_WORKER: 'off',
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: clockFile,
        FAKETIME_CACHE_DURATION: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      });
      const browser = await launchBrowser();
      try {
        const stage = { node, databaseUrl, browser, clockFile };
        const found: Awakening[][] = plans.map(() => []);
        for (let round = 0; round < options.rounds; round += 1)
          for (const [index, plan] of plans.entries()) {
            const one = await sleepOnce(stage, plan, options.history);
            log(`${plan.name}: ${JSON.stringify(one)}`);
            found[index]?.push(one);
          }
        const facts = lines.filter((line) => !/^server under test|^Loopback/.test(line)).map((line) => `- ${line}`);
        const rows = plans.map((plan, index) => describe(plan, found[index] ?? []));
        await publishReport(options.out, ['# Sleeper', '', ...facts, '', ...HEAD, ...rows, ''].join('\n'));
        return found.flat().every(({ isEqual }) => isEqual);
      } finally {
        await browser.close();
        await node.stop();
      }
    });
  } finally {
    await rm(clockFolder, { recursive: true, force: true });
  }
}

await runCommand({
  usage: USAGE,
  schema: optionsSchema,
  defaults: { rounds: '3', history: '200', out: 'bench-results/sleeper.md' },
  run: main,
});
