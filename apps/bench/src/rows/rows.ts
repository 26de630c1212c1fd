import { nodeCrash } from './f01-node-crash.js';
import { crashInSending } from './f02-crash-in-sending.js';
import { allNodes } from './f03-all-nodes.js';
import { redisCrash } from './f04-redis-crash.js';
import { redisHang } from './f05-redis-hang.js';
import { redisCut } from './f06-redis-cut.js';
import { redisWrong } from './f07-redis-wrong.js';
import { lostPublications } from './f08-lost-publications.js';
import { postgresCrash } from './f09-postgres-crash.js';
import { postgresHang } from './f10-postgres-hang.js';
import { postgresDark } from './f11-postgres-dark.js';
import { noConnections } from './f12-no-connections.js';
import { heldRoom } from './f13-held-room.js';
import { endedSessions } from './f14-ended-sessions.js';
import { fullDisk } from './f15-full-disk.js';
import { stalledClients } from './f16-stalled-clients.js';
import { slowClient } from './f17-slow-client.js';
import { halfOpen } from './f18-half-open.js';
import { storm } from './f19-storm.js';
import { rollingDeploy } from './f20-rolling-deploy.js';
import { earlyKill } from './f21-early-kill.js';
import { blockedLoop } from './f22-blocked-loop.js';
import { wrongClocks } from './f23-clocks.js';
import { badLines } from './f24-bad-lines.js';
import { noDescriptors } from './f25-descriptors.js';
import { littleMemory } from './f26-memory.js';
import { badFrames } from './f33-bad-frames.js';
import { allTogether } from './f34-all-together.js';
import type { Row } from './row.js';

/** The fault matrix, in the order in which it is run: rows that share a laboratory stand together. */
export const rows: Row[] = [
  nodeCrash,
  redisCrash,
  redisHang,
  redisCut,
  redisWrong,
  lostPublications,
  postgresCrash,
  postgresHang,
  postgresDark,
  heldRoom,
  endedSessions,
  allTogether,
  badFrames,
  badLines,
  slowClient,
  stalledClients,
  earlyKill,
  rollingDeploy,
  allNodes,
  crashInSending,
  blockedLoop,
  wrongClocks,
  noDescriptors,
  littleMemory,
  halfOpen,
  storm,
  noConnections,
  fullDisk,
];
