import type { Anomaly } from './anomaly.js';
import type { History, LoggedMessage, LogRecord, PageRead } from './history.js';

/** A list of rooms may be this old on a node that did not change it (guarantee G7), with time for the request itself. */
const OLDEST_LIST_MS = 10_000 + 2_000;

/** Holds what was read while the cache was there, gone or wrong against G7: contiguous, one state, never back in time. */
export function judgeCache(history: History): Anomaly[] {
  const truth = new Map(history.logs.filter((log) => log.source === 'sql').map((log) => [log.room, log]));
  return [...judgePages(history.pageReads, truth), ...judgeRoomLists(history)];
}

function judgePages(reads: PageRead[], truth: Map<string, LogRecord>): Anomaly[] {
  const found: Anomaly[] = [];
  const newest = new Map<string, number>();
  for (const read of reads) {
    const key = `${read.reader} ${read.node} ${read.room}`;
    const before = newest.get(key) ?? 0;
    if (read.version < before)
      found.push(toAnomaly('stale-cache', read, `version ${read.version} after ${before} was seen`));
    newest.set(key, Math.max(before, read.version));
    const log = truth.get(read.room);
    if (log) found.push(...judgePage(read, log));
  }
  return found;
}

function judgePage(read: PageRead, log: LogRecord): Anomaly[] {
  const { seen, version } = read;
  const hole = seen.findIndex((message, index) => index > 0 && message.seq !== (seen[index - 1]?.seq ?? 0) + 1);
  if (hole > 0)
    return [toAnomaly('gap', read, `goes from seq ${seen[hole - 1]?.seq} to ${seen[hole]?.seq} at version ${version}`)];
  const stored = new Map(log.messages.map((message) => [message.id, message]));
  const foreign = seen.find((message) => !stored.has(message.id));
  if (foreign) return [toAnomaly('phantom', read, `shows ${foreign.id}, which is not stored`)];
  const shown = new Map(seen.map((message) => [message.id, message]));
  const first = seen[0]?.seq ?? 1;
  for (const message of log.messages) {
    // One whose last change came later may have looked different then.
    if (message.version > version || message.seq < first) continue;
    const same = shown.get(message.id);
    if (!same || same.version !== message.version)
      return [toAnomaly('stale-cache', read, `says version ${version} and ${describeLack(message, same?.version)}`)];
    if (same.digest !== message.digest)
      return [toAnomaly('diverge', read, `shows another content of seq ${message.seq} version ${message.version}`)];
  }
  return [];
}

function describeLack(message: LoggedMessage, shown: number | undefined): string {
  const wanted = `seq ${message.seq} of version ${message.version}`;
  return shown === undefined ? `lacks ${wanted}` : `shows version ${shown} of ${wanted}`;
}

/** A new room is listed at once where it was made, and on the other nodes when their list has run out. */
function judgeRoomLists({ roomsMade, listReads }: History): Anomaly[] {
  return roomsMade.flatMap(({ room, node, at }) => {
    const late = listReads.find(
      (read) => read.start >= at + (read.node === node ? 0 : OLDEST_LIST_MS) && !read.rooms.includes(room),
    );
    if (!late) return [];
    const detail = `${late.node} does not list it ${late.start - at} ms after it was made on ${node}`;
    return [{ name: 'stale-cache', room, detail } as const];
  });
}

function toAnomaly(name: Anomaly['name'], read: PageRead, what: string): Anomaly {
  return { name, room: read.room, detail: `the newest page of ${read.node} for ${read.reader} ${what}` };
}
