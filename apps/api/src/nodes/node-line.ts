import * as z from 'zod';

/** What a node says of itself. */
export const nodeFiguresSchema = z.object({
  sockets: z.number(),
  rooms: z.number(),
  eventLoopP99Ms: z.number(),
  /** Null while nothing was delivered. */
  deliveryLagP99Ms: z.number().nullable(),
  rssBytes: z.number(),
  isBusHealthy: z.boolean(),
  /** Where its own pages for operators are; null where it has none. */
  operatorsAt: z.string().nullable(),
});

export type NodeFigures = z.output<typeof nodeFiguresSchema>;

export const saidStates = ['ready', 'draining', 'unready'] as const;

/** What a node may say of itself, and what others say of one that says nothing. */
export const nodeStates = [...saidStates, 'silent'] as const;
export type NodeState = (typeof nodeStates)[number];

/** A node as all nodes know it; times are the database's. */
export interface NodeLine {
  instanceId: string;
  version: string;
  startedAt: Date;
  seenAt: Date;
  state: NodeState;
  /** Null when another version wrote what this one cannot read. */
  figures: NodeFigures | null;
}

/** Three beats are missing: whatever happens to one, the others have a node out of the sums after this long. */
const SILENT_AFTER_SECONDS = 16;

/** What a node said counts for as long as it keeps saying it. */
export function stateOf(said: string, ageSeconds: number): NodeState {
  if (ageSeconds > SILENT_AFTER_SECONDS) return 'silent';
  return saidStates.find((state) => state === said) ?? 'unready';
}

/** All nodes that can be heard together. */
export interface NodeSums {
  nodes: number;
  sockets: number;
  rooms: number;
  rssBytes: number;
  /** More than one while a deployment is under way. */
  versions: string[];
}

export function sumNodes(lines: readonly NodeLine[]): NodeSums {
  const heard = lines.filter(({ state }) => state !== 'silent');
  const sum = (figure: 'sockets' | 'rooms' | 'rssBytes'): number =>
    heard.reduce((total, { figures }) => total + (figures?.[figure] ?? 0), 0);
  return {
    nodes: heard.length,
    sockets: sum('sockets'),
    rooms: sum('rooms'),
    rssBytes: sum('rssBytes'),
    versions: [...new Set(heard.map(({ version }) => version))].toSorted(),
  };
}
