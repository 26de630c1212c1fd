import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { within } from '../load/waiting.js';
import { SERVER_CORE, startNode, stop } from './processes.js';
import type { RunningProduct } from './product.js';
import type { RunRecord } from './records.js';

export const SENDERS = 512;
const ROOMS = 20;
/** Connections tried for the single-row INSERT; the best of them counts. */
const CONNECTIONS = [4, 8, 16, 32];
const LIMIT_SECONDS = 60;

const answerSchema = z.object({ perSecond: z.number() });

/** Stored messages a second through the product's writer, against the best that single prepared INSERTs reach. */
export async function runWriter(
  product: RunningProduct,
  databaseUrl: string,
  rounds: number,
  seconds: number,
): Promise<RunRecord[]> {
  const users = await product.users(SENDERS);
  const { rooms } = await product.place(1, ROOMS);
  const records: RunRecord[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const writer = await drive('writer-drive', { DATABASE_URL: databaseUrl }, { users, rooms, seconds });
    records.push({ scenario: 'writer', round, target: 'product', values: { storedPerSecond: writer } });
    let best = 0;
    let bestConnections = 0;
    for (const connections of CONNECTIONS) {
      const perSecond = await drive(
        'insert-drive',
        { DATABASE_URL: databaseUrl },
        { connections, seconds: Math.max(1, seconds / 3) },
      );
      if (perSecond > best) [best, bestConnections] = [perSecond, connections];
    }
    const note = `${bestConnections} connections`;
    records.push({ scenario: 'writer', round, target: 'single-insert', values: { storedPerSecond: best }, note });
  }
  return records;
}

async function drive(script: string, env: NodeJS.ProcessEnv, order: object): Promise<number> {
  const path = fileURLToPath(new URL(`../peers/${script}.js`, import.meta.url));
  const { child, tail } = startNode(path, [], { core: SERVER_CORE, env });
  try {
    const answer = new Promise<number>((resolve, reject) => {
      child.once('message', (raw) => resolve(z.parse(answerSchema, raw).perSecond));
      child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${tail()}`)));
    });
    child.send(order);
    return await within(answer, LIMIT_SECONDS * 1000, script);
  } finally {
    await stop(child);
  }
}
