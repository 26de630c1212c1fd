import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { searchPageSchema } from '@tertulia/contract';
import * as z from 'zod/mini';
import { ProductHttp } from '../load/guests.js';
import { quantile, spread } from '../load/statistics.js';
import type { BenchDatabase } from '../report/database.js';
import { describeMachine, readLoad } from '../report/machine.js';
import { publishReport, withOwnDatabase } from '../report/own-database.js';
import { pinSelf } from '../report/processes.js';
import { startProduct } from '../report/product.js';
import { fill } from './fill.js';
import { queriesFor, type Query } from './queries.js';

const USAGE = 'npm run bench -- search [--messages 1000000] [--rounds 3] [--times 5] [--out bench-results/search.md]';
const SEED = 20_260_101;

const whole = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.regex(/^\d+$/)),
    z.pipe(z.transform(Number), z.int().check(z.minimum(least), z.maximum(most))),
  );
const optionsSchema = z.object({
  messages: whole(10_000, 10_000_000),
  rounds: whole(1, 20),
  times: whole(1, 100),
  out: z.string(),
});
type Options = z.infer<typeof optionsSchema>;

/** Milliseconds of each answer, by query, of one round. */
type Round = Map<Query, number[]>;

function readOptions(): Options | null {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  try {
    const { values } = parseArgs({
      options: { messages: text('1000000'), rounds: text('3'), times: text('5'), out: text('bench-results/search.md') },
    });
    return z.parse(optionsSchema, values);
  } catch {
    return null;
  }
}

/** Asks every query some times, all in turn, so that a drift of the machine meets all. */
async function measureRound(http: ProductHttp, token: string, queries: Query[], times: number): Promise<Round> {
  const round: Round = new Map(queries.map((query) => [query, []]));
  for (let time = 0; time < times; time += 1) {
    for (const query of queries) {
      let cursor = '';
      for (let page = 0; page < (query.pages ?? 1); page += 1) {
        const path = `/api/search?q=${encodeURIComponent(query.q)}${cursor && `&cursor=${cursor}`}`;
        const startedAt = performance.now();
        const answer = z.parse(searchPageSchema, await http.call('GET', path, 200, token));
        round.get(query)?.push(performance.now() - startedAt);
        cursor = answer.nextCursor ?? '';
      }
    }
  }
  return round;
}

function render(head: readonly string[], queries: Query[], rounds: Round[]): string {
  const kinds = [...new Set(queries.map((query) => query.kind))];
  const row = (name: string, chosen: Query[]): string => {
    const cells = [0.5, 0.95].map((share) => {
      const byRound = rounds.map((round) =>
        quantile(
          chosen.flatMap((query) => round.get(query) ?? []).sort((left, right) => left - right),
          share,
        ),
      );
      const result = spread(byRound);
      return result ? `${result.median.toFixed(1)} (${result.min.toFixed(1)} to ${result.max.toFixed(1)})` : '–';
    });
    return `| ${[name, ...cells].join(' | ')} |`;
  };
  return [
    ...head,
    '',
    '| search | p50 ms | p95 ms |',
    '| --- | --- | --- |',
    ...kinds.map((kind) =>
      row(
        kind,
        queries.filter((query) => query.kind === kind),
      ),
    ),
    row(`**all ${queries.length}**`, queries),
    '',
    'Slowest: ' + slowest(queries, rounds).join(', '),
    '',
  ].join('\n');
}

function slowest(queries: Query[], rounds: Round[]): string[] {
  return queries
    .map((query) => ({
      q: query.q,
      p50: quantile(
        rounds.flatMap((round) => round.get(query) ?? []).sort((a, b) => a - b),
        0.5,
      ),
    }))
    .sort((left, right) => right.p50 - left.p50)
    .slice(0, 5)
    .map(({ q, p50 }) => `\`${q}\` ${p50.toFixed(1)}`);
}

/** Fills a database of its own and asks the product. */
async function main(options: Options): Promise<void> {
  const load = readLoad();
  pinSelf();
  await withOwnDatabase('search', async (database, directory) => {
    const { rounds, queries, indexedPerSecond } = await measure(database, join(directory, 'data'), options);
    const asked = `${options.messages.toLocaleString('en')} messages, ${options.rounds} rounds, each search ${options.times} times a round`;
    const { lines } = describeMachine(load, database.version, asked);
    // The last line is about texts of another kind.
    const facts = [
      ...lines.slice(0, -1),
      `indexed ${Math.round(indexedPerSecond).toLocaleString('en')} messages/s without rests`,
    ];
    await publishReport(options.out, render(['# Search', '', ...facts.map((line) => `- ${line}`)], queries, rounds));
  });
}

interface Measured {
  rounds: Round[];
  queries: Query[];
  indexedPerSecond: number;
}

async function measure(database: BenchDatabase, dataDirectory: string, options: Options): Promise<Measured> {
  const url = await database.create('search');
  // The product makes the tables; it rests while they are filled.
  await (await startProduct(url, dataDirectory)).stop();
  const filled = await fill(url, options.messages, SEED, log);
  const product = await startProduct(url, dataDirectory);
  const http = new ProductHttp(product.url);
  try {
    const { token } = await http.enter();
    const queries = queriesFor(filled);
    await measureRound(http, token, queries, 1);
    const rounds: Round[] = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      rounds.push(await measureRound(http, token, queries, options.times));
      log(`round ${round} of ${options.rounds}`);
    }
    return { rounds, queries, indexedPerSecond: filled.indexedPerSecond };
  } finally {
    http.close();
  }
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

const options = readOptions();
if (options) {
  try {
    await main(options);
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
} else {
  log(USAGE);
  process.exitCode = 2;
}
