import type { ChatClient } from '../clients/chat-client.js';
import { isTrueWithin } from '../clients/waiting.js';
import type { LabNode } from '../lab/laboratory.js';
import type { RowRun } from './row.js';

const SPREAD_LIMIT_MS = 20_000;
const LOOK_LIMIT_MS = 4_000;

/** Whose socket is on the node now. */
export function residentsOf(run: RowRun, node: LabNode): ChatClient[] {
  return run.stage.clients.filter((client) => client.instance === node.name);
}

/**
 * Sockets stay where they are, so a node that was started again has nobody: sends everybody through the door anew until
 * enough are on the node and everybody is somewhere.
 * @throws {Error} when nobody gets there.
 */
export async function spreadOnto(run: RowRun, node: LabNode, least = 2): Promise<ChatClient[]> {
  const deadline = Date.now() + SPREAD_LIMIT_MS;
  const isSpread = () =>
    residentsOf(run, node).length >= least && run.stage.clients.every((client) => client.instance !== null);
  while (!isSpread()) {
    if (Date.now() > deadline) throw new Error(`Nobody gets to ${node.name} through the door.`);
    run.lab.door.cutAll();
    await isTrueWithin(LOOK_LIMIT_MS, isSpread);
  }
  return residentsOf(run, node);
}

/** The most arrivals within any second. */
export function peakPerSecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  let peak = 0;
  sorted.forEach((time, index) => {
    while (time - (sorted[first] ?? time) >= 1_000) first += 1;
    peak = Math.max(peak, index - first + 1);
  });
  return peak;
}
