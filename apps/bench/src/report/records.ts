import type { LoadResult } from '../load/jobs.js';
import type { TargetName } from './targets.js';

/** One measured run of one scenario on one server. */
export interface RunRecord {
  scenario: string;
  round: number;
  target: TargetName;
  /** The figures that the table and the goals read, by name. */
  values: Record<string, number>;
  /** Everything a run of messages gave, for the JSON file. */
  load?: Omit<LoadResult, 'acknowledgedNames'>;
  note?: string;
  error?: string;
}

/** What is left of a load result in the report. */
export function toRecord(
  scenario: string,
  round: number,
  target: TargetName,
  result: LoadResult,
  serverCpu: number | null,
): RunRecord {
  const { acknowledgedNames: _names, ...load } = result;
  return {
    scenario,
    round,
    target,
    load,
    values: {
      deliveriesPerSecond: result.deliveriesPerSecond,
      messagesPerSecond: result.messagesPerSecond,
      deliveryP50: result.deliveryLatency.p50,
      deliveryP95: result.deliveryLatency.p95,
      deliveryP99: result.deliveryLatency.p99,
      acknowledgementP50: result.acknowledgementLatency.p50,
      acknowledgementP99: result.acknowledgementLatency.p99,
      lost: result.lost,
      doubled: result.doubled,
      outOfOrder: result.outOfOrder,
      unanswered: result.unanswered,
      refused: result.refused,
      versionBreaks: result.versionBreaks,
      disconnects: result.disconnects,
      generatorCpu: result.generatorCpu,
      ...(serverCpu === null ? {} : { serverCpu }),
    },
  };
}
