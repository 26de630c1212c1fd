import { developmentCorpus, heldOutCorpus, type Labelled } from './corpus.js';
import { judge } from './figures.js';

/**
 * Prints how well the rules do, on what they were made with and on what they never saw: `node dist/tagging/measure.js`. With
 * `--wrong` it tells the lines that are judged wrongly, of the former alone: the others are not to be mended by.
 */
const { sentimentOf } = await import('./sentiment.js');
const { findProhibited } = await import('./words.js');

function print(name: string, corpus: readonly Labelled[]): void {
  const rows = judge(corpus, {
    isProhibited: (text) => findProhibited(text).length > 0,
    sentiment: (text) => sentimentOf(text).label,
  });
  console.log(`\n${name}`);
  console.table(Object.fromEntries(rows.map(({ language, figures }) => [language, figures])));
  if (process.argv.includes('--wrong')) for (const line of rows.at(-1)?.wrong ?? []) console.log(line);
}

function time(name: string, text: string, rounds: number): void {
  for (let at = 0; at < rounds / 4; at += 1) findProhibited(text);
  const words = cpu(() => findProhibited(text), rounds);
  const feelings = cpu(() => sentimentOf(text), rounds);
  console.log(`${name}: words ${words.toFixed(0)} µs, sentiment ${feelings.toFixed(0)} µs`);
}

/** Microseconds of processor time, so that others on the machine do not count. */
function cpu(run: () => unknown, rounds: number): number {
  const before = process.cpuUsage();
  for (let at = 0; at < rounds; at += 1) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds;
}

print('development', developmentCorpus);
if (!process.argv.includes('--wrong')) print('held out', heldOutCorpus);
time('a short message (50 characters)', 'hola, esto es un mensaje normal de chat y nada más', 4_000);
time('8,000 characters', 'hola, esto es un mensaje normal de chat, nada más '.repeat(160), 40);
