import { type Anomaly, type AnomalyName, anomalyNames } from './anomaly.js';
import type { BoundRecord, History, Minimum, RefusalRecord } from './history.js';
import { judgeCache } from './judge-cache.js';
import { judgeLogs } from './judge-logs.js';
import { judgeNotes } from './judge-notes.js';
import { judgeSends } from './judge-sends.js';
import { judgeStreams } from './judge-streams.js';

/** What the judge says about one run. */
export interface Verdict {
  isClean: boolean;
  anomalies: Anomaly[];
  counts: Record<AnomalyName, number>;
  minimums: Minimum[];
}

/** Refusals a client may get from a healthy product under faults and deliberate bad input. */
const EXPECTED_CODES = new Set(['unavailable', 'rate_limited', 'invalid_payload', 'conflict', 'gone']);

/**
 * Judges a finished run: every promise that was broken, by name, and every minimum that was missed. A run in which the
 * faults did nothing is a failed run, since it proves nothing.
 */
export function judge(history: History, minimums: Minimum[]): Verdict {
  const anomalies = [
    ...judgeSends(history),
    ...judgeLogs(history),
    ...judgeStreams(history),
    ...judgeNotes(history),
    ...judgeCache(history),
    ...history.bounds.filter((bound) => bound.actual > bound.most).map(toBroken),
    ...judgeRefusals(history.refusals),
    ...history.malformed.map((detail) => ({ name: 'malformed', detail }) as const),
    ...history.unrecovered.map((detail) => ({ name: 'no-recovery', detail }) as const),
    ...minimums.filter((minimum) => minimum.actual < minimum.atLeast).map(toAnomaly),
  ];
  return { isClean: anomalies.length === 0, anomalies, counts: count(anomalies), minimums };
}

/** G9: without its database the product answers `unavailable`, over HTTP as 503 with Retry-After, and nothing else. */
function judgeRefusals(refusals: RefusalRecord[]): Anomaly[] {
  return refusals
    .filter((refusal) => !EXPECTED_CODES.has(refusal.code) || !hasRightStatus(refusal))
    .map((refusal) => ({
      name: 'wrong-error',
      detail: `${refusal.code} ${refusal.status ?? 'on the socket'}${refusal.hasRetryAfter === false ? ' without Retry-After' : ''}: ${refusal.detail}`,
    }));
}

function hasRightStatus(refusal: RefusalRecord): boolean {
  if (refusal.code !== 'unavailable' || refusal.status === undefined) return true;
  return refusal.status === 503 && refusal.hasRetryAfter === true;
}

function toBroken({ anomaly, what, actual, most }: BoundRecord): Anomaly {
  return { name: anomaly, detail: `${what}: ${actual}, at most ${most}` };
}

function toAnomaly(minimum: Minimum): Anomaly {
  return { name: 'no-effect', detail: `${minimum.name}: ${minimum.actual}, at least ${minimum.atLeast} expected` };
}

function count(anomalies: Anomaly[]): Record<AnomalyName, number> {
  const counts = Object.fromEntries(anomalyNames.map((name) => [name, 0])) as Record<AnomalyName, number>;
  for (const anomaly of anomalies) counts[anomaly.name] += 1;
  return counts;
}
