import { readFile } from 'node:fs/promises';
import type { BridgeHandler } from './handlers/bridge.js';

const handlers: Record<string, () => Promise<{ handler: BridgeHandler }>> = {
  deployment: () => import('./handlers/deployment.js'),
  'external-event': () => import('./handlers/external-event.js'),
  'instance-terminating': () => import('./handlers/instance-terminating.js'),
};

/** Runs a handler on one event of a file, as a Lambda would: for operators who try it without an account of AWS. */
async function runEvent(name = '', file = ''): Promise<void> {
  const load = handlers[name];
  if (!load || file === '')
    throw new Error(`Usage: node apps/worker/dist/run-event.js ${Object.keys(handlers).join('|')} <event.json>`);
  const { handler } = await load();
  const { batchItemFailures } = await handler(JSON.parse(await readFile(file, 'utf8')));
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} events were not handled.`);
}

try {
  await runEvent(...process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
