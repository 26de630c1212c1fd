import { describe, expect, it } from '@jest/globals';
import { runCuts } from '../src/faults/cut-run.js';
import { runKills } from '../src/faults/kill-run.js';
import { formatReport, type RunReport } from '../src/faults/report.js';

/** Enough for a slow machine; a run ends by itself long before. */
const LIMIT_MS = 240_000;
const SEED = 20_261_121;

/** The whole report is the message of a failure. */
function expectClean(report: RunReport): void {
  if (!report.verdict.isClean) throw new Error(formatReport(report));
  expect(report.verdict.anomalies).toEqual([]);
}

describe('the product under faults, judged by the checker', () => {
  it(
    'loses nothing, stores nothing twice and leaves no hole when the server, the database and both are killed',
    async () => {
      const report = await runKills({ kills: 3, clients: 8, seed: SEED });
      expectClean(report);
      expect(report.rows.map((row) => row[1]).sort()).toEqual(['both', 'postgres', 'server']);
    },
    LIMIT_MS,
  );

  it(
    'ends with the same list of messages and versions at every client whose line was cut',
    async () => {
      const report = await runCuts({ seconds: 10, clients: 10, seed: SEED });
      expectClean(report);
      // Two rooms at each of the ten cut clients and the six writers.
      expect(report.recorder.logs.filter((log) => log.source === 'client')).toHaveLength(32);
    },
    LIMIT_MS,
  );
});
